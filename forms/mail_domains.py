"""Mail domains that people mistype, and what they meant: a suggestion on the page, never a barrier."""

from __future__ import annotations

COMMON = (
    "gmail.com",
    "hotmail.com",
    "hotmail.es",
    "outlook.com",
    "outlook.es",
    "yahoo.com",
    "yahoo.es",
    "icloud.com",
    "telefonica.net",
    "protonmail.com",
)
OTHERS = frozenset({"mail.com", "email.com", "ymail.com", "hotmail.fr", "hotmail.it", "yahoo.fr"})
"""Real domains a slip away from a common one: nobody is corrected who wrote them on purpose."""
ENDINGS = {"gmail.es": "gmail.com", "gmail.cat": "gmail.com", "icloud.es": "icloud.com"}
"""Domains that look right and deliver to nobody."""


def suggest_mail_domain(address: str) -> str | None:
    """The address that was probably meant, or None when there is nothing to suspect."""
    local, _, domain = address.rpartition("@")
    domain = domain.lower()
    if not local or domain in COMMON or domain in OTHERS:
        return None
    meant = ENDINGS.get(domain) or next((common for common in COMMON if _one_slip(domain, common)), None)
    return f"{local}@{meant}" if meant else None


def _one_slip(typed: str, meant: str) -> bool:
    """Whether one letter was left out, added, mistaken, or two neighbours were swapped."""
    if abs(len(typed) - len(meant)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    rest, wanted = typed[start:], meant[start:]
    if len(rest) < len(wanted):
        return rest == wanted[1:]
    if len(rest) > len(wanted):
        return rest[1:] == wanted
    return rest[1:] == wanted[1:] or (rest[:2] == wanted[:2][::-1] and rest[2:] == wanted[2:])
