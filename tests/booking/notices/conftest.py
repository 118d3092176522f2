"""Clara, who moves and deletes what is in her calendar, and Dídac, who sees it on his list and decides."""

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from booking.models import Divergence
from booking.notices.compare import compare_calendar
from database import db
from tests.booking.follow_up.following import follow, mail
from tests.booking.pending.conftest import List, clock
from tests.teams.standin import CLARA

__all__ = ["clock", "follow", "mail"]

MADRID = ZoneInfo("Europe/Madrid")


@pytest.fixture
def pending(app, follow, clock):
    return List(app, follow, clock)


class Calendar:
    """Clara's, as she sees it in Outlook, and what we make of it."""

    def __init__(self, follow):
        self.follow = follow

    @property
    def entry(self):
        [entry] = self.follow.standin.events(CLARA)
        return entry

    def drag(self, hour, until):
        """To another hour of the same day."""
        self.follow.standin.post(
            f"/calendar/{CLARA}/{self.entry['id']}/move", start=f"2026-11-24T{hour}", end=f"2026-11-24T{until}"
        )

    def delete(self):
        self.follow.standin.post(f"/calendar/{CLARA}/{self.entry['id']}/delete", week="2026-W48")

    def compare(self):
        compare_calendar(self.follow.world.technicians[0], self.follow.graph, self.follow.clock)

    @property
    def differences(self):
        """What is open: code and hour."""
        db.session.rollback()
        rows = db.session.scalars(select(Divergence).where(Divergence.resolved_at.is_(None)))
        return [(one.difference, one.starts_at and f"{one.starts_at.astimezone(MADRID):%H:%M}") for one in rows]


@pytest.fixture
def calendar(follow):
    return Calendar(follow)
