"""Another language in the middle of the form: what was typed goes along."""

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


def test_the_language_changes_on_the_check_page_too(browser, world):
    to_check(browser)

    page = browser.submit(button="English")
    assert page.language == "en"
    assert "Aina Roca" in page.texts("dl.rows dd")

    browser.submit(button=page.query("main button.main")[0].to_text())
    assert db.session.scalars(select(Appointment.id)).one()
