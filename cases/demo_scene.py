"""One case of the demonstration, from its opening to where it stands, through the verbs that staff use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from booking.models import Person
from cases.companies import Details, enter_company
from cases.history import changed, lock_case
from cases.models import Case
from cases.move_case import Amounts, move
from cases.notification import Days
from cases.notify import notify_requirement
from cases.open_case import NewCase, open_in
from cases.prior_claim import refresh_prior_claim
from cases.require_documents import Demand, require_documents
from database import writing


@dataclass(frozen=True)
class Step:
    """What happened to a case at a moment: a move, or `documents_required`, with what was said."""

    at: datetime
    to: str
    why: str = ""
    told: str = ""
    recovered: Decimal | None = None
    """Of an agreement."""


@dataclass(frozen=True)
class Scene:
    """A case: whose, how it came, what it is about, and what became of it."""

    external_id: str
    name: str
    email: str
    phone: str
    language: str
    municipality_id: str
    channel: str
    procedure: str
    requested_at: datetime
    opened_at: datetime
    technician: int
    """Which of the office's."""
    number: str | None = None
    sector_code: str | None = None
    company: str = ""
    """Whom the office puts on its list, once it is known."""
    facts: str = ""
    internal_detail: str = ""
    urgent: bool = False
    amount_claimed: Decimal | None = None
    prior_claim_on: date | None = None
    prior_reply_on: date | None = None
    steps: tuple[Step, ...] = field(default=())


def play(
    scene: Scene, office_id: int, assignee_id: int, member_id: int, zone: ZoneInfo, person_id: int | None = None
) -> int:
    """Make the case of the scene; the id of its person, who is new unless one is given and has no mail address yet."""
    with writing() as session:
        if person_id is None:
            person = Person(
                name=scene.name, email=None, phone=scene.phone, language=scene.language, created_at=scene.requested_at
            )
            session.add(person)
            session.flush()
            person_id = person.id
        new = NewCase(
            office_id=office_id,
            person_id=person_id,
            municipality_id=scene.municipality_id,
            channel=scene.channel,
            language=scene.language,
            requested_at=scene.requested_at,
            procedure=scene.procedure,
            assignee_id=assignee_id,
            sector_code=scene.sector_code,
            facts=scene.facts,
            urgent=scene.urgent,
            external_id=scene.external_id,
            number=scene.number,
        )
        case = open_in(session, new, member_id, scene.opened_at, zone)
        case.amount_claimed, case.internal_detail = scene.amount_claimed, scene.internal_detail
        case.prior_claim_on, case.prior_reply_on = scene.prior_claim_on, scene.prior_reply_on
        refresh_prior_claim(session, case, scene.opened_at)
        case_id, state = case.id, case.state
    if scene.company:
        enter_company(case_id, Details(scene.company), 0, member_id, scene.opened_at)
    for step in scene.steps:
        _take(case_id, step, state, member_id, zone)
        state = step.to
    return person_id


def _take(case_id: int, step: Step, state: str, member_id: int, zone: ZoneInfo) -> None:
    if step.to == state:  # somebody looked, and noted something for the office
        with writing() as session:
            case = lock_case(session, case_id)
            changed(session, case, "block_saved", member_id, step.at, details={"block": "head"})
    elif step.to == "documents_required":
        day = step.at.astimezone(zone).date()
        demand = Demand("remedy", ("invoice", "prior_claim"), step.told, "enotum", day)
        requirement_id = require_documents(case_id, demand, member_id, step.at, state, zone)
        notify_requirement(case_id, requirement_id, Days(day, day), "", member_id, step.at, zone)
    else:
        move(case_id, step.to, step.why, step.told, member_id, step.at, state, zone, _amounts(case_id, step))


def _amounts(case_id: int, step: Step) -> Amounts | None:
    if step.recovered is None:
        return None
    with writing() as session:
        claimed = session.get_one(Case, case_id).amount_claimed or step.recovered
    return Amounts(claimed, step.recovered)
