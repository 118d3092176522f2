"""The texts of the service: what is marked for translation, what is not, and what a page has left in Catalan."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.ext import i18n

from web.catalogues import path_of

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}|%%")
MARKS = ("_", "gettext", "ngettext", "lazy_gettext", "lazy_ngettext")
FOR_US = ("ValueError", "info", "warning", "error")
_SENTENCE = re.compile(r"[^\W\d_]{2,} [^\W\d_]|[À-ÿ]|l·l")
"""Two words, or a letter that English has not."""
_LABEL = re.compile(r"^[A-Z][a-z]+[:.?!]?$")
_NOT_READ_BY_PEOPLE = re.compile(
    r'\s(?:action|class|content|data-module|data-names|for|formaction|href|id|name|src|value)="[^"]*"|https?://[^\s"<]*'
)


def wordings(text: object) -> tuple[str, ...]:
    """The id or the string of a message: one wording, or singular and plural."""
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]  # Babel does not say what


def catalogue(language: str) -> Catalog:
    """The translations as they stand in their file."""
    with path_of(ROOT / "translations", language).open("rb") as file:
        return read_po(file, locale=language)


def messages(of: Catalog) -> list[Message]:
    """All but the header."""
    return [message for message in of if message.id]


@cache
def source_texts() -> frozenset[tuple[str, ...]]:
    """Every text of templates, forms and code that is marked for translation. Takes a second, once in a process."""
    with TemporaryDirectory() as folder:
        template = Path(folder, "messages.pot")
        subprocess.run([ROOT / "bin" / "translations", "extract", template], check=True)
        with template.open("rb") as file:
            return frozenset(wordings(message.id) for message in messages(read_po(file)))


def left_in_catalan(shown: str, language: str) -> list[str]:
    """The Catalan that an HTML page or a letter in another language shows: whole texts, or parts between variables."""
    read = unescape(_NOT_READ_BY_PEOPLE.sub("", shown))
    return [words for words in _catalan_only(language) if _stands_in(words, read)]


@cache
def _catalan_only(language: str) -> list[str]:
    """What no translation into this language says too. A few letters between two variables prove nothing."""
    translations = "\n".join(words for message in messages(catalogue(language)) for words in wordings(message.string))
    wholes = {_trimmed(words) for text in source_texts() for words in text if not PLACEHOLDER.search(words)}
    parts = {_trimmed(part) for text in source_texts() for words in text for part in PLACEHOLDER.split(words)}
    telling = {words for words in wholes if len(words) > 2} | {part for part in parts if len(part) > 8}
    return sorted(words for words in telling if not _stands_in(words, translations))


def _trimmed(part: str) -> str:
    return re.sub(r"^\W+|\W+$", "", part)


def _stands_in(words: str, text: str) -> bool:
    """As whole words; a single one only alone between tags or quotes, for names and notes of people have it too."""
    around = rf"\b{re.escape(words)}\b" if " " in words else rf'(?:^|[>"])\W*{re.escape(words)}\W*(?:$|[<"])'
    return words in text and bool(re.search(around, text, re.MULTILINE))


def bare_in_template(source: str) -> list[str]:
    """Words of a Jinja template that no translator sees: between its tags, and in strings that read like a text."""
    markup: list[str] = []
    strings: list[str] = []
    marked = 0
    """Parentheses that are open since a mark."""
    before = ""
    for _, kind, token in Environment(extensions=[i18n]).lex(source):
        if kind == "data":
            markup.append(re.sub(r"%\(\w+\)s", "", token))  # filled in by the template itself
        elif token == "(" and (marked or before in MARKS):
            marked += 1
        elif token == ")" and marked:
            marked -= 1
        elif kind == "string" and not marked and _reads_like_a_text(token[1:-1]):
            strings.append(token[1:-1])
        if kind != "whitespace":
            before = token
    return [*strings, *_bare_in_markup("".join(markup))]


def _bare_in_markup(markup: str) -> Iterator[str]:
    spoken = re.findall(r'\s(?:alt|aria-label|placeholder|title)="([^"]*)"', markup)
    without_tags = re.sub(r"<style>.*?</style>|<[^>]*>", "\n", markup, flags=re.DOTALL)
    without_attributes = re.sub(r'[\w-]+="[^"]*"', "", without_tags)  # of macros that write a part of a tag
    for line in [*spoken, *without_attributes.splitlines()]:
        if re.search(r"[^\W\d_]", unescape(line)):
            yield line.strip()


def bare_in_python(source: str, labels: bool = True) -> list[str]:
    """Strings of a module that read like a text and are not marked; without `labels`, single words are not looked at.

    Docstrings, decorators, logs and what a ValueError says are for us, not for people.
    """
    tree = ast.parse(source)
    aside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            aside.add(id(node.value))
        elif isinstance(node, ast.FunctionDef):
            aside |= {id(inner) for decorator in node.decorator_list for inner in ast.walk(decorator)}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in (*MARKS, *FOR_US):
            aside |= {id(inner) for inner in ast.walk(node)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside
        if _reads_like_a_text(node.value, labels)
    ]


def _reads_like_a_text(string: str, labels: bool = True) -> bool:
    return bool(_SENTENCE.search(string) or (labels and _LABEL.match(string)))
