"""What tests of coordination do and look at again and again."""

from datetime import date, time

from sqlalchemy import select, update

from booking.coordinate.rules import Place
from booking.coordinate.staff_move import Order, staff_move
from booking.models import Appointment, Message, WorkingHours
from database import db, writing
from tests.booking.coordination.people import DIDAC
from tests.support.world import MADRID, NOW


def send_all():
    """As if the worker had sent everything."""
    with writing() as session:
        for message in session.scalars(select(Message).where(Message.superseded_at.is_(None))):
            message.attempts, message.sent_at = 1, NOW


def move(aina, technician, starts_at, *, now=NOW, seen=None, **how):
    """Move as Dídac, who has just opened the page."""
    seen = appointment(aina).revision if seen is None else seen
    db.session.rollback()
    staff_move(aina, Order(Place(technician, starts_at), seen, DIDAC, **how), now, MADRID)


def appointment(aina):
    """As it is now."""
    db.session.rollback()
    return db.session.get_one(Appointment, aina)


def unsent(aina):
    """To whom something is promised, and what."""
    rows = db.session.execute(
        select(Message.recipient, Message.technician_id, Message.kind)
        .where(Message.appointment_id == aina, Message.sent_at.is_(None), Message.superseded_at.is_(None))
        .order_by(Message.id)
    )
    return [(technician or recipient, kind) for recipient, technician, kind in rows]


def change(table, **values):
    """The same in all rows."""
    with writing() as session:
        session.execute(update(table).values(**values))


def works(technician, *, weekdays=(2,), starts=time(15, 30), ends=time(17), first=date(2026, 1, 1)):
    """The technician has weekly hours, on Tuesdays unless said."""
    with writing() as session:
        session.add_all(
            WorkingHours(technician_id=technician, weekday=weekday, starts=starts, ends=ends, valid_from=first)
            for weekday in weekdays
        )
