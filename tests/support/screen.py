"""Pages as people see them, in a real browser: pictures, accessibility, and what the browser complains about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakSet

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, Response

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"

LAUNCH = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
)

LAUNCH_TIMEOUT = 120_000.0
PATIENCE = 30_000.0
"""Milliseconds until the browser runs, and until a page shows what is expected; on an idle machine, a fraction."""

DEVICES: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}

WAYS: dict[str, dict[str, Any]] = {
    "phone": {"device": "phone"},
    "phone-without-javascript": {"device": "phone", "javascript": False},
    "desktop": {"device": "desktop"},
    "desktop-dark-without-javascript": {"device": "desktop", "javascript": False, "dark": True},
}
"""Ways in which a whole journey is made; each is a set of arguments for `open_browser`."""

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

OpenBrowser = Callable[..., Page]

_without_javascript: WeakSet[BrowserContext] = WeakSet()


@contextmanager
def browsers(chromium: Browser, address: str) -> Iterator[OpenBrowser]:
    """Give a function that opens a browser for one more person; at the end none of them may have complained."""
    complaints: list[str] = []
    contexts = []

    def open_browser(
        device: str = "phone", *, javascript: bool = True, dark: bool = False, locale: str = "ca-ES", **options: Any
    ) -> Page:
        context = chromium.new_context(
            **{
                **DEVICES[device],
                "base_url": address,
                "locale": locale,
                "timezone_id": "Europe/Madrid",
                "java_script_enabled": javascript,
                "color_scheme": "dark" if dark else "light",
                **options,
            }
        )
        contexts.append(context)
        if not javascript:
            _without_javascript.add(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        _listen(page, address, complaints)
        return page

    try:
        yield open_browser
    finally:
        for context in contexts:
            context.close()
    assert not complaints, "\n".join(["the browser complained:", *complaints])


def _listen(page: Page, address: str, complaints: list[str]) -> None:
    """Errors of scripts and of the content security policy, broken parts of a page, and parts from another host."""

    def console(message: ConsoleMessage) -> None:
        # A page that answers 409 is a failed resource for the console; broken parts are found by `response`.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(f"console on {page.url}: {message.text}")

    def failed(error: Error) -> None:
        complaints.append(f"script error on {page.url}: {error.message}")

    def request(sent: Request) -> None:
        if sent.resource_type != "document" and urlsplit(sent.url).netloc not in (urlsplit(address).netloc, ""):
            complaints.append(f"{page.url} asks another host: {sent.url}")

    def response(answer: Response) -> None:
        kind = answer.request.resource_type
        clash = kind == "fetch" and answer.status == 409  # an answer that the script asked for, and shows
        if kind != "document" and answer.status >= 400 and not clash:
            complaints.append(f"{page.url} needs {answer.url}, which answers {answer.status}")

    page.on("console", console)
    page.on("pageerror", failed)
    page.on("request", request)
    page.on("response", response)


def shot(page: Page, name: str) -> Path:
    """Keep a picture of the whole page as build/screenshots/<name>.png."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=True, animations="disabled")
    return path


def assert_accessible(page: Page) -> None:
    """axe finds nothing against WCAG 2.2 AA and its own best practice."""
    page.wait_for_load_state()  # a click comes back as soon as the next page has begun
    with _scripts_for_axe(page):
        results = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_RULES}})
    assert not results.violations_count, f"{page.url}\n{results.generate_report()}"


@contextmanager
def _scripts_for_axe(page: Page) -> Iterator[None]:
    """Where JavaScript is off, axe would wait for ever. The page's own scripts were left out when it was loaded."""
    if page.context not in _without_javascript:
        yield
        return
    session = page.context.new_cdp_session(page)
    for off in (True, False):  # a session may only switch on what it has switched off itself
        session.send("Emulation.setScriptExecutionDisabled", {"value": off})
    yield
    session.send("Emulation.setScriptExecutionDisabled", {"value": True})
    session.detach()


def assert_fits(page: Page, width: int = 320) -> None:
    """Nothing has to be scrolled sideways on the narrowest screen (WCAG 1.4.10)."""
    before = page.viewport_size
    assert before
    page.set_viewport_size({"width": width, "height": before["height"]})
    needed = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(before)
    assert needed <= width, f"{page.url} is {needed} px wide on a screen of {width}"
