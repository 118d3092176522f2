"""Case files to measure on: years of them, with towns, companies and words as unevenly spread as real ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from booking.models import Municipality, MunicipalityStatus, Person
from cases.models import CHANNELS, PROCEDURES, Case, CaseSearch, Company
from cases.search_words import index_words
from database import writing
from tests.bench.data import vacuum
from tests.support.world import World

BATCH = 5_000
TOWNS = 60
COMPANIES = 2_000
KNOWN = ("Naturgy", "Endesa", "Movistar", "Vodafone", "Orange", "Agbar", "Vueling", "Renfe", "Caixa", "Glovo")
"""Companies that one case in two complains of."""
NAMES = ("Aina", "Bernat", "Clara", "Dídac", "Emma", "Ferran", "Gemma", "Hug", "Irene", "Joan")
WORDS = ("factura", "contracte", "baixa", "cobrament", "garantia", "retorn", "avaria", "comptador", "permanència")
DONE = ("answered", "closed_agreement", "closed_no_agreement", "withdrawn")
ONE_IN_SO_MANY_IS_OPEN = 50


def fill_cases(world: World, number: int) -> None:
    """So many cases of the office, one in fifty open, opened one after the other over ten years."""
    random = Random(1)  # the same for every run
    with writing() as session:
        _towns_and_companies(session, world)
        rows = _rows(random, world, number)
        while batch := list(islice(rows, BATCH)):
            for position, model in enumerate((Person, Case, CaseSearch)):
                session.execute(insert(model), [row[position] for row in batch])
        if session.get_bind().dialect.name == "postgresql":
            for table in ("person", "company", "case_file"):
                session.execute(text(f"SELECT setval('{table}_id_seq', {number + COMPANIES})"))
    vacuum()


def _towns_and_companies(session: Session, world: World) -> None:
    for number in range(1, TOWNS):
        session.add(
            Municipality(
                ine_code=f"08{number + 300}",
                slug=f"poble-{number}",
                name=f"Poble {number}",
                name_sort=f"Poble {number:03}",
                comarca="Bages",
                population=1_000,
                status=MunicipalityStatus.SERVED,
                office_id=world.office_id,
            )
        )
    now = datetime.now(UTC)
    session.execute(
        insert(Company),
        [
            {"id": number + 1, "office_id": world.office_id, "name": name, "name_folded": name.lower()}
            | {"nif": None, "created_at": now, "address": "", "email": "", "web": "", "version": 1}
            for number, name in enumerate([*KNOWN, *(f"Comerç {n}" for n in range(COMPANIES - len(KNOWN)))])
        ],
    )


def _rows(random: Random, world: World, number: int) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    step = timedelta(days=3_650) / number
    start = datetime.now(UTC) - step * number
    for one in range(1, number + 1):
        opened = start + step * one
        is_open = not one % ONE_IN_SO_MANY_IS_OPEN
        company = random.randrange(len(KNOWN)) if one % 2 else random.randrange(COMPANIES)
        town = random.randrange(TOWNS)
        name = f"{random.choice(NAMES)} Cognom{random.randrange(3_000)} Cognom{random.randrange(3_000)}"
        facts = " ".join(random.choices(WORDS, k=6) + [f"paraula{int(random.paretovariate(1.2))}" for _ in range(20)])
        case: dict[str, Any] = {
            "id": one,
            "reference": f"E-{one:04X}-CASE",
            "office_id": world.office_id,
            "number": f"{opened.year}/{one:07}",
            "person_id": one,
            "municipality_id": f"08{town + 300}" if town else world.municipality_id,
            "channel": CHANNELS[one % 7],
            "language": "ca",
            "procedure": PROCEDURES[min(one % 9, 2)],
            "sector_code": "energy",
            "company_id": company + 1,
            "company_as_told": "",
            "facts": facts,
            "request": "Que em tornin els diners",
            "state": "in_progress" if is_open else random.choice(DONE),
            "state_since": opened,
            "state_detail": "",
            "internal_state": "",
            "internal_detail": "Videotrucada",
            "next_deadline": "mediation_ends" if is_open else None,
            "next_due_on": opened.date() + timedelta(days=90) if is_open else None,
            "assignee_id": random.choice(world.technicians),
            "requested_at": opened,
            "opened_at": opened,
            "updated_at": opened,
            "closed_at": None if is_open else opened + timedelta(days=40),
            **_EMPTY,
        }
        words = index_words(
            case["number"], case["reference"], name, facts, case["request"], _company(company), "gelida"
        )
        person = {"id": one, "name": name, "email": f"p{one}@example.org", "phone": None, "language": "ca"}
        yield person | {"created_at": opened}, case, {"case_id": one, "words": words}


def _company(number: int) -> str:
    return KNOWN[number] if number < len(KNOWN) else f"Comerç {number}"


_EMPTY = dict.fromkeys(
    ("representation", "contract_reference", "contracted_where", "prior_claim_how", "prior_reply", "hold_reason",
     "destroyed_by_rule"), "",
) | {"urgent": False}  # fmt: skip
