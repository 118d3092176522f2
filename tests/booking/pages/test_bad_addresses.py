"""Addresses that somebody mistyped, kept too long or made up: a plain answer, a way on, and nothing stored."""

import pytest
from sqlalchemy import select

from booking.models import Office, Slot
from database import writing
from tests.support.browser_client import Browser
from tests.support.consumer import AINA_TYPES, DAYS, is_said, kept, to_check, to_details
from tests.support.world import BERNAT, at, book_for, open_slots, slot_at

pytestmark = pytest.mark.usefixtures("nothing_of_aina_is_stored")


def test_an_unknown_municipality_brings_the_nearest_names(browser):
    is_said(browser.get("/cita/gilida"), 404, "No hem trobat aquest municipi", "Gelida")
    is_said(browser.get("/cita/gilida/consum"), 404, "Gelida")
    assert browser.get("/es/cita/gilida").language == "es"


@pytest.mark.parametrize("name", ["%00", "%F0%9F%98%80", "..%2f..", "x" * 3000, "'; DROP TABLE slot;--", "<b>"])
def test_a_municipality_that_no_address_can_have_is_unknown_too(browser, name):
    is_said(browser.get(f"/cita/{name}"), 404)


def test_an_unknown_service_brings_those_that_there_are(browser):
    is_said(browser.get("/cita/gelida/notaria"), 404, "Consum. Atenció telemàtica", "Mediació")


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "dimarts", "2026-11-2", "0000-00-00"])
def test_an_impossible_date_is_no_page(browser, day):
    is_said(browser.get(f"{DAYS}/{day}"), 404)
    is_said(browser.get(f"{DAYS}?des={day}"), 404)


@pytest.mark.parametrize("day", ["2025-11-24", "2026-11-22", "2027-11-24", "9999-12-31", "0001-01-01"])
def test_a_date_out_of_range_brings_the_days_that_there_are(browser, day):
    page = browser.get(f"{DAYS}/{day}")

    is_said(page, 404)
    assert page.errors == ["No es pot demanar cita per a aquest dia. Tria'n un d'aquests."]
    assert "dimarts 24 de novembre" in page.text


def slots_pressed(browser, slot_id, **fields):
    """The press of an hour's button, with another slot in the address than the page had."""
    browser.get(DAYS)
    token = browser.page.forms[0].fields["csrf_token"].sent[0]
    return browser.post(
        f"/cita/{slot_id}/guarda", {"csrf_token": token, "municipi": "gelida", "servei": "consum", **fields}
    )


@pytest.mark.parametrize("start", [at(23, "8:30"), at(23, "10:30"), at(20, "9:00", month=1)])
def test_an_hour_that_is_past_or_too_near_brings_those_that_there_are(browser, world, start):
    [slot] = open_slots(world, start)

    page = slots_pressed(browser, slot)

    is_said(page, 409)
    assert page.errors == ["Aquesta hora ja no es pot demanar. Tria'n una altra."]
    assert slot_at(start).held_by is None


def test_an_hour_held_or_taken_by_another_brings_those_of_the_day(browser, app, world):
    to_details(Browser(app))
    held = slot_at(at(24, "15:30"))
    taken = slot_at(at(24, "16:00"))
    book_for(BERNAT, world, taken.id)

    for slot in (held, taken):
        page = slots_pressed(browser, slot.id)
        is_said(page, 409)
        assert page.texts("ul.hours button") == ["18:30"]


def test_an_hour_of_another_office_or_of_none_is_no_page(browser, world):
    [slot] = open_slots(world, at(26, "9:00"))
    with writing() as session:
        other = another_office(session)
        session.get_one(Slot, slot).office_id = other

    for unknown in (slot, 999_999, 2**31, 10**17):
        is_said(slots_pressed(browser, unknown), 404)
        is_said(browser.get(f"/cita/{unknown}/dades?municipi=gelida&servei=consum"), 404)


@pytest.mark.parametrize("fields", [{"municipi": "barcelona"}, {"servei": "notaria"}, {"municipi": "", "servei": ""}])
def test_a_municipality_or_service_changed_on_the_way_books_nothing(browser, world, fields):
    slot = slot_at(at(24, "15:30")).id

    is_said(slots_pressed(browser, slot, **fields), 404)
    query = "&".join(f"{name}={value}" for name, value in {"municipi": "gelida", "servei": "consum", **fields}.items())
    is_said(browser.get(f"/cita/{slot}/dades?{query}"), 404)
    assert slot_at(at(24, "15:30")).held_by is None


def test_an_hour_that_became_too_near_while_typing_keeps_what_was_typed(browser, clock):
    to_details(browser)
    clock.move_to(at(24, "13:31"))

    page = browser.submit(button="Continua", **AINA_TYPES, matter="Factura doble")

    is_said(page, 409, "Aquesta hora ja és massa a prop")
    assert kept(page, name="Aina Roca", matter="Factura doble")
    assert "18:30" in page.texts("fieldset")[0]


def test_an_hour_chosen_by_a_forged_number_books_nothing(browser):
    to_check(browser)

    is_said(browser.submit(button="Confirma la cita", forged={"slot": "999999999999999999"}), 404)


def test_an_hour_whose_service_does_not_fit_is_not_given(browser, world):
    """Mediation takes an hour, and after 18:30 there is only half of one."""
    page = slots_pressed(browser, slot_at(at(24, "18:30")).id, servei="mediacio")

    is_said(page, 409)
    assert slot_at(at(24, "18:30")).held_by is None


@pytest.mark.parametrize("token", ["A" * 22, "%00" * 22, "x", "A" * 5000, "'--" * 9])
@pytest.mark.parametrize("rest", ["", "/entrar", "/canvia", "/anulla", "/cita.ics"])
def test_a_forged_token_is_no_page(browser, token, rest):
    is_said(browser.get(f"/c/{token}{rest}"), 404)


def another_office(session):
    known = session.scalars(select(Office)).one()
    values = {column.key: getattr(known, column.key) for column in Office.__table__.columns if column.key != "id"}
    other = Office(**{**values, "slug": "other"})
    session.add(other)
    session.flush()
    return other.id
