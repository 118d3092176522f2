"""The people of the chaos test: they book, move and cancel, at random and by a seed, as the site would for them."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from booking.cancel import cancel
from booking.errors import Refusal
from booking.models import Slot, Technician, WorkingHours
from booking.publish_slots import publish_all
from booking.reschedule import reschedule
from database import db, writing
from tests.support.world import AINA, MADRID, book_for, build_world
from tests.teams.standin import CLARA, MARTI, NURIA


def now():
    return datetime.now(UTC)


def found_town():
    """Three technicians with mailboxes at Microsoft and the same hours, and all their slots."""
    world = build_world(technicians=3)
    with writing() as session:
        for technician_id, mailbox in zip(world.technicians, (CLARA, MARTI, NURIA), strict=True):
            session.get_one(Technician, technician_id).email = mailbox
            for weekday in range(1, 8):
                session.add(
                    WorkingHours(
                        technician_id=technician_id,
                        weekday=weekday,
                        starts=time(8, 0),
                        ends=time(20, 0),
                        valid_from=date(2020, 1, 1),
                    )
                )
    publish_all(now(), MADRID, False)
    return world


class Town:
    """Everybody's appointments, and what people do with them."""

    def __init__(self, world, seed):
        self.world = world
        self.chance = random.Random(seed)
        self.appointments = []
        self.refused = 0
        soon = select(Slot.id).order_by(Slot.starts_at).where(Slot.starts_at > now() + timedelta(days=1))
        self.slots = db.session.scalars(soon.limit(600)).all()
        db.session.rollback()

    def something_happens(self):
        """Most often a booking; sometimes somebody moves or cancels, now and then right after having booked."""
        deed = self.chance.choices([self.book, self.move, self.cancel], [5, 4, 2])[0]
        try:
            deed()
        except Refusal:
            self.refused += 1

    def book(self):
        number = len(self.appointments)
        guest = replace(
            AINA,
            name=f"Persona {number}",
            email=f"persona{number}@example.org",
            language=self.chance.choice(["ca", "es", "en"]),
        )
        slot = self.chance.choice(self.slots)
        booked = book_for(guest, self.world, slot, now=now(), holder=f"browser {number}")
        self.appointments.append(booked.appointment_id)
        if self.chance.random() < 0.15:
            self.chance.choice([self.move, self.cancel])(self.appointments[-1])

    def move(self, appointment_id=None):
        if self.appointments:
            chosen = appointment_id or self.chance.choice(self.appointments)
            reschedule(chosen, self.chance.choice(self.slots), f"browser of {chosen}", now())

    def cancel(self, appointment_id=None):
        if self.appointments:
            cancel(appointment_id or self.chance.choice(self.appointments), None, now())
