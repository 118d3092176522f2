"""Subscriptions to calendars over HTTPS: made after a handshake, renewed, ended, and told of every change."""

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.wrappers import Request, Response

from teams import (
    LIFETIME,
    Advice,
    GraphProblem,
    SubscriptionRequest,
    close_meeting,
    end_subscription,
    event_times,
    move_meeting,
    open_meeting,
    renew_subscription,
    subscribe,
    subscriptions,
    user_id,
)
from tests.support.telling_place import served
from tests.teams.meetings import wanted
from tests.teams.standin import CLARA, MARTI, TENANT, eventually
from tests.teams.times import HALF_PAST_TEN, NINE, TEN

STATE = "f0c9b6a1d0e4b6f8a1c2d3e4f5a6b7c4f0c9b6a1"


class Place:
    """Takes what it is told and answers handshakes, unless it is in another mood."""

    def __init__(self):
        self.address = ""
        self.told = deque()
        self.handshakes = 0
        self.mood = None

    def __call__(self, environ, start_response):
        request = Request(environ)
        token = request.args.get("validationToken")
        if token is not None:
            self.handshakes += 1
            answer = self.mood(token) if self.mood else Response(token, content_type="text/plain")
        else:
            self.told.extend((request.path, item) for item in request.get_json()["value"])
            answer = Response(status=202)
        return answer(environ, start_response)

    def changes(self, number):
        """The changes told, once there are so many."""
        eventually(lambda: len(self.told) >= number)
        return [item["changeType"] for _, item in self.told]


@pytest.fixture
def place(standin):
    place = Place()
    with served(place, standin.folder) as place.address:
        yield place


def request_of(place, mailbox=CLARA, lasts=LIFETIME):
    return SubscriptionRequest(
        mailbox=mailbox,
        notices_url=f"{place.address}/avisos",
        lifecycle_url=f"{place.address}/cicle",
        client_state=STATE,
        until=datetime.now(UTC) + lasts,
    )


def test_the_state_that_proves_notices_shows_in_no_text(place):
    assert STATE not in repr(request_of(place))


def test_both_addresses_are_asked_before_there_is_a_subscription(graph, place):
    made = subscribe(graph, request_of(place))

    assert place.handshakes == 2
    assert made.resource == f"users/{user_id(graph, CLARA)}/events"
    assert abs(made.expires_at - datetime.now(UTC) - LIFETIME) < timedelta(minutes=1)
    assert subscriptions(graph, CLARA) == [made]
    assert subscriptions(graph, MARTI) == []


@pytest.mark.parametrize(
    "mood",
    [
        lambda token: Response(token, content_type="text/html"),
        lambda token: Response(f"{token} ", content_type="text/plain"),
        lambda token: Response(token, 202, content_type="text/plain"),
        lambda token: Response(status=404),
    ],
)
def test_an_address_that_does_not_give_the_word_back_is_not_told(graph, place, mood):
    place.mood = mood

    with pytest.raises(GraphProblem) as caught:
        subscribe(graph, request_of(place))

    assert caught.value.advice is Advice.ADDRESS_NOT_REACHED
    assert subscriptions(graph, CLARA) == []


def test_an_address_where_nobody_listens_is_not_told(graph, place):
    request = replace(request_of(place), notices_url="https://localhost:9/avisos")

    with pytest.raises(GraphProblem, match="address_not_reached"):
        subscribe(graph, request)


def test_an_address_beyond_this_machine_is_not_asked(graph, place):
    with pytest.raises(GraphProblem, match="address_not_reached"):
        subscribe(graph, replace(request_of(place), notices_url="https://example.org/avisos"))


def test_what_lasts_too_long_is_refused(graph, place):
    with pytest.raises(GraphProblem, match="our_mistake"):
        subscribe(graph, request_of(place, lasts=LIFETIME + timedelta(hours=1)))


def test_renewing_makes_it_last_longer(graph, place):
    made = subscribe(graph, request_of(place, lasts=timedelta(hours=2)))

    renewed = renew_subscription(graph, made.id, datetime.now(UTC) + LIFETIME)

    assert renewed.id == made.id
    assert renewed.expires_at > made.expires_at + timedelta(days=2)


def test_one_that_has_ended_cannot_be_renewed_and_tells_nothing(graph, place, standin):
    made = subscribe(graph, request_of(place))
    standin.post("/_subscriptions/expire")

    open_meeting(graph, wanted())

    assert renew_subscription(graph, made.id, datetime.now(UTC) + LIFETIME) is None
    assert subscriptions(graph, CLARA) == []
    assert not place.told


def test_ending_it_twice_is_ending_it(graph, place):
    made = subscribe(graph, request_of(place))

    for _ in range(2):
        end_subscription(graph, made.id)

    assert subscriptions(graph, CLARA) == []


def test_a_second_one_is_made_too_so_look_first(graph, place):
    for _ in range(2):
        subscribe(graph, request_of(place))

    assert len(subscriptions(graph, CLARA)) == 2


def test_an_answer_lost_leaves_open_whether_there_is_one(graph, place, standin):
    standin.faults("504_after", calls="POST /subscriptions", times=1)

    with pytest.raises(GraphProblem) as caught:
        subscribe(graph, request_of(place))

    assert caught.value.unknown_outcome
    assert len(subscriptions(graph, CLARA)) == 1


def test_without_the_permission_there_is_no_subscription(graph, place, standin):
    standin.faults("403_permission", calls="POST /subscriptions")

    with pytest.raises(GraphProblem, match="permission_missing"):
        subscribe(graph, request_of(place))


def test_every_change_is_told_with_the_state_and_the_immutable_id(graph, place):
    subscribe(graph, request_of(place))

    meeting = open_meeting(graph, wanted())
    move_meeting(graph, CLARA, meeting.event_id, TEN, HALF_PAST_TEN)
    close_meeting(graph, CLARA, meeting.event_id)

    assert sorted(place.changes(3)) == ["created", "deleted", "updated"]
    for path, item in place.told:
        assert path == "/avisos"
        assert (item["clientState"], item["tenantId"]) == (STATE, TENANT)
        assert item["resourceData"]["id"] == meeting.event_id


def test_what_people_do_in_their_calendar_is_told(graph, place, standin):
    meeting = open_meeting(graph, wanted())
    subscribe(graph, request_of(place))

    page = f"/calendar/{CLARA}/{meeting.event_id}"
    standin.post(f"{page}/move", start="2026-12-01T12:00", end="2026-12-01T12:30")
    assert place.changes(1) == ["updated"]
    standin.post(f"{page}/delete", week="2026-W49")
    assert place.changes(2) == ["updated", "deleted"]
    standin.post(f"/calendar/{CLARA}", subject="Dinar", start="2026-12-01T14:00", end="2026-12-01T15:00")
    assert place.changes(3)[-1] == "created"


def test_other_calendars_are_nobodys_business(graph, place):
    subscribe(graph, request_of(place, mailbox=MARTI))
    meeting = open_meeting(graph, wanted())
    close_meeting(graph, CLARA, meeting.event_id)
    open_meeting(graph, replace(wanted(), mailbox=MARTI))

    assert place.changes(1) == ["created"]


def test_notices_come_twice_late_or_never_on_demand(graph, place, standin):
    subscribe(graph, request_of(place))
    standin.faults("notice_late", seconds=4, times=1)
    meeting = open_meeting(graph, wanted())
    standin.faults("notice_twice", times=1)
    move_meeting(graph, CLARA, meeting.event_id, TEN, HALF_PAST_TEN)

    assert place.changes(3) == ["updated", "updated", "created"], "the first comes last, the second twice"

    standin.faults("notice_lost", times=1)
    close_meeting(graph, CLARA, meeting.event_id)
    open_meeting(graph, replace(wanted(), transaction_id="another"))
    assert place.changes(4)[3:] == ["created"]


@pytest.mark.parametrize("event", ["missed", "reauthorizationRequired", "subscriptionRemoved"])
def test_the_life_of_a_subscription_is_told_elsewhere(graph, place, standin, event):
    subscribe(graph, request_of(place))

    standin.post("/_lifecycle", mailbox=CLARA, event=event)

    eventually(lambda: place.told)
    [(path, item)] = place.told
    assert (path, item["lifecycleEvent"], item["clientState"]) == ("/cicle", event, STATE)
    assert len(subscriptions(graph, CLARA)) == (0 if event == "subscriptionRemoved" else 1)


def test_the_times_of_all_events_in_a_window(graph, standin):
    ours = open_meeting(graph, wanted())
    for day in range(1, 13):  # more than come on one page of the service's own size
        standin.post(f"/calendar/{CLARA}", subject="x", start=f"2026-12-{day:02}T08:00", end=f"2026-12-{day:02}T08:30")

    times = event_times(graph, CLARA, NINE - timedelta(hours=4), NINE + timedelta(days=30))

    assert len(times) == 13
    assert times[ours.event_id] == (ours.starts_at, ours.ends_at)
