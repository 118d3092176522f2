"""Companies of an office: found again by name or tax number, entered once, corrected for all their cases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from booking.names import plain
from cases.errors import CaseRefusal
from cases.history import lock_case
from cases.models import Case, Company
from cases.nif import compact
from cases.save_block import save_in
from cases.search_index import reindex_where
from cases.states import STATES
from database import writing
from staff.audit import note

MOST_FOUND = 8


@dataclass(frozen=True)
class Details:
    """What is known of a company. `nif` with a right check character, as `cases.nif.tax_number` gives it."""

    name: str
    nif: str | None = None
    address: str = ""
    email: str = ""
    web: str = ""


@dataclass
class CompanyChanged(CaseRefusal):
    """Somebody corrected the company after this person had read it. The version that it has now."""

    version: int


@dataclass
class NifTaken(CaseRefusal):
    """Another company of the office has this tax number."""

    name: str


class NoSuchCompany(CaseRefusal):
    """Not on the list of the office."""


class CompanyInUse(CaseRefusal):
    """The state of the case wants a company: it can be another one, but not none."""


def folded(name: str) -> str:
    """The name to search by: `Llum i Gas, S.A.` gives `llum i gas sa`."""
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"[.'’]", "", plain(name))))


def find_companies(session: Session, office_id: int, typed: str) -> Sequence[Company]:
    """Up to `MOST_FOUND` companies with all these words in their name, or with this tax number."""
    words = folded(typed).split()
    if not words:
        return []
    named = and_(*(Company.name_folded.contains(word) for word in words))
    begins = case((Company.name_folded.startswith(" ".join(words)), 0), else_=1)
    return session.scalars(
        select(Company)
        .where(Company.office_id == office_id, or_(Company.nif == compact(typed), named))
        .order_by(begins, Company.name_folded, Company.id)
        .limit(MOST_FOUND)
    ).all()


def how_many_cases(session: Session, company_id: int) -> int:
    """In how many cases a company stands: a correction shows in all of them."""
    return session.scalars(select(func.count()).where(Case.company_id == company_id)).one()


def choose_company(
    case_id: int, company_id: int | None, as_told: str, seen_version: int, member_id: int, now: datetime
) -> int:
    """Say which company of the list it is, or none; the block's version.

    Raises NoSuchCompany, CompanyInUse, and as `save_block`.
    """
    with writing() as session:
        file = lock_case(session, case_id)
        if company_id is None and STATES[file.state].wants_company:
            raise CompanyInUse
        if company_id is not None:
            company = session.get(Company, company_id)
            if company is None or company.office_id != file.office_id:
                raise NoSuchCompany
        values = {"company_id": company_id, "company_as_told": as_told}
        return save_in(session, file, "company", values, seen_version, member_id, now)


def enter_company(case_id: int, details: Details, seen_version: int, member_id: int, now: datetime) -> tuple[int, bool]:
    """Put a company on the list and into the case; its id, and whether its tax number was on the list already.

    Then that company is taken as it is, also when two people enter it at once. Raises as `save_block`.
    """
    with writing() as session:
        file = lock_case(session, case_id)
        company, known = _known_or_new(session, file.office_id, details, member_id, now)
        save_in(session, file, "company", {"company_id": company.id}, seen_version, member_id, now)
        return company.id, known


def correct_company(
    company_id: int, office_id: int, details: Details, seen_version: int, member_id: int, now: datetime
) -> int:
    """Correct a company wherever it stands; its version from now on. The same again changes nothing.

    Raises NoSuchCompany, CompanyChanged, NifTaken.
    """
    with writing() as session:
        company = session.scalar(
            select(Company).where(Company.id == company_id, Company.office_id == office_id).with_for_update()
        )
        if company is None:
            raise NoSuchCompany
        different = sorted(name for name, value in asdict(details).items() if getattr(company, name) != value)
        if not different:
            return company.version
        if company.version != seen_version:
            raise CompanyChanged(company.version)
        other = _with_nif(session, office_id, details.nif)
        if other is not None and other.id != company_id:
            raise NifTaken(other.name)
        _write(company, details)
        company.version += 1
        reindex_where(session, Case.company_id == company_id)
        note(
            session, member_id, "company_corrected", company, now,
            before={"version": seen_version}, after={"version": company.version, "fields": different},
        )  # fmt: skip
        return company.version


def _known_or_new(
    session: Session, office_id: int, details: Details, member_id: int, now: datetime
) -> tuple[Company, bool]:
    known = _with_nif(session, office_id, details.nif)
    if known is not None:
        return known, True
    company = Company(office_id=office_id, created_at=now)
    _write(company, details)
    try:
        with session.begin_nested():
            session.add(company)
    except IntegrityError:
        known = _with_nif(session, office_id, details.nif)  # somebody entered it at the same moment
        if known is None:
            raise
        return known, True
    note(session, member_id, "company_added", company, now)
    return company, False


def _with_nif(session: Session, office_id: int, nif: str | None) -> Company | None:
    if nif is None:
        return None
    return session.scalar(select(Company).where(Company.office_id == office_id, Company.nif == nif))


def _write(company: Company, details: Details) -> None:
    company.name, company.nif = details.name, details.nif
    company.address, company.email, company.web = details.address, details.email, details.web
    company.name_folded = folded(details.name)
