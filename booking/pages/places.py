"""Municipalities, services and other offices as rows that templates print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.models import SLOT, Municipality, Service
from booking.names import plain
from booking.pages.office_card import words


@dataclass(frozen=True)
class Place:
    """A municipality to choose."""

    name: str
    comarca: str
    slug: str

    @classmethod
    def of(cls, municipality: Municipality) -> Place:
        return cls(municipality.name, municipality.comarca, municipality.slug)

    @property
    def url(self) -> str:
        return url_for("booking.services", municipality=self.slug)


@dataclass(frozen=True)
class OwnOffice:
    """The consumer office that a municipality keeps itself; what is not known is empty."""

    name: str
    address: str
    phone: str
    hours: str
    url: str


@dataclass(frozen=True)
class ServiceRow:
    """A service to choose."""

    name: str
    description: str
    minutes: int
    url: str


def own_office_of(municipality: Municipality) -> OwnOffice | None:
    """None when the municipality has no office of its own, or none that we know."""
    if not municipality.has_own_office:
        return None
    return OwnOffice(
        name=municipality.own_office_name or municipality.name,
        address=municipality.own_office_address or "",
        phone=municipality.own_office_phone or "",
        hours=municipality.own_office_hours or "",
        url=municipality.own_office_url or "",
    )


def service_rows(municipality: Municipality, services: list[Service]) -> list[ServiceRow]:
    return [
        ServiceRow(
            name=words(service.names),
            description=words(service.descriptions),
            minutes=service.slots * SLOT // timedelta(minutes=1),
            url=url_for("booking.days_of", municipality=municipality.slug, service=service.slug),
        )
        for service in services
    ]


def letters(session: Session) -> list[tuple[str, list[Place]]]:
    """All municipalities under the letter that they are filed under: l'Ametlla under A."""
    rows = session.execute(
        select(Municipality.name, Municipality.comarca, Municipality.slug, Municipality.name_sort).order_by(
            Municipality.name_sort
        )
    ).all()
    by_letter = groupby(rows, key=lambda row: plain(row.name_sort)[:1].upper())
    return [(letter, [Place(row.name, row.comarca, row.slug) for row in group]) for letter, group in by_letter]
