"""A technician's day in a real browser: from the agenda into the call, its notes, and its end."""

from collections.abc import Iterator
from threading import Thread

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select
from werkzeug.serving import make_server

from booking.arrive import arrive
from booking.attend.take_notes import save_note
from booking.book import Guest
from booking.models import Appointment, Call, CallNote, Meeting, Office
from cases.models import Case
from database import db, writing
from staff.pages.guard import COOKIE
from tests.browser.journeys import expect_page, look, press
from tests.browser.test_keyboard import tab_to
from tests.support.calls import ATTENDED, close_call
from tests.support.screen import shot
from tests.support.staff import member, session_of
from tests.support.waiting import until
from tests.support.world import BERNAT, NOW, at, book_for, build_world, open_slots

pytestmark = pytest.mark.slow

AINA = Guest(
    name="Aina Roca",
    email="aina@example.org",
    phone="+34612345678",
    language="ca",
    matter="M'han cobrat dues vegades la mateixa factura i no em volen tornar els diners.",
    company="Llum i Gas, SA",
    needs=["interpreter"],
)


class Day:
    """Clara's day: her id, her appointments by hour, and what is stored of them."""

    def __init__(self, world, clara, booked):
        self.world, self.clara, self.booked = world, clara, booked

    def reference(self, hour):
        db.session.rollback()
        return db.session.get_one(Appointment, self.booked[hour]).reference

    def at_her_desk(self, page, site):
        """Clara is signed in, in this browser."""
        page.context.add_cookies([{"name": COOKIE, "value": session_of(self.clara), "url": site}])
        return page

    def note(self, block="what_happened"):
        db.session.rollback()
        return db.session.scalar(select(CallNote.text).where(CallNote.block == block))


def hour_of(clock):
    return at(24, clock)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW) as clock:
        yield clock


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


@pytest.fixture(autouse=True)
def day(app, clock, teams):
    """Clara's Tuesday: one call over and attended, one that nobody closed, Aina's, Bernat's; references by hour."""
    world = build_world(technicians=2)
    with writing() as session:
        session.get_one(Office, world.office_id).max_open_appointments = 9
    hours = ("9:00", "9:30", "15:30", "16:00", "16:30", "17:00")
    slots = dict(zip(hours, open_slots(world, *map(hour_of, hours), technicians=world.technicians[:1]), strict=True))
    booked = {
        hour: book_for(guest, world, slots[hour]).appointment_id
        for hour, guest in (("9:00", BERNAT), ("9:30", BERNAT), ("15:30", AINA), ("16:30", BERNAT))
    }
    with writing() as session:
        for meeting in session.scalars(select(Meeting)):
            meeting.join_url = teams
    clara = member("technician", name="Clara Soler", office_id=world.office_id, technician_id=world.technicians[0])
    close_call(booked["9:00"], ATTENDED, clara, at(24, "9:25"))
    clock.move_to(at(24, "15:28"))
    return Day(world, clara, booked)


@pytest.fixture
def clara(anybody, day, site):
    return day.at_her_desk(anybody, site)


@pytest.fixture
def way(request):
    return request.node.callspec.params["anybody"]


def test_a_call_from_the_agenda_to_its_end(clara, way, day):
    page = clara
    arrive(day.booked["15:30"], at(24, "15:27"))
    page.goto("/agenda")
    expect_page(page, "Avui, dimarts 24 de novembre")
    expect(page.locator(".next-call")).to_contain_text("Ja espera des de les 15:27")
    look(page, f"agenda-1-day-{way}")

    with page.context.expect_page() as opened:
        page.locator(".next-call .enter button").click()
    opened.value.wait_for_load_state()
    expect(opened.value.get_by_role("heading")).to_have_text("Teams")
    opened.value.close()
    page.reload()
    expect(page.locator(".next-call")).to_contain_text("En curs")
    look(page, f"agenda-2-under-way-{way}")

    press(page, "Notes de la trucada")
    expect_page(page, "15:30 · Aina Roca")
    look(page, f"agenda-3-during-{way}")
    page.get_by_label("Què ha passat").fill("Li van cobrar dues factures.")
    page.locator(".note-block").first.get_by_role("button").click()
    expect(page.locator(".note-block .saved").first).to_contain_text("Desat 15:")
    assert day.note() == "Li van cobrar dues factures."
    page.get_by_label("L'hem atesa").check()
    expect(page.get_by_label("S'obre un expedient")).to_be_checked()
    look(page, f"agenda-4-before-the-end-{way}")
    press(page, "Acaba")

    expect_page(page, "Avui, dimarts 24 de novembre")
    look(page, f"agenda-5-after-{way}")
    with page.expect_navigation():
        page.get_by_role("link", name="Aina Roca", exact=True).click()
    expect(page.locator(".own-case")).to_have_text("Expedient 2026/0000002 · Pendent")
    look(page, f"agenda-6-call-{way}")


def test_two_texts_in_one_block(clara, way, day):
    page = clara
    page.goto(f"/cites/{day.reference('15:30')}/trucada")
    marti = member("technician", name="Martí Puig", office_id=day.world.office_id)
    save_note(day.booked["15:30"], "what_happened", "El que escriu en Martí", 0, marti, at(24, "15:29"))

    page.get_by_label("Què ha passat").fill("El que escriu la Clara")
    page.locator(".note-block").first.get_by_role("button").click()

    expect(page.locator(".theirs")).to_contain_text("El que escriu en Martí")
    expect(page.get_by_label("Què ha passat")).to_have_value("El que escriu la Clara")
    look(page, f"agenda-two-texts-{way}")
    assert day.note() == "El que escriu en Martí"
    page.locator(".note-block").first.get_by_role("button").click()
    expect(page.locator(".note-block .saved").first).to_contain_text("Desat 15:")
    until(lambda: day.note() == "El que escriu la Clara")


def test_what_is_typed_goes_with_the_end_whatever_was_pressed_before(clara, way, day, clock):
    page = clara
    page.goto(f"/cites/{day.reference('15:30')}/trucada")
    page.get_by_label("Què ha passat").fill("Li van cobrar dues factures.")
    page.get_by_label("Què demana").fill("Que li tornin els diners.")
    page.get_by_label("La persona no s'ha presentat").check()
    press(page, "Acaba")
    expect(page.locator(".error-summary")).to_contain_text("Encara no és l'hora")
    expect(page.get_by_label("Què ha passat")).to_have_value("Li van cobrar dues factures.")
    expect(page.get_by_label("Què demana")).to_have_value("Que li tornin els diners.")
    look(page, f"agenda-too-early-{way}")

    clock.move_to(at(24, "15:45"))
    page.get_by_label("Què ha fet l'empresa").fill("Res.")
    page.get_by_label("L'hem atesa").check()
    press(page, "Acaba")

    expect_page(page, "Avui, dimarts 24 de novembre")
    db.session.rollback()
    case = db.session.scalars(select(Case).order_by(Case.id.desc())).first()
    assert case.facts.endswith("Li van cobrar dues factures.")
    assert (case.request, case.prior_reply) == ("Que li tornin els diners.", "Res.")


def test_own_hours_and_the_calendar(clara, way, day):
    page = clara
    page.goto("/els-meus-horaris")
    look(page, f"agenda-hours-1-{way}")
    press(page, "Crea l'adreça")
    expect(page.locator(".feed")).to_contain_text("/calendari/")
    look(page, f"agenda-hours-2-{way}")
    page.get_by_text("Afegeix una absència").click()
    press(page, "Desa l'absència")
    expect(page).to_have_title("Error: Els meus horaris – Cita de consum")
    look(page, f"agenda-hours-3-errors-{way}")
    page.get_by_label("Des del dia").fill("2026-11-25")
    page.get_by_label("Fins al dia").fill("2026-11-27")
    press(page, "Desa l'absència")
    expect(page.locator("main")).to_contain_text("de dimecres 25 de novembre a divendres 27 de novembre, tots els dies")
    look(page, f"agenda-hours-4-away-{way}")


def test_a_day_without_calls_and_a_forgotten_one(clara, way, day, clock, site):
    clock.move_to(at(25, "8:30"))
    day.at_her_desk(clara, site)
    clara.goto("/agenda")

    expect(clara.locator(".note.warn")).to_contain_text("Com van acabar aquestes trucades?")
    look(clara, f"agenda-next-morning-{way}")


# With JavaScript


@pytest.fixture
def page(page, day, site):
    return day.at_her_desk(page, site)


def test_what_is_typed_is_saved_without_a_press(page, day):
    page.clock.install(time=0)
    page.goto(f"/cites/{day.reference('15:30')}/trucada")
    page.wait_for_load_state("networkidle")
    page.clock.pause_at(3_600_000)
    page.get_by_label("Què demana").press_sequentially("Que li tornin")
    expect(page.locator(".saved").nth(1)).to_have_text("Encara no està desat")
    page.clock.fast_forward(2_000)
    expect(page.locator(".saved").nth(1)).to_contain_text("Desat 15:")
    assert day.note("what_they_ask") == "Que li tornin"

    page.get_by_label("Què demana").press_sequentially(" els diners")
    page.get_by_label("Què ha passat").focus()

    until(lambda: day.note("what_they_ask") == "Que li tornin els diners")


def test_what_is_not_saved_yet_is_kept_while_the_site_does_not_answer(page, day):
    page.goto(f"/cites/{day.reference('15:30')}/trucada")
    page.route("**/notes/*", lambda route: route.abort())
    page.get_by_label("Què demana").fill("Que li tornin els diners")
    page.get_by_label("Què ha passat").focus()
    expect(page.locator(".saved").nth(1)).to_have_text("Ara no es pot desar: ho tornarem a provar")

    page.unroute("**/notes/*")
    page.get_by_label("Què demana").focus()
    page.get_by_label("Què ha passat").focus()

    until(lambda: day.note("what_they_ask") == "Que li tornin els diners")


def test_an_end_pressed_while_an_older_text_is_on_its_way_is_nobody_elses_change(page, day, clock):
    clock.move_to(at(24, "15:45"))
    page.goto(f"/cites/{day.reference('15:30')}/trucada")
    answers = []
    page.route("**/notes/*", lambda route: answers.append((route, route.fetch())))
    page.get_by_label("L'hem atesa").check()
    page.get_by_label("Què demana").fill("Que li tornin")
    page.get_by_label("Què demana").blur()
    until(lambda: page.evaluate("true") and answers)
    [(route, answer)] = answers
    page.get_by_label("Què demana").fill("Que li tornin els diners")
    page.get_by_role("button", name="Acaba").click()
    with page.expect_navigation():
        route.fulfill(response=answer)

    expect_page(page, "Avui, dimarts 24 de novembre")
    assert day.note("what_they_ask") == "Que li tornin els diners"


def test_a_tick_is_kept_at_once_and_what_is_typed_stays(page, day):
    page.goto(f"/cites/{day.reference('15:30')}/trucada")
    page.get_by_label("He dit els terminis").check()

    def checked():
        db.session.rollback()
        return db.session.scalar(select(Call.checked).where(Call.appointment_id == day.booked["15:30"]))

    until(lambda: checked() == ["deadlines"])
    page.get_by_label("He dit els terminis").uncheck()
    until(lambda: checked() == [])


def test_an_arrival_shows_by_itself_and_is_read_out(page, day):
    page.clock.install()
    page.goto("/agenda")
    expect(page.locator(".next-call")).not_to_contain_text("Ja espera")
    page.locator(".next-call .enter button").focus()
    arrive(day.booked["15:30"], at(24, "15:29"))

    page.clock.run_for(21_000)

    expect(page.locator(".next-call")).to_contain_text("Ja espera des de les 15:29")
    expect(page.locator("[data-agenda-news]")).to_have_text("Aina Roca ja espera des de les 15:29.")
    expect(page.locator(".next-call .enter button")).to_be_focused()
    expect(page.locator(".agenda .call.waiting")).to_have_count(1)


# By keyboard alone


def test_the_whole_call_by_keyboard(open_browser, day, site, clock):
    clock.move_to(at(24, "15:45"))
    page = day.at_her_desk(open_browser("desktop"), site)
    page.goto("/agenda")
    tab_to(page, "Notes de la trucada")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "Què ha passat")
    page.keyboard.type("Tot amb el teclat")
    tab_to(page, "Desa què ha passat")
    page.keyboard.press("Enter")
    until(lambda: day.note() == "Tot amb el teclat")
    tab_to(page, "L'hem atesa")
    page.keyboard.press("Space")
    tab_to(page, "Acaba")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect_page(page, "Avui, dimarts 24 de novembre")


def test_the_printed_day_holds_the_calls_and_no_buttons(open_browser, day, site):
    page = day.at_her_desk(open_browser("desktop"), site)
    page.goto("/agenda")
    page.emulate_media(media="print")

    expect(page.locator(".agenda .call-hour").first).to_be_visible()
    expect(page.locator(".agenda .button").first).to_be_hidden()
    expect(page.locator(".week-strip")).to_be_hidden()
    shot(page, "agenda-print")
