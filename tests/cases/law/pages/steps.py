"""What the pages of a case are asked and show."""

from datetime import UTC, datetime, timedelta

from cases.require_documents import Demand, require_documents
from tests.cases.law.conftest import read
from tests.support.world import MADRID

NOW = datetime.now(UTC)
TODAY = NOW.astimezone(MADRID).date()

ASKED = NOW - timedelta(days=3)
DAY = ASKED.astimezone(MADRID).date()
"""When papers were required in the case of `case`."""


def at(case_id, path=""):
    return f"/expedients/{read(case_id).reference}{path}"


def asked(case_id, clara, days_ago=0, by="enotum"):
    """An invoice is required, and the notification deposited, so many days ago."""
    when = NOW - timedelta(days=days_ago)
    deposited = None if by == "in_person" else when.astimezone(MADRID).date()
    demand = Demand("remedy", ("invoice",), "", by, deposited)
    return require_documents(case_id, demand, clara, when, read(case_id).state, MADRID)


def head(page):
    return " ".join(page.texts("#state"))


def steps(page):
    return page.texts(".state-main .button")
