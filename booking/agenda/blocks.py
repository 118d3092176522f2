"""The blocks of notes as the page during the call shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from booking.attend.story import names_of, read_notes
from booking.models import NOTE_BLOCKS, CallNote
from forms.agenda import NoteForm


@dataclass(frozen=True)
class Theirs:
    """What somebody else saved in a block while this person was typing in it."""

    text: str
    name: str
    saved_at: datetime


@dataclass(frozen=True)
class Block:
    """A block to write in."""

    code: str
    text: str
    version: int
    saved_at: datetime | None
    saved_by: str
    error: str
    theirs: Theirs | None
    is_saved: bool


def blocks_of(session: Session, appointment_id: int, typed: Mapping[str, NoteForm]) -> list[Block]:
    """All blocks in order: as stored; or, if that could not be saved, as typed, beside what others stored meanwhile."""
    notes = read_notes(session, appointment_id)
    names = names_of(session, {note.saved_by for note in notes.values()})
    return [_block(code, notes.get(code), typed.get(code), names) for code in NOTE_BLOCKS]


def _block(code: str, note: CallNote | None, typed: NoteForm | None, names: Mapping[int, str]) -> Block:
    stored = note.text if note else ""
    text = typed.words if typed else stored
    clash = typed is not None and note is not None and text != stored and typed.seen != note.version
    return Block(
        code=code,
        text=text,
        # Whoever has seen both texts and saves again knows what they replace.
        version=note.version if note else 0,
        saved_at=note.saved_at if note else None,
        saved_by=names.get(note.saved_by, "") if note else "",
        error=str(typed.text.errors[0]) if typed and typed.text.errors else "",
        theirs=Theirs(note.text, names.get(note.saved_by, ""), note.saved_at) if clash and note else None,
        is_saved=text == stored,
    )
