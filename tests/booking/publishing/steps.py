"""What decides about hours, put into the database; and what became of them."""

from datetime import date, time
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from booking.models import (
    BusyTime,
    Slot,
    Technician,
    WorkingHours,
)
from booking.publish_slots import publish_slots
from database import db, writing
from tests.support.world import NOW

MADRID = ZoneInfo("Europe/Madrid")

TUESDAY = 24
"""Of November 2026; NOW is the Monday before."""


def publish(world, now=NOW, reads_outlook=False):
    return publish_slots(world.office_id, now, MADRID, reads_outlook)


def hours(world, *, weekdays=(2,), starts=time(15, 30), ends=time(17), who=0, service=None, first=date(2026, 1, 1)):
    with writing() as session:
        session.add_all(
            WorkingHours(
                technician_id=world.technicians[who],
                weekday=weekday,
                starts=starts,
                ends=ends,
                service_id=service,
                valid_from=first,
            )
            for weekday in weekdays
        )


def add(*rows):
    with writing() as session:
        session.add_all(rows)


def change(table, **values):
    with writing() as session:
        session.execute(update(table).values(**values))


def read_calendar(world, *busy, now=NOW, who=0):
    """As if the technician's calendar had just been read."""
    with writing() as session:
        session.get(Technician, world.technicians[who]).busy_read_at = now
        session.add_all(
            BusyTime(technician_id=world.technicians[who], starts_at=start, ends_at=end) for start, end in busy
        )


def blocked(day=TUESDAY, month=11):
    """The slots of a day by wall time, with what blocks them."""
    rows = db.session.execute(
        select(Slot.starts_at, Slot.blocked)
        .where(Slot.local_date == date(2026, month, day))
        .order_by(Slot.starts_at, Slot.technician_id)
    )
    return {start.astimezone(MADRID).strftime("%H:%M"): reason for start, reason in rows}
