"""Whole journeys in a real browser, on a phone and on a desktop, with JavaScript and without, light and dark."""

from collections.abc import Iterator
from threading import Thread

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select
from werkzeug.serving import make_server

from booking.models import Appointment, Meeting
from database import db, writing
from tests.browser.journeys import expect_page, fill_in_details, look, press
from tests.support.world import AINA, BERNAT, NOW, at, book_for, build_world, open_slots, slot_at

pytestmark = pytest.mark.slow

FIRST_HOUR = "dimarts 24 de novembre, 15:30"
NEW_HOUR = "dimecres 25 de novembre, 9:00"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW) as clock:
        yield clock


@pytest.fixture(autouse=True)
def world(app, clock):
    world = build_world(technicians=2)
    afternoons = [at(day, hour) for day in (24, 26, 30) for hour in ("15:30", "16:00", "16:30", "17:00", "18:30")]
    mornings = [at(day, hour) for day in (25, 27) for hour in ("9:00", "9:30", "11:00", "13:30")]
    december = [at(day, "10:00", month=12) for day in (1, 2, 3, 9, 10, 14, 15)]
    open_slots(world, *afternoons, *mornings, *december, technicians=world.technicians[:1])
    return world


@pytest.fixture
def booked(world):
    """Aina's appointment of Tuesday 15:30."""
    return book_for(AINA, world, slot_at(at(24, "15:30")).id)


@pytest.fixture
def way(request):
    """Name of the way in which the journey is made, for the pictures."""
    return request.node.callspec.params["anybody"]


def hour_of(booked):
    db.session.rollback()
    return db.session.get_one(Appointment, booked.appointment_id).starts_at


def test_booking(anybody, way):
    page = anybody
    page.goto("/")
    look(page, f"journey-booking-1-start-{way}")
    press(page, "Demana cita")
    page.locator("input").and_(page.get_by_label("Municipi")).fill("gelida")
    look(page, f"journey-booking-2-municipality-{way}")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    look(page, f"journey-booking-3-services-{way}")
    with page.expect_navigation():
        page.get_by_role("link", name="Consum. Atenció telemàtica").click()
    look(page, f"journey-booking-4-days-{way}")
    with page.expect_navigation():
        page.get_by_role("link", name="dimarts 24 de novembre").first.click()
    look(page, f"journey-booking-5-hours-{way}")
    press(page, FIRST_HOUR)
    look(page, f"journey-booking-6-details-{way}")
    press(page, "Continua")
    expect_page(page, "Les teves dades")
    expect(page).to_have_title("Error: Les teves dades – Cita de consum")
    look(page, f"journey-booking-7-errors-{way}")
    fill_in_details(page, **{"Correu electrònic": "aina@gmial.com", "Telèfon": "612 345 678"})
    press(page, "Continua")
    look(page, f"journey-booking-8-check-{way}")
    press(page, "Confirma la cita")

    expect_page(page, "Ja tens la cita")
    look(page, f"journey-booking-9-appointment-{way}")
    appointment = db.session.scalars(select(Appointment)).one()
    assert appointment.starts_at == at(24, "15:30")
    assert appointment.person.name == "Aina Roca"


def test_back_and_forward_through_the_form_and_after_booking(anybody):
    page = anybody
    page.goto("/cita/gelida/consum")
    press(page, FIRST_HOUR)
    fill_in_details(page)
    press(page, "Continua")
    page.go_back()
    expect_page(page, "Les teves dades")
    expect(page.get_by_label("Correu electrònic", exact=True)).to_have_value("aina@example.org")
    page.go_forward()
    expect_page(page, "Revisa i confirma")
    press(page, "Confirma la cita")
    expect_page(page, "Ja tens la cita")

    page.go_back()
    expect_page(page, "La teva cita")
    page.go_forward()
    expect_page(page, "La teva cita")
    assert len(db.session.scalars(select(Appointment)).all()) == 1


def test_back_to_a_form_that_had_mistakes(anybody):
    page = anybody
    page.goto("/cita/gelida/consum")
    press(page, FIRST_HOUR)
    press(page, "Continua")
    expect(page).to_have_title("Error: Les teves dades – Cita de consum")
    fill_in_details(page)
    press(page, "Continua")
    press(page, "Canvia nom i cognoms")
    press(page, "Continua")
    for title in ("Les teves dades", "Revisa i confirma", "Les teves dades"):
        page.go_back()
        expect_page(page, title)

    expect(page.get_by_label("Nom i cognoms", exact=True)).to_have_value("Aina Roca")


def test_an_hour_lost_on_the_way(anybody, way, world):
    page = anybody
    page.goto("/cita/gelida/consum")
    press(page, FIRST_HOUR)
    fill_in_details(page)
    with writing() as session:
        session.merge(slot_at(at(24, "15:30"))).held_until = NOW
    book_for(BERNAT, world, slot_at(at(24, "15:30")).id)
    answer = press(page, "Continua")

    assert answer.status == 409
    look(page, f"journey-lost-1-{way}")
    press(page, "Més hores")
    look(page, f"journey-lost-2-more-hours-{way}")
    page.get_by_label("9:30").first.check()
    press(page, "Continua")
    expect_page(page, "Revisa i confirma")
    press(page, "Confirma la cita")

    expect_page(page, "Ja tens la cita")
    assert slot_at(at(25, "9:30")).appointment_id is not None


def test_moving(anybody, way, booked):
    page = anybody
    page.goto(f"/c/{booked.token}")
    look(page, f"journey-moving-1-appointment-{way}")
    press(page, "Canvia l'hora")
    look(page, f"journey-moving-2-days-{way}")
    with page.expect_navigation():
        page.get_by_role("link", name="dimecres 25 de novembre").first.click()
    look(page, f"journey-moving-3-hours-{way}")
    press(page, NEW_HOUR)
    look(page, f"journey-moving-4-confirm-{way}")
    assert hour_of(booked) == at(24, "15:30")
    press(page, "Canvia l'hora")

    expect_page(page, "La teva cita")
    look(page, f"journey-moving-5-moved-{way}")
    assert hour_of(booked) == at(25, "9:00")


def test_moving_to_an_hour_that_is_lost(anybody, way, world, booked):
    page = anybody
    page.goto(f"/c/{booked.token}/canvia/2026-11-25")
    press(page, NEW_HOUR)
    with writing() as session:
        session.merge(slot_at(at(25, "9:00"))).held_until = NOW
    book_for(BERNAT, world, slot_at(at(25, "9:00")).id)
    press(page, "Canvia l'hora")

    look(page, f"journey-moving-lost-{way}")
    assert hour_of(booked) == at(24, "15:30")
    page.get_by_label("dimecres 25 de novembre, 9:30").check()
    press(page, "Canvia l'hora")
    expect_page(page, "La teva cita")
    assert hour_of(booked) == at(25, "9:30")


def test_cancelling(anybody, way, booked):
    page = anybody
    page.goto(f"/c/{booked.token}")
    press(page, "Anul·la la cita")
    look(page, f"journey-cancelling-1-question-{way}")
    page.get_by_label("Ja s'ha resolt").check()
    press(page, "Anul·la la cita")

    expect_page(page, "La cita està anul·lada")
    look(page, f"journey-cancelling-2-cancelled-{way}")
    press(page, "Demana una altra cita")
    expect_page(page, "Què necessites?")


@pytest.fixture
def teams() -> Iterator[str]:
    """Where the call takes place: another host than ours, as far as a browser is concerned."""
    app = Flask("teams")
    app.add_url_rule(
        "/meet/1", "meet", lambda: "<!doctype html><html lang=ca><title>Teams</title><h1>Teams</h1></html>"
    )
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/meet/1"
    server.shutdown()
    thread.join()
    server.server_close()


def test_joining(anybody, way, booked, teams, clock):
    page = anybody
    page.goto(f"/c/{booked.token}")
    press(page, "Entra a la videotrucada")
    look(page, f"journey-joining-1-early-{way}")
    clock.move_to(at(24, "15:20"))
    page.reload()
    look(page, f"journey-joining-2-no-link-{way}")
    with writing() as session:
        session.scalars(select(Meeting)).one().join_url = teams
    with page.expect_navigation():
        page.get_by_role("link", name="Actualitza aquesta pàgina").click()
    look(page, f"journey-joining-3-open-{way}")
    press(page, "Entra a la videotrucada")

    expect(page).to_have_url(teams)
    expect(page.get_by_role("heading")).to_have_text("Teams")
    db.session.rollback()
    assert db.session.get_one(Appointment, booked.appointment_id).arrived_at is not None


def test_recovering_a_lost_link(anybody, way, booked):
    page = anybody
    reference = db.session.get_one(Appointment, booked.appointment_id).reference
    page.goto("/")
    press(page, "He perdut l'enllaç")
    look(page, f"journey-recovering-1-{way}")
    page.get_by_label("Referència").fill(reference)
    page.get_by_label("Correu o telèfon").fill("aina@example.org")
    press(page, "Envia'm l'enllaç")

    expect_page(page, "Mira el correu")
    look(page, f"journey-recovering-2-sent-{way}")


@pytest.mark.parametrize("language", ["es", "en"])
def test_booking_in_another_language(open_browser, language):
    """By the places of things on the page, for the words are the catalogues'."""
    page = open_browser()
    page.goto(f"/{language}/")
    look(page, f"language-{language}-1-start")
    for step, selector in enumerate(("main a.button.main", "main form button.main", "main .services a"), start=2):
        if step == 3:
            page.locator("#q").fill("gelida")
            page.keyboard.press("Escape")  # a phone's keyboard would cover the suggestions too
        with page.expect_navigation():
            page.locator(selector).first.click()
        look(page, f"language-{language}-{step}")
    with page.expect_navigation():
        page.locator("main button.hour").first.click()
    page.locator("#name").fill("Aina Roca")
    page.locator("#email").fill("aina@example.org")
    page.locator("#privacy_read").check()
    look(page, f"language-{language}-5-details")
    with page.expect_navigation():
        page.locator("main button.main").click()
    look(page, f"language-{language}-6-check")
    with page.expect_navigation():
        page.locator("main button.main").click()

    look(page, f"language-{language}-7-appointment")
    appointment = db.session.scalars(select(Appointment)).one()
    assert appointment.person.language == language
    assert f"/{language}/c/" in page.url
