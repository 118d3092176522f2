"""Forms of a page: what a browser would send, and what a person can do with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from justhtml.dom import Element, Node

BUTTON_TYPES = ("submit", "image")
NOT_SENT = ("button", "reset", *BUTTON_TYPES)


def text_of(element: Node) -> str:
    """The words of an element on one line, as they are read."""
    return " ".join(element.to_text(separator=" ").split())


def attributes(element: Element) -> dict[str, str]:
    return {name: value or "" for name, value in (element.attrs or {}).items()}


@dataclass(frozen=True)
class Button:
    """A button that sends a form. `action` is its own address, if it has one."""

    text: str
    name: str
    value: str
    action: str | None
    hidden: bool
    """Not for people: it only decides what the Enter key does."""

    def is_called(self, words: str) -> bool:
        return words in (self.text, self.value) and not self.hidden


@dataclass
class Field:
    """All controls of one name in a form, and what a browser would send for them if nobody touched anything."""

    name: str
    kind: str
    """The type of an input (`text`, `hidden`, `radio`, `checkbox`, …), or `select` or `textarea`."""
    sent: list[object] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    """The values that may be chosen, for radios, checkboxes and selects."""
    single: bool = True
    """Whether choosing one value leaves the others."""

    def fill(self, value: object) -> None:
        """Do what a person can do with it. Raises AssertionError for a value that the page does not offer."""
        assert self.kind != "hidden", f"{self.name} is hidden: only a forged request changes it"
        if self.kind == "file":
            self.sent = list(value) if isinstance(value, list) else [value]  # each a stream and its name
            return
        if self.kind not in ("radio", "checkbox", "select"):
            self.sent = [value]
            return
        if self.kind == "checkbox" and isinstance(value, bool):
            assert len(self.choices) == 1, f"{self.name} offers {self.choices}: name the ones to tick"
            self.sent = list(self.choices) if value else []
            return
        wanted = [str(one) for one in value] if isinstance(value, list | tuple | set) else [str(value)]
        unknown = [one for one in wanted if one not in self.choices]
        assert not unknown, f"{self.name} offers {self.choices}, not {unknown}"
        assert not self.single or len(wanted) == 1, f"{self.name} takes one value"
        self.sent = list(wanted)


class Form:
    """A form: its fields by name and its buttons, those elsewhere on the page that belong to it included."""

    def __init__(self, element: Element, controls: Iterable[Element]) -> None:
        own = attributes(element)
        self.id = own.get("id")
        self.action = own.get("action", "")
        self.method = own.get("method", "get").lower()
        self.fields: dict[str, Field] = {}
        self.buttons: list[Button] = []
        self.own_buttons: list[Button] = []
        for control in controls:
            self._take(control, inside=is_inside(control, element))

    def _take(self, control: Element, *, inside: bool) -> None:
        attrs = attributes(control)
        kind = attrs.get("type", "submit" if control.name == "button" else "text").lower()
        if control.name in ("select", "textarea"):
            kind = control.name
        if "disabled" in attrs or kind in ("button", "reset"):
            return
        if kind in BUTTON_TYPES:
            button = _button(control, attrs)
            self.buttons.append(button)
            if inside:
                self.own_buttons.append(button)
        elif name := attrs.get("name"):
            taken = self.fields.setdefault(name, Field(name, kind))
            _READERS.get(kind, _read_text)(taken, control, attrs)

    def button(self, words: str | None) -> Button | None:
        """The button of these words (or this value); without words, the one that a person would press."""
        if words is None:
            choice = [button for button in self.own_buttons if not button.hidden]
        else:
            choice = [button for button in self.buttons if button.is_called(words)]
        names = [button.text for button in self.buttons]
        assert len(choice) == 1 or (words is None and not choice), f"which button of {names}?"
        return choice[0] if choice else None

    def __repr__(self) -> str:
        return f"<form {self.method} {self.action} {list(self.fields)} {[b.text for b in self.buttons]}>"


def is_inside(element: Element, outer: Element) -> bool:
    parent = element.parent
    while parent is not None:
        if parent is outer:
            return True
        parent = parent.parent
    return False


def belongs_to(control: Element, form: Element) -> bool:
    """A control belongs to the form that its `form` attribute names, else to the one around it."""
    named = attributes(control).get("form")
    return named == attributes(form).get("id") if named else is_inside(control, form)


def _button(control: Element, attrs: dict[str, str]) -> Button:
    words = attrs.get("aria-label") or text_of(control) or attrs.get("value", "")
    return Button(
        text=words,
        name=attrs.get("name", ""),
        value=attrs.get("value", ""),
        action=attrs.get("formaction"),
        hidden=attrs.get("aria-hidden") == "true",
    )


def _read_text(taken: Field, control: Element, attrs: dict[str, str]) -> None:
    taken.sent.append(attrs.get("value", ""))


def _read_file(taken: Field, control: Element, attrs: dict[str, str]) -> None:
    """Nothing chosen: nothing that Werkzeug would read as a file."""


def _read_textarea(taken: Field, control: Element, attrs: dict[str, str]) -> None:
    taken.sent.append("".join(child.data or "" for child in control.children if isinstance(child.data, str)))


def _read_choice(taken: Field, control: Element, attrs: dict[str, str]) -> None:
    value = attrs.get("value", "on")
    taken.choices.append(value)
    taken.single = taken.kind == "radio"
    if "checked" in attrs:
        taken.sent.append(value)


def _read_select(taken: Field, control: Element, attrs: dict[str, str]) -> None:
    taken.single = "multiple" not in attrs
    options = [
        (attributes(option), text_of(option)) for option in control.query("option") if isinstance(option, Element)
    ]
    values = [(option.get("value", words), "selected" in option) for option, words in options]
    taken.choices = [value for value, _ in values]
    taken.sent = [value for value, selected in values if selected]
    if not taken.sent and taken.single:
        taken.sent = list(taken.choices[:1])


_READERS = {
    "textarea": _read_textarea,
    "radio": _read_choice,
    "checkbox": _read_choice,
    "select": _read_select,
    "file": _read_file,
}
