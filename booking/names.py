"""Place names without what people leave out or write differently: case, accents, the middle dot, the cedilla."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """Lower case without marks: `l'Ametlla del Vallès` gives `l'ametlla del valles`. The dot of l·l falls away."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter) and letter != "·")
