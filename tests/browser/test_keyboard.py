"""Booking without a mouse: every step is reached with the keyboard, and one sees where one is."""

import pytest
import time_machine
from playwright.sync_api import expect
from sqlalchemy import select

from booking.models import Appointment
from database import db
from tests.browser.journeys import expect_page
from tests.support.world import NOW, at, build_world, open_slots

FOCUSED = """() => {
    const element = document.activeElement;
    const label = element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? element.textContent;
    return label.replace(/\\s+/g, " ").trim();
}"""
SEEN = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none";
}"""
MOST = 60
"""Tab stops that nobody should have to pass on one page."""


@pytest.fixture
def world(app):
    with time_machine.travel(NOW):
        world = build_world()
        open_slots(world, at(24, "15:30"), at(24, "16:00"), at(25, "9:00"))
        yield world


def tab_to(page, name):
    """Press Tab until the thing of this name has the focus."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), f"the focus cannot be seen on {page.evaluate(FOCUSED)!r}"
        if page.evaluate(FOCUSED).startswith(name):
            return
    raise AssertionError(f"{name!r} was not reached with {MOST} presses on {page.url}")


def go(page, key="Enter"):
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.mark.parametrize("javascript", [True, False])
def test_booking_with_the_keyboard_alone(open_browser, world, javascript):
    page = open_browser("desktop", javascript=javascript)
    page.goto("/")
    tab_to(page, "Demana cita")
    go(page)
    tab_to(page, "Municipi")
    page.keyboard.type("gelida")
    page.keyboard.press("Escape")
    go(page)
    tab_to(page, "Consum. Atenció telemàtica")
    go(page)
    tab_to(page, "dimarts 24 de novembre, 15:30")
    go(page)
    tab_to(page, "Nom i cognoms")
    page.keyboard.type("Aina Roca")
    tab_to(page, "Correu electrònic")
    page.keyboard.type("aina@example.org")
    tab_to(page, "He llegit la informació")
    page.keyboard.press("Space")
    go(page)  # Enter in the form goes on, and neither changes the language nor asks for more time
    expect_page(page, "Revisa i confirma")
    tab_to(page, "Confirma la cita")
    go(page)

    expect_page(page, "Ja tens la cita")
    assert db.session.scalars(select(Appointment)).one().person.name == "Aina Roca"


def test_the_skip_link_leads_to_the_content(open_browser, world):
    page = open_browser("desktop")
    page.goto("/")

    tab_to(page, "Ves al contingut")
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_after_an_error_the_focus_is_on_the_summary_and_leads_to_the_field(open_browser, world):
    page = open_browser("desktop")
    page.goto("/cita/gelida/consum")
    tab_to(page, "dimarts 24 de novembre, 15:30")
    go(page)
    tab_to(page, "Continua")
    go(page)

    expect(page.locator(".error-summary")).to_be_focused()
    tab_to(page, "Escriu el teu nom")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Nom i cognoms")).to_be_focused()
