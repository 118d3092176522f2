"""Words that somebody searched for: kept in the cookie of their browser, under a key that may stand in an address."""

from __future__ import annotations

import secrets

from flask import session

KEPT = "searches"
REMEMBERED = 5
"""The last ones. They end with the browser, like the cookie."""

_MARK = "~"
"""First letter of a key: no word begins so."""


def key_of(words: str) -> str:
    """The key under which this browser keeps the words from now on."""
    searches: dict[str, str] = session.get(KEPT, {})
    key = next((key for key, kept in searches.items() if kept == words), _MARK + secrets.token_urlsafe(6))
    others = [(other, kept) for other, kept in searches.items() if other != key]
    session[KEPT] = dict([*others, (key, words)][-REMEMBERED:])
    return key


def words_of(typed: str) -> str:
    """The words of a key, nothing if this browser does not know it; and of anything else, itself."""
    searches: dict[str, str] = session.get(KEPT, {})
    return searches.get(typed, "") if typed.startswith(_MARK) else typed
