"""Another language in the middle of the form: what was typed goes along, and so does what is to be spoken."""

from sqlalchemy import select

from booking.models import Appointment
from database import db
from tests.support.consumer import to_check, to_details


def test_the_language_changes_inside_the_form_and_what_was_typed_goes_along(browser, world):
    to_details(browser)

    page = browser.submit(button="Español", name="Aina Roca", email="aina@")

    assert page.language == "es"
    assert page.form("details").fields["name"].sent == ["Aina Roca"]
    assert page.errors == []


def language_asked_for(page):
    return page.form("details").fields["language"].sent


def test_letters_and_call_follow_the_language_of_the_page(browser, world):
    to_details(browser)

    assert language_asked_for(browser.submit(button="Español")) == ["es"]
    assert language_asked_for(browser.submit(button="English")) == ["en"]


def test_another_language_for_letters_and_call_stays_as_it_was_chosen(browser, world):
    to_details(browser)

    assert language_asked_for(browser.submit(button="Español", language="en")) == ["en"]


def test_on_the_check_page_they_follow_too(browser, world):
    to_check(browser)

    assert browser.submit(button="Español").texts("dl.rows dd:not(.row-action)")[-1] == "Español"


def test_the_language_changes_on_the_check_page_too(browser, world):
    to_check(browser)

    page = browser.submit(button="English")
    assert page.language == "en"
    assert "Aina Roca" in page.texts("dl.rows dd")

    browser.submit(button=page.query("main button.main")[0].to_text())
    assert db.session.scalars(select(Appointment.id)).one()
