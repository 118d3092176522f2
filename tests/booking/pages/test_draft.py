"""What was typed lies in the browser until it is booked: sealed, for an hour at most, and for nobody else to see."""

import random

import pytest

from tests.support.consumer import AINA_TYPES, DAYS, book_online, kept, to_check, to_details
from tests.support.world import BERNAT, NOW, at, book_for, minutes, slot_at

MATTER = "Factura doble"


def draft(browser):
    cookie = browser.client.get_cookie("draft")
    return cookie.value if cookie else None


def test_a_page_opened_again_is_as_it_was(browser, world):
    check = to_check(browser, matter=MATTER)

    page = browser.get(check.url)

    assert page.h1 == "Revisa i confirma"
    assert MATTER in page.text


def test_the_form_opened_again_holds_what_was_typed(browser, world):
    details = to_details(browser)
    browser.submit(button="Continua", **AINA_TYPES)

    page = browser.get(details.url)

    assert kept(page, name="Aina Roca", email="aina@example.org")
    assert page.errors == []


def test_mistakes_are_said_again_until_they_are_mended(browser, world):
    wrong = to_details(browser)
    browser.submit(button="Continua", name="Aina Roca")

    page = browser.get(wrong.url)
    assert page.status_code == 422
    assert len(page.errors) == 2
    assert browser.get(page.url.replace("/dades", "/revisa")).errors == page.errors


def test_back_to_the_check_page_after_booking_leads_to_the_appointment(browser, world):
    check = to_check(browser)
    booked = browser.submit(button="Confirma la cita")

    assert browser.get(check.url).url == booked.url


def test_back_after_booking_another_hour_than_the_lost_one_leads_to_the_appointment(browser, world, clock):
    details = to_details(browser)
    clock.shift(minutes(11))
    book_for(BERNAT, world, slot_at(at(24, "15:30")).id, now=NOW + minutes(11))
    browser.submit(button="Continua", **AINA_TYPES)
    check = browser.submit(button="Continua", slot=slot_at(at(24, "18:30")).id)
    booked = browser.submit(button="Confirma la cita")

    assert browser.get(check.url).url == browser.get(details.url).url == booked.url


def test_the_address_of_the_check_page_says_nothing_of_the_person(browser, world):
    assert to_check(browser).url.partition("?")[2] == "municipi=gelida&servei=consum"


def test_the_check_page_of_nobody_leads_to_the_empty_form(browser, world):
    details = to_details(browser)

    page = browser.get(details.url.replace("/dades", "/revisa"))

    assert page.url == details.url
    assert page.errors == []


def test_pages_with_what_was_typed_are_kept_by_nobody(browser, world):
    details = to_details(browser)
    assert details.headers["Cache-Control"] == "private, no-cache"
    check = browser.submit(button="Continua", **AINA_TYPES)

    for page in (check, browser.get(details.url)):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_draft_cannot_be_read_in_the_browser(browser, world):
    to_check(browser)

    cookie = browser.client.get_cookie("draft")
    assert "Aina" not in cookie.decoded_value
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.expires is None, "it ends with the browser"


def test_booking_leaves_nothing_of_the_person_in_it(browser, world):
    to_check(browser, matter=" ".join(str(number) for number in range(200)))
    before = len(draft(browser))

    browser.submit(button="Confirma la cita")

    assert len(draft(browser)) < 250 < before


def test_whoever_presses_an_hour_next_at_the_same_computer_finds_an_empty_form(browser, world):
    to_check(browser)

    page = to_details(browser)

    assert kept(page, name="", email="")
    assert draft(browser) is None


def test_the_form_of_another_hour_is_empty(browser, world):
    check = to_check(browser)
    other = browser.get(f"{DAYS}/2026-11-24").form(button="dimarts 24 de novembre, 16:00").buttons[1].action

    page = browser.get(f"{other.replace('guarda', 'dades')}?{check.url.partition('?')[2]}")

    assert kept(page, name="")


def test_after_an_hour_it_cannot_be_opened_any_more(browser, world, clock):
    check = to_check(browser)
    clock.shift(minutes(61))

    assert kept(browser.get(check.url), name="")


def test_the_check_page_can_still_be_sent_when_the_draft_has_gone(browser, world):
    to_check(browser)
    browser.client.delete_cookie("draft")

    assert browser.submit(button="Confirma la cita").h1 == "Ja tens la cita"


@pytest.mark.parametrize("forged", ["", "x", "gAAAAABl", "à"])
def test_a_forged_draft_is_none(browser, world, forged):
    details = to_details(browser)
    browser.client.set_cookie("draft", forged)

    assert kept(browser.get(details.url), name="")


def test_what_is_too_much_for_a_cookie_is_shown_at_once(browser, world):
    strange = "".join(random.Random(1).choices([chr(number) for number in range(0x1F300, 0x1F5FF)], k=1_000))

    page = to_check(browser, matter=strange)

    assert page.h1 == "Revisa i confirma"
    assert strange in page.text
    assert browser.submit(button="Canvia nom i cognoms").form("details").fields["matter"].sent == [strange]
    assert book_online(browser, matter=strange).h1 == "Ja tens la cita"
