"""Text that a person typed, made fit for a header, a calendar property, a page or a table.

Cleaned once, where it enters; the builders of headers and calendar objects clean again, which changes nothing
more. Line breaks and control characters are how one field becomes two (RFC 5322 2.2, RFC 5545 3.1); direction
overrides and invisible characters are how a text shows something other than what it holds (UTR 36, UTS 39).
"""

import re
import unicodedata

ZWNJ, ZWJ = "\u200c", "\u200d"

# Emoji flags of regions: a black flag, then unseen letters and digits, then the closing tag (UTS 51, ED-14a).
_TAGGED_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f")
# What may stand at a joint of an emoji sequence, one code point each side (UTS 51, ED-16).
_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_JOINT = re.compile(f"(?<=[{_EMOJI}\ufe0f]){ZWJ}(?=[{_EMOJI}])")
# Letters and symbols that print nothing, so that a name made of them looks empty: fillers, Braille blank.
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# The second of two selectors of form changes nothing that can be seen, but a row of them can carry a text.
_SELECTORS = re.compile("([\ufe00-\ufe0f])[\ufe00-\ufe0f]+")
_VIRAMA = 9  # canonical combining class of the sign after which Indic scripts need a joiner (RFC 5892 A)


def one_line(text: str | None, limit: int = 120) -> str:
    """The text as one line of at most `limit` characters, without `"`, controls or invisible characters.

    Straight double quotes become ’ because a calendar parameter cannot hold them (RFC 5545 3.2).
    """
    visible = _visible((text or "").replace('"', "’"))
    return _cut(" ".join(visible.split()), limit)


def paragraphs(text: str | None, limit: int = 4000) -> str:
    """The text with its line breaks as `\\n`, at most one empty line in a row, at most `limit` characters.

    Quotes stay: this text goes to TEXT values and bodies, which can hold them, never into a header.
    """
    lines = [" ".join(_visible(line).split()) for line in (text or "").splitlines()]
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return _cut(joined, limit)


def _visible(text: str) -> str:
    """One line in NFC with a blank for each control character and nothing for what no reader can see."""
    text = _SELECTORS.sub(r"\1", unicodedata.normalize("NFC", text))
    keep = {match.start() for match in _JOINT.finditer(text)}
    for flag in _TAGGED_FLAG.finditer(text):
        keep.update(range(*flag.span()))
    kept: list[str] = []
    for index, char in enumerate(text):
        category = unicodedata.category(char)
        if category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif index in keep or _prints(char, category) or _joins_letters(text, index):
            kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))


def _prints(char: str, category: str) -> bool:
    """Whether a reader can see the character (or the change that it makes to its neighbour)."""
    if category in ("Cf", "Cs") or char in _BLANK_LETTERS:
        return False
    point = ord(char)
    noncharacter = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
    hidden_selector = 0xE0100 <= point <= 0xE01EF  # 240 selectors that can carry a text nobody sees
    return not noncharacter and not hidden_selector


def _joins_letters(text: str, index: int) -> bool:
    """Whether this is a (non-)joiner that the spelling of a Persian or Indic word needs (RFC 5892 A)."""
    char = text[index]
    if char not in (ZWNJ, ZWJ) or not 0 < index < len(text) - 1:
        return False
    before, after = text[index - 1], text[index + 1]
    if unicodedata.combining(before) == _VIRAMA:
        return True
    return char == ZWNJ and unicodedata.bidirectional(before) == unicodedata.bidirectional(after) == "AL"


def _cut(text: str, limit: int) -> str:
    """The first `limit` characters, fewer where that would tear a sign that is written with several."""
    if len(text) <= limit:
        return text
    end = limit
    while end > 0 and _inside_a_sign(text, end):
        end -= 1
    if end == 0:  # a single sign longer than the limit is no sign of any writing
        return _visible(text[:limit]).rstrip()
    return text[:end].rstrip()


def _inside_a_sign(text: str, index: int) -> bool:
    """Whether a cut before `index` tears an accent from its letter or an emoji sequence into pieces."""
    before, after = text[index - 1], text[index]
    if unicodedata.category(after) in ("Mn", "Mc", "Me", "Cf") or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if before == ZWJ:
        return True
    run = index - len(text[:index].rstrip("".join(map(chr, range(0x1F1E6, 0x1F200)))))
    return "\U0001f1e6" <= after <= "\U0001f1ff" and run % 2 == 1
