"""Every state of every consumer page in a real browser: accessible, narrow enough, quiet; pictures are kept."""

import pytest
from flask import jsonify, render_template
from playwright.sync_api import expect

from tests.support.screen import assert_accessible, assert_fits, shot
from tests.web.examples import PAGES, context_of
from tests.web.site import make_site

SITE_PAGES = ("prova", "ajuda/videotrucada", "accessibilitat", "privacitat")
PICTURES = ("start", "days", "hours", "details", "details_lost", "check", "appointment_new", "join_open")
"""Pages whose pictures are worth a look before a release."""

COMPONENTS = (
    "days",
    "hours_none",
    "details_wrong",
    "check",
    "appointment_new",
    "appointment_now",
    "join_here",
    "cancel",
)
"""Pages on which every component stands at least once: notes and tags of all kinds, fields, lists, stubs."""


@pytest.fixture
def app():
    app = make_site()
    app.add_url_rule("/cita/municipis.json", "names", lambda: jsonify(["Gelida"]))

    @app.get("/<name>")
    def page(name):
        template, context = context_of(name)
        return render_template(template, **context)

    return app


@pytest.mark.slow
def test_every_page_is_accessible_and_fits_a_narrow_screen(open_browser):
    page = open_browser()
    for name in (*PAGES, *SITE_PAGES):
        page.goto(f"/{name}")
        assert_accessible(page)
        assert_fits(page)


def test_each_component_keeps_its_contrast_in_the_dark(open_browser):
    page = open_browser(dark=True)
    for name in COMPONENTS:
        page.goto(f"/{name}")
        assert_accessible(page)


def test_a_wide_screen_shows_the_months_too(open_browser):
    page = open_browser("desktop")
    page.goto("/days")

    expect(page.locator(".month").first).to_be_visible()
    assert_accessible(page)


def test_high_contrast_keeps_the_borders_that_say_what_can_be_pressed(open_browser):
    page = open_browser(forced_colors="active")
    page.goto("/hours")

    assert page.locator(".hour").first.evaluate("element => getComputedStyle(element).borderTopWidth") == "2px"
    assert_accessible(page)


def test_the_printed_sheet_has_the_hour_the_way_in_and_no_buttons(open_browser):
    page = open_browser()
    page.goto("/appointment_new_no_mail")
    page.emulate_media(media="print")

    expect(page.locator(".print-head")).to_be_visible()
    expect(page.locator(".stub")).to_be_visible()
    expect(page.locator(".qr")).to_be_visible()
    expect(page.locator("main .button:visible")).to_have_count(0)


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_kept(open_browser, name):
    for device in ("phone", "desktop"):
        page = open_browser(device, dark=device == "phone")
        page.goto(f"/{name}")

        assert shot(page, f"{name}-{device}").exists()


def test_every_control_is_large_enough_for_a_finger(open_browser):
    page = open_browser()
    for name in PAGES:
        page.goto(f"/{name}")
        small = page.evaluate(
            """[...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea")]
                .filter((element) => element.checkVisibility() && !element.closest("p, td, dd, ol"))
                .filter((element) => (element.closest(".choice") ?? element).getBoundingClientRect().height < 43.5)
                .filter((element) => !element.matches(".skip, .default-button"))
                .map((element) => element.outerHTML.slice(0, 100))"""
        )

        assert not small, f"{name}: {small}"
