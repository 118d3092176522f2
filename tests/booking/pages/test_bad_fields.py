"""What people mistype in the form: the field, the reason, what to write instead; all the rest is kept."""

import pytest

from tests.support.consumer import AINA_TYPES, is_said, kept, to_check, to_details

pytestmark = pytest.mark.usefixtures("nothing_of_aina_is_stored")


def test_every_field_empty_is_said_field_by_field(browser):
    to_details(browser)

    page = browser.submit(button="Continua")

    is_said(page, 422)
    assert page.errors == [
        "Escriu el teu nom",
        "Escriu un correu o un telèfon: necessitem una manera d'avisar-te",
        "Llegeix la informació sobre protecció de dades i marca la casella per poder continuar",
    ]


@pytest.mark.parametrize(
    "mail", ["aina@", "aina", "aina@exemple", "a b@example.org", "aina@example..org", "@example.org"]
)
def test_a_wrong_mail_is_said_with_an_example_and_kept(browser, mail):
    to_details(browser)

    page = browser.submit(button="Continua", **{**AINA_TYPES, "email": mail})

    is_said(page, 422, "Escriu el correu com ara nom@exemple.cat")
    assert kept(page, email=mail, name="Aina Roca")


@pytest.mark.parametrize("phone", ["123", "no en tinc", "999 999 999 999", "+34 1"])
def test_a_wrong_telephone_is_said_with_an_example_and_kept(browser, phone):
    to_details(browser)

    page = browser.submit(button="Continua", **{**AINA_TYPES, "phone": phone})

    is_said(page, 422, "com ara 612 345 678")
    assert kept(page, phone=phone)


def test_a_mail_that_looks_mistyped_is_asked_about(browser):
    page = to_check(browser, email="aina@hotmial.com")

    is_said(page, 200, "Volies dir aina@hotmail.com?")


def test_a_name_of_ten_thousand_characters_is_too_long(browser):
    to_details(browser)

    page = browser.submit(button="Continua", **{**AINA_TYPES, "name": "a" * 10_000})

    is_said(page, 422, "El nom és massa llarg")
    assert kept(page, email="aina@example.org")
    assert set(page.form("details").fields["name"].sent[0]) == {"a"}


def test_values_that_the_page_does_not_offer_are_refused(browser):
    to_check(browser)

    page = browser.submit(button="Confirma la cita", forged={"needs": "a_pony", "language": "tlh"})

    is_said(page, 422)
    assert len(page.errors) == 2
