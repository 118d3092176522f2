"""How an installation publishes slots, for the verbs that change what is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from booking.publish_slots import Published, publish_within


@dataclass(frozen=True)
class Publishing:
    """The office's zone, and whether busy time in Outlook blocks slots."""

    zone: ZoneInfo
    reads_outlook: bool

    def publish(self, session: Session, office_id: int, now: datetime) -> Published:
        """Make the slots agree with what the transaction has just written."""
        return publish_within(session, office_id, now, self.zone, self.reads_outlook)

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    def span(self, first: date, last: date) -> tuple[datetime, datetime]:
        """From the midnight that begins the first day to the one that ends the last."""
        return datetime.combine(first, time(), self.zone), datetime.combine(last + timedelta(days=1), time(), self.zone)
