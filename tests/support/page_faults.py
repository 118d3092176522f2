"""What is wrong with a page that no test asked about: every page that a test opens is held to this.

Validity (WHATWG parsing rules, by justhtml), names for all controls, headings and ids that lead somewhere, nothing
inline that the content security policy would block, and links that do not depend on where the page stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from justhtml.dom import Element

from .forms import NOT_SENT, attributes, text_of
from .page import Page

LANGUAGES = ("ca", "es", "en")
POINTING = ("for", "form", "headers", "aria-describedby", "aria-labelledby", "aria-controls", "aria-owns")
ABSOLUTE = ("https://", "http://", "mailto:", "tel:", "/")


def faults(page: Page) -> list[str]:
    """One line for each fault; none for a page as it should be."""
    checks = (_validity, _language_and_heading, _ids, _nothing_inline, _names, _addresses, _forms)
    return [fault for check in checks for fault in check(page)]


def _validity(page: Page) -> Iterator[str]:
    lines = page.html.splitlines()
    for error in page.document.errors:
        line = lines[error.line - 1].strip() if error.line and error.line <= len(lines) else ""
        yield f"invalid HTML ({error.code}): {error.message} in: {line[:160]}"


def _language_and_heading(page: Page) -> Iterator[str]:
    if page.language not in LANGUAGES:
        yield f"the page's language is {page.language!r}"
    headings = page.texts("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1 instead of one: {headings}"
    elif not headings[0] or not page.title.removeprefix("Error: ").startswith(headings[0]):
        yield f"the title {page.title!r} does not begin with the h1 {headings[0]!r}"
    if bool(page.errors) != page.title.startswith("Error: "):
        yield f"errors {page.errors}, and the title is {page.title!r}"


def _ids(page: Page) -> Iterator[str]:
    ids = Counter(attributes(element)["id"] for element in page.query("[id]"))
    yield from (f"id {name!r} stands {number} times" for name, number in ids.items() if number > 1)
    for element in page.query(", ".join(f"[{name}]" for name in POINTING)):
        attrs = attributes(element)
        for name in POINTING:
            yield from (
                f"{name}={target!r} of <{element.name}> leads to no id"
                for target in attrs.get(name, "").split()
                if target not in ids
            )
    for link in page.links:
        if link.href.startswith("#") and link.href[1:] not in ids:
            yield f"the link {link.text!r} leads to {link.href}, which is not on the page"


def _nothing_inline(page: Page) -> Iterator[str]:
    for element in page.query("*"):
        attrs = attributes(element)
        if (element.name == "script" and "src" not in attrs) or element.name == "style":
            yield f"inline <{element.name}>"
        yield from (f"<{element.name} {name}> is inline" for name in attrs if name == "style" or name.startswith("on"))


def _names(page: Page) -> Iterator[str]:
    labelled = {attributes(label).get("for") for label in page.query("label") if text_of(label)}
    for control in page.query("input, select, textarea"):
        attrs = attributes(control)
        if control.name == "input" and attrs.get("type") in ("hidden", *NOT_SENT):
            continue
        named = attrs.get("id") in labelled or attrs.get("aria-label") or attrs.get("aria-labelledby")
        if not (named or _in_label(control)):
            yield f"the {control.name} {attrs.get('name')!r} has no label"
    for element in page.query("button, a[href]"):
        attrs = attributes(element)
        if attrs.get("aria-hidden") != "true" and not (text_of(element) or attrs.get("aria-label")):
            yield f"a <{element.name}> has no words: {attrs}"
    yield from (f"an image without alt: {attributes(image)}" for image in page.query("img:not([alt])"))


def _addresses(page: Page) -> Iterator[str]:
    for name in ("href", "src", "action", "formaction"):
        for element in page.query(f"[{name}]"):
            address = attributes(element)[name]
            fragment = name == "href" and address.startswith("#") and len(address) > 1
            if not (address.startswith(ABSOLUTE) or fragment):
                yield f"<{element.name} {name}={address!r}> does not begin with /"


def _forms(page: Page) -> Iterator[str]:
    for form in page.forms:
        if form.method not in ("get", "post"):
            yield f"{form} has method {form.method}"
        if form.method == "post" and "csrf_token" not in form.fields:
            yield f"{form} has no csrf_token"
        if not form.buttons:
            yield f"{form} has no button"


def _in_label(control: Element) -> bool:
    parent = control.parent
    while parent is not None and parent.name != "label":
        parent = parent.parent
    return parent is not None and bool(text_of(parent))
