"""Notes of a call, block by block and as typed. Whoever saves over a text that they have not seen is shown both."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from booking.attend.calls import present_call_or_new
from booking.attend.errors import NoteChanged
from booking.models import NOTE_BLOCKS, Appointment, CallNote
from booking.reschedule import lock
from database import writing
from staff.audit import note

CHECKLIST = ("identity", "papers", "deadlines", "agreed")
"""What is easily forgotten in a call: who it is, which papers there are, by when, and what was agreed."""

SITTING = timedelta(minutes=10)
"""Saves of one block by one person that follow each other this closely are one entry in the audit."""


def save_note(appointment_id: int, block: str, text: str, seen_version: int, member_id: int, now: datetime) -> int:
    """Store a block; its version from now on. `seen_version` is the one that was on the page, 0 for an empty block.

    The same text again changes nothing. Raises NoteChanged with the text of the other, and ValueError for a block that
    there is not.
    """
    if block not in NOTE_BLOCKS:
        raise ValueError(f"no block of notes is called {block!r}")
    with writing() as session:
        appointment = lock(session, appointment_id)
        present = session.get(CallNote, (appointment_id, block))
        if present is None:
            if not text:
                return 0
            present = CallNote(
                appointment_id=appointment_id, block=block, text="", version=0, saved_at=now, saved_by=member_id
            )
            session.add(present)
            _record(session, appointment, present, member_id, now)
        elif present.text == text:
            return present.version
        elif present.version != seen_version:
            raise NoteChanged(present.text, present.version, present.saved_by)
        elif present.saved_by != member_id or now - present.saved_at > SITTING:
            _record(session, appointment, present, member_id, now)
        present.text, present.version = text, present.version + 1
        present.saved_at, present.saved_by = now, member_id
        return present.version


def tick(appointment_id: int, seen: set[str], wanted: set[str], member_id: int, now: datetime) -> None:
    """Change the ticks of the checklist that the person changed, and leave those that others set meanwhile.

    `seen` were ticked when the page was shown, `wanted` are ticked now. Raises ValueError for an unknown code.
    """
    if not (seen | wanted) <= set(CHECKLIST):
        raise ValueError("a tick for something that is not on the list")
    with writing() as session:
        appointment = lock(session, appointment_id)
        call = present_call_or_new(session, appointment)
        ticked = (set(call.checked) | (wanted - seen)) - (seen - wanted)
        if ticked != set(call.checked):
            before, call.checked = call.checked, [code for code in CHECKLIST if code in ticked]
            note(
                session, member_id, "checklist_changed", call, now,
                before={"checked": before}, after={"checked": call.checked},
            )  # fmt: skip


def _record(session: Session, appointment: Appointment, block: CallNote, member_id: int, now: datetime) -> None:
    before = {"block": block.block, "version": block.version}
    note(session, member_id, "notes_written", appointment, now, before=before)
