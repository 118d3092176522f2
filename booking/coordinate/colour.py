"""An office's own colour in place of the site's green: only one that can be read on paper."""

from __future__ import annotations

import re

LEAST_CONTRAST = 4.5
"""On white, for text of ordinary size (WCAG 2.2, 1.4.3). White on the colour has the same contrast."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")


def colour_of(typed: str) -> str:
    """As it is stored, #rrggbb in small letters. Raises ValueError for what is no such colour."""
    colour = typed.strip().lower()
    if not _COLOUR.fullmatch(colour):
        raise ValueError("a colour is # and six hexadecimal digits")
    return colour


def contrast_on_white(colour: str) -> float:
    """From 1 to 21, by the formula of WCAG 2.2 ("contrast ratio")."""
    return 1.05 / (_luminance(colour) + 0.05)


def is_readable(colour: str) -> bool:
    return contrast_on_white(colour) >= LEAST_CONTRAST


def darker(colour: str, by: float = 0.3) -> str:
    """The same hue with less light, for what is under the pointer."""
    return "#" + "".join(f"{round(channel * (1 - by)):02x}" for channel in _channels(colour))


def paler(colour: str, by: float = 0.88) -> str:
    """The same hue as a wash on white."""
    return "#" + "".join(f"{round(channel + (255 - channel) * by):02x}" for channel in _channels(colour))


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _luminance(colour: str) -> float:
    """Relative luminance of sRGB."""
    parts = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
