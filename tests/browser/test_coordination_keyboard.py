"""What coordinators do, with the keyboard alone: every step is reached with Tab, and one sees where one is."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from booking.models import Absence, Appointment
from database import db
from tests.browser.coordinating import call, monday, settings, sign_in, week_of, world
from tests.browser.journeys import expect_page, expect_path
from tests.browser.test_keyboard import go, tab_to

__all__ = ["monday", "settings", "world"]


@pytest.fixture(params=[True, False], ids=["javascript", "without-javascript"])
def page(request, open_browser, world, site):
    return sign_in(open_browser("desktop", javascript=request.param), world, site)


def type_day(page, day):
    """Into a field for a day, in whichever order the browser has day and month."""
    for order in ("%d%m%Y", "%m%d%Y"):
        page.keyboard.type(day.strftime(order))
        if page.evaluate("document.activeElement.value") == day.isoformat():
            return
        for _ in range(3):
            page.keyboard.press("ArrowLeft")
    raise AssertionError(f"{day} cannot be typed")


def test_from_the_week_a_call_is_reassigned(page, monday):
    before = call().technician_id
    page.goto(week_of(monday))
    tab_to(page, f"Mou {call().reference}")
    go(page)
    tab_to(page, "Martí" if before != 2 else "Clara")
    page.keyboard.press("Space")
    go(page)
    tab_to(page, "Reassigna-la")
    go(page)

    expect_path(page, f"/cites/{call().reference}")
    assert call().technician_id != before


def test_several_calls_are_given_away(page, monday):
    page.goto(week_of(monday))
    tab_to(page, "Tria'n unes quantes")
    go(page)
    tab_to(page, "9:00")
    page.keyboard.press("Space")
    tab_to(page, "Mira on poden anar")
    go(page)
    tab_to(page, "Fes les que estan marcades")
    go(page)

    expect_page(page, "S'han fet 1 de 1")


def test_an_absence_and_its_calls(page, monday):
    page.goto("/coordinacio/absencies")
    tab_to(page, "Clara")
    page.keyboard.press("Space")
    tab_to(page, "Des del dia")
    type_day(page, monday)
    tab_to(page, "Fins al dia")
    type_day(page, monday + timedelta(days=1))
    tab_to(page, "Desa l'absència")
    go(page)
    expect_page(page, "On poden anar aquestes cites")
    tab_to(page, "Fes les que estan marcades")
    go(page)

    assert db.session.scalars(select(Absence)).one().kind == "leave"


def test_a_call_for_somebody_on_the_telephone(page, monday):
    page.goto(f"/coordinacio/cita-nova?dia={monday}")
    tab_to(page, "9:00 ")
    go(page)
    tab_to(page, "Nom i cognoms")
    page.keyboard.type("Pere Mas")
    tab_to(page, "Telèfon")
    page.keyboard.type("612 345 678")
    tab_to(page, "He llegit a la persona")
    page.keyboard.press("Space")
    tab_to(page, "Dona la cita")
    go(page)

    latest = db.session.scalars(select(Appointment).order_by(Appointment.id.desc())).first()
    assert (latest.person.name, latest.person.email) == ("Pere Mas", None)


def test_hours_are_looked_at_and_a_call_is_cancelled(page, monday):
    page.goto("/coordinacio/horaris/1")
    tab_to(page, "De")
    go(page)  # Enter in a field looks, and saves nothing
    expect(page.get_by_role("main")).to_contain_text("hores lliures i en treu")

    page.goto(f"/coordinacio/cites/{call().reference}/anulla")
    tab_to(page, "Ho demana la persona")
    page.keyboard.press("Space")
    tab_to(page, "Anul·la la cita")
    go(page)
    assert call().cancelled_by == "consumer"


def test_what_needs_a_hand_is_reached(page, monday):
    page.goto("/coordinacio/pendents")
    tab_to(page, "Canvia-la")
    go(page)

    expect_path(page, f"/coordinacio/cites/{call(3).reference}/mou")
