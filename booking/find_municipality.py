"""Finding a municipality by what people type: without accents or article, in Spanish, abbreviated, mistyped.

Names are compared in three ways, from strict to lenient, and the first that finds something decides:

1. as words without case, accents, articles and prepositions, "San", "St." and "Sant" being the same;
2. as they sound, so that Spanish spellings meet ("Vilanova y Geltrú", "Cañellas", "Vich", "Tarrasa");
3. by distance, for typing mistakes. That only ever suggests.

All names fit in some kilobytes, so the index is made in the process and kept for as long as the names stay the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.distance import distance
from booking.models import Municipality
from booking.spellings import by_sound, other_names, words

LONGEST = 80
"""Characters that are looked at; the longest name has 34."""

MOST_NEAREST = 6

LETTERS_PER_MISTAKE = 4
"""One mistake in so many letters is believed, and one more when the whole name was typed."""

Name = tuple[str, str]
"""INE code and name."""

Words = tuple[str, ...]


@dataclass(frozen=True)
class Matches:
    """What was found. At most one of the three is filled; with none the page offers the list from A to Z."""

    exact: Municipality | None = None
    several: list[Municipality] = field(default_factory=list)
    """All that the words may mean, in the order of the alphabet: to choose from."""
    nearest: list[Municipality] = field(default_factory=list)
    """Nothing is called so; these come closest, the closest first."""


def find(session: Session, text: str) -> Matches:
    """What a person may mean by `text`. Two queries at most; typing mistakes cost a few milliseconds."""
    index = _index(_names(session))
    typed = words(text[:LONGEST])
    if not typed:
        return Matches()
    for key in (typed, by_sound(typed)):
        codes = index.called(key)
        if len(codes) == 1:
            return Matches(exact=session.get(Municipality, codes[0]))
        if codes:
            return Matches(several=_load(session, codes))
    codes = index.containing(typed) or index.containing(by_sound(typed))
    if codes:
        return Matches(several=_load(session, codes))
    return Matches(nearest=_load(session, index.nearest(by_sound(typed))))


def by_slug(session: Session, slug: str) -> Municipality | None:
    """The municipality of an address."""
    return session.scalars(select(Municipality).where(Municipality.slug == slug)).one_or_none()


def choices(session: Session) -> list[tuple[str, str]]:
    """Name and slug of all, in the order of the alphabet: for the list from A to Z and for suggestions."""
    rows = session.execute(select(Municipality.name, Municipality.slug).order_by(Municipality.name_sort))
    return [(name, slug) for name, slug in rows]


def _names(session: Session) -> tuple[Name, ...]:
    rows = session.execute(select(Municipality.ine_code, Municipality.name).order_by(Municipality.name_sort))
    return tuple((code, name) for code, name in rows)


def _load(session: Session, codes: Sequence[str]) -> list[Municipality]:
    found = {
        municipality.ine_code: municipality
        for municipality in session.scalars(select(Municipality).where(Municipality.ine_code.in_(codes)))
    }
    return [found[code] for code in codes if code in found]


@lru_cache(maxsize=1)
def _index(names: tuple[Name, ...]) -> _Index:
    """The names are the key of the cache: an import or a second database in the process cannot leave it behind."""
    return _Index(names)


class _Index:
    def __init__(self, names: Iterable[Name]) -> None:
        self.keys: list[tuple[str, Words]] = []
        """Every way to write each place, strict and by sound, with its code."""
        self.sounds: list[tuple[str, Words]] = []
        for code, name in names:
            for spelling in (name, *other_names().get(code, ())):
                strict = words(spelling)
                self.keys += [(code, key) for key in dict.fromkeys((strict, by_sound(strict)))]
                self.sounds.append((code, by_sound(strict)))

    def called(self, typed: Words) -> list[str]:
        """Places of exactly this name, written apart or as one word; else those whose name begins with these words."""
        joined = "".join(typed)
        return _codes(code for code, key in self.keys if "".join(key) == joined) or _codes(
            code for code, key in self.keys if key[: len(typed)] == typed
        )

    def containing(self, typed: Words) -> list[str]:
        """Places with all these words anywhere in their name, the last one perhaps only begun."""
        whole, begun = set(typed[:-1]), typed[-1]
        return _codes(
            code for code, key in self.keys if whole <= set(key) and any(word.startswith(begun) for word in key)
        )

    def nearest(self, typed: Words) -> list[str]:
        """Places with a name close to this. Words at the end that only one of the two has may be left out."""
        best: dict[str, int] = {}
        for code, key in self.sounds:
            shorter = min(len(key), len(typed))
            for one, other, tolerance in ((typed, key, 1), (typed[:shorter], key[:shorter], 0)):
                text = "".join(one)
                most = min(tolerance + len(text) // LETTERS_PER_MISTAKE, best.get(code, len(text)) - 1)
                away = distance(text, "".join(other), most)
                if away is not None:
                    best[code] = away
        close = min(best.values(), default=0) + 1
        return sorted((code for code in best if best[code] <= close), key=best.__getitem__)[:MOST_NEAREST]


def _codes(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))
