"""What the pages of a call show of cases, and the choice of what comes of the call."""

import pytest
import time_machine
from sqlalchemy import select

from booking.book import Guest
from booking.models import Appointment
from cases.models import Case, CaseAppointment
from database import db, writing
from tests.cases.opening.conftest import AINA_WITH_ALL, END
from tests.support.calls import ANSWERED, ATTENDED, close_call
from tests.support.queries import counted
from tests.support.staff import browser_with, session_of
from tests.support.world import at

LATER = at(26, "15:45")
MARIA = Guest(name="Maria Roca", email=None, phone=AINA_WITH_ALL.phone, language="ca")
"""At the same telephone."""


@pytest.fixture
def earlier(call_id, clara):
    """Aina's first call, with a case that is open."""
    close_call(call_id, ATTENDED, clara, END)
    db.session.rollback()
    return db.session.scalars(select(Case)).one().reference


@pytest.fixture
def desk(app, clara):
    with time_machine.travel(LATER, tick=False):
        yield browser_with(app, session_of(clara, LATER))


def address(call_id, page=""):
    db.session.rollback()
    return f"/cites/{db.session.get_one(Appointment, call_id).reference}{page}"


def numbers():
    """Of the cases, call by call."""
    db.session.rollback()
    rows = select(Case.number).join(CaseAppointment, CaseAppointment.case_id == Case.id)
    return db.session.scalars(rows.order_by(CaseAppointment.appointment_id)).all()


def end(desk, call_id, **fields):
    desk.get(address(call_id, "/trucada"))
    return desk.submit(button="Acaba", outcome="attended", **fields)


def test_an_attended_call_opens_a_case_unless_something_else_is_chosen(desk, call_id):
    page = end(desk, call_id)

    assert page.url.endswith("/agenda")
    assert numbers() == ["2026/0000001"]
    assert desk.get(address(call_id)).texts(".own-case") == ["Expedient 2026/0000001 · Pendent"]
    assert desk.get(address(call_id, "/trucada")).texts(".own-case") == ["Expedient 2026/0000001 · Pendent"]


def test_the_agenda_leads_from_an_attended_call_to_its_case(desk, call_id, book_another):
    other = book_another(MARIA, day=26, clock="15:00")
    desk.get("/agenda")
    assert "Expedient" not in desk.page.texts(".call-ways a")

    page = end(desk, other)

    [link] = [link for link in page.links if link.text.startswith("Expedient ·")]
    assert desk.get(link.href).h1 == "Expedient 2026/0000001"


def test_a_question_answered_in_the_call_is_chosen_there(desk, call_id):
    end(desk, call_id, case_step="answered")

    assert db.session.scalars(select(Case.state)).one() == "answered"
    assert "Era una consulta i ja té resposta." in desk.get(address(call_id)).text


def test_the_same_persons_next_call_joins_their_open_case_unless_another_thing_is_chosen(desk, earlier, book_another):
    other = book_another()

    page = desk.get(address(other, "/trucada"))

    [words] = [one for one in page.texts(".if-attended .choice") if "2026/0000001" in one]
    assert words == "S'afegeix a l'expedient 2026/0000001, obert el 24 de novembre de 2026: Aina Roca · Llum i Gas, SA"
    end(desk, other)
    assert numbers() == ["2026/0000001", "2026/0000001"]


def test_it_may_be_a_new_matter(desk, earlier, book_another):
    end(desk, book_another(), case_step="open_case")

    assert numbers() == ["2026/0000001", "2026/0000002"]


def test_somebody_at_the_same_telephone_joins_it_only_when_that_is_chosen(desk, earlier, book_another):
    end(desk, book_another(MARIA), case_step=earlier)
    end(desk, book_another(MARIA, day=26, clock="15:00"))

    assert numbers() == ["2026/0000001", "2026/0000001", "2026/0000002"]


def test_of_two_open_cases_none_is_taken_by_itself(desk, earlier, book_another):
    end(desk, book_another(day=25), case_step="open_case")

    end(desk, book_another())

    assert numbers() == ["2026/0000001", "2026/0000002", "2026/0000003"]


def test_a_case_that_was_closed_is_shown_and_not_offered(desk, call_id, clara, book_another):
    close_call(call_id, ANSWERED, clara, END)

    page = desk.get(address(book_another(), "/trucada"))

    assert "Potser té altres expedients" in page.text
    assert "Resposta donada" in page.text
    assert not [one for one in page.texts(".choice") if "2026/0000001" in one]


def test_a_case_that_is_closed_while_the_page_is_open_is_not_joined(desk, earlier, book_another):
    other = book_another()
    desk.get(address(other, "/trucada"))
    with writing() as session:
        session.scalars(select(Case)).one().closed_at = LATER

    page = desk.submit(button="Acaba", outcome="attended")

    assert page.status_code == 409
    assert page.errors == ["Aquest expedient ja no és obert. Tria una altra cosa."]
    assert numbers() == ["2026/0000001"]


@pytest.mark.parametrize("forged", ["E-AAAA-AAAA", "join_case", "everything", ""])
def test_what_was_not_offered_opens_nothing(desk, call_id, forged):
    desk.get(address(call_id, "/trucada"))

    page = desk.submit(button="Acaba", outcome="attended", forged={"case_step": forged})

    assert page.status_code in (409, 422)
    assert numbers() == []


def test_correcting_a_call_that_has_a_case_leaves_nothing_to_choose_but_how_it_ended(desk, earlier, call_id):
    page = desk.get(address(call_id))

    assert not page.query(".if-attended")
    answer = desk.submit(form=address(call_id, "/corregeix"), outcome="consumer_absent", reason="No era ella")
    assert answer.texts(".own-case") == ["Expedient 2026/0000001 · Pendent"]
    assert "Correcció: la trucada no es va atendre" in desk.get(f"/expedients/{earlier}").text
    desk.get(address(call_id))
    desk.submit(form=address(call_id, "/corregeix"), outcome="attended", reason="Sí que ho era")
    assert numbers() == ["2026/0000001"]


def test_a_correction_may_join_a_case(desk, earlier, clara, book_another):
    other = book_another()
    desk.get(address(other, "/trucada"))
    desk.submit(button="Acaba", outcome="consumer_absent")
    desk.get(address(other))

    desk.submit(form=address(other, "/corregeix"), outcome="attended", case_step=earlier, reason="Va entrar tard")

    assert numbers() == ["2026/0000001", "2026/0000001"]


def test_the_page_costs_the_same_however_many_cases_there_are(desk, earlier, book_another):
    other = book_another()

    def cost():
        with counted(db.engine) as queries:
            desk.get(address(other, "/trucada"))
        return len(queries)

    cost()  # the first request reads what later ones have
    one = cost()
    for day in (24, 25):
        end(desk, book_another(day=day, clock="9:00"), case_step="open_case")

    assert (cost(), len(numbers())) == (one, 3)
