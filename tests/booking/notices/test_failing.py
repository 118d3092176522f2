"""A subscription that fails is seen: on the coordinator's list with one action that mends it, and by the doctor."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from sqlalchemy import select, update
from time_machine import escape_hatch

from booking.models import CalendarSubscription, Technician
from booking.notices.failing import SEVERAL, subscribe_again
from booking.notices.subscribe import Addresses, keep_subscription
from database import db, writing
from doctor import notices as doctor_notices
from doctor.finding import Level
from staff.models import AuditEntry
from teams import Advice
from tests.support.settings import settings_for
from tests.teams.standin import CLARA

HEADING = "Ningú no ens avisa dels canvis a l'Outlook"


@pytest.fixture
def settings(database_url, tmp_path):
    # By HTTP all the same, as the browser of the tests comes: what is told lies in the table already.
    without = settings_for(database_url, OUTLOOK_BUSY="0", MAIL_URL=f"file:{tmp_path / 'outbox'}")
    return replace(without, graph_notifications=True)


@pytest.fixture
def clara(follow):
    return follow.world.technicians[0]


def fails(technicians, problem, now, attempts=1, tried_again=timedelta(hours=1)):
    with writing() as session:
        session.add_all(
            CalendarSubscription(
                technician_id=one,
                client_state=f"secret {one}",
                problem=problem,
                attempts=attempts,
                next_attempt_at=now + tried_again,
            )
            for one in technicians
        )


def microsofts_clock():
    """By which subscriptions end; no test can turn it."""
    return escape_hatch.datetime.datetime.now(UTC)


def audited():
    db.session.rollback()
    return [(one.action, one.after) for one in db.session.scalars(select(AuditEntry))]


def test_an_address_that_microsoft_does_not_reach_is_listed_and_tried_again(pending, follow, clara):
    nowhere = Addresses("https://nobody.example/graph/avisos", "https://nobody.example/graph/cicle")
    keep_subscription(clara, follow.graph, nowhere, microsofts_clock)

    page = pending.press("Torna-ho a demanar")

    assert "Hem tornat a demanar a Microsoft 365" in page.text
    assert page.texts(".matter h2") == [HEADING], "until it has gone well"
    assert "Microsoft 365 no arriba a la nostra adreça" in page.text
    assert page.texts(".matter-whose") == ["Clara"]
    assert db.session.get_one(CalendarSubscription, clara).next_attempt_at == follow.clock()
    assert audited() == [("subscriptions_retried", {"technicians": [clara]})]


def test_all_that_fail_for_one_reason_are_one_line(pending, follow):
    first, second, third = follow.world.technicians
    fails([first, second], "mailbox_out_of_scope", follow.clock())
    fails([third], "permission_missing", follow.clock())

    assert pending.headings == [HEADING] * 2
    assert pending.browser.page.texts(".matter-whose") == ["Clara, Martí", "Núria"]


@pytest.mark.parametrize("problem", ["throttled", "unavailable"])
@pytest.mark.parametrize(("attempts", "listed"), [(SEVERAL - 1, 0), (SEVERAL, 1)])
def test_what_mends_itself_is_left_alone_for_several_tries(pending, follow, clara, problem, attempts, listed):
    fails([clara], problem, follow.clock(), attempts)

    assert pending.headings == [HEADING] * listed


def test_one_that_nobody_renews_points_at_the_worker(pending, follow, clara):
    fails([clara], None, follow.clock(), tried_again=timedelta(hours=-1))

    assert pending.headings == [HEADING]
    assert "«worker»" in pending.browser.page.text


def test_one_that_goes_well_or_whose_technician_left_is_nobodys_business(pending, follow, clara):
    fails([clara], None, follow.clock())
    assert pending.headings == []

    with writing() as session:
        session.execute(update(CalendarSubscription).values(problem="mailbox_missing"))
        session.execute(update(Technician).values(left_at=follow.clock()))
    assert pending.headings == []


def test_of_another_office_nothing_is_tried(pending, follow, clara):
    fails([clara], "mailbox_missing", follow.clock())

    assert subscribe_again(follow.world.office_id + 1, pending.actor, follow.clock()) == 0
    assert audited() == []


def test_the_doctor_says_it_with_what_to_do(follow, clara):
    assert [one.level for one in doctor_notices.check(follow.clock())] == [Level.OK]
    fails([clara], Advice.ADDRESS_NOT_REACHED, follow.clock())

    [finding] = doctor_notices.check(follow.clock())

    assert (finding.level, finding.subject) == (Level.WARN, f"notices of {CLARA}")
    assert "GRAPH_NOTIFICATIONS=0" in finding.advice


class TestWithoutNotifications:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, graph_notifications=False)

    def test_what_is_left_of_them_is_not_listed(self, pending, follow, clara):
        fails([clara], "mailbox_missing", follow.clock())

        assert pending.headings == []
