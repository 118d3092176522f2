"""A person with a browser and no JavaScript, on Flask's own client: fast, and without mercy for the pages."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import Context
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from .forms import Form
from .page import Page
from .page_faults import faults

SITE = "http://localhost"
REDIRECTS = (301, 302, 303, 307, 308)


class Browser:
    """Opens pages, fills forms and presses buttons; cookies last as long as the object.

    Every HTML page that it receives must be free of faults (page_faults.py). A form is sent with what the page holds,
    hidden fields and the CSRF token included; a test can fill only what the page asks for. Whatever changes something
    must answer 303 or show a page.
    """

    def __init__(self, app: Flask, language: str | None = None) -> None:
        self.app = app
        self.client = app.test_client()
        self.prefix = f"/{language}" if language else ""
        self.last: Page | None = None

    @property
    def page(self) -> Page:
        """The page that is open."""
        assert self.last, "no page is open yet"
        return self.last

    def get(self, url: str, **options: object) -> Page:
        """Open an address, following redirects on this site; `options` (such as headers) are the client's."""
        return self._arrive(self._request("GET", self._address(url), options))

    def follow(self, words: str) -> Page:
        """Press the link of these words on the open page."""
        return self.get(urljoin(self.page.url, self.page.link(words).href))

    def submit(
        self,
        url: str | None = None,
        /,
        *,
        form: str | None = None,
        button: str | None = None,
        forged: Mapping[str, object] | None = None,
        **fields: object,
    ) -> Page:
        """Fill a form of the open page (or of the page at `url`) and press its button.

        The form is found by id or action, or because it alone has that button and those fields; a button by its
        words or value. A checkbox takes True or False, several take a list. `forged` holds what the page does not
        offer, for those who write their own requests; it replaces or adds, and None takes a field out.
        """
        if url is not None:
            self.get(url)
        chosen = self.page.form(form, button, fields)
        for name, value in fields.items():
            chosen.fields[name].fill(value)
        pressed = chosen.button(button)
        data = {field.name: field.sent for field in chosen.fields.values()}
        if pressed and pressed.name:
            data[pressed.name] = [*data.get(pressed.name, []), pressed.value]
        for name, value in (forged or {}).items():
            data[name] = [] if value is None else [value]
        action = (pressed and pressed.action) or chosen.action or self.page.url
        return self._send(chosen, urljoin(self.page.url, action), data)

    def post(self, url: str, data: Mapping[str, object] | bytes | None = None, **options: object) -> Page:
        """A POST that no page offered: see `send`."""
        return self.send("POST", url, data=data or {}, **options)

    def send(self, method: str, url: str, **options: object) -> Page:
        """A request that no page offered, sent as it is and without following anything. `page` stays what it was."""
        return self._checked(self._request(method, self._address(url), options))

    def _send(self, form: Form, url: str, data: dict[str, list[object]]) -> Page:
        if form.method == "get":
            query = urlencode([(name, value) for name, values in data.items() for value in values])
            return self.get(urlsplit(url)._replace(query=query).geturl())
        response = self._request("POST", url, {"data": data, "headers": {"Referer": self.page.url}})
        assert response.status_code not in REDIRECTS or response.status_code == 303, (
            f"POST {url} answered {response.status_code}; after a change it is 303"
        )
        return self._arrive(response)

    def _arrive(self, response: TestResponse) -> Page:
        """Follow redirects that stay on the site, and look at the page where they end."""
        for _ in range(5):
            target = urljoin(response.request.url, response.headers.get("Location", ""))
            if response.status_code not in REDIRECTS or not target.startswith(f"{SITE}/"):
                break
            response = self._request("GET", target, {})
        self.last = self._checked(response)
        return self.last

    def _checked(self, response: TestResponse) -> Page:
        page = Page(response, response.request.url)
        if page.is_html and page.status_code not in REDIRECTS:
            found = faults(page)
            assert not found, "\n".join([f"{page!r} has faults:", *found])
        return page

    def _address(self, url: str) -> str:
        if url.startswith("/") and not f"{url}/".startswith(f"{self.prefix}/"):
            url = self.prefix + url
        return urljoin(f"{SITE}/", url)

    def _request(self, method: str, url: str, options: Mapping[str, object]) -> TestResponse:
        """As in another process: outside the test's application context, with a session of its own.

        The test's session is ended first: it holds no lock while the site writes, and reads afresh afterwards.
        """
        if "sqlalchemy" in self.app.extensions and self._in_context():
            from database import db

            db.session.commit()
        return Context().run(self.client.open, url, method=method, **options)  # type: ignore[arg-type]  # of the client

    def _in_context(self) -> bool:
        from flask import has_app_context

        return has_app_context()
