"""The words of a text as searches know them, and what somebody asks for with a few words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from booking.names import plain

LONGEST_WORD = 40
"""Letters that count; PostgreSQL refuses words of more than 2 kB."""

MOST_WORDS = 10
"""Words of a question that are looked for."""

LONGEST_QUESTION = 200
"""Characters of a question that are looked at."""

BEGINNING = 3
"""Letters from which on the last word may be the beginning of a longer one."""

_WORD = re.compile(r"[^\W_]+")
"""Letters and digits. Whatever else somebody types (quotes, per cent, operators) only separates words."""


def words_of(text: str) -> list[str]:
    """The words in order, in lower case, without accents: `Factura de l'aigua, 2025/0029005`."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain(text))]


def index_words(*texts: str | None) -> str:
    """All different words of the texts. A number is found without its leading noughts too."""
    found = {word for text in texts if text for word in words_of(text)}
    found |= {short for word in found if word.isdecimal() and (short := word.lstrip("0"))}
    return " ".join(sorted(found))


@dataclass(frozen=True)
class Question:
    """What is looked for: all of the words; the last one may be the beginning of a word."""

    words: tuple[str, ...]
    left_out: bool = False
    """Whether there were more than are looked for."""

    @classmethod
    def of(cls, typed: str) -> Question | None:
        """None if nothing of it is a word."""
        found = words_of(typed[:LONGEST_QUESTION])
        if not found:
            return None
        return cls(tuple(found[:MOST_WORDS]), len(found) > MOST_WORDS or len(typed) > LONGEST_QUESTION)

    @property
    def beginning(self) -> bool:
        """Whether the last word stands for all that begin so."""
        return len(self.words[-1]) >= BEGINNING

    def written_for(self, dialect: str) -> str:
        """In the language of the database's search. Words have letters and digits only, so nothing can be escaped."""
        if dialect == "sqlite":  # sqlite.org/fts5.html, section 3
            return " ".join(f'"{word}"' for word in self.words) + ("*" if self.beginning else "")
        return " & ".join(f"'{word}'" for word in self.words) + (":*" if self.beginning else "")  # manual, 8.11.2
