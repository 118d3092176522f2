"""The parts of a file as its page shows them: what is stored, the form to change it, and what another has saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from booking.agenda.routes import now, today
from booking.models import Person
from booking.pages.office_card import words
from booking.pages.phones import readable
from cases.models import Case, Sector
from cases.nif import is_identity_number
from cases.read_file import CaseFile
from cases.save_block import ON_CASE, ON_PERSON
from forms.case_block import BlockForm, said
from forms.cases_file import BLOCK_FORMS
from forms.fields import SelectChoice


@dataclass(frozen=True)
class Block:
    """A part of the file."""

    code: str
    form: BlockForm
    is_open: bool = False
    """Its form is shown at once: there is something to put right in it."""
    saved_at: datetime | None = None
    saved_by: str = ""
    theirs: list[tuple[str, str]] = field(default_factory=list)
    """Where both have written: field and text of the other."""


def empty_form(code: str, file: CaseFile) -> BlockForm:
    """The form of a block, with nothing in it."""
    return _prepared(BLOCK_FORMS[code](formdata=None, prefix=f"{code}-"), file)


def posted_form(code: str, file: CaseFile) -> BlockForm:
    """The form of a block as it was sent."""
    return _prepared(BLOCK_FORMS[code](prefix=f"{code}-"), file)


def blocks_of(file: CaseFile, posted: tuple[str, BlockForm] | None, clash: bool) -> dict[str, Block]:
    """All parts, by code. `posted`: one that could not be saved as typed; `clash`: for somebody else was faster."""
    return {
        code: _block(code, file, posted[1] if posted and posted[0] == code else None, clash) for code in BLOCK_FORMS
    }


def _block(code: str, file: CaseFile, posted: BlockForm | None, clash: bool) -> Block:
    stored = empty_form(code, file)
    stored.show(_present(file.case, code), file.version(code))
    if posted is not None and not clash:
        return Block(code, posted, is_open=True)
    saved = file.blocks.get(code)
    who = file.names.get(saved.saved_by, "") if saved and saved.saved_by else ""
    theirs = _put_together(stored, posted) if posted is not None else []
    return Block(code, stored, posted is not None, saved.saved_at if saved else None, who, theirs)


def _put_together(stored: BlockForm, posted: BlockForm) -> list[tuple[str, str]]:
    """Put what this person has typed into the form with what is stored; where that differs, say what was there."""
    theirs = []
    for name in [name for name in posted.own_fields if name in posted.touched]:
        mine, other = posted[name], stored[name]
        if said(mine) != said(other):
            theirs.append((str(other.label.text), _shown(other)))
            other.data = mine.data
    return theirs


def _shown(one: Any) -> str:
    """What a field holds, as a person reads it."""
    chosen = [str(choice.label) for choice in one.iter_choices() if choice.selected] if hasattr(one, "choices") else []
    return chosen[0] if chosen else said(one) or "—"


def _present(case: Case, code: str) -> dict[str, Any]:
    """What is stored, by field of the form."""
    present = {name: getattr(case, name) for name in ON_CASE[code]}
    person: Person | None = {"person": case.person, "representative": case.representative}.get(code)
    for name in ON_PERSON.get(code, ()):
        present[name] = getattr(person, name) if person else ""
    if code in ON_PERSON:
        number = present["identity_number"]
        present["identity_kind"] = "passport" if number and not is_identity_number(number) else "dni"
        present["phone"] = readable(present["phone"] or None) or ""
    if code == "person":
        present |= {"municipality": case.municipality.name, "language": case.language}
    return present


def _prepared(form: BlockForm, file: CaseFile) -> BlockForm:
    form.today = today(now())
    if "sector_code" in form:
        form["sector_code"].choices = [
            SelectChoice("", "—"),
            *(SelectChoice(one.code, words(one.names)) for one in file.sectors if _offered(one, file.case)),
        ]
    return form


def _offered(sector: Sector, case: Case) -> bool:
    return sector.withdrawn_at is None or sector.code == case.sector_code
