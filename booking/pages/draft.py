"""What somebody has typed into the form of step 4 so far: sealed, in a cookie of their own browser.

Every press in the form is answered with the address of a page, so that Back, Forward and Reload show pages and never
an error of the browser. What was typed cannot be in that address, and nothing is stored with us before the last press;
so it lies in the browser, where only we can read it (docs/decisions/0022-a-draft-lies-in-the-browser.md).
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from hashlib import blake2b
from typing import TYPE_CHECKING

from flask import after_this_request, current_app, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from booking.pages.visit import settings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

COOKIE = "draft"
LASTS = 3_600
"""Seconds after the last press. A computer may be everybody's, and the next one at it shall find nothing."""
LARGEST = 3_800
"""Letters. Browsers refuse a cookie that has more than 4,096 with its name."""

Typed = MultiDict[str, str]


def draft_of(slot_id: int) -> Typed | None:
    """What this browser has last sent of the form at the address of this slot."""
    sealed = request.cookies.get(_name())
    if sealed is None:
        return None
    from cryptography.fernet import InvalidToken

    try:
        content = _seal().decrypt(sealed.encode(), ttl=LASTS)
    except InvalidToken:  # too old, or of another key
        return None
    of_slot, typed = json.loads(zlib.decompress(content))
    return MultiDict(typed) if of_slot == slot_id else None


def keep_draft(slot_id: int, typed: Typed) -> bool:
    """Keep it instead of any other. Gives whether it fits: what the form takes does, in words of any language."""
    content = json.dumps([slot_id, typed.to_dict(flat=False)])
    sealed = _seal().encrypt(zlib.compress(content.encode())).decode()
    if len(sealed) > LARGEST:
        return False
    _set_cookie(sealed)
    return True


def drop_draft() -> None:
    """An hour is chosen anew, perhaps by somebody else at the same computer."""
    if _name() in request.cookies:
        _set_cookie("", max_age=0)


def _set_cookie(value: str, max_age: int | None = None) -> None:
    """Until the browser is closed, unless said."""

    @after_this_request
    def add(response: Response) -> Response:
        secure = settings().secure_cookies
        response.set_cookie(_name(), value, max_age=max_age, secure=secure, httponly=True, samesite="Lax")
        return response


def _name() -> str:
    # The prefix makes browsers refuse one that another host of the same domain has set (RFC 6265bis 4.1.3.2).
    return f"__Host-{COOKIE}" if settings().secure_cookies else COOKIE


def _seal() -> Fernet:
    # Only where forms are filled in: 50 ms and 7 MiB.
    from cryptography.fernet import Fernet

    secret: str = current_app.config["SECRET_KEY"]
    return Fernet(urlsafe_b64encode(blake2b(secret.encode(), digest_size=32, person=b"draft").digest()))
