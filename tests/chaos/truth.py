"""What must be true once everything works again, read from calendars, arrived mail and tables."""

from collections import Counter
from datetime import UTC, datetime

from dbos import DBOSClient
from sqlalchemy import func, select

import jobs
from booking.models import Appointment, Meeting, Message
from database import db

READY = ("Entra a la videotrucada", "Entrar en la videollamada", "Join the video call")


def open_promises():
    """How many meetings and letters are still to be done, and how many wait for a person."""
    db.session.rollback()
    meetings = select(func.count(Meeting.id)).where(Meeting.settled_at.is_(None))
    letters = select(func.count(Message.id)).where(Message.sent_at.is_(None), Message.superseded_at.is_(None))
    waiting = meetings.where(Meeting.next_attempt_at.is_(None)), letters.where(Message.given_up_at.is_not(None))
    counts = [db.session.scalar(query) for query in (meetings, letters, *waiting)]
    db.session.rollback()
    return counts[0] + counts[1], counts[2] + counts[3]


def live_appointments():
    return db.session.scalars(select(Appointment).where(Appointment.cancelled_at.is_(None))).unique().all()


def the_calendars_agree(standin):
    """One event where and when each live appointment is, and no other."""
    wanted = Counter(
        (appointment.technician.email, appointment.reference, appointment.starts_at, appointment.ends_at)
        for appointment in live_appointments()
    )
    found = Counter(
        (mailbox, entry["event"]["subject"].split()[-1], _moment(entry, "start"), _moment(entry, "end"))
        for mailbox, entries in standin.events().items()
        for entry in entries
    )
    assert found == wanted
    for meeting in db.session.scalars(select(Meeting).where(Meeting.wanted)):
        assert meeting.join_url


def _moment(entry, which):
    return datetime.fromisoformat(entry["event"][which]["dateTime"][:19]).replace(tzinfo=UTC)


def each_letter_arrived_in_its_order(mail):
    """At least once, never behind a newer one to the same person, and twice only as the same letter."""
    promised = {message.message_id: message for message in db.session.scalars(select(Message))}
    arrived = [promised[letter.message_id] for letter in mail.delivered]
    arrived_ids = {message.id for message in arrived}
    missing = [m.kind for m in promised.values() if m.superseded_at is None and m.id not in arrived_ids]
    assert missing == []
    newest = {}
    for message in arrived:
        addressee = (message.appointment_id, message.recipient, message.technician_id)
        assert message.id >= newest.get(addressee, 0), f"{message.kind} of {message.appointment_id} came late"
        newest[addressee] = message.id
    for addressee in {(message.appointment_id, message.technician_id) for message in arrived}:
        sequences = [m.sequence for m in arrived if (m.appointment_id, m.technician_id) == addressee]
        known = [sequence for sequence in sequences if sequence is not None]
        assert known == sorted(known)


def the_last_letters_tell_the_truth(mail):
    for appointment in db.session.scalars(select(Appointment)).unique():
        letters = mail.letters(appointment.person.email)
        assert {letter.calendar.events[0]["UID"] for letter in letters if letter.calendar}.__len__() == 1
        last = [letter for letter in letters if letter.calendar][-1]
        assert last.method == ("REQUEST" if appointment.cancelled_at is None else "CANCEL")
        assert last.calendar.events[0].start == appointment.starts_at
        if appointment.cancelled_at is None:
            after = letters[letters.index(last) :]
            assert any(words in letter.text for words in READY for letter in after), "nobody told them how to enter"


def technicians_know_what_is_theirs():
    told = db.session.execute(
        select(Message.appointment_id, Message.technician_id, Message.kind)
        .where(Message.technician_id.is_not(None), Message.sent_at.is_not(None))
        .order_by(Message.id)
    )
    last = {(appointment_id, technician_id): kind for appointment_id, technician_id, kind in told}
    believed = {pair for pair, kind in last.items() if kind != "technician_cancelled"}
    assert believed == {(appointment.id, appointment.technician_id) for appointment in live_appointments()}


def no_work_ended_in_an_error():
    client = DBOSClient(system_database_engine=db.engine, application_name=jobs.APPLICATION)
    failed = client.list_workflows(status=["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"])
    assert [(work.name, str(work.error)) for work in failed] == []
