"""What follows a booking, done by hand and step by step: the worker's work without the worker, on a clock we turn.

Microsoft 365 is the stand-in process and the mail server a real one; only time is ours.
"""

from datetime import UTC, datetime, timedelta

import pytest
from flask import current_app
from sqlalchemy import func, select

from booking.arrange_meeting import arrange_meeting
from booking.cancel import cancel
from booking.letters import LetterPen
from booking.models import Appointment, Meeting, Message, Slot, Technician
from booking.reschedule import reschedule
from booking.send_letters import send_letters
from database import db, writing
from mail.transports import transport_for
from tests.support.post_office import post_office
from tests.support.world import AINA, NOW, at, book_for, build_world, open_slots
from tests.teams.standin import CLARA, MARTI, NURIA

__all__ = ["follow", "mail"]

HOURS = {name: at(24, name) for name in ("15:30", "16:00", "16:30", "17:00")}


class Clock:
    """Stands still until told otherwise."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now

    def later(self, **duration):
        self.now += timedelta(**duration)


class FollowUps:
    """Aina's appointment, the technicians' calendars and the mail server, and the work between them."""

    def __init__(self, standin, graph, mail):
        self.standin, self.graph, self.mail = standin, graph, mail
        self.clock = Clock()
        self.world = build_world(technicians=3)
        self.slots = {}
        with writing() as session:
            for technician_id, mailbox in zip(self.world.technicians, (CLARA, MARTI, NURIA), strict=True):
                session.get_one(Technician, technician_id).email = mailbox
        for technician_id, mailbox in zip(self.world.technicians, (CLARA, MARTI, NURIA), strict=True):
            ids = open_slots(self.world, *HOURS.values(), technicians=[technician_id])
            self.slots |= {(mailbox, hour): slot for hour, slot in zip(HOURS, ids, strict=True)}
        self.pen = LetterPen(current_app.config["VIDEOCITA"], current_app)
        self.post = transport_for(mail.url)
        self.appointment_id = None

    # What people do

    def book(self, hour="15:30", mailbox=CLARA, guest=AINA):
        """Book with this technician."""
        self.offer(mailbox, hour)
        self.appointment_id = book_for(guest, self.world, self.slots[mailbox, hour], now=self.clock()).appointment_id
        return self.appointment_id

    def move(self, hour, mailbox=CLARA):
        self.offer(mailbox, hour)
        reschedule(self.appointment_id, self.slots[mailbox, hour], "aina", self.clock())

    def cancel(self):
        cancel(self.appointment_id, None, self.clock())

    def offer(self, mailbox, hour):
        """Nobody else is there at that hour."""
        with writing() as session:
            for (whose, when), slot_id in self.slots.items():
                if when == hour:
                    slot = session.get_one(Slot, slot_id)
                    slot.blocked = None if whose == mailbox else "absence"

    # What the worker does

    def arrange(self):
        """All meetings that are due, once."""
        due = select(Meeting.id).where(Meeting.settled_at.is_(None), Meeting.next_attempt_at <= self.clock())
        for meeting_id in self._ids(due.order_by(Meeting.id)):
            arrange_meeting(meeting_id, self.graph, self.clock)

    def send(self):
        """All letters that are due."""
        for appointment_id in self._ids(select(Appointment.id)):
            send_letters(appointment_id, self.pen, self.post, self.clock)

    def work(self):
        """Everything that is due now: meetings, then letters."""
        self.arrange()
        self.send()

    def work_for(self, **duration):
        """As time goes by, for that long: whatever becomes due is done then."""
        until = self.clock() + timedelta(**duration)
        self.work()
        while (due := self._next_due()) is not None and due <= until:
            self.clock.now = max(due, self.clock() + timedelta(seconds=1))
            self.work()
        self.clock.now = max(until, self.clock())

    def _next_due(self):
        meetings = select(func.min(Meeting.next_attempt_at)).where(Meeting.settled_at.is_(None))
        letters = select(func.min(Message.next_attempt_at)).where(
            Message.sent_at.is_(None), Message.superseded_at.is_(None), Message.given_up_at.is_(None)
        )
        return min((due for query in (meetings, letters) for due in self._ids(query) if due), default=None)

    def _ids(self, query):
        db.session.rollback()
        ids = db.session.scalars(query).all()
        db.session.rollback()
        return ids

    # What can be seen

    @property
    def events(self):
        """All Outlook events of the technicians: whose, and when they begin."""
        return [
            (mailbox, hour_of(entry["event"]["start"]["dateTime"]))
            for mailbox, entries in self.standin.events().items()
            for entry in entries
        ]

    @property
    def meeting(self):
        """The newest meeting of the appointment, as the tables have it now."""
        db.session.rollback()
        newest = select(Meeting).where(Meeting.appointment_id == self.appointment_id).order_by(Meeting.id.desc())
        return db.session.scalars(newest.limit(1)).one()

    def message(self, kind):
        db.session.rollback()
        newest = select(Message).where(Message.appointment_id == self.appointment_id, Message.kind == kind)
        return db.session.scalars(newest.order_by(Message.id.desc()).limit(1)).one()

    @property
    def open(self):
        """What is still to be done, or waits for a person."""
        db.session.rollback()
        meetings = db.session.scalars(select(Meeting).where(Meeting.settled_at.is_(None))).all()
        letters = db.session.scalars(select(Message)).all()
        return [*meetings, *(letter.kind for letter in letters if letter.is_open or letter.given_up_at)]

    def subjects(self, to="aina@example.org"):
        """The beginnings of the subjects of what a person got, in order."""
        return [letter.subject.partition(":")[0] for letter in self.mail.letters(to)]


def hour_of(graph_time):
    """15:30 of the office's clock, from what Graph says in UTC."""
    moment = datetime.fromisoformat(graph_time[:19]).replace(tzinfo=UTC)
    return next((name for name, hour in HOURS.items() if hour == moment), graph_time)


@pytest.fixture
def mail():
    with post_office() as office:
        yield office


@pytest.fixture
def follow(app, standin, graph, mail):
    return FollowUps(standin, graph, mail)
