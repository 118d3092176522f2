"""On which terms an office gives a service: all that finding and taking an hour must know of the two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from booking.models import SLOT, Office, Service
from booking.models.places import Notice

AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Terms(Notice):
    """Plain values, for pages that show free hours read them far more often than they need the rows.

    The service is one of the office's own: whoever asks for both joins them.
    """

    office_id: int
    service_id: int
    slots: int
    minimum_notice_minutes: int
    horizon_days: int
    closed_notice: dict[str, str] | None
    withdrawn_at: datetime | None
    seat_ine_code: str

    @classmethod
    def of(cls, office: Office, service: Service) -> Terms:
        """Raises ValueError for a service of another office."""
        if service.office_id != office.id:
            raise ValueError("the service is not the office's")
        return cls(
            office.id,
            service.id,
            service.slots,
            office.minimum_notice_minutes,
            office.horizon_days,
            office.closed_notice,
            service.withdrawn_at,
            office.seat_ine_code,
        )

    @classmethod
    def of_row(cls, row: AnyRow) -> Terms:
        """Of a row that begins with the columns of `TERMS`."""
        return cls(*row[: len(TERMS)])

    @property
    def duration(self) -> timedelta:
        return self.slots * SLOT


TERMS = (
    Office.id.label("office_id"),
    Service.id.label("service_id"),
    Service.slots,
    Office.minimum_notice_minutes,
    Office.horizon_days,
    Office.closed_notice,
    Service.withdrawn_at,
    Office.seat_ine_code,
)
"""Columns to ask for, in the order of `Terms`."""
