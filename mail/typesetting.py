"""From the words of a letter to its subject, its text and its HTML.

The words of a kind stand once, in `templates/mail/words/<kind>.txt`; `layout.txt` and `layout.html` both show
them, so that the two parts cannot differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from css_inline import CSSInliner
from jinja2 import Environment

from mail.clean import one_line

_inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True)
class Typeset:
    """The parts of a letter, and what its templates of words could say."""

    subject: str
    text: str
    html: str
    said: dict[str, Any]


def typeset(kind: str, said: dict[str, Any], environment: Environment, *, common: str, card: str) -> Typeset:
    """Set the letter of this kind.

    `common` names the words that all letters of its family share, `card` the templates `mail/<card>.txt` and `.html`
    that stand between lead and button. `environment` finds `mail/…` templates, escapes `.html` and not `.txt` (as
    Flask's does), and has gettext. ValueError when it escapes otherwise.
    """
    _check_escaping(environment)
    said = said | words_of(f"mail/words/{common}.txt", said, environment)
    words = words_of(f"mail/words/{kind}.txt", said, environment)
    shown = said | {
        "card": card,
        "subject": one_line(words["subject"]),
        "heading": one_line(words["heading"]),
        "lead": _split(words["lead"]),
        "notes": _split(words.get("notes", "")),
        "button": words["button"],
        "button_url": words["button_url"],
        "links": words.get("links", ()),
    }
    html = environment.get_template("mail/layout.html").render(shown)
    text = environment.get_template("mail/layout.txt").render(shown)
    return Typeset(shown["subject"], re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", _inliner.inline(html), said)


def words_of(template: str, said: dict[str, Any], environment: Environment) -> dict[str, Any]:
    """The variables that a template of words sets."""
    module = environment.get_template(template).make_module(said)
    return {name: value for name, value in vars(module).items() if not name.startswith("_")}


def greetable(name: str) -> str:
    """The name, unless it looks like an address: mail programs would make a link of it, and anybody can book."""
    name = one_line(name, 60)
    return "" if re.search(r"[/@\\]|\w[.:]\w", name) else name


def _split(text: str) -> list[str]:
    """Paragraphs are parted by an empty line; within one, a template may break lines as it likes."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def _check_escaping(environment: Environment) -> None:
    escapes = environment.autoescape
    if not callable(escapes) or not escapes("letter.html") or escapes("letter.txt"):
        raise ValueError("letters need an environment that escapes .html templates and leaves .txt as they are")
