"""The page of a case as its person sees it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import select, update

from booking.models import Person
from cases.clock_stops import begin_stop
from cases.history import changed, lock_case
from cases.models import Case, CaseEvent, Deadline, Requirement
from database import db, writing
from tests.support.browser_client import Browser
from tests.support.queries import counted
from tests.support.staff import member
from tests.support.world import NOW


def set_case(case_id, **values):
    with writing() as session:
        session.execute(update(Case).where(Case.id == case_id).values(**values))


def prove(browser, address, surname="roc"):
    return browser.submit(address, button="Ensenya'm les dades", surname=surname)


def test_the_page_says_where_the_case_is_and_who_must_act(browser, address):
    page = browser.get(address)

    assert page.h1 == "El teu expedient"
    assert "Pendent" in page.text
    assert "Ara ens toca a nosaltres" in page.text
    assert "Vam obrir l'expedient" in page.texts(".timeline li")[0]


def test_names_and_words_come_after_the_beginning_of_the_surname(browser, address):
    before = browser.get(address)
    for private in ("Aina", "TelVia", "116,70"):
        assert private not in before.text

    page = prove(browser, address)

    for private in ("Aina Roca", "Gelida", "TelVia Exemple", "Que em tornin 116,70 €."):
        assert private in page.text


def test_another_browser_is_asked_again(app, browser, address):
    prove(browser, address)

    assert "Aina" not in Browser(app).get(address).text


def test_another_surname_shows_nothing(browser, address):
    page = prove(browser, address, surname="pui")

    assert page.status_code == 403
    assert page.errors == ["Aquestes lletres no són les del cognom de qui va obrir l'expedient. Torna-ho a provar."]
    assert "Aina" not in page.text


def test_nothing_typed_is_said(browser, address):
    page = prove(browser, address, surname=" ")

    assert page.status_code == 422
    assert page.errors == ["Escriu les tres primeres lletres del teu cognom"]


def test_a_person_who_must_act_is_told_first_and_until_when(browser, address, case_id):
    who = member("technician")
    with writing() as session:
        asked = Requirement(
            case_id=case_id,
            document_kinds=["invoice", "contract"],
            notified_by="enotum",
            asked_at=NOW,
            asked_by=who,
        )
        session.add(asked)
        session.flush()
        session.add(
            Deadline(
                case_id=case_id,
                kind="remedy",
                starts_on=date(2026, 11, 23),
                due_on=date(2026, 12, 9),
                provisional=True,
                requirement_id=asked.id,
            )
        )
    set_case(case_id, state="documents_required", next_deadline="remedy", next_due_on=date(2026, 12, 9))

    page = browser.get(address)

    assert "Ara et toca a tu" in page.texts(".note-title")[0]
    assert "Tens temps fins al 9 de desembre de 2026" in page.text
    assert "És provisional" in page.text
    assert page.texts("main li")[:2] == ["Factura o rebut", "Contracte o condicions"]
    assert page.link("Envia els documents").href.endswith("/documents")


TEXT = "Digues de quin dia és la factura."


@pytest.fixture
def require(case_id):
    """Requires something of Aina in words, with a deadline if one is given."""

    def make(due_on=None, **values):
        asked = Requirement(
            **{"case_id": case_id, "document_kinds": [], "text": TEXT, "notified_by": "enotum", "asked_at": NOW,
               "asked_by": member("technician")} | values
        )  # fmt: skip
        with writing() as session:
            session.add(asked)
            session.flush()
            if due_on is not None:
                kept = {"starts_on": date(2026, 11, 23), "due_on": due_on, "requirement_id": asked.id}
                session.add(Deadline(case_id=case_id, kind="remedy", **kept))
        set_case(case_id, state="documents_required")

    return make


@pytest.mark.parametrize("path", ["", "/documents"])
def test_a_requirement_in_words_is_read_at_the_top_after_the_surname(browser, address, require, path):
    require(due_on=date(2026, 12, 9))

    before = browser.get(f"{address}{path}")
    assert TEXT not in before.text
    assert "Per llegir-lo, comprova que ets tu" in before.texts(".note")[0]
    for words in ("Tens temps fins al 9 de desembre de 2026", "podem entendre que no vols continuar"):
        assert words in before.texts(".note")[0], words

    prove(browser, address)
    assert TEXT in browser.get(f"{address}{path}").texts(".note")[0]


def test_what_is_formally_required_is_not_said_to_be_of_no_matter(browser, address, require):
    assert "no passa res" in browser.get(f"{address}/documents").text

    require()

    page = browser.get(f"{address}/documents")
    assert "no passa res" not in page.text
    assert "El termini comptarà des que rebis la comunicació oficial" in page.texts(".note")[0]


def test_a_warning_of_lapse_says_what_happens_otherwise(browser, address, require):
    require(purpose="lapse")

    assert "l'expedient pot caducar" in browser.get(address).texts(".note")[0]


def test_a_warning_of_lapse_speaks_of_no_papers(browser, address, require, case_id):
    require(purpose="lapse")
    with writing() as session:
        case, lapse = lock_case(session, case_id), {"purpose": "lapse"}
        changed(session, case, "documents_required", "system", NOW, details=lapse, for_consumer=True)
        changed(session, case, "requirement_met", "system", NOW, for_consumer=True)

    page = browser.get(address)

    assert "Esperem la teva resposta" in page.text
    assert "Per poder continuar necessitem una resposta o una gestió teva." in page.texts(".note")[0]
    assert "document" not in page.texts(".note")[0].lower()
    assert "Documentació requerida" not in page.text
    assert [line.partition("2026 ")[2] for line in page.texts(".timeline li")[1:]] == [
        "Et vam avisar que l'expedient pot caducar",
        "Vam rebre el que t'havíem demanat",
    ]


def test_papers_that_a_warning_of_lapse_asks_for_can_be_sent_from_there(browser, address, require):
    require(purpose="lapse", document_kinds=["invoice"])

    page = browser.get(address)

    assert "Factura o rebut" in page.texts(".note")[0]
    assert page.link("Envia els documents").href.endswith("/documents")


@pytest.mark.parametrize("purpose", ["remedy", "lapse"])
def test_our_time_is_said_to_stand_still_while_it_does(browser, address, require, case_id, purpose):
    stands_still = "Ara mateix el nostre termini per resoldre està aturat."
    require(purpose=purpose)
    assert "aturat" not in browser.get(address).texts(".note")[0]

    with writing() as session:
        begin_stop(session, lock_case(session, case_id), date(2026, 11, 26), "other_body")
    assert stands_still in browser.get(address).texts(".note")[0]


def test_both_dates_of_the_claim_are_shown(browser, address, case_id):
    with writing() as session:
        for kind, due in (("company_answers", date(2026, 12, 1)), ("office_may_act", date(2026, 12, 20))):
            session.add(Deadline(case_id=case_id, kind=kind, starts_on=date(2026, 11, 20), due_on=due))

    with time_machine.travel(NOW, tick=False):
        page = browser.get(address)

    assert "L'empresa ha de respondre fins al 1 de desembre de 2026" in page.text
    assert "Nosaltres podem actuar des del 20 de desembre de 2026" in page.text


def test_a_company_that_should_have_answered_is_told_of_as_late(browser, address, case_id):
    with writing() as session:
        kept = {"kind": "company_answers", "starts_on": date(2020, 1, 2), "due_on": date(2020, 2, 2)}
        session.add(Deadline(case_id=case_id, **kept))

    assert "L'empresa havia de respondre fins al 2 de febrer de 2020" in browser.get(address).text


def test_who_has_sent_papers_is_told_that_they_are_looked_at(browser, address, case_id):
    sent = "Ja ens has enviat documents. Si hi és tot, no cal que facis res més"
    set_case(case_id, state="documents_required")
    for kind, is_told in (("documents_received", False), ("documents_required", False), ("documents_received", True)):
        with writing() as session:
            changed(session, lock_case(session, case_id), kind, "system", NOW, for_consumer=True)
        assert (sent in browser.get(address).text) is is_told


def test_what_was_recovered_is_shown_after_the_surname(browser, address, case_id):
    set_case(case_id, state="closed_agreement", closed_at=NOW, amount_recovered=Decimal("58.35"))
    assert "58,35" not in browser.get(address).text

    assert "Import que has recuperat 58,35 €" in prove(browser, address).text


def test_a_closed_case_says_what_else_can_be_done(browser, address, case_id):
    set_case(case_id, state="closed_no_agreement", closed_at=NOW, prior_claim_on=date(2026, 9, 1))

    page = browser.get(address)

    assert "Tancada sense acord" in page.text
    assert "arbitratge de consum" in page.text
    assert "Data de la reclamació: 1 de setembre de 2026" in page.text


def test_what_is_for_the_office_alone_never_shows(browser, address, case_id):
    with writing() as session:
        case = lock_case(session, case_id)
        case.internal_detail = "Client difícil"
        changed(session, case, "assigned", "system", NOW, words="Per la Clara")
        changed(session, case, "state_changed", "system", NOW, words="Proposta", for_consumer=True, of_mediation=True)
        to = {"to": "in_progress"}
        changed(
            session,
            case,
            "state_changed",
            "system",
            NOW,
            details=to,
            words="Hem trucat a l'empresa.",
            for_consumer=True,
        )

    page = prove(browser, address)

    assert "Hem trucat a l'empresa." in page.text
    for hidden in ("Client difícil", "Per la Clara", "Proposta"):
        assert hidden not in page.text


def test_the_page_takes_the_same_few_statements_whatever_has_happened(browser, address, case_id):
    def cost():
        with counted(db.engine) as queries:
            browser.get(address)
        return len(queries.statements)

    browser.get(address)
    before = cost()
    with writing() as session:
        for _ in range(30):
            changed(session, lock_case(session, case_id), "clock_stopped", "system", NOW, for_consumer=True)

    assert cost() == before


def test_an_event_of_any_kind_has_words(browser, address, case_id):
    with writing() as session:
        changed(session, lock_case(session, case_id), "something_new", "system", NOW + timedelta(1), for_consumer=True)

    assert "Hi va haver un canvi a l'expedient" in browser.get(address).text
    assert db.session.scalars(select(CaseEvent.kind)).all()[-1] == "something_new"
    assert db.session.scalars(select(Person.name)).one() == "Aina Roca"
