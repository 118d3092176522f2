"""Busy time of technicians, as Outlook has it."""

from datetime import UTC, datetime, timedelta

import pytest

from teams import BusyTime, GraphProblem, busy_times, open_meeting
from tests.teams.meetings import wanted
from tests.teams.standin import CLARA, MARTI
from tests.teams.times import HALF_PAST_NINE, NINE

DAY = (datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC))


def note(standin, mailbox, show_as, start="2026-12-01T09:00", end="2026-12-01T09:30"):
    """An entry that the technician makes in Outlook, in Barcelona time."""
    standin.post(f"/calendar/{mailbox}", subject="Dentista", start=start, end=end, show_as=show_as)


@pytest.mark.parametrize("status", ["busy", "tentative", "oof"])
def test_what_does_not_say_free_blocks(graph, standin, status):
    note(standin, CLARA, status)

    assert busy_times(graph, CLARA, [CLARA], *DAY) == {CLARA: [BusyTime(NINE, HALF_PAST_NINE, status)]}


@pytest.mark.parametrize("status", ["free", "workingElsewhere"])
def test_what_says_free_does_not_block(graph, standin, status):
    note(standin, CLARA, status)

    assert busy_times(graph, CLARA, [CLARA], *DAY) == {CLARA: []}


def test_our_own_meetings_are_busy_time_too(graph):
    open_meeting(graph, wanted())

    assert busy_times(graph, MARTI, [CLARA], *DAY)[CLARA] == [BusyTime(NINE, HALF_PAST_NINE, "busy")]


def test_a_mailbox_that_cannot_be_read_has_its_problem_and_the_others_their_times(graph, standin):
    note(standin, CLARA, "busy")

    found = busy_times(graph, CLARA, [CLARA, "nobody@tecnics.example"], *DAY)

    assert len(found[CLARA]) == 1
    assert isinstance(found["nobody@tecnics.example"], GraphProblem)
    assert found["nobody@tecnics.example"].advice == "mailbox_missing"


def test_many_mailboxes_and_a_long_time_are_asked_for_in_parts(graph, standin):
    calls = standin.faults("slow", calls="*getSchedule", seconds=0)
    others = [f"nobody{number}@tecnics.example" for number in range(24)]
    note(standin, CLARA, "oof", start="2026-12-01T09:00", end="2027-03-01T09:00")

    found = busy_times(graph, CLARA, [*others, CLARA], DAY[0], DAY[0] + timedelta(days=70))

    assert standin.fault_count(calls) == 4
    assert len(found) == 25
    assert len(found[CLARA]) == 1, "an absence over several parts is one absence"


def test_addresses_are_the_same_in_any_case(graph, standin):
    note(standin, CLARA, "busy")

    assert len(busy_times(graph, CLARA, [CLARA.title()], *DAY)[CLARA.title()]) == 1


def test_a_question_that_fails_as_a_whole_is_a_problem(graph, standin):
    standin.faults("403_scope", calls="*getSchedule")

    with pytest.raises(GraphProblem) as problem:
        busy_times(graph, CLARA, [CLARA], *DAY)

    assert problem.value.advice == "mailbox_out_of_scope"


def test_nobody_and_no_time_need_no_question(graph, standin):
    standin.faults("500")

    assert busy_times(graph, CLARA, [], *DAY) == {}
    assert busy_times(graph, CLARA, [CLARA], NINE, NINE) == {CLARA: []}
