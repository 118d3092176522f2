"""The service at work: hours to offer, workers that beat, promises that are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select

from booking.models import Office, Slot, Technician
from database import db
from doctor.finding import Finding, fail, ok, warn
from health import LONGEST_OVERDUE, LONGEST_SILENCE, backlogs, worker_beats

NEXT_WEEKS = timedelta(days=14)


def mailboxes() -> list[str]:
    """Addresses of the technicians who attend, in order."""
    return list(
        db.session.scalars(select(Technician.email).where(Technician.left_at.is_(None)).order_by(Technician.id))
    )


def check(now: datetime) -> Iterator[Finding]:
    """What the tables say about the days ahead and the work behind the pages."""
    yield from _hours(now)
    yield _workers(now)
    yield from _promises(now)


def _hours(now: datetime) -> Iterator[Finding]:
    free = (
        select(func.count(Slot.id))
        .where(Slot.office_id == Office.id, Slot.starts_at.between(now, now + NEXT_WEEKS), Slot.is_free())
        .correlate(Office)
        .scalar_subquery()
    )
    every_office = select(Office.name, Office.closed_notice, free).order_by(Office.id)
    offices = db.session.execute(every_office, {"now": now, "holder": None}).all()
    if not offices:
        yield warn("offices", "there is none, so nothing can be booked", "load or enter an office (docs/operating.md)")
    for name, closed_notice, number in offices:
        if closed_notice is not None:
            yield warn(name, "takes no bookings at the moment", "take its notice away when it opens again")
        elif number == 0:
            yield fail(
                name,
                "has no free hour in the next two weeks",
                "check hours, closures, absences and Outlook of its technicians, then run: flask slots publish",
            )
        else:
            yield ok(name, f"{number} free half hours in the next two weeks")


def _workers(now: datetime) -> Finding:
    beats = worker_beats(db.session(), now)
    alive = sorted(name for name, silence in beats.items() if silence <= LONGEST_SILENCE.total_seconds())
    if alive:
        return ok("worker", f"{', '.join(alive)} at work")
    return fail(
        "worker",
        f"none has shown itself for {LONGEST_SILENCE.total_seconds():.0f} seconds: no meeting is made, no letter sent",
        "start it: flask worker",
    )


def _promises(now: datetime) -> Iterator[Finding]:
    for backlog in backlogs(db.session(), now):
        plural = f"{backlog.kind}s"
        if backlog.stuck:
            yield warn(
                plural,
                f"{backlog.stuck} wait for a person, because trying again does not help",
                "mend what is said above of mail or Microsoft 365, then run: flask retry",
            )
        if backlog.overdue_seconds > LONGEST_OVERDUE.total_seconds():
            yield fail(
                plural,
                f"one has been due for {backlog.overdue_seconds / 60:.0f} minutes and was not taken up",
                "look at the worker's log; restart it",
            )
        elif backlog.open_by_age[0]:
            yield ok(plural, f"{backlog.open_by_age[0]} on their way")
        else:
            yield ok(plural, "all done")
