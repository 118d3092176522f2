"""A case as it lies on the desk, for tests that are not about its opening."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from booking.book import Guest
from booking.models import Person
from cases.companies import folded
from cases.history import changed
from cases.links import new_link
from cases.models import Case, Company
from cases.reference import new_reference
from database import writing
from tests.support.world import AINA, NOW, World


def case_of(session: Session, world: World, guest: Guest = AINA, now: datetime = NOW, **values: Any) -> Case:
    """A claim by this person, opened from a video call of Clara's, with a link for them; `values` are columns."""
    person = Person(name=guest.name, email=guest.email, phone=guest.phone, language=guest.language, created_at=now)
    session.add(person)
    session.flush()
    number = (session.scalar(select(func.count()).select_from(Case)) or 0) + 1
    case = Case(
        **{
            "reference": new_reference(session, "E"),
            "office_id": world.office_id,
            "number": f"{now.year}/{number:07}",
            "person_id": person.id,
            "municipality_id": world.municipality_id,
            "channel": "video",
            "language": guest.language,
            "procedure": "claim",
            "assignee_id": world.technicians[0],
            "state_since": now,
            "requested_at": now,
            "opened_at": now,
            "updated_at": now,
        }
        | values
    )
    session.add(case)
    session.flush()
    new_link(session, case, now)
    changed(session, case, "opened", "system", now, for_consumer=True)
    session.flush()
    return case


def give_company(case_id: int, name: str = "Llum i Gas del Penedès, SA") -> int:
    """Say which company the case is against: a new one on the list of the office. Its id."""
    with writing() as session:
        case = session.get_one(Case, case_id)
        company = Company(office_id=case.office_id, name=name, name_folded=folded(name), created_at=case.opened_at)
        session.add(company)
        session.flush()
        case.company_id = company.id
        return company.id
