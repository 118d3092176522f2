"""Numbers of cases, YYYY/NNNNNNN: one series per office and year of its calendar, without gaps and without doubles."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cases.models import Case, CaseCounter

FORM: Final = r"\d{4}/\d{7}"
"""What a number looks like, as a regular expression."""


def next_number(session: Session, office_id: int, now: datetime, zone: ZoneInfo) -> str:
    """The next number of the year that it is in the office's zone.

    The counter is raised in the caller's transaction and stays locked until that ends, so that a number whose case
    comes to nothing is given again. A number that a case brought from elsewhere is passed over.
    """
    year = now.astimezone(zone).year
    while True:
        number = f"{year}/{_raise(session, office_id, year):07}"
        if not session.scalar(select(exists().where(Case.office_id == office_id, Case.number == number))):
            return number


def _raise(session: Session, office_id: int, year: int) -> int:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    first = dialect.insert(CaseCounter).values(office_id=office_id, year=year, last=1)
    raised = first.on_conflict_do_update(
        index_elements=[CaseCounter.office_id, CaseCounter.year], set_={"last": CaseCounter.last + 1}
    )
    last: int = session.execute(raised.returning(CaseCounter.last)).scalar_one()
    return last
