"""Looking at calendars on a schedule: those that do not tell us of changes every ten minutes, all of them once a day.

Each calendar is asked for once, by a workflow of its own behind other work on the same mailbox: far below the limits of
Outlook (10,000 requests in ten minutes and four at a time per mailbox).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

import jobs
from booking.models import CalendarSubscription
from booking.notices.compare import technicians_to_compare
from database import writing


def compare_untold(now: datetime) -> int:
    """Have the calendars compared whose changes nobody tells us of. Gives how many."""
    with writing() as session:
        told = set(
            session.scalars(
                select(CalendarSubscription.technician_id).where(
                    CalendarSubscription.graph_id.is_not(None), CalendarSubscription.expires_at > now
                )
            )
        )
        return ask_to_compare(session, (one for one in technicians_to_compare(session, now) if one not in told), now)


def compare_all(now: datetime) -> int:
    """Have all calendars compared: a notice may get lost."""
    with writing() as session:
        return ask_to_compare(session, technicians_to_compare(session, now), now)


def ask_to_compare(session: Session, technicians: Iterable[int], now: datetime) -> int:
    """Enqueue it within the caller's transaction; for one calendar not more often than once a minute."""
    asked = list(technicians)
    for technician_id in asked:
        jobs.enqueue(
            session,
            jobs.CALENDARS,
            "compare_calendar",
            str(technician_id),
            technician_id,
            workflow_id=f"compare-{technician_id}-{now.timestamp() // 60:.0f}",
        )
    return len(asked)
