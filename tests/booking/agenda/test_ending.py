"""The page during the call: saying how it ended, and correcting it."""

import pytest
from sqlalchemy import select

from booking.models import Call, Message
from database import db
from staff.models import AuditEntry
from tests.booking.agenda.in_call import BLOCK, by_script, end
from tests.support.browser_client import Browser
from tests.support.queries import counted
from tests.support.world import at

# The end

pytestmark = pytest.mark.usefixtures("in_the_call")


def test_the_end_is_said_once_and_leads_back_to_the_agenda(desk, page_url):
    page = end(desk.clara, page_url, "attended")

    assert page.url.endswith("/agenda")
    db.session.rollback()
    call = db.session.scalars(select(Call)).one()
    assert (call.outcome, call.next_step, call.closed_by) == ("attended", "open_case", desk.clara_id)
    assert call.closed_at == at(24, "15:42")
    assert desk.clara.get(f"/cites/{desk.aina}").texts(".own-case") == ["Expedient 2026/0000001 · Pendent"]


def test_it_has_to_be_said_how(desk, page_url):
    desk.clara.get(page_url)

    page = desk.clara.submit(button="Acaba")

    assert page.status_code == 422
    assert page.errors == ["Digues com ha acabat"]


def test_whoever_says_something_else_later_is_sent_to_the_correction(desk, colleague, page_url):
    colleague.get(page_url)
    end(desk.clara, page_url, "attended")

    page = colleague.submit(button="Acaba", outcome="cut_off")

    assert page.status_code == 409
    assert "Algú ja ha dit com va acabar" in page.errors[0]
    assert db.session.scalars(select(Call)).one().outcome == "attended"


def test_saying_the_same_twice_is_saying_it_once(desk, page_url):
    desk.clara.get(page_url)
    end(desk.clara, page_url, "consumer_absent")
    desk.clara.get("/agenda")
    token = desk.clara.page.forms[0].fields["csrf_token"].sent[0]
    said = {"csrf_token": token, "outcome": "consumer_absent", "case_step": "open_case", "next_step": "nothing"}

    page = desk.clara.post(f"/cites/{desk.aina}/acaba", said)

    assert page.status_code == 303
    db.session.rollback()
    assert len(db.session.scalars(select(Message).where(Message.kind == "missed")).all()) == 1


def test_before_the_hour_nothing_can_have_ended(desk, page_url, clock):
    clock.move_to(at(24, "15:29"))

    page = end(desk.clara, page_url, "consumer_absent")

    assert page.status_code == 409
    assert page.errors == ["Encara no és l'hora: no es pot dir com ha acabat."]


@pytest.mark.parametrize(("outcome", "next_step"), [("vanished", "nothing"), ("attended", "lunch"), (None, None)])
def test_an_end_that_there_is_not_is_refused(desk, page_url, outcome, next_step):
    desk.clara.get(page_url)

    page = desk.clara.submit(button="Acaba", forged={"outcome": outcome, "next_step": next_step})

    assert page.status_code == 422


def test_a_correction_wants_a_reason_and_is_on_record(desk, page_url):
    end(desk.clara, page_url, "consumer_absent")
    url = f"/cites/{desk.aina}"
    desk.clara.get(url)
    assert desk.clara.submit(form=f"{url}/corregeix", outcome="attended").errors == ["Escriu per què ho corregeixes"]

    page = desk.clara.submit(form=f"{url}/corregeix", outcome="attended", reason="Va trucar per telèfon")

    assert page.status_code == 200
    db.session.rollback()
    [line] = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "call_corrected"))
    assert line.before == {"outcome": "consumer_absent", "next_step": "nothing"}
    assert line.after == {"outcome": "attended", "next_step": "open_case"}
    assert (line.reason, line.member_id) == ("Va trucar per telèfon", desk.clara_id)


def test_there_is_nothing_to_correct_before_the_end(desk):
    token = desk.clara.get("/agenda").forms[0].fields["csrf_token"].sent[0]
    said = {"csrf_token": token, "outcome": "attended", "case_step": "open_case", "next_step": "nothing"}
    said["reason"] = "Perquè sí"

    assert desk.clara.post(f"/cites/{desk.aina}/corregeix", said).status_code == 409


def test_the_page_costs_the_same_with_notes_as_without(desk, page_url, note_url):
    def cost():
        with counted(db.engine) as queries:
            desk.clara.get(page_url)
        return len(queries)

    empty = cost()
    for block in (BLOCK, "what_they_ask", "what_company_did"):
        by_script(desk.clara, page_url, note_url.replace(BLOCK, block), "Text", 0)

    assert cost() <= empty + 1  # the names of those who wrote


# What the person reads afterwards


@pytest.mark.parametrize(
    ("outcome", "title"),
    [
        ("attended", "La cita ja s'ha fet"),
        ("consumer_absent", "La cita ha passat"),
        ("technician_absent", "Et devem una trucada"),
        ("cut_off", "Et devem una trucada"),
    ],
)
def test_the_persons_own_page_says_what_became_of_the_call(app, desk, page_url, clock, outcome, title):
    from booking.pages.lookup import token_of

    end(desk.clara, page_url, outcome)
    clock.move_to(at(24, "16:01"))

    assert Browser(app).get(f"/c/{token_of(desk.appointment(desk.aina).id)}").h1 == title
