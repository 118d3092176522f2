"""A real browser before a real server: one browser for all, one context per person, one site and database per test."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from config import Settings
from tests.support.chromium import NoBrowser, chromium as find_chromium
from tests.support.databases import copy_of
from tests.support.screen import LAUNCH, LAUNCH_TIMEOUT, PATIENCE, WAYS, OpenBrowser, browsers
from tests.support.settings import settings_for

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium, running without a window. Without one these tests are skipped, but never in CI."""
    try:
        path = find_chromium()
    except NoBrowser as reason:
        if os.environ.get("CI"):
            pytest.fail(f"CI needs a browser: {reason}")
        pytest.skip(f"no browser: {reason}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(LAUNCH), timeout=LAUNCH_TIMEOUT)
        yield browser
        browser.close()


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """What a page looks like does not depend on the database: one kind is enough here."""
    return copy_of(sqlite_template, tmp_path)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A free port, taken before the application is made, so that its settings can name it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture
def address(listening: socket.socket) -> str:
    """Where the site of this test stands."""
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def settings(database_url: str, address: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, PUBLIC_URL=address, MAIL_URL=f"file:{tmp_path / 'outbox'}")


@pytest.fixture
def site(app: Flask, listening: socket.socket, address: str) -> Iterator[str]:
    """The running site; the test's own rows must be committed for it to see them."""
    server = make_server("127.0.0.1", 0, app, threaded=True, fd=listening.fileno())
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_browser(chromium: Browser, site: str) -> Iterator[OpenBrowser]:
    """`open_browser("desktop", javascript=False, dark=True)` is one more person; without arguments, on a phone."""
    with browsers(chromium, site) as opened:
        yield opened


@pytest.fixture
def page(open_browser: OpenBrowser) -> Page:
    """A person on a phone, with JavaScript."""
    return open_browser()


@pytest.fixture(params=WAYS)
def anybody(request: pytest.FixtureRequest, open_browser: OpenBrowser) -> Page:
    """The same journey on a phone and on a desktop, light and dark, with JavaScript and without."""
    return open_browser(**WAYS[request.param])
