"""What the journeys share: a Monday with free hours, and looking closely at each page on the way."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Response, expect

from tests.support.screen import assert_accessible, assert_fits, shot


def look(page: Page, picture: str) -> None:
    """The page is accessible, fits the narrowest screen, and its picture is kept."""
    assert_accessible(page)
    assert_fits(page)
    shot(page, picture)


def look_sized(page: Page, picture: str) -> None:
    """The same, where a test runs on a phone and on a desktop and each has a picture of its own."""
    size = page.viewport_size
    assert size
    look(page, f"{picture}-{'phone' if size['width'] < 600 else 'desktop'}")


def press(page: Page, name: str) -> Response:
    """Press the button or link of this name in the page, and wait for the page that it brings."""
    target = page.get_by_role("main").get_by_role("button", name=name, exact=True)
    target = target.or_(page.get_by_role("main").get_by_role("link", name=name, exact=True))
    with page.expect_navigation() as arrival:
        target.first.click()
    return arrival.value


def fill_in_details(page: Page, **changes: str) -> None:
    """What Aina types."""
    typed = {"Nom i cognoms": "Aina Roca", "Correu electrònic": "aina@example.org", **changes}
    for label, words in typed.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("He llegit la informació sobre protecció de dades").check()


def expect_page(page: Page, title: str) -> None:
    """The page of this heading is open."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def expect_path(page: Page, path: str) -> None:
    """The page of this path is open, whatever its query. Like every `expect` it waits: a click does not."""
    expect(page).to_have_url(re.compile(rf"https?://[^/]+{re.escape(path)}([?#].*)?"))
