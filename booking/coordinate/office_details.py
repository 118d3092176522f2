"""What an office says of itself and its rules of notice, changed by its coordinators."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from booking.coordinate.actor import Actor
from booking.coordinate.colour import is_readable
from booking.coordinate.errors import PaleColour, StaleForm
from booking.coordinate.publishing import Publishing
from booking.models import Office
from database import writing
from staff.audit import note

TEXTS = (
    "name",
    "email",
    "phone",
    "phone_hours",
    "address",
    "controller",
    "rights_address",
    "dpo_email",
    "closed_notice",
    "colour",
)
"""All that pages, letters and the privacy notice say of an office."""
RULES = (
    "minimum_notice_minutes",
    "horizon_days",
    "move_cutoff_minutes",
    "cancel_cutoff_minutes",
    "max_moves",
    "max_open_appointments",
)


def details_of(office: Office) -> dict[str, Any]:
    """What can be changed, as it is."""
    return {name: getattr(office, name) for name in (*TEXTS, *RULES)}


def fingerprint(details: Mapping[str, Any]) -> str:
    """Of what a page showed: another one means that somebody has changed it since."""
    return hashlib.sha256(repr(sorted(details.items())).encode()).hexdigest()[:16]


def edit_office(
    office_id: int, changes: Mapping[str, Any], seen: str, actor: Actor, now: datetime, publishing: Publishing
) -> None:
    """Change what is in `changes` (names of TEXTS and RULES). Raises StaleForm, or PaleColour."""
    unknown = changes.keys() - {*TEXTS, *RULES}
    if unknown:
        raise ValueError(f"of an office these are not changed here: {sorted(unknown)}")
    if changes.get("colour") and not is_readable(changes["colour"]):
        raise PaleColour
    with writing() as session:
        office = session.scalars(select(Office).where(Office.id == office_id).with_for_update(key_share=True)).one()
        before = details_of(office)
        if fingerprint(before) != seen:
            raise StaleForm
        changed = {name: value for name, value in changes.items() if before[name] != value}
        if not changed:
            return
        for name, value in changed.items():
            setattr(office, name, value)
        note(
            session,
            actor.staff_id,
            "office_changed",
            office,
            now,
            before={name: before[name] for name in changed},
            after=changed,
        )
        publishing.publish(session, office_id, now)
