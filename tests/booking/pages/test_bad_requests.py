"""Requests that no page of ours makes, or that lost something on the way."""

from io import BytesIO

import pytest

from booking.models import Appointment
from database import db
from tests.support.consumer import AINA_TYPES, DAYS, is_said, kept, to_check, to_details
from tests.support.world import BERNAT, at, book_for, slot_at

pytestmark = pytest.mark.usefixtures("nothing_of_aina_is_stored")


@pytest.mark.parametrize("token", [None, "", "forged", "IjEyMyI.aSGtZw.4Y2x"])
def test_a_form_without_its_token_does_nothing_and_loses_nothing(browser, token):
    to_check(browser)

    page = browser.submit(button="Confirma la cita", forged={"csrf_token": token})

    is_said(page, 400, "El que has escrit segueix aquí: torna a prémer el botó.")
    assert kept(page, name="Aina Roca", email="aina@example.org")


def test_pressing_again_goes_on(browser):
    to_details(browser)
    browser.submit(button="Continua", **AINA_TYPES, forged={"csrf_token": None})

    page = browser.submit(button="Continua")

    assert page.h1 == "Revisa i confirma"


def test_without_its_token_nothing_is_held_moved_cancelled_or_entered(browser, world):
    booked = book_for(BERNAT, world, slot_at(at(24, "15:30")).id)
    slot = slot_at(at(24, "16:00")).id
    fields = {"municipi": "gelida", "servei": "consum", "slot": slot}

    for address in (f"/cita/{slot}/guarda", *(f"/c/{booked.token}/{what}" for what in ("anulla", "entrar"))):
        is_said(browser.post(address, fields), 400)
    for address in (f"/c/{booked.token}/canvia/{slot}", f"/c/{booked.token}/canvia/{slot}/guarda"):
        is_said(browser.post(address, fields), 400)

    appointment = db.session.get_one(Appointment, booked.appointment_id)
    assert (appointment.revision, appointment.arrived_at) == (0, None)
    assert slot_at(at(24, "16:00")).held_by is None


def test_a_request_for_a_lost_link_without_its_token_loses_nothing(browser):
    browser.get("/recupera")

    page = browser.submit(
        button="Envia'm l'enllaç", reference="K7M-4PD", contact="aina@example.org", forged={"csrf_token": "x"}
    )

    is_said(page, 400, "El que has escrit segueix aquí")
    assert page.form("recover").fields["reference"].sent == ["K7M-4PD"]


def test_an_oversized_body_is_refused_unread(browser):
    page = to_details(browser)

    refused = browser.post(page.url, {"matter": "a" * 300_000})
    is_said(refused, 413)
    file = browser.post(page.url, {"name": (BytesIO(b"a" * 300_000), "name.txt")})
    is_said(file, 413)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_a_method_that_no_page_offers_is_refused(browser, method):
    page = browser.send(method, DAYS)

    is_said(page, 405)
    assert set(page.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_an_address_that_takes_presses_only_cannot_be_opened(browser, world):
    booked = book_for(BERNAT, world, slot_at(at(24, "15:30")).id)

    is_said(browser.get(f"/c/{booked.token}/canvia/{slot_at(at(24, '16:00')).id}/guarda"), 405)


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/xml", "image/png"])
def test_a_wrong_content_type_is_refused(browser, content_type):
    page = to_details(browser)

    is_said(browser.post(page.url, b'{"name": "Aina"}', content_type=content_type), 415)
