"""Who shares an address or a case with somebody is given and erases what is theirs alone."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from booking.cancel import cancel
from booking.models import Appointment, Person
from cases.hold import hold
from cases.models import Case, CaseAppointment
from database import db, writing
from staff.models import AuditEntry
from tests.cases.privacy.conftest import SECRET, given_out, the_case
from tests.support.staff import member
from tests.support.world import AINA, NOW, at, book_for, open_slots

LAIA = replace(AINA, name="Laia Puig", email="laia@example.org")
PAGE = "/coordinacio/persones"
CHOOSE = "Marca de qui són les dades"


@pytest.fixture
def daughter(world, case_id, appointment_id):
    """Laia, whose own call was added to the closed case of Aina, her mother; both calls are past. Her row's id."""
    cancel(appointment_id, None, NOW)
    [slot] = open_slots(world, at(25, "15:30"))
    call = book_for(LAIA, world, slot).appointment_id
    cancel(call, None, NOW)
    with writing() as session:
        session.add(CaseAppointment(appointment_id=call, case_id=case_id, joined_at=NOW))
        return session.get_one(Appointment, call).person_id


@pytest.fixture
def one_mail(daughter):
    """Mother and daughter have given the same mail address."""
    with writing() as session:
        session.execute(update(Person).values(email="familia@example.org"))


def names():
    db.session.rollback()
    return set(db.session.scalars(select(Person.name)))


def test_a_daughter_is_given_her_call_and_nothing_of_her_mothers_case(didac, daughter):
    didac.submit(PAGE, button="Busca", contact="laia@example.org")

    with given_out(didac) as (_, data):
        assert [one["name"] for one in data["people"]] == ["Laia Puig"]
        assert [one["added_to_case_of_somebody_else"] for one in data["appointments"]] == [True]
        assert data["cases"] == data["documents"] == data["case_events"] == []
        assert not any(word in json.dumps(data) for word in (SECRET, "Aina", the_case().number))


def test_a_daughter_is_erased_and_her_mothers_case_stays(didac, daughter):
    didac.submit(PAGE, button="Busca", contact="laia@example.org")
    page = didac.submit(button="Esborra les dades marcades", reason="Per correu")

    assert "Les dades s'han esborrat" in page.text
    assert names() == {"", "Aina Roca"}
    assert (the_case().facts, the_case().destroyed_at) == (SECRET, None)


def test_a_mother_is_erased_with_her_case_and_her_daughter_stays(didac, daughter):
    didac.submit(PAGE, button="Busca", contact="aina@example.org")
    didac.submit(button="Esborra les dades marcades", reason="Per correu")

    assert names() == {"", "Laia Puig"}
    assert the_case().destroyed_by_rule == "request"


def test_a_call_in_somebody_elses_case_on_hold_is_not_erased(didac, daughter, case_id):
    hold(case_id, "Judici pendent", member("coordinator"), NOW)
    didac.submit(PAGE, button="Busca", contact="laia@example.org")

    page = didac.submit(button="Esborra les dades marcades", reason="Per correu")

    assert page.errors == [f"L'expedient {the_case().number} té una retenció legal i no es pot destruir."]
    assert "Laia Puig" in names()


def test_under_one_address_with_two_names_nobody_is_ticked(didac, one_mail):
    page = didac.submit(PAGE, button="Busca", contact="familia@example.org")

    assert page.form(None, "Baixa les dades marcades").fields["people"].sent == []
    assert "poden ser persones diferents" in page.text
    assert "Laia Puig · familia@example.org · dades donades el" in page.text


@pytest.mark.parametrize("button", ["Baixa les dades marcades", "Esborra les dades marcades"])
def test_then_somebody_must_be_chosen(didac, one_mail, button):
    didac.submit(PAGE, button="Busca", contact="familia@example.org")

    page = didac.submit(button=button, reason="Per correu")

    assert (page.status_code, page.errors) == (422, [CHOOSE])
    assert page.form(None, button).fields["reason"].sent == ["Per correu"]
    assert names() == {"Aina Roca", "Laia Puig"}


def test_only_who_is_ticked_is_given_out(didac, daughter, one_mail):
    didac.submit(PAGE, button="Busca", contact="familia@example.org")

    with given_out(didac, [daughter]) as (_, data):
        assert [one["name"] for one in data["people"]] == ["Laia Puig"]
        assert data["cases"] == []
    [entry] = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "person_exported"))
    assert entry.after == {"people": [daughter], "cases": []}


def test_only_who_is_ticked_is_erased(didac, daughter, one_mail):
    didac.submit(PAGE, button="Busca", contact="familia@example.org")

    didac.submit(button="Esborra les dades marcades", people=[daughter], reason="Per correu")

    assert names() == {"", "Aina Roca"}
    assert the_case().destroyed_at is None


@pytest.mark.parametrize("button", ["Baixa les dades marcades", "Esborra les dades marcades"])
@pytest.mark.parametrize("slipped_in", ["mother", "999999", "ningú"])
def test_nobody_else_can_be_slipped_in(didac, daughter, button, slipped_in):
    if slipped_in == "mother":
        slipped_in = db.session.scalars(select(Case.person_id)).one()
    didac.submit(PAGE, button="Busca", contact="laia@example.org")

    page = didac.submit(button=button, reason="Per correu", forged={"people": str(slipped_in)})

    assert (page.status_code, page.errors) == (422, [CHOOSE])
    assert names() == {"Aina Roca", "Laia Puig"}
