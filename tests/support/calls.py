"""The end of a call as the pages say it, in the zone of the tests."""

from __future__ import annotations

from datetime import datetime

from booking.attend.close_call import Ending
from cases import end_call
from tests.support.world import MADRID

ATTENDED = Ending("attended", "open_case")
ANSWERED = Ending("attended", "answered")
JOINED = Ending("attended", "join_case")
MISSED = Ending("consumer_absent", "nothing")


def close_call(
    appointment_id: int, ending: Ending, member_id: int | None, now: datetime, join: str | None = None
) -> None:
    """Say how it ended."""
    end_call.end_call(appointment_id, ending, member_id, now, MADRID, join)


def correct_call(
    appointment_id: int, ending: Ending, reason: str, member_id: int, now: datetime, join: str | None = None
) -> None:
    """Say something else."""
    end_call.correct_call(appointment_id, ending, reason, member_id, now, MADRID, join)
