"""What the journeys share: a Monday with free hours, and looking closely at each page on the way."""

from __future__ import annotations

from playwright.sync_api import Page, Response, expect

from tests.support.screen import assert_accessible, assert_fits, shot


def look(page: Page, picture: str) -> None:
    """The page is accessible, fits the narrowest screen, and its picture is kept."""
    assert_accessible(page)
    assert_fits(page)
    shot(page, picture)


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
