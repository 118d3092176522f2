"""The texts in every language but Catalan, read from their .po files.

The usual compiled .mo are left out: they would have to be made at every install, and one that is missing or older than
its .po shows Catalan in the middle of a Spanish page without a word to anybody. Compiling in memory costs milliseconds,
once in a process.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Request
from flask_babel import Domain, get_locale
from wtforms.i18n import messages_path

if TYPE_CHECKING:
    from collections.abc import Iterable

DOMAIN = "messages"
"""Flask-Babel's name for the only domain, and so of the files."""


def path_of(folder: Path, language: str) -> Path:
    """Where the catalogue of a language lies in the folder of translations."""
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def read_catalogue(path: Path) -> Translations:
    """The catalogue in this .po file; doubtful ("fuzzy") translations count as missing.

    Raises ``FileNotFoundError``, and ``babel.messages.pofile.PoFileError`` for a file that is none.
    """
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, abort_invalid=True))
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


@cache
def _messages_of_wtforms(locale: str) -> NullTranslations:
    return Translations.load(messages_path(), [locale], domain="wtforms")


class RequestWithMessages(Request):
    """Where Flask-WTF looks for what WTForms says by itself; finding nothing, it reads the file for each request."""

    @property
    def wtforms_translations(self) -> NullTranslations:
        """In the language in use."""
        return _messages_of_wtforms(str(get_locale()))


class Catalogues(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """What Flask-Babel asks for translations: the catalogues of these languages; any other text stays as it is."""

    def __init__(self, folder: Path, languages: Iterable[str]) -> None:
        super().__init__()
        self._of_language = {language: read_catalogue(path_of(folder, language)) for language in languages}
        self._source = NullTranslations()

    def get_translations(self) -> NullTranslations:
        """The catalogue of the language in use."""
        locale = get_locale()
        return self._source if locale is None else self.of(locale.language)

    def of(self, language: str) -> NullTranslations:
        """The catalogue of a language."""
        return self._of_language.get(language, self._source)
