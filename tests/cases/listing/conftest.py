"""Some cases of every kind, and those who look at them."""

from datetime import date, timedelta

import pytest

from booking.models import Municipality, MunicipalityStatus, Office
from cases.models import Company
from database import writing
from tests.support.cases import case_of
from tests.support.staff import signed_in
from tests.support.world import AINA, BERNAT, NOW, build_world


@pytest.fixture
def world(app):
    """Clara and Martí; Torrelles beside Gelida."""
    world = build_world(technicians=2)
    with writing() as session:
        office = session.get_one(Office, world.office_id)
        office.organic_unit = "E02020000 - Ser. Suport Polítiques de Consum"
        session.add(
            Municipality(
                ine_code="08289", slug="torrelles-de-llobregat", name="Torrelles de Llobregat",
                comarca="Baix Llobregat", name_sort="Torrelles de Llobregat", population=6_000,
                status=MunicipalityStatus.SERVED, office_id=world.office_id,
            )
        )  # fmt: skip
    return world


@pytest.fixture
def cases(world):
    """By number: what the registry's list shows, and a case of another office."""
    with writing() as session:
        company = Company(office_id=world.office_id, name="Naturgy", name_folded="naturgy", created_at=NOW)
        other = Office(
            slug="altra", name="Una altra", email="a@b.example", phone="1", phone_hours={"ca": ""}, address="",
            controller="", rights_address="", dpo_email="", seat_ine_code="08019",
        )  # fmt: skip
        session.add_all([company, other])
        session.flush()
        today = date(2026, 11, 23)
        rows = [
            {"number": "2026/0000001", "external_id": "458973", "facts": "Manca la factura de l'aigua"},
            {"number": "2026/0000002", "state": "in_progress", "company_id": company.id, "assignee_id": None}
            | {"internal_detail": "Baixa", "registry_entry": "E/77", "sector_code": "energy"},
            {"number": "2026/0000003", "state": "documents_required", "municipality_id": "08289", "channel": "mailbox"}
            | {"next_deadline": "remedy", "next_due_on": today - timedelta(days=3)},
            {"number": "2026/0000004", "state": "sent_to_company", "procedure": "complaint", "assignee_id": 2}
            | {"next_deadline": "company_replies_to_us", "next_due_on": today + timedelta(days=5)},
            {"number": "2026/0000005", "state": "answered", "procedure": "enquiry", "closed_at": NOW},
        ]
        made = {}
        for number, row in enumerate(rows):
            moment = NOW + timedelta(hours=number)
            case = case_of(session, world, AINA if number % 2 == 0 else BERNAT, moment, **row)
            made[case.number] = case.reference
        elsewhere = case_of(session, world, AINA, number="2026/0000099", office_id=other.id, assignee_id=None)
        return made | {elsewhere.number: elsewhere.reference}


@pytest.fixture
def clara(app, world):
    """A technician."""
    return signed_in(app, "technician", name="Clara", office_id=world.office_id, technician_id=world.technicians[0])


@pytest.fixture
def didac(app, world):
    """The coordinator."""
    return signed_in(app, "coordinator", office_id=world.office_id)


@pytest.fixture
def viewer(app, world):
    """Somebody who may only look."""
    return signed_in(app, "viewer", name="Vera", office_id=world.office_id)
