"""The ways of a consumer through the pages, up to the point where a test begins to look."""

from __future__ import annotations

from typing import Any

from tests.support.browser_client import Browser
from tests.support.page import Page

DAYS = "/cita/gelida/consum"
FIRST_HOUR = "dimarts 24 de novembre, 15:30"
AINA_TYPES: dict[str, Any] = {"name": "Aina Roca", "email": "aina@example.org", "privacy_read": True}


def to_details(browser: Browser, hour: str = FIRST_HOUR) -> Page:
    """Choose an hour on the days page."""
    browser.get(DAYS)
    return browser.submit(button=hour)


def to_check(browser: Browser, hour: str = FIRST_HOUR, **typed: Any) -> Page:
    """Fill in the details as Aina does."""
    to_details(browser, hour)
    return browser.submit(button="Continua", **{**AINA_TYPES, **typed})


def book_online(browser: Browser, hour: str = FIRST_HOUR, **typed: Any) -> Page:
    """Book as Aina does. The open page is the appointment's."""
    to_check(browser, hour, **typed)
    return browser.submit(button="Confirma la cita")


def address_of(page: Page) -> str:
    """The path of the page, without the language."""
    return page.url.removeprefix("http://localhost").removeprefix("/es").removeprefix("/en")


def is_said(page: Page, status: int, *words: str) -> None:
    """The page has this status, says this in Catalan, and offers a way on: at least the telephone."""
    assert page.status_code == status
    assert page.language == "ca"
    for sentence in words:
        assert sentence in page.text
    assert page.link("938 000 000").href == "tel:938000000"


def kept(page: Page, **typed: str) -> bool:
    """Whether the details form still holds what was typed."""
    fields = page.form("details").fields
    return all(fields[name].sent == [value] for name, value in typed.items())
