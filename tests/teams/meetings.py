"""Requests for meetings, with everything a test does not care about."""

import itertools

from teams import MeetingRequest
from tests.teams.standin import CLARA
from tests.teams.times import HALF_PAST_NINE, NINE

numbers = itertools.count(1)


def wanted(**changes):
    """An appointment at nine with Clara; every call is a new intent."""
    number = next(numbers)
    usual = {
        "mailbox": CLARA,
        "transaction_id": f"00000000-0000-4000-8000-{number:012}",
        "reference": f"2026-{number:06}",
        "subject": f"Consum 2026-{number:06}",
        "body_html": "<p>Atenció per videotrucada.</p>",
        "starts_at": NINE,
        "ends_at": HALF_PAST_NINE,
    }
    return MeetingRequest(**{**usual, **changes})
