"""Days and hours: only what can be booked, in as few queries as it takes."""

from datetime import timedelta

import pytest

from booking.models import Holiday
from database import db, writing
from tests.support.archive import archive
from tests.support.browser_client import Browser
from tests.support.consumer import DAYS, book_online, to_details
from tests.support.queries import counted
from tests.support.world import BERNAT, at, book_for, build_world, open_slots


def test_the_first_three_free_hours_come_first(browser, world):
    page = browser.get(DAYS)

    assert [button.text for button in page.forms[0].buttons] == [
        "dimarts 24 de novembre, 15:30",
        "dimarts 24 de novembre, 16:00",
        "dimarts 24 de novembre, 18:30",
    ]


def test_days_with_hours_say_how_many_and_when(browser, world):
    page = browser.get(DAYS)

    assert page.texts("ul.days a") == [
        "dimarts 24 de novembre 3 hores · tarda",
        "dimecres 25 de novembre 1 hora · matí",
    ]
    assert page.texts("table.month caption") == ["novembre de 2026"]


def test_a_day_shows_its_hours_in_two_halves(browser, world):
    open_slots(world, at(24, "9:30"))
    browser.get(DAYS)

    page = browser.follow("dimarts 24 de novembre")

    assert page.h1 == "Tria una hora: dimarts 24 de novembre"
    assert page.texts("main h2") == ["Matí", "Tarda"]
    assert page.texts("ul.hours button") == ["9:30", "15:30", "16:00", "18:30"]
    assert page.link("dimecres 25 de novembre").href == f"{DAYS}/2026-11-25"


def test_an_hour_that_several_technicians_have_free_is_one_button(browser, app):
    world = build_world(technicians=3)
    open_slots(world, at(24, "15:30"))

    assert browser.get(f"{DAYS}/2026-11-24").texts("ul.hours button") == ["15:30"]


def test_an_hour_held_by_somebody_else_is_not_offered_but_its_holder_sees_it(browser, app, world):
    bernat = Browser(app)
    to_details(bernat)

    assert "15:30" not in browser.get(f"{DAYS}/2026-11-24").texts("ul.hours button")
    assert "15:30" in bernat.get(f"{DAYS}/2026-11-24").texts("ul.hours button")


def test_a_day_that_has_just_filled_up_offers_the_nearest_days(browser, world):
    open_slots(world, at(26, "9:00"))
    [slot] = open_slots(world, at(27, "9:00"))
    book_for(BERNAT, world, slot)

    page = browser.get(f"{DAYS}/2026-11-27")

    assert page.status_code == 200
    assert page.texts("ul.days b") == ["dimecres 25 de novembre", "dijous 26 de novembre"]


def test_many_days_come_in_parts(browser, world):
    open_slots(world, *(at(day, "10:00", month=12) for day in (1, 2, 3, 4, 9, 10, 11, 14, 15, 16)))
    browser.get(DAYS)

    page = browser.follow("Més dies")

    assert page.url.endswith("?des=2026-12-15")
    assert page.texts("ul.days b") == ["dimarts 15 de desembre", "dimecres 16 de desembre"]


def test_holidays_between_the_days_are_named(browser, world):
    open_slots(world, at(9, "10:00", month=12))
    with writing() as session:
        for day in (at(8, "0:00", month=12), at(26, "0:00", month=12)):
            names = {"ca": "La Immaculada", "es": "La Inmaculada", "en": "Immaculate Conception"}
            session.add(Holiday(place="CT", day=day.date() + timedelta(days=1), names=names))

    assert "Festius: dimarts 8 de desembre (La Immaculada)." in browser.get(DAYS).text


def test_without_any_hour_the_page_says_what_to_do(browser, app):
    build_world()

    page = browser.get(DAYS)

    assert "Ara mateix no queda cap hora lliure" in page.text
    assert page.link("938 000 000")


def test_the_pages_speak_the_language_of_their_address(browser, world):
    page = browser.get(f"/es{DAYS}")

    assert page.language == "es"
    assert page.forms[0].buttons[0].text == "martes 24 de noviembre, 15:30"
    assert page.link("martes 24 de noviembre").href == f"/es{DAYS}/2026-11-24"


@pytest.fixture
def queries_of(app, browser):
    def once(address):
        with counted(db.engine) as queries:
            browser.get(address)
        return len(queries)

    def queries_of(address):
        browser.get(address)  # what is read once per process is read now
        # PostgreSQL counts the commits of its other databases too: what is kept may be read again now and then.
        return min(once(address) for _ in range(60))

    return queries_of


def test_days_hours_and_an_appointment_cost_few_queries_however_many_calls_there_were(queries_of, browser, world):
    addresses = [DAYS, f"{DAYS}/2026-11-24", book_online(browser).url]
    before = [queries_of(address) for address in addresses]

    archive(world, 1_000)

    assert [queries_of(address) for address in addresses] == before
    assert before == [4, 3, 4]
