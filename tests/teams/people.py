"""What a person does on the sign-in page of the stand-in."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import requests

ASKED = ("redirect_uri", "state", "nonce", "code_challenge")


def pick(address: str, person: str) -> dict[str, str]:
    """Pick a person (mailbox or id; empty: cancel) on the page at `address`; what comes back to our callback."""
    asked = dict(parse_qsl(urlsplit(address).query))
    form = {name: asked[name] for name in ASKED}
    answer = requests.post(address, data=form | {"person": person}, allow_redirects=False, timeout=10)
    assert answer.status_code == 303, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
