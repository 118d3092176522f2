"""What the small scripts add to pages that work without them."""

import pytest
from flask import jsonify, render_template, request
from playwright.sync_api import expect

from tests.support.chromium import chromium as find_chromium
from tests.support.screen import LAUNCH, LAUNCH_TIMEOUT
from tests.support.waiting import until
from tests.web.examples import context_of
from tests.web.site import make_site

SENT = []
STATES = {}
"""What a view of another moment would change in an example, by page."""

NAMES = ["Gelida", "l'Hospitalet de Llobregat", "la Garriga", "Sant Pere de Ribes", "Sant Pere Sallavinera"]


@pytest.fixture
def app():
    """The examples as a site of their own."""
    SENT.clear()
    STATES.clear()
    app = make_site()
    app.add_url_rule("/cita/municipis.json", "names", lambda: jsonify(NAMES))

    @app.route("/<name>", methods=["GET", "POST"])
    def page(name):
        if request.method == "POST":
            SENT.append(request.form.to_dict())
        template, context = context_of(name)
        return render_template(template, **{**context, **STATES.get(name, {})})

    return app


def test_municipalities_are_suggested_whatever_accents_and_articles(page):
    page.goto("/municipality")
    expect(page.get_by_role("combobox")).to_be_visible()

    page.get_by_role("combobox").press_sequentially("HOSPITAL")

    expect(page.get_by_role("option")).to_have_text(["l'Hospitalet de Llobregat"])
    expect(page.get_by_role("status")).to_have_text("Municipis que hi coincideixen: 1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=l%27Hospitalet**")


def test_a_suggestion_is_left_with_escape_and_chosen_with_a_touch(page):
    page.goto("/municipality")
    box = page.get_by_role("combobox")
    box.press_sequentially("sant p")
    expect(page.get_by_role("option")).to_have_count(2)

    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press_sequentially("ere s")
    page.get_by_role("option").tap()

    page.wait_for_url("**q=Sant+Pere+Sallavinera**")


def test_two_minutes_before_the_end_a_notice_offers_more_time(page):
    page.clock.install()
    STATES["details"] = {"seconds_left": 240}
    page.goto("/details")
    page.wait_for_load_state("networkidle")
    notice = page.locator("[data-module=hold-notice]")
    expect(notice).to_be_empty()

    page.clock.fast_forward(120_000)
    expect(notice).to_contain_text("Queden dos minuts")

    with page.expect_navigation():
        notice.get_by_role("button").click()
    assert SENT[-1]["more_time"] == "1"


def test_enter_in_a_field_goes_on_and_does_not_change_the_language(page):
    page.goto("/details")
    page.get_by_label("Nom i cognoms").fill("Aina")

    with page.expect_navigation():
        page.get_by_label("Nom i cognoms").press("Enter")

    assert SENT[-1]["name"] == "Aina"
    assert not {"lang", "more_time"} & set(SENT[-1])


def test_arrow_keys_go_from_day_to_day_and_week_to_week(open_browser):
    page = open_browser("desktop")
    page.goto("/days")
    page.wait_for_load_state("networkidle")
    focused = page.locator("*:focus")

    page.locator(".month a").first.focus()
    page.keyboard.press("ArrowRight")
    expect(focused).to_have_attribute("aria-label", "dimecres 25 de novembre, 10 hores")
    page.keyboard.press("ArrowDown")
    expect(focused).to_have_attribute("aria-label", "dimecres 2 de desembre, 9 hores")
    page.keyboard.press("Home")
    expect(focused).to_have_attribute("aria-label", "dimarts 24 de novembre, 3 hores")


def test_the_list_of_errors_takes_the_focus(page):
    page.goto("/details_wrong")

    expect(page.locator(".error-summary")).to_be_focused()


def test_the_second_press_of_a_button_sends_nothing(page):
    page.goto("/check")
    page.wait_for_load_state("networkidle")
    sent = []

    def hold(route):
        sent.append(route) if route.request.method == "POST" else route.continue_()

    page.context.route("**/*", hold)
    page.evaluate("document.querySelector('#check').target = '_blank'")  # so that the page stays to be looked at
    button = page.get_by_role("button", name="Confirma la cita")

    button.click()
    expect(button).to_be_disabled()
    until(lambda: page.evaluate("true") and sent)  # it leaves from a window of its own
    button.click(force=True)

    assert len(sent) == 1


def test_the_waiting_page_notices_that_the_way_in_has_opened_and_says_so(page):
    page.clock.install()
    STATES["join_early"] = {}
    page.goto("/join_early")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("button", name="Entra a la videotrucada")).to_have_count(0)

    STATES["join_early"] = {"state": "open", "minutes_left": 14}
    page.clock.fast_forward(20_000)
    expect(page.get_by_role("button", name="Entra a la videotrucada")).to_be_visible()
    expect(page.locator("[data-join-news]")).to_have_text("Ja pots entrar.")

    STATES["join_early"] = {"state": "open", "minutes_left": 0, "technician_here": True}
    page.clock.fast_forward(20_000)
    expect(page.locator("[data-join-news]")).to_have_text("El tècnic ja hi és.")


def test_the_waiting_page_is_shown_anew_when_the_call_is_over(page):
    page.clock.install()
    page.goto("/join_open")
    page.wait_for_load_state("networkidle")

    STATES["join_open"] = {"state": "over"}
    page.clock.fast_forward(20_000)

    expect(page.get_by_text("La cita ja ha passat")).to_be_visible()


def test_a_device_without_camera_gets_its_remedy(page):
    page.goto("/prova")

    page.get_by_role("button", name="Comença la prova").click()

    expect(page.get_by_role("status")).to_contain_text("No hem trobat cap càmera o cap micròfon")


def test_camera_and_microphone_are_shown_working(chromium, site):
    # Devices made up by the browser are an argument of its start, so this person has a browser of their own.
    devices = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    started = {"executable_path": find_chromium(), "args": [*LAUNCH, *devices], "timeout": LAUNCH_TIMEOUT}
    with chromium.browser_type.launch(**started) as own:
        page = own.new_page(base_url=site)
        page.goto("/prova")
        page.get_by_role("button", name="Comença la prova").click()

        expect(page.get_by_text("La càmera i el micròfon funcionen")).to_be_visible()
        expect(page.locator("video")).to_have_js_property("videoWidth", 640)
        expect(page.locator("meter")).not_to_have_js_property("value", 0)
