"""What offices say of themselves: written in every language of the site, in a colour that can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select

from booking.coordinate.colour import LEAST_CONTRAST, colour_of, contrast_on_white
from booking.models import Office, Service
from database import db
from doctor.finding import Finding, fail, ok, warn
from web.languages import LANGUAGES

ON_THE_PAGE = "fill it in at /coordinacio/oficina"
TEXTS = ("name", "phone", "email", "address", "controller", "rights_address", "dpo_email")


def check() -> Iterator[Finding]:
    """Each office with its services."""
    for office in db.session.scalars(select(Office).order_by(Office.id)):
        services = db.session.scalars(Service.offered_by(office.id)).all()
        faults = [*_texts(office), *_services(office, services), *_colour(office)]
        yield from faults or [ok(f"{office.name}, texts", "in every language, in a colour that can be read")]


def _texts(office: Office) -> Iterator[Finding]:
    empty = [name for name in TEXTS if not getattr(office, name).strip()]
    if empty:
        yield fail(f"{office.name}, texts", f"without {', '.join(empty)}", ON_THE_PAGE)
    yield from _languages(f"{office.name}, telephone hours", office.phone_hours, ON_THE_PAGE)
    if office.closed_notice is not None:
        yield from _languages(f"{office.name}, notice", office.closed_notice, ON_THE_PAGE)


def _services(office: Office, services: Sequence[Service]) -> Iterator[Finding]:
    for service in services:
        advice = f"fill it in at /coordinacio/serveis/{service.id}"
        yield from _languages(f"{office.name}, name of {service.slug}", service.names, advice)
        yield from _languages(f"{office.name}, description of {service.slug}", service.descriptions, advice)


def _languages(subject: str, texts: Mapping[str, str], advice: str) -> Iterator[Finding]:
    """A page asks for its own language; what was not written in one was filled in with the Catalan words."""
    missing = [language for language in LANGUAGES if not texts.get(language, "").strip()]
    if missing:
        yield fail(subject, f"not written in {', '.join(missing)}", advice)
    elif _is_left_over(texts):
        yield warn(subject, "says in English what it says in Catalan, word for word", advice)


def _is_left_over(texts: Mapping[str, str]) -> bool:
    """Figures are the same everywhere. Spanish is not asked: many of its short texts are Catalan as well."""
    return texts["en"] == texts["ca"] and any(len(word) > 2 and word.isalpha() for word in texts["ca"].split())


def _colour(office: Office) -> Iterator[Finding]:
    if office.colour is None:
        return
    try:
        contrast = contrast_on_white(colour_of(office.colour))
    except ValueError:
        yield warn(f"{office.name}, colour", "is no colour: its pages stay green", ON_THE_PAGE)
        return
    if contrast < LEAST_CONTRAST:
        yield warn(
            f"{office.name}, colour",
            f"has a contrast of {contrast:.1f} to 1 on white and cannot be read; its pages stay green",
            f"take a darker one, {LEAST_CONTRAST} to 1 or more, at /coordinacio/oficina",
        )
