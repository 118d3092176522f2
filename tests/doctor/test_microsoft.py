"""Microsoft 365, against the stand-in: each fault with its advice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import doctor
from doctor import microsoft
from doctor.finding import Level
from teams import Advice
from tests.doctor.report import about, examine, now
from tests.support.settings import settings_for
from tests.teams.standin import CLARA, MARTI


def test_every_advice_of_graph_has_its_words():
    assert set(Advice) == microsoft.ADVICE.keys()


def test_a_secret_that_entra_refuses_is_found_and_the_mailboxes_left_alone(app, settings, healthy):
    findings = list(doctor.examine(replace(settings, entra_client_secret="expired-secret"), now()))

    assert about(findings, "Microsoft 365").advice == microsoft.ADVICE[Advice.CREDENTIAL_REFUSED]
    assert CLARA not in {finding.subject for finding in findings}


@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        ("404_mailbox", Advice.MAILBOX_MISSING),
        ("403_scope", Advice.MAILBOX_OUT_OF_SCOPE),
        ("403_permission", Advice.PERMISSION_MISSING),
        ("429", Advice.THROTTLED),
        ("503", Advice.UNAVAILABLE),
    ],
)
def test_a_mailbox_that_cannot_be_used_is_found_beside_one_that_can(app, healthy, standin, fault, advice):
    standin.faults(fault, calls="GET */calendar", mailbox=CLARA)

    findings = examine(app)

    assert (about(findings, CLARA).level, about(findings, CLARA).advice) == (Level.FAIL, microsoft.ADVICE[advice])
    assert about(findings, MARTI).level is Level.OK


def test_without_a_policy_meetings_are_made_all_the_same_so_it_is_a_warning(app, healthy, standin):
    standin.faults("403_policy", mailbox=CLARA)

    finding = about(examine(app), f"{CLARA}, meeting options")

    assert (finding.level, finding.advice) == (Level.WARN, microsoft.ADVICE[Advice.TEAMS_POLICY_MISSING])


def test_busy_time_that_cannot_be_read_is_found(app, healthy, standin):
    standin.faults("403_permission", calls="POST */getSchedule")

    assert about(examine(app), "busy time in Outlook").level is Level.FAIL


@pytest.mark.parametrize(
    ("days", "level", "words"),
    [
        (-2, Level.FAIL, "ended 2 days ago"),
        (1, Level.FAIL, "ends within a day"),
        (7, Level.WARN, "ends in 7 days: after that no meeting is made"),
        (30, Level.WARN, "ends in 30 days"),
        (31, Level.OK, "good for 31 days"),
    ],
)
def test_the_end_of_the_secret_is_told_in_time(graph, days, level, words):
    noon = datetime(2026, 11, 23, 11, tzinfo=UTC)
    settings = settings_for("sqlite://", ENTRA_SECRET_EXPIRES=(noon.date() + timedelta(days=days)).isoformat())

    finding = next(microsoft.check(settings, graph, [], noon))

    assert (finding.subject, finding.level) == ("secret", level)
    assert finding.says.startswith(words)


def test_a_secret_whose_end_nobody_noted_is_a_warning(graph):
    finding = next(microsoft.check(settings_for("sqlite://"), graph, [], now()))

    assert finding.level is Level.WARN
    assert "ENTRA_SECRET_EXPIRES" in finding.advice
