"""The second check before names and documents are shown: the beginning of the surname.

It keeps out whoever found the address in somebody's mail or on a shared telephone and does not know whose it is; it is
no proof of identity.
"""

from __future__ import annotations

from booking.names import plain

LETTERS = 3
"""How many are asked for, and enough of a surname that has fewer."""

_PARTICLES = frozenset({"de", "del", "dels", "d", "la", "las", "les", "el", "els", "los", "i", "y", "e", "da", "dos"})


def fits(name: str, typed: str) -> bool:
    """Whether `typed` begins like one of the person's surnames, without regard to accents and capitals.

    Every word after the first may be a surname, for nobody is asked which of their names is which. Who has one word
    for a name types its beginning.
    """
    words = _words(name)
    surnames = [word for word in words[1:] if word not in _PARTICLES] or words
    beginning = "".join(_words(typed))[:LETTERS]
    return bool(beginning) and any(word[:LETTERS] == beginning for word in surnames)


def _words(text: str) -> list[str]:
    letters = "".join(letter if letter.isalnum() else " " for letter in plain(text))
    return letters.split()
