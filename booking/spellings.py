"""How people write the names of places: which words count, what Spanish ones stand for, what sounds alike."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from booking.csv_rows import read_rows
from booking.names import plain

_OTHER_NAMES = Path(__file__).parent / "data" / "other-names.csv"

_LEFT_OUT = frozenset(
    ("l", "el", "la", "els", "les", "lo", "los", "las", "en", "n", "na", "de", "del", "dels", "d", "des", "i", "y", "e")
)
"""Articles, prepositions and conjunctions, Catalan and Spanish: said or not, they do not tell places apart."""

_SAME_WORD = {
    # Saints, and what is left of them
    "san": "sant", "santo": "sant", "st": "sant", "sto": "sant", "s": "sant", "sta": "santa",
    # Their names in Spanish
    "acisclo": "iscle", "adrian": "adria", "agustin": "agusti", "andres": "andreu", "antonio": "antoni",
    "bartolome": "bartomeu", "baudilio": "boi", "cebrian": "cebria", "cipriano": "cebria", "clemente": "climent",
    "esteban": "esteve", "fausto": "fost", "felio": "feliu", "fructuoso": "fruitos", "hipolito": "hipolit",
    "jaime": "jaume", "juan": "joan", "julian": "julia", "justo": "just", "lorenzo": "llorenc",
    "margarita": "margarida", "martin": "marti", "mateo": "mateu", "pablo": "pol", "pedro": "pere",
    "quintin": "quinti", "quirico": "quirze", "saturnino": "sadurni", "vicente": "vicenc",
    # Other words
    "camino": "cami", "castillo": "castell", "fuente": "font", "huertos": "horts", "masias": "masies",
    "monjes": "monjos", "monserrat": "montserrat", "nueva": "nou", "prado": "prat", "puebla": "pobla",
    "puente": "pont", "villa": "vila", "villafranca": "vilafranca", "villanueva": "vilanova",
}  # fmt: skip

_PROVINCE = "barcelona"


@cache
def other_names() -> dict[str, list[str]]:
    """Names by INE code that no rule makes out of the official one: Spanish, former, of a well-known part."""
    names: dict[str, list[str]] = {}
    for row in read_rows(_OTHER_NAMES, ("ine_code", "name")):
        names.setdefault(row.ine_code(), []).append(row.required("name"))
    return names


def words(text: str) -> tuple[str, ...]:
    """The words that tell a place from others, without marks: `Ametlla del Vallès, l'` gives `ametlla`, `valles`.

    A post code in front and the province behind, as in an address, are left out too.
    """
    composed = unicodedata.normalize("NFC", text.casefold())
    found = re.findall(r"[a-z]+", plain(composed.replace("ñ", "ny")))
    told = [_SAME_WORD.get(word, word) for word in found if word not in _LEFT_OUT]
    if len(told) > 1 and told[-1] == _PROVINCE:
        told.pop()
    return tuple(told)


def by_sound(typed: tuple[str, ...]) -> tuple[str, ...]:
    """The same words so that spellings of one sound are one: b and v, doubled letters, y and i, -es and -as."""
    return tuple(_sound(word) for word in typed)


def _sound(word: str) -> str:
    word = word.replace("ny", "ñ").replace("y", "i")
    word = re.sub(r"ch$", "c", word).replace("h", "").replace("v", "b").replace("z", "s")
    word = re.sub(r"(.)\1", r"\1", word)
    if len(word) >= 4:
        word = re.sub(r"es$", "as", re.sub(r"gues$", "gas", word))
    return word
