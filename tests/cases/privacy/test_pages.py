"""The coordinators' pages about keeping, destroying and giving out."""

import pytest
import time_machine
from sqlalchemy import select

from booking.cancel import cancel
from booking.models import Person
from cases.hold import hold
from cases.models import Case, Destruction, RetentionRule
from cases.retention import Rule, set_rules
from database import db, writing
from staff.models import AuditEntry
from tests.cases.privacy.conftest import PAPER, SECRET, given_out, the_case
from tests.support.staff import member, signed_in
from tests.support.world import NOW


def person():
    db.session.rollback()
    return db.session.scalars(select(Person)).one()


@pytest.fixture
def past(case_id, appointment_id):
    """The appointment is no longer to come."""
    cancel(appointment_id, None, NOW)
    return case_id


def test_rules_are_entered_and_what_is_due_is_listed(didac, case_id):
    page = didac.submit(
        "/coordinacio/conservacio", button="Desa les regles", **{"claim-months": "12", "claim-source": "TAAD 77"}
    )

    assert db.session.scalars(select(RetentionRule.months)).all() == [12]
    assert the_case().number in page.texts("fieldset label")[0]


@pytest.mark.parametrize("months", ["zero", "0", "-3", "1201", "12,5"])
def test_months_that_are_no_months_are_refused_and_kept(didac, case_id, months):
    page = didac.submit(
        "/coordinacio/conservacio", button="Desa les regles", **{"claim-months": months, "claim-source": "TAAD 77"}
    )

    assert page.status_code == 422
    assert page.errors == ["Escriu els mesos amb una xifra entre 1 i 1200, com ara 60"]
    assert db.session.scalars(select(RetentionRule)).all() == []


def test_a_rule_says_who_decided_it(didac, case_id):
    page = didac.submit("/coordinacio/conservacio", button="Desa les regles", **{"claim-months": "12"})

    assert page.errors == ["Digues quina taula d'avaluació ho diu"]


def test_a_file_that_is_due_is_destroyed_when_somebody_says_so(didac, world, case_id):
    set_rules(world.office_id, [Rule("claim", 12, "TAAD 77")], member("coordinator"), NOW)

    page = didac.submit("/coordinacio/conservacio", button="Destrueix els marcats", case=[the_case().reference])

    assert the_case().destroyed_by_rule == "claim-12"
    assert "per la regla claim-12" in page.text
    assert page.texts(".choices label") == []


def test_nothing_ticked_destroys_nothing(didac, world, case_id):
    set_rules(world.office_id, [Rule("claim", 12, "TAAD 77")], member("coordinator"), NOW)

    page = didac.submit("/coordinacio/conservacio", button="Destrueix els marcats")

    assert page.status_code == 422
    assert the_case().destroyed_at is None


def test_a_file_that_is_not_due_cannot_be_slipped_in(didac, world, case_id):
    token = didac.get("/coordinacio/conservacio").form(None, "Desa les regles", {}).fields["csrf_token"].sent
    answer = didac.client.post(
        "/coordinacio/conservacio/destrueix", data={"case": the_case().reference, "csrf_token": token}
    )

    assert answer.status_code == 422
    assert the_case().destroyed_at is None


def test_a_hold_is_set_with_a_reason_and_ended(didac, case_id):
    address = f"/expedients/{the_case().reference}/retencio"

    assert didac.submit(address, button="Retén l'expedient").errors == ["Escriu per què s'ha de guardar"]
    didac.submit(address, button="Retén l'expedient", reason="Judici pendent")
    assert the_case().hold_reason == "Judici pendent"

    didac.submit(address, button="Acaba la retenció")
    assert the_case().hold_since is None


def test_a_file_that_was_destroyed_says_when_and_by_which_rule(didac, world, case_id):
    set_rules(world.office_id, [Rule("claim", 12, "TAAD 77")], member("coordinator"), NOW)
    didac.submit("/coordinacio/conservacio", button="Destrueix els marcats", case=[the_case().reference])

    page = didac.get(f"/expedients/{the_case().reference}")

    assert page.status_code == 410
    assert "claim-12" in page.text


def test_everything_about_a_person_is_found_by_mail(didac, past):
    page = didac.submit("/coordinacio/persones", button="Busca", contact="aina@example.org")

    assert "Aina Roca" in page.text
    assert the_case().number in page.text


def test_somebody_unknown_is_said(didac, past):
    page = didac.submit("/coordinacio/persones", button="Busca", contact="bernat@example.org")

    assert "No hi ha cap dada" in page.text


def test_all_of_it_is_given_out_in_one_file(didac, past):
    didac.submit("/coordinacio/persones", button="Busca", contact="aina@example.org")

    with given_out(didac) as (archive, data):
        assert archive.read("documents/001 factura de l'Aina.pdf") == b"%PDF-1.7 factura"
    assert data["people"][0]["name"] == "Aina Roca"
    assert data["cases"][0]["facts"] == SECRET
    assert data["appointments"][0]["starts_at"].startswith("2026-11-24")
    assert db.session.scalars(select(AuditEntry.action).where(AuditEntry.action == "person_exported")).all()


def test_nothing_is_given_out_while_the_storage_does_not_answer(app, didac, past):
    didac.submit("/coordinacio/persones", button="Busca", contact="aina@example.org")
    folder = app.extensions["papers"].storage.folder
    (paper,) = [path for path in folder.glob("??/*") if path.name == PAPER]
    paper.unlink()
    paper.mkdir()  # there, and cannot be read

    answer = didac.submit(button="Baixa les dades marcades")

    assert answer.status_code == 503
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "person_exported")).all() == []


def test_a_person_who_asks_for_it_is_erased_with_their_closed_cases(didac, past):
    page = didac.submit("/coordinacio/persones", button="Busca", contact="aina@example.org")
    page = didac.submit(button="Esborra les dades marcades", reason="Per correu, el 3 de març")

    assert "Les dades s'han esborrat" in page.text
    assert (person().name, person().email) == ("", None)
    assert the_case().destroyed_by_rule == "request"
    assert db.session.scalars(select(Destruction.rule)).all() == ["request"]
    [entry] = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "person_erased"))
    assert entry.reason == "Per correu, el 3 de març"


def test_nobody_is_erased_while_their_appointment_is_to_come(app, world, case_id):
    with time_machine.travel(NOW, tick=False):
        didac = signed_in(app, "coordinator", office_id=world.office_id)
        didac.submit("/coordinacio/persones", button="Busca", contact="aina@example.org")
        page = didac.submit(button="Esborra les dades marcades", reason="Per correu")

    assert page.status_code == 409
    assert "anul·la-la abans" in page.errors[0]
    assert person().name == "Aina Roca"
    assert the_case().destroyed_at is None


def test_nobody_is_erased_while_their_case_is_open(didac, past):
    with writing() as session:
        case = session.scalars(select(Case)).one()
        case.closed_at, case.state = None, "in_progress"
    page = didac.submit("/coordinacio/persones", button="Busca", contact="aina@example.org")

    page = didac.submit(button="Esborra les dades marcades", reason="Per correu")

    assert page.errors == [f"L'expedient {the_case().number} encara és obert: tanca'l abans."]
    assert person().name == "Aina Roca"


def test_people_of_another_office_are_not_found(app, world, past):
    stranger = signed_in(app, "coordinator", office_id=None)

    page = stranger.submit("/coordinacio/persones", button="Busca", contact="aina@example.org")

    assert page.status_code == 409
    assert "Aina" not in page.text


def test_the_file_leads_coordinators_to_the_hold_and_says_it_to_everybody(app, world, didac, case_id):
    file = f"/expedients/{the_case().reference}"
    clara = signed_in(app, "technician", office_id=world.office_id, technician_id=world.technicians[0])

    assert didac.get(file).link("Retenció legal").href == f"{file}/retencio"
    assert clara.get(file).texts("#hold") == []
    hold(case_id, "Judici pendent", member("coordinator"), NOW)
    assert "Judici pendent" in clara.get(file).texts("#hold")[0]
    assert "Retenció legal" not in clara.get(file).texts("#hold")[0]


def test_a_hold_is_said_where_somebody_may_want_to_erase(didac, case_id):
    hold(case_id, "Judici pendent", member("coordinator"), NOW)

    page = didac.submit("/coordinacio/persones", button="Busca", contact="aina@example.org")

    assert "amb retenció legal" in page.text
