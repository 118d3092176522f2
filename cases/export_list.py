"""Taking the list of cases out of the service is on record, before the first line of it leaves."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from booking.models import Office
from cases.list_cases import Wanted, count
from cases.list_filters import Filters
from database import db, writing
from staff.audit import note


def export_list(wanted: Wanted, kind: str, member_id: int, now: datetime) -> int:
    """Note who takes which cases, as `csv` or `xlsx`; how many they are at this moment."""
    rows = count(db.session(), wanted, most=None)
    with writing() as session:
        office = session.get_one(Office, wanted.office_id)
        after = {"kind": kind, "rows": rows, "filters": _codes(wanted.filters)}
        note(session, member_id, "cases_exported", office, now, after=after)
    return rows


def _codes(filters: Filters) -> dict[str, Any]:
    """The filters without what somebody typed to search by: that may be a name."""
    codes: dict[str, Any] = {}
    for field in fields(filters):
        value = getattr(filters, field.name)
        if value is not None:
            codes[field.name] = value.isoformat() if isinstance(value, date) else value
    if filters.question is not None:
        codes["question"] = len(filters.question.words)
    return codes
