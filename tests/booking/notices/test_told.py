"""From Clara's calendar to the coordinator's list: Microsoft tells the real site over HTTPS, and we look."""

from datetime import UTC, timedelta

import pytest
from dbos import DBOSClient
from sqlalchemy import select, update
from time_machine import escape_hatch

from booking.models import CalendarNotice, CalendarSubscription, Technician
from booking.notices.look_into import look_into_notice, resume_notices
from booking.notices.pages import addresses
from booking.notices.rounds import compare_all, compare_untold
from booking.notices.subscribe import keep_subscription, subscriptions_due
from booking.pending.find import differing
from config import Settings
from database import db, writing
from teams import SubscriptionRequest, subscribe, subscriptions
from tests.support.settings import settings_for
from tests.support.telling_place import served
from tests.teams.standin import CLARA, eventually

DAY = timedelta(days=1)


class Site:
    """Stands before the site is made, for the site must know its own address."""

    def __init__(self):
        self.address, self.app = "", None

    def __call__(self, environ, start_response):
        return self.app(environ, start_response)


@pytest.fixture
def site(standin):
    site = Site()
    with served(site, standin.folder) as site.address:
        yield site


@pytest.fixture
def settings(database_url, site, tmp_path):
    return settings_for(
        database_url, GRAPH_NOTIFICATIONS="1", PUBLIC_URL=site.address, MAIL_URL=f"file:{tmp_path / 'outbox'}"
    )


class Told:
    """The worker's part in it, by hand."""

    def __init__(self, settings, follow):
        self.settings, self.follow = settings, follow
        # Subscriptions end by Microsoft's clock, which no test can turn.
        self.now = escape_hatch.datetime.datetime.now(UTC)
        self.clara = follow.world.technicians[0]

    def keep(self, **changes):
        places = addresses(self.settings) if changes.get("enabled", True) else None
        keep_subscription(self.clara, self.follow.graph, places, lambda: self.now)

    @property
    def row(self):
        db.session.rollback()
        return db.session.get(CalendarSubscription, self.clara)

    @property
    def at_microsoft(self):
        return subscriptions(self.follow.graph, CLARA)

    def notices(self, number=1):
        """The notices that have come, once there are so many."""

        def come():
            db.session.rollback()
            found = db.session.scalars(select(CalendarNotice).order_by(CalendarNotice.id)).all()
            return found if len(found) >= number else None

        return eventually(come)

    def look(self):
        for notice in self.notices():
            look_into_notice(notice.id, self.follow.graph, self.follow.clock)

    def work(self):
        """What is in the queue for calendars, by name."""
        db.session.rollback()
        names = [one.name for one in DBOSClient(system_database_engine=db.engine).list_workflows()]
        return sorted(name for name in names if name not in ("arrange_meeting", "send_letters"))


@pytest.fixture
def told(app, site, settings: Settings, follow):
    site.app = app
    follow.book("15:30")
    follow.work()
    return Told(settings, follow)


def test_a_subscription_is_made_over_https_with_a_secret_of_its_own(told, follow):
    told.keep()

    [made] = told.at_microsoft
    assert (told.row.graph_id, told.row.problem) == (made.id, None)
    assert len(told.row.client_state) >= 40
    assert told.row.next_attempt_at == told.now + timedelta(days=1)
    assert told.work() == ["compare_calendar"], "nobody told us what happened before"


def test_a_move_in_outlook_is_told_looked_into_and_listed(told, follow, calendar):
    told.keep()
    calendar.drag("16:30", "17:00")

    told.look()

    assert calendar.differences == [("moved", "16:30")]
    [listed] = differing(db.session(), follow.world.office_id, follow.clock())
    assert listed.appointment.id == follow.appointment_id
    assert "look_into_notice" in told.work()


def test_told_twice_and_late_it_is_one_difference(told, follow, calendar, standin):
    told.keep()
    standin.faults("notice_late", seconds=0.5, times=1)
    calendar.drag("16:30", "17:00")
    standin.faults("notice_twice", times=1)
    calendar.drag("17:00", "17:30")

    assert len(told.notices(2)) == 2
    told.look()

    assert calendar.differences == [("moved", "17:00")]


def test_our_own_changes_come_back_and_are_no_difference(told, follow, calendar):
    told.keep()
    follow.clock.later(minutes=1)
    follow.move("16:00")
    follow.arrange()

    told.look()

    assert calendar.differences == []


def test_what_else_clara_does_in_her_calendar_is_kept_nowhere(told, standin, calendar):
    told.keep()
    standin.post(f"/calendar/{CLARA}", subject="Dentista", start="2026-11-25T10:00", end="2026-11-25T11:00")
    calendar_of_clara = standin.events(CLARA)
    ours = next(one for one in calendar_of_clara if one["event"]["subject"] != "Dentista")
    standin.post(f"/calendar/{CLARA}/{ours['id']}/delete", week="2026-W48")

    [notice] = told.notices()

    assert notice.event_id == ours["id"]


def test_a_notice_while_microsoft_is_down_is_looked_into_later(told, follow, calendar, standin):
    told.keep()
    calendar.delete()
    [notice] = told.notices()
    standin.faults("503", calls="GET */events/*")
    told.look()
    assert (calendar.differences, told.notices()[0].handled_at) == ([], None)

    standin.clear_faults()
    follow.clock.later(minutes=1)
    assert resume_notices(follow.clock()) == 1
    assert resume_notices(follow.clock()) == 0, "it is under way"
    look_into_notice(notice.id, follow.graph, follow.clock)

    assert calendar.differences == [("deleted", None)]
    assert told.notices()[0].handled_at is not None


def test_it_is_renewed_every_day_with_the_same_secret(told):
    told.keep()
    before = (told.row.graph_id, told.row.client_state)
    assert subscriptions_due(told.now, enabled=True) == 2, "Martí and Núria have none yet"
    assert subscriptions_due(told.now + DAY, enabled=True) == 3

    told.keep()

    assert (told.row.graph_id, told.row.client_state) == before
    assert len(told.at_microsoft) == 1


def test_one_that_microsoft_has_forgotten_is_made_again_and_the_calendar_compared(told, standin):
    told.keep()
    before = (told.row.graph_id, told.row.client_state)
    standin.post("/_subscriptions/expire")

    told.now -= timedelta(minutes=2)  # another minute, and not beyond what Microsoft takes
    told.keep()

    assert told.row.graph_id == told.at_microsoft[0].id != before[0]
    assert told.row.client_state != before[1]
    assert told.work().count("compare_calendar") == 2


def test_an_answer_lost_leaves_one_subscription_in_the_end(told, standin):
    standin.faults("504_after", calls="POST /subscriptions", times=1)
    told.keep()
    assert (told.row.graph_id, told.row.problem) == (None, "unavailable")
    assert len(told.at_microsoft) == 1

    assert subscriptions_due(told.now + timedelta(minutes=1), enabled=True) == 3
    told.keep()

    assert [one.id for one in told.at_microsoft] == [told.row.graph_id]
    assert told.row.problem is None


def test_a_refusal_is_put_down_and_tried_again_in_an_hour(told, site):
    site.app = lambda environ, start_response: (start_response("404 Not Found", []), [b""])[1]

    told.keep()

    assert told.row.problem == "address_not_reached"
    assert told.row.next_attempt_at == told.now + timedelta(hours=1)


def test_the_subscription_of_another_installation_stays(told, site, follow):
    until = told.now + timedelta(hours=2)
    elsewhere = f"{site.address}/graph/avisos?installation=2"
    other = subscribe(follow.graph, SubscriptionRequest(CLARA, elsewhere, elsewhere, "x", until))

    told.keep()

    assert {one.id for one in told.at_microsoft} == {other.id, told.row.graph_id}


def test_who_has_left_is_watched_no_longer(told):
    told.keep()
    with writing() as session:
        session.execute(update(Technician).values(left_at=told.now))

    assert subscriptions_due(told.now + DAY, enabled=True) == 1
    told.keep()

    assert (told.row, told.at_microsoft) == (None, [])


def test_switched_off_they_are_ended(told):
    told.keep()

    assert subscriptions_due(told.now + DAY, enabled=False) == 1
    told.keep(enabled=False)

    assert (told.row, told.at_microsoft) == (None, [])
    assert subscriptions_due(told.now + DAY, enabled=False) == 0


def test_a_removed_subscription_is_told_and_made_again(told, standin):
    told.keep()
    standin.post("/_lifecycle", mailbox=CLARA, event="subscriptionRemoved")
    assert eventually(lambda: told.row.graph_id is None)

    told.keep()

    assert told.row.graph_id == told.at_microsoft[0].id


class TestLooking:
    """Who is not told looks every ten minutes; who is told, once a day."""

    def test_without_subscriptions_every_calendar_with_calls_is_looked_at(self, told, follow):
        assert compare_untold(follow.clock()) == 1
        assert told.work() == ["compare_calendar"]

    @pytest.mark.parametrize(("lasts", "looked_at"), [(1, 0), (0, 1)])
    def test_where_a_subscription_tells_us_it_is_enough_once_a_day(self, told, follow, lasts, looked_at):
        told.keep()
        with writing() as session:
            subscription = session.get_one(CalendarSubscription, told.clara)
            subscription.expires_at = follow.clock() + timedelta(hours=lasts)

        assert compare_untold(follow.clock()) == looked_at
        assert compare_all(follow.clock() + timedelta(minutes=1)) == 1
