"""A page as a person meets it: heading, text, links, forms. What `Browser` gives to the tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

from justhtml import JustHTML
from justhtml.dom import Element
from werkzeug.test import TestResponse

from .forms import Form, attributes, belongs_to, is_inside, text_of


@dataclass(frozen=True)
class Link:
    """A link: its words, where it leads as written."""

    text: str
    href: str


class Page:
    """An answer of the site. Of one that is not HTML only the status, the headers and `data` mean anything."""

    def __init__(self, response: TestResponse, url: str) -> None:
        self.url = url
        self.status_code = response.status_code
        self.headers = response.headers
        self.data: bytes = response.data
        self.is_html = response.mimetype == "text/html"
        # Scripting off: what stands in <noscript> is part of the page.
        self.document = JustHTML(
            response.data.decode() if self.is_html else "",
            collect_errors=True,
            sanitize=False,
            scripting_enabled=False,
        )

    def query(self, selector: str) -> list[Element]:
        """Elements by CSS selector."""
        return [found for found in self.document.query(selector) if isinstance(found, Element)]

    def texts(self, selector: str) -> list[str]:
        """The words of each element that the selector finds."""
        return [text_of(element) for element in self.query(selector)]

    @property
    def html(self) -> str:
        return self.data.decode()

    @property
    def location(self) -> str | None:
        """Where a redirect that was not followed leads."""
        place = self.headers.get("Location")
        return urljoin(self.url, place) if place else None

    @property
    def language(self) -> str:
        return attributes(self.query("html")[0]).get("lang", "")

    @property
    def title(self) -> str:
        return " ".join(self.texts("title"))

    @property
    def h1(self) -> str:
        return " ".join(self.texts("h1"))

    @property
    def text(self) -> str:
        """All words of the page's body."""
        return " ".join(self.texts("body"))

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary: what the person is told to put right."""
        return self.texts(".error-summary li")

    @property
    def links(self) -> list[Link]:
        return [Link(text_of(link), attributes(link).get("href", "")) for link in self.query("a[href]")]

    def link(self, words: str) -> Link:
        """The only link of these words, or that contains them."""
        found = [link for link in self.links if link.text == words]
        found = found or [link for link in self.links if words in link.text]
        assert len({link.href for link in found}) == 1, f"which link of {[link.text for link in self.links]}?"
        return found[0]

    @property
    def forms(self) -> list[Form]:
        templates = self.query("template")  # what a script may show later, and nobody can use yet
        controls = [
            control
            for control in self.query("input, select, textarea, button")
            if not any(is_inside(control, template) for template in templates)
        ]
        return [
            Form(element, [control for control in controls if belongs_to(control, element)])
            for element in self.query("form")
        ]

    def form(self, name: str | None = None, button: str | None = None, fields: Iterable[str] = ()) -> Form:
        """The form of this id or action; without a name, the only one with this button and these fields."""
        forms = [form for form in self.forms if name in (None, form.id, form.action)]
        if button is not None:
            forms = [form for form in forms if any(one.is_called(button) for one in form.buttons)]
        fields = set(fields)
        forms = [form for form in forms if fields <= set(form.fields)]
        assert len(forms) == 1, (
            f"{len(forms)} forms at {self.url} have button {button!r} and fields {sorted(fields)}: {self.forms}"
        )
        return forms[0]

    def __repr__(self) -> str:
        return f"<{self.status_code} {self.url} {self.title!r}>"
