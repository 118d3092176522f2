"""Papers arrive, required or not: the office is told, looks at them, goes on or says what is missing."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cases.links import current_token
from cases.look_at_papers import look_at_papers
from cases.models import Case, CaseEvent, CaseLetter, Requirement
from cases.move_case import MoreArrived, StateChanged
from cases.notification import Days
from cases.notify import notify_requirement
from cases.papers.place import Place
from cases.require_documents import extend_time, meet_requirement, want_the_rest
from database import db, writing
from tests.cases.law.conftest import deadlines, read
from tests.cases.law.pages.steps import ASKED, DAY, NOW, asked, at, head
from tests.support.browser_client import Browser
from tests.support.cases import case_of
from tests.support.papers import paper_row
from tests.support.world import MADRID


def arrive(case, when=NOW):
    """As handing papers in leaves it."""
    with writing() as session:
        paper_row(session, Place(case_id=case), when)
        session.execute(update(Case).where(Case.id == case).values(papers_arrived_at=when))


def test_the_head_says_that_papers_wait_to_be_looked_at_and_offers_to_go_on(desk, case):
    waiting = desk.get(at(case))
    assert "Ara ha d'actuar la persona" in head(waiting)
    assert "Han arribat documents" not in head(waiting)
    before = deadlines(case)

    arrive(case)

    page = desk.get(at(case))
    assert "Ara ha d'actuar l'oficina" in head(page)
    assert "Han arribat documents" in head(page)
    assert page.texts(".state-main .button") == ["Ja hi és tot: continua"]
    assert (read(case).state, deadlines(case)) == ("documents_required", before)


def test_going_on_leaves_nothing_to_look_at(desk, case):
    arrive(case)

    page = desk.submit(at(case), button="Ja hi és tot: continua")

    assert "Han arribat documents" not in head(page)
    assert (read(case).state, read(case).papers_arrived_at) == ("in_progress", None)


def test_what_is_missing_still_is_said_to_the_person_and_their_time_runs_on(app, desk, case):
    arrive(case)
    before = deadlines(case)
    page = desk.get(desk.get(at(case)).link("Encara en falten: digues què").href)

    page = desk.submit(form="act", told="")
    assert (page.status_code, page.errors) == (422, ["Escriu què hi falta"])
    page = desk.submit(form="act", told="Hi falta la segona pàgina.")

    assert "Ara ha d'actuar la persona" in head(page)
    assert (read(case).state, deadlines(case)) == ("documents_required", before)
    kinds = db.session.scalars(select(CaseLetter.kind).order_by(CaseLetter.id)).all()
    assert kinds == ["documents_wanted", "case_changed"]
    aina = Browser(app)
    own = aina.submit(f"/e/{current_token(db.session(), case)}", button="Ensenya'm les dades", surname="Roc")
    assert "Hi falta la segona pàgina." in own.texts(".note")[0]
    assert "no cal que facis res més" not in own.text


def test_papers_that_came_meanwhile_are_not_passed_over(case, clara):
    arrive(case, NOW - timedelta(minutes=5))
    arrive(case)

    with pytest.raises(MoreArrived):
        want_the_rest(case, 1, "Hi falta una pàgina.", clara, NOW, NOW - timedelta(minutes=5))

    assert read(case).papers_arrived_at == NOW


def test_the_form_says_that_more_came_and_keeps_what_was_typed(desk, case):
    arrive(case, NOW - timedelta(minutes=5))
    desk.get(at(case, "/requeriment/falta"))
    arrive(case)

    page = desk.submit(form="act", told="Hi falta una pàgina.")

    assert (page.status_code, page.errors) == (409, ["Mentrestant han arribat documents: mira'ls abans a l'expedient."])
    assert "Hi falta una pàgina." in page.html


@pytest.fixture
def overdue(case, clara):
    """A case whose requirement was opened and not met in its time."""
    opened = DAY - timedelta(days=40)
    with writing() as session:
        session.execute(update(Requirement).values(deposited_on=opened, asked_at=ASKED - timedelta(days=41)))
    notify_requirement(case, 1, Days(opened, opened), "", clara, NOW, MADRID)
    return case


def test_no_resolution_passes_over_what_came_while_it_was_written(desk, overdue):
    desk.get(at(overdue, "/resolucio/deemed_withdrawn"))
    arrive(overdue)

    page = desk.submit(form="act", reason="No ha aportat la factura.")

    assert (page.status_code, page.errors) == (409, ["Mentrestant han arribat documents: mira'ls abans a l'expedient."])
    assert "No ha aportat la factura." in page.html
    assert "encara ningú no ha dit si hi és tot" in page.text
    assert (read(overdue).state, read(overdue).papers_arrived_at) == ("documents_required", NOW)


@pytest.mark.parametrize("act", ["/estat/in_progress", "/estat/withdrawn", "/requeriment", "/resolucio/inadmissible"])
def test_no_move_passes_over_papers_that_nobody_has_seen(desk, opened, act):
    case = opened()
    desk.get(at(case, act))
    arrive(case)
    filled = {
        "/estat/withdrawn": {"why": "Ho demana."},
        "/requeriment": {"documents": ["invoice"], "notified_by": "paper"},
        "/resolucio/inadmissible": {"ground": "unfounded", "reason": "No té fonament."},
    }

    page = desk.submit(form="act", **filled.get(act, {}))

    assert (page.status_code, page.errors) == (409, ["Mentrestant han arribat documents: mira'ls abans a l'expedient."])
    assert page.link("Mira'ls").href.endswith(f"{at(case)}#documents")
    assert (read(case).state, read(case).papers_arrived_at) == ("pending", NOW)

    page = desk.submit(form="act")

    assert (page.status_code, page.errors) == (200, [])
    assert read(case).state != "pending"


def test_a_press_that_is_older_than_the_papers_does_nothing(desk, case):
    desk.get(at(case))
    arrive(case)

    page = desk.submit(button="Ja hi és tot: continua")

    assert page.status_code == 409
    assert (read(case).state, read(case).papers_arrived_at) == ("documents_required", NOW)


@pytest.mark.parametrize(
    ("path", "button", "typed"),
    [
        ("", "Ja hi és tot: continua", {}),
        ("/requeriment/falta", "Digues-l'hi", {"told": "La factura."}),
        ("/notificacio", "Apunta-ho", {"opened_on": DAY.isoformat()}),
        ("/ampliacio", "Amplia'l", {}),
    ],
)
def test_what_was_meant_for_an_earlier_requirement_is_done_to_no_later_one(desk, case, clara, path, button, typed):
    desk.get(at(case, path))
    meet_requirement(case, 1, clara, NOW, MADRID)
    later = asked(case, clara)

    page = desk.submit(button=button, **typed)

    assert page.status_code == 409
    with db.session() as session:
        requirement = session.get_one(Requirement, later)
        assert (requirement.met_at, requirement.opened_on, requirement.extension_days) == (None, None, 0)
    assert read(case).state == "documents_required"


def test_more_time_is_no_look_at_the_papers(case, clara):
    arrive(case)

    extend_time(case, 1, 5, "", clara, NOW, MADRID)

    assert read(case).papers_arrived_at == NOW


def test_without_a_requirement_nothing_can_be_missing(desk, world):
    with writing() as session:
        case = case_of(session, world, now=NOW).id

    assert "No hi ha cap requeriment obert" in desk.get(at(case, "/requeriment/falta")).text


@pytest.fixture
def with_company(world):
    """A case whose company is to answer."""
    with writing() as session:
        return case_of(session, world, now=NOW, state="sent_to_company").id


def test_papers_that_nobody_required_wait_too_and_the_turn_goes_back(desk, with_company):
    assert "Ara ha d'actuar l'empresa" in head(desk.get(at(with_company)))
    arrive(with_company)

    page = desk.get(at(with_company))
    assert "Ara ha d'actuar l'oficina" in head(page)
    assert "sense que ningú els hagués demanat" in head(page)
    assert with_number(desk.get("/expedients?estat=arribats"), with_company)
    assert not with_number(desk.get("/expedients?actua=company"), with_company)
    page = desk.submit(at(with_company), button="Ja els he mirat")

    assert "Ara ha d'actuar l'empresa" in head(page)
    assert "S'han mirat els documents que havien arribat" in page.text
    assert (read(with_company).state, read(with_company).papers_arrived_at) == ("sent_to_company", None)
    assert with_number(desk.get("/expedients?actua=company"), with_company)


def with_number(page, case):
    return read(case).number in page.texts("tbody th a")


def test_looking_at_papers_passes_over_none_that_came_meanwhile(desk, with_company):
    arrive(with_company, NOW - timedelta(minutes=5))
    desk.get(at(with_company))
    arrive(with_company)

    page = desk.submit(button="Ja els he mirat")

    assert page.status_code == 409
    assert "Mentrestant han arribat documents" in page.text
    assert read(with_company).papers_arrived_at == NOW


def test_who_looks_second_changes_nothing(with_company, clara):
    look_at_papers(with_company, clara, NOW, NOW)

    kinds = db.session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == with_company)).all()
    assert "papers_looked_at" not in kinds


def test_of_required_papers_it_is_said_whether_they_are_all_there(case, clara):
    arrive(case)

    with pytest.raises(StateChanged):
        look_at_papers(case, clara, NOW, NOW)

    assert read(case).papers_arrived_at == NOW
