"""What is over is closed the day after, so that the list asks only for what is open."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.models import CalendarNotice, Divergence, Meeting, Message
from booking.pending.let_go import let_go_of_the_past
from database import db, writing
from tests.support.post_office import NO_SUCH_MAILBOX
from tests.support.world import NOW, at


@pytest.fixture
def stuck(follow):
    """A meeting and two letters that wait for a person, and a difference that nobody has decided about."""
    follow.standin.faults("403_scope", calls="POST */events")
    follow.mail.mood = lambda address: NO_SUCH_MAILBOX
    follow.book()
    follow.work()
    with writing() as session:
        meeting = session.scalars(select(Meeting)).one()
        session.add(Divergence(meeting_id=meeting.id, meeting_settled_at=NOW, found_at=NOW, difference="deleted"))
        for number, handled in enumerate((NOW, None)):
            session.add(
                CalendarNotice(
                    meeting_id=meeting.id,
                    subscription_id="s",
                    event_id="e",
                    change="updated",
                    etag=str(number),
                    received_at=NOW,
                    handled_at=handled,
                    next_attempt_at=NOW,
                )
            )


def still_open():
    db.session.rollback()
    return (
        len(db.session.scalars(select(Meeting).where(Meeting.settled_at.is_(None))).all()),
        len(db.session.scalars(select(Message).where(Message.superseded_at.is_(None))).all()),
        len(db.session.scalars(select(Divergence).where(Divergence.resolved_at.is_(None))).all()),
    )


def test_the_day_after_the_call_nobody_can_mend_it(stuck):
    let_go_of_the_past(at(25, "17:00"))

    assert still_open() == (0, 0, 0)


def test_until_then_it_waits_for_somebody(stuck):
    let_go_of_the_past(at(25, "15:00"))

    assert still_open() == (1, 2, 1)


def test_notices_are_kept_for_a_week_once_they_are_done(stuck):
    let_go_of_the_past(NOW + timedelta(days=6))
    assert len(db.session.scalars(select(CalendarNotice)).all()) == 2

    let_go_of_the_past(NOW + timedelta(days=8))
    assert [one.handled_at for one in db.session.scalars(select(CalendarNotice))] == [None]
