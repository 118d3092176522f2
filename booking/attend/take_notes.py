"""Notes of a call, block by block and as typed. Whoever saves over a text that they have not seen is shown both."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Typed:
    """A block as somebody typed it, and the version of it that was on their page, 0 for an empty block."""

    text: str
    seen_version: int


@dataclass(frozen=True)
class Writing:
    """All that is written during a call and sent together: blocks by their code, and the checklist."""

    notes: Mapping[str, Typed]
    seen: Set[str]
    """Ticked when the page was shown."""
    ticked: Set[str]


def save_note(appointment_id: int, block: str, text: str, seen_version: int, member_id: int, now: datetime) -> int:
    """Store a block; its version from now on.

    The same text again changes nothing. Raises NoteChanged with the text of the other, and ValueError for a block that
    there is not.
    """
    with writing() as session:
        appointment = lock(session, appointment_id)
        return _save(session, appointment, block, Typed(text, seen_version), member_id, now)[0]


def save_all(appointment_id: int, written: Writing, member_id: int, now: datetime) -> None:
    """Store all that was sent, or nothing. Raises what `write_in` does."""
    with writing() as session:
        write_in(session, lock(session, appointment_id), written, member_id, now)


def write_in(session: Session, appointment: Appointment, written: Writing, member_id: int, now: datetime) -> bool:
    """Store what was sent of the locked appointment, within the session's transaction; True if a text is another now.

    Raises NoteChanged for the first block that somebody else changed meanwhile, ValueError for an unknown code.
    """
    changed = [_save(session, appointment, block, typed, member_id, now)[1] for block, typed in written.notes.items()]
    _tick(session, appointment, written.seen, written.ticked, member_id, now)
    return any(changed)


def _save(
    session: Session, appointment: Appointment, block: str, typed: Typed, member_id: int, now: datetime
) -> tuple[int, bool]:
    """The block's version from now on, and whether its text is another."""
    if block not in NOTE_BLOCKS:
        raise ValueError(f"no block of notes is called {block!r}")
    present = session.get(CallNote, (appointment.id, block))
    if present is None:
        if not typed.text:
            return 0, False
        present = CallNote(
            appointment_id=appointment.id, block=block, text="", version=0, saved_at=now, saved_by=member_id
        )
        session.add(present)
        _record(session, appointment, present, member_id, now)
    elif present.text == typed.text:
        return present.version, False
    elif present.version != typed.seen_version:
        raise NoteChanged(present.text, present.version, present.saved_by)
    elif present.saved_by != member_id or now - present.saved_at > SITTING:
        _record(session, appointment, present, member_id, now)
    present.text, present.version = typed.text, present.version + 1
    present.saved_at, present.saved_by = now, member_id
    return present.version, True


def _tick(
    session: Session, appointment: Appointment, seen: Set[str], wanted: Set[str], member_id: int, now: datetime
) -> None:
    """Change the ticks of the checklist that the person changed, and leave those that others set meanwhile."""
    if not (seen | wanted) <= set(CHECKLIST):
        raise ValueError("a tick for something that is not on the list")
    if seen == wanted:
        return
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
