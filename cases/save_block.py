"""The parts of a file, each saved by itself. Whoever saves over what they have not seen is shown both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from booking.models import Appointment, AppointmentLink, Person
from cases.errors import BlockChanged, Unreachable
from cases.history import changed, lock_case
from cases.links import replace_link
from cases.models import Case, CaseBlock
from cases.open_case import PersonErased, check_free
from cases.prior_claim import refresh_prior_claim
from cases.promise_letter import promise_letter
from database import writing

IDENTIFIERS: Final = ("registry_entry", "external_id")

_OF_PERSON: Final = ("name", "identity_number", "address", "email", "phone")

ON_CASE: Final[Mapping[str, tuple[str, ...]]] = {
    "head": (*IDENTIFIERS, "sector_code", "channel", "urgent", "internal_state", "internal_detail"),
    "person": ("municipality_id", "language"),
    "company": ("company_id", "company_as_told"),
    "relation": ("contract_reference", "contracted_on", "contracted_where", "amount_paid"),
    "facts": ("facts",),
    "request": ("request", "amount_claimed", "amount_recovered"),
    "prior_claim": ("prior_claim_on", "prior_claim_how", "prior_claim_about_billing", "prior_reply_on", "prior_reply"),
    "representative": ("representation", "representation_proved_on"),
}
"""Which columns of the case make up each part."""

ON_PERSON: Final[Mapping[str, tuple[str, ...]]] = {
    "person": (*_OF_PERSON, "language", "notified_by"),
    "representative": _OF_PERSON,
}
"""Which columns of the person, or of the representative, besides. The language of both is one."""

CODES: Final = frozenset(
    ("sector_code", "channel", "urgent", "municipality_id", "language", "notified_by", "company_id", "contracted_where",
     "contracted_on", "prior_claim_on", "prior_claim_about_billing", "prior_reply_on", "representation_proved_on")
)  # fmt: skip
"""What the audit may hold as it is. Of the rest it says that it changed."""

_MOVES_DEADLINES: Final = frozenset(
    ("sector_code", "municipality_id", "prior_claim_on", "prior_claim_about_billing", "prior_reply_on")
)


def save_block(
    case_id: int, block: str, values: Mapping[str, Any], seen_version: int, member_id: int, now: datetime
) -> int:
    """Store a part of the file; its version from now on. `seen_version` is the one that was on the page.

    `values` are by column (see `ON_CASE` and `ON_PERSON`). The same again changes nothing. Raises BlockChanged,
    IdentifierTaken, Unreachable, PersonErased, CaseDestroyed, and ValueError for a column that the block has not.
    """
    try:
        with writing() as session:
            return save_in(session, lock_case(session, case_id), block, values, seen_version, member_id, now)
    except IntegrityError:
        with writing() as session:  # another case took the number at the same moment: say which
            case = lock_case(session, case_id)
            _check_identifiers(session, case, values)
        raise


def save_in(
    session: Session,
    case: Case,
    block: str,
    values: Mapping[str, Any],
    seen_version: int,
    member_id: int,
    now: datetime,
) -> int:
    """The same within the session's transaction, of a case that it has locked."""
    rows = _rows(session, case, block)
    unknown = values.keys() - {name for _, names in rows for name in names}
    if unknown:
        raise ValueError(f"block {block!r} has no {sorted(unknown)}")
    saved = session.get(CaseBlock, (case.id, block)) or CaseBlock(case_id=case.id, block=block, version=0)
    before = {name: getattr(row, name) for row, names in rows for name in names if name in values}
    different = sorted(name for name, value in before.items() if values[name] != value)
    if not different:
        return saved.version
    if saved.version != seen_version:
        raise BlockChanged(saved.version, saved.saved_by)
    _check_identifiers(session, case, values)
    for row, names in rows:
        for name in names:
            if name in values:
                setattr(row, name, values[name])
        _attach(session, case, row, now)
    saved.version, saved.saved_at, saved.saved_by = saved.version + 1, now, member_id
    session.add(saved)
    session.flush()
    if block == "person" and "email" in different:
        _write_to(session, case, now)
    if not _MOVES_DEADLINES.isdisjoint(different):
        refresh_prior_claim(session, case, now)
    known = {"block": block, "version": str(saved.version)}
    was = {"version": saved.version - 1, **_codes(before, different)}
    becomes = {**known, "fields": different, **_codes(values, different)}
    changed(session, case, "block_saved", member_id, now, details=known, before=was, after=becomes)
    return saved.version


def _rows(session: Session, case: Case, block: str) -> list[tuple[Case | Person, tuple[str, ...]]]:
    """What the block is made of: rows, and columns of each."""
    if block not in ON_CASE:
        raise ValueError(f"no block is called {block!r}")
    rows: list[tuple[Case | Person, tuple[str, ...]]] = [(case, ON_CASE[block])]
    if block == "person":
        rows.append((session.get_one(Person, case.person_id), ON_PERSON[block]))
    elif block == "representative":
        known = case.representative_id and session.get_one(Person, case.representative_id)
        rows.append((known or Person(language=case.language), ON_PERSON[block]))
    return rows


def _attach(session: Session, case: Case, row: Case | Person, now: datetime) -> None:
    if isinstance(row, Case):
        return
    if row.erased_at is not None:
        raise PersonErased
    if not (row.email or row.phone or row.address):
        raise Unreachable
    if row.id is None:
        row.created_at = now
        session.add(row)
        session.flush()
        case.representative_id = row.id


def _write_to(session: Session, case: Case, now: datetime) -> None:
    """The person has another mail address, or none: whoever reads the old one may be a stranger, and learns no more."""
    ended = select(Appointment.id).where(Appointment.person_id == case.person_id, Appointment.ends_at <= now)
    session.execute(
        update(AppointmentLink)  # the page of a call that is over leads to the case
        .where(AppointmentLink.appointment_id.in_(ended), AppointmentLink.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    replace_link(session, case, now)
    promise_letter(session, case, "case_link", now)


def _check_identifiers(session: Session, case: Case, values: Mapping[str, Any]) -> None:
    for name in IDENTIFIERS:
        check_free(session, Case.__table__.c[name], values.get(name), case.office_id, but_for=case.id)


def _codes(values: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    coded = {name: values[name] for name in names if name in CODES}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in coded.items()}
