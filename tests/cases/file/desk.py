"""A case as it looks after a week of work, for tests of its page."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cases.assign import assign
from cases.companies import Details, enter_company
from cases.models import Case, CaseAppointment, CaseLetter
from cases.notes import add_note
from cases.save_block import save_block
from database import db, writing
from tests.support.cases import case_of
from tests.support.world import AINA, NOW, World, book_for, open_slots

FACTS = """El 12 de setembre em van cobrar dues vegades la mateixa factura de la llum, de 116,70 euros.

Vaig trucar dues vegades i em van dir que m'ho tornarien en quinze dies. Encara no ho han fet."""
REQUEST = "Que em tornin els 116,70 euros i que no em tallin el subministrament mentrestant."
NOTE = "La filla ens enviarà les factures. Sembla que a l'empresa els ha passat amb molta gent."
COMPANY = Details("Llum i Gas del Penedès, SA", "A58818501", "Carrer del Sol, 14, Barcelona", "clients@llum.example")


def new_case(world: World, **values: Any) -> int:
    """A case of Aina's, as it is opened; its id."""
    with writing() as session:
        return case_of(session, world, **values).id


def reference_of(case_id: int) -> str:
    """What its address names."""
    db.session.rollback()
    return db.session.get_one(Case, case_id).reference


def full_case(world: World, member_id: int, start=NOW + timedelta(days=1)) -> int:
    """A case with something in each of its parts; its id."""
    case_id = new_case(world, company_as_told="la de la llum", sector_code="energy", urgent=True)
    booked = book_for(AINA, world, open_slots(world, start)[0])
    with writing() as session:
        session.add(CaseAppointment(appointment_id=booked.appointment_id, case_id=case_id, joined_at=NOW))
        sent = {"created_at": NOW, "next_attempt_at": NOW, "sent_at": NOW}
        session.add(CaseLetter(case_id=case_id, kind="case_opened", message_id="1@x.example", **sent))
    blocks: dict[str, dict[str, Any]] = {
        "person": {
            "name": "Aina Roca i Ferrer", "identity_number": "12345678Z", "phone": "+34612345678",
            "address": "Carrer Major, 3, 1r 2a, 08790 Gelida", "notified_by": "enotum",
        },
        "relation": {
            "contract_reference": "C-2024-889123", "contracted_on": date(2024, 3, 4), "contracted_where": "web",
            "amount_paid": Decimal("233.40"),
        },
        "facts": {"facts": FACTS},
        "request": {"request": REQUEST, "amount_claimed": Decimal("1116.70")},
        "prior_claim": {"prior_claim_on": date(2026, 10, 1), "prior_claim_how": "Formulari del web, ref. 88-1234"},
        "representative": {"name": "Berta Roca", "phone": "+34622222222", "representation": "filla"},
    }  # fmt: skip
    for number, (block, values) in enumerate(blocks.items()):
        save_block(case_id, block, values, 0, member_id, NOW + timedelta(minutes=number))
    enter_company(case_id, COMPANY, 0, member_id, NOW + timedelta(minutes=20))
    add_note(case_id, NOTE, member_id, NOW)
    assign(case_id, None, member_id, NOW + timedelta(hours=1))
    assign(case_id, world.technicians[0], member_id, NOW + timedelta(hours=2))
    return case_id
