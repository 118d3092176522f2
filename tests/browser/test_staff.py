"""The way in and out for staff in a real browser: through Microsoft's page and back, accessible, narrow enough."""

import re

import pytest
from playwright.sync_api import expect

from access import for_roles
from tests.browser.journeys import expect_path, look_sized
from tests.support.settings import settings_for
from tests.support.world import build_world
from tests.teams.standin import standin, standin_process

__all__ = ["standin", "standin_process"]


@pytest.fixture
def settings(database_url, address, standin, tmp_path):
    microsoft = {name: value for name, value in standin.environment.items() if name != "REQUESTS_CA_BUNDLE"}
    return settings_for(database_url, PUBLIC_URL=address, MAIL_URL=f"file:{tmp_path / 'outbox'}", **microsoft)


@pytest.fixture
def world(app):
    return build_world()


def test_a_technician_comes_in_looks_around_and_leaves(world, anybody, standin):
    anybody.goto("/compte")
    look_sized(anybody, "staff-enter")

    anybody.get_by_role("button", name="Entra amb Microsoft").click()
    expect(anybody).to_have_url(re.compile(re.escape(standin.url)))
    anybody.get_by_role("button", name="Clara Soler").click()

    expect_path(anybody, "/compte")
    expect(anybody.get_by_role("link", name="Clara Soler")).to_be_visible()
    look_sized(anybody, "staff-account")

    anybody.get_by_role("button", name="Surt", exact=True).click()
    expect_path(anybody, "/surt")
    look_sized(anybody, "staff-signed-out")

    anybody.get_by_role("link", name="Surt també de Microsoft").click()
    expect_path(anybody, "/surt")


def test_the_same_by_keyboard_alone(world, open_browser):
    page = open_browser("desktop")
    page.goto("/entra?next=/compte")
    press(page, "Entra amb Microsoft")
    press(page, "Dídac Roca")
    expect_path(page, "/compte")

    press(page, "Surt")

    expect_path(page, "/surt")


@pytest.mark.parametrize(
    ("account", "fault", "name"),
    [
        ("Consum, cita prèvia", None, "staff-no-role"),
        ("Cancel", None, "staff-cancelled"),
        ("Clara Soler", "id_expired", "staff-unproven"),
    ],
)
def test_whoever_is_refused_is_told_why_and_what_to_do(world, open_browser, standin, account, fault, name):
    if fault:
        standin.faults(fault)
    for device in ("phone", "desktop"):
        page = open_browser(device)
        page.goto("/entra")
        page.get_by_role("button", name="Entra amb Microsoft").click()
        page.get_by_role("button", name=account).click()

        expect(page.get_by_role("button", name="Torna-ho a provar")).to_be_visible()
        look_sized(page, name)


@pytest.mark.parametrize("device", ["phone", "desktop"])
@pytest.mark.parametrize("dark", [False, True])
def test_the_bar_holds_a_full_menu(app, world, open_browser, device, dark):
    for path in ("/agenda", "/coordinacio/setmana", "/coordinacio/pendents", "/expedients"):
        if path not in {rule.rule for rule in app.url_map.iter_rules()}:
            app.add_url_rule(path, path, for_roles("coordinator")(lambda: ""))
    page = open_browser(device, dark=dark)
    page.goto("/entra?next=/compte")
    page.get_by_role("button", name="Entra amb Microsoft").click()
    page.get_by_role("button", name="Dídac Roca").click()

    expect(page.get_by_role("navigation", name="Feina").get_by_role("link").nth(2)).to_be_visible()
    look_sized(page, f"staff-menu{'-dark' if dark else ''}")


def press(page, words):
    """Go to the button of these words with the Tab key and press it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == words:
            break
    else:
        raise AssertionError(f"{words!r} cannot be reached with the Tab key")
    with page.expect_navigation():
        page.keyboard.press("Enter")
