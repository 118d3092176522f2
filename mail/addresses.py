"""Mail addresses as our headers, envelopes and calendar objects can hold them."""

import re

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_PLAIN = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")


def bare_address(address: str) -> str:
    """The address itself if it is a plain `name@domain` (RFC 5322 3.4.1 with a dot-atom), else ValueError.

    ASCII only: a domain with other letters must come as its A-label, and quoted names are read differently by
    too many programs. The error does not repeat the address, which is personal data.
    """
    if len(address) > 254 or not _PLAIN.fullmatch(address):
        raise ValueError("a mail address must be a plain name@domain in ASCII; write an IDN domain as xn--…")
    return address


def domain_of(address: str) -> str:
    """The part after the @, in lower case."""
    return bare_address(address).rpartition("@")[2].lower()
