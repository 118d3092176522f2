"""The coordinator's pages in a real browser: by touch, by drag, with scripts and without."""

from datetime import timedelta

from playwright.sync_api import expect

from booking.models import Office
from database import writing
from tests.browser.coordinating import call, didac, monday, settings, sign_in, week_of, world
from tests.browser.journeys import expect_path, look_sized
from tests.support.screen import assert_accessible

__all__ = ["didac", "monday", "settings", "world"]


def test_the_week_is_looked_at_and_a_call_reassigned(didac, monday):
    didac.goto(week_of(monday))
    look_sized(didac, "week")

    didac.get_by_role("link", name=f"Mou {call().reference}").click()
    look_sized(didac, "move")
    before = call().technician_id
    didac.get_by_role("radio").first.check()
    didac.get_by_role("button", name="Continua", exact=True).click()
    expect(didac.get_by_role("main")).to_contain_text("no cal que en sàpiga res")
    look_sized(didac, "move-confirm")
    didac.get_by_role("button", name="Reassigna-la").click()

    expect_path(didac, f"/cites/{call().reference}")
    assert call().technician_id != before


def test_an_absence_and_what_becomes_of_its_calls(didac, monday):
    didac.goto("/coordinacio/absencies")
    look_sized(didac, "absences")
    didac.get_by_role("checkbox", name="Clara").check()
    for label in ("Des del dia", "Fins al dia"):
        didac.get_by_label(label).fill((monday + timedelta(days=label == "Fins al dia")).isoformat())
    didac.get_by_role("button", name="Mira quines cites toca").click()
    look_sized(didac, "absence-preview")

    didac.get_by_role("button", name="Desa l'absència").click()
    look_sized(didac, "spread")
    didac.get_by_role("button", name="Fes les que estan marcades").click()
    look_sized(didac, "spread-done")

    expect(didac.get_by_role("heading", level=1)).to_contain_text("S'han fet")


def test_a_call_is_given_on_the_telephone(didac, monday):
    didac.goto(f"/coordinacio/cita-nova?dia={monday}")
    look_sized(didac, "new-call")
    didac.get_by_role("main").locator(".hours-who a").first.click()
    look_sized(didac, "call-details")
    didac.get_by_label("Nom i cognoms").fill("Pere Mas")
    didac.get_by_label("Telèfon", exact=True).fill("612 345 678")
    didac.get_by_label("He llegit a la persona").check()
    didac.get_by_role("button", name="Dona la cita").click()

    expect(didac.get_by_text("Pere Mas")).to_be_visible()
    look_sized(didac, "sheet")


def test_hours_are_looked_at_before_they_are_saved(didac):
    didac.goto("/coordinacio/horaris")
    look_sized(didac, "all-hours")
    didac.get_by_role("link", name="Clara").click()
    didac.get_by_label("Dia de la setmana").first.select_option("6")
    didac.get_by_role("button", name="Mira què canviarà").click()
    look_sized(didac, "hours")
    expect(didac.get_by_role("main")).to_contain_text("hores lliures i en treu")

    didac.get_by_role("button", name="Desa l'horari").click()
    expect(didac.get_by_role("main")).to_contain_text("L'horari està desat")


def test_closures_services_and_the_office(didac):
    for path, name in (
        ("/coordinacio/tancaments", "closures"),
        ("/coordinacio/serveis", "services"),
        ("/coordinacio/serveis/1", "service"),
        ("/coordinacio/oficina", "office"),
    ):
        didac.goto(path)
        look_sized(didac, name)


def test_an_office_s_own_colour_is_worn_by_its_pages(world, open_browser):
    with writing() as session:
        session.get_one(Office, world.office_id).colour = "#7a1f5c"
    page = open_browser()

    page.goto("/")

    assert page.locator("main a.button").first.evaluate("one => getComputedStyle(one).backgroundColor") == (
        "rgb(122, 31, 92)"
    )
    assert_accessible(page)


def test_a_call_is_dragged_to_a_free_hour(world, open_browser, site, monday):
    page = sign_in(open_browser("desktop"), world, site)
    page.goto(week_of(monday))
    dragged = page.locator(f"[data-call='{call().reference}']")
    target = page.locator("[data-cell]").nth(3)  # on the screen as it is: a page that scrolls ends the drag

    dragged.hover()
    page.mouse.down()
    target.hover()
    target.hover()
    target.locator(".drop-hours li").first.hover()
    page.mouse.up()

    page.wait_for_url("**/mou/confirma**")
    expect(page.get_by_role("button", name="Mou-la")).to_be_visible()
