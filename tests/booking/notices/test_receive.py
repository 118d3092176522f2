"""What is posted to us: proven, stored once, looked into later. Nothing else leaves a trace, and nobody learns why."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from dbos import DBOSClient
from sqlalchemy import select, update

from booking.models import CalendarNotice, CalendarSubscription, Meeting
from database import db, writing
from observe.metrics import exposition
from tests.support.settings import settings_for
from tests.support.world import AINA, NOW, at, book_for, build_world, open_slots
from tests.teams.standin import TENANT

CHANGES, LIFECYCLE = "/graph/avisos", "/graph/cicle"
SUBSCRIPTION = "7f105c7d-2dc5-4530-97cd-4e7ae6534c07"
STATE = "v1.4f0c9b6a1d0e4b6f8a1c2d3e4f5a6b7c"
EVENT = "AAkALgAA"


@pytest.fixture
def settings(database_url):
    return settings_for(database_url, GRAPH_NOTIFICATIONS="1", PUBLIC_URL="https://cita.example")


@pytest.fixture
def world(app):
    """Aina's meeting is in Clara's calendar, and Graph tells us of Clara's and Martí's."""
    world = build_world(technicians=2)
    [slot] = open_slots(world, at(24, "15:30"), technicians=world.technicians[:1])
    book_for(AINA, world, slot)
    with writing() as session:
        session.execute(update(Meeting).values(event_id=EVENT, settled_at=NOW, next_attempt_at=None))
        for technician_id, graph_id in zip(world.technicians, (SUBSCRIPTION, "another"), strict=True):
            session.add(
                CalendarSubscription(
                    technician_id=technician_id,
                    graph_id=graph_id,
                    client_state=STATE if graph_id == SUBSCRIPTION else "another state",
                    expires_at=NOW,
                    next_attempt_at=at(24, "9:00"),
                )
            )
    return world


@pytest.fixture
def post(app, world):
    return lambda document, path=CHANGES, **how: app.test_client().post(path, **({"json": document} | how))


def change(**values):
    event = values.pop("event", EVENT)
    etag = values.pop("etag", 'W/"1"')
    return {
        "subscriptionId": SUBSCRIPTION,
        "subscriptionExpirationDateTime": "2026-11-26T10:00:00Z",
        "clientState": STATE,
        "tenantId": TENANT,
        "changeType": "updated",
        "resource": f"Users/8716745d-77a9-4be3-afff-009e4b81658e/Events/{event}",
        "resourceData": {"@odata.type": "#Microsoft.Graph.Event", "@odata.etag": etag, "id": event},
    } | values


def life(event, **values):
    item = change(lifecycleEvent=event, **values)
    return {key: value for key, value in item.items() if key not in ("resource", "resourceData", "changeType")}


def stored():
    db.session.rollback()
    return db.session.execute(
        select(CalendarNotice.event_id, CalendarNotice.change, CalendarNotice.etag).order_by(CalendarNotice.id)
    ).all()


def enqueued():
    db.session.rollback()
    work = DBOSClient(system_database_engine=db.engine).list_workflows()
    return sorted(one.name for one in work if one.name not in ("arrange_meeting", "send_letters"))


def counted(outcome):
    """How many met this end, in this process."""
    line = f'videocita_calendar_notices_total{{outcome="{outcome}"}} '
    found = [one for one in exposition().decode().splitlines() if one.startswith(line)]
    return float(found[0].removeprefix(line)) if found else 0.0


def test_a_change_is_stored_and_will_be_looked_into(post):
    answer = post({"value": [change()]})

    assert (answer.status_code, answer.data) == (202, b"")
    assert stored() == [(EVENT, "updated", 'W/"1"')]
    assert enqueued() == ["look_into_notice"]


def test_replayed_it_is_stored_once(post):
    for _ in range(3):
        assert post({"value": [change(), change()]}).status_code == 202

    assert len(stored()) == 1
    assert enqueued() == ["look_into_notice"]


def test_out_of_order_each_is_a_reason_to_look(post):
    post({"value": [change(changeType="deleted", etag=None)]})
    post({"value": [change(etag='W/"2"')]})
    post({"value": [change(changeType="created", etag='W/"1"')]})

    assert [one[1] for one in stored()] == ["deleted", "updated", "created"]


def test_the_same_posted_at_once_from_all_sides_is_stored_once(post):
    items = [change(etag=f'W/"{number}"') for number in range(5)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda order: post({"value": items[::order]}), [1, -1, 1, -1]))

    assert {answer.status_code for answer in answers} == {202}
    assert len(stored()) == 5


@pytest.mark.parametrize(
    ("item", "outcome"),
    [
        (change(clientState="wrong"), "wrong_state"),
        (change(clientState=""), "wrong_state"),
        (change(clientState="another state"), "wrong_state"),
        (change(clientState=None), "malformed"),
        (change(clientState=5), "malformed"),
        (change(clientState="\ud800"), "malformed"),
        (change(subscriptionId="unknown"), "unknown_subscription"),
        (change(tenantId="33333333-3333-3333-3333-333333333333"), "wrong_tenant"),
        (change(event="AAkALgBB"), "not_ours"),
        (change(subscriptionId="another", clientState="another state"), "not_ours"),
        (change(event="A" * 513), "malformed"),
        (change(event="A\x00"), "malformed"),
        (change(event=None), "malformed"),
        (change(changeType="exploded"), "malformed"),
        (change(resourceData=[]), "malformed"),
        ("<script>", "malformed"),
        (None, "malformed"),
    ],
)
def test_what_cannot_be_believed_or_is_not_ours_is_counted_and_dropped(post, item, outcome):
    before = counted(outcome)

    answer = post(None, data=json.dumps({"value": [item, change()]}), content_type="application/json")

    assert (answer.status_code, answer.data) == (202, b"")
    assert counted(outcome) == before + 1
    assert stored() == [(EVENT, "updated", 'W/"1"')], "the good one beside it counts"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"5", b'"x"', b"{}", b'{"value": {}}', b"[" * 100_000, b"\xff\xfe", b'{"value": "x"}']
)
def test_what_is_no_collection_is_refused(post, body):
    answer = post(None, data=body, content_type="application/json")

    assert answer.status_code == 400
    assert stored() == []


def test_an_oversized_body_is_refused_whether_or_not_it_says_so(post, app):
    body = json.dumps({"value": [change(event="A" * 500)] * 300}).encode()

    assert post(None, data=body, content_type="application/json").status_code == 413
    assert stored() == []


@pytest.mark.parametrize(
    "kind", ["text/plain", "", "text/html", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"]
)
def test_another_content_type_is_refused(post, kind):
    answer = post(None, data=json.dumps({"value": [change()]}), content_type=kind)

    assert answer.status_code == 415
    assert stored() == []


class TestTheHandshake:
    @pytest.mark.parametrize("path", [CHANGES, LIFECYCLE])
    @pytest.mark.parametrize(
        "token",
        ["Validation: Testing client application reachability", "<script>alert(1)</script>", "à+%&", "x" * 1024],
    )
    def test_the_word_comes_back_as_text_and_nothing_else(self, post, path, token):
        answer = post(None, path, query_string={"validationToken": token}, content_type="text/plain; charset=utf-8")

        assert (answer.status_code, answer.text) == (200, token)
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers

    @pytest.mark.parametrize("token", ["", "x" * 1025, "a\r\nSet-Cookie: b=c", "a\x00", "\u202e"])
    def test_a_hostile_word_does_not(self, post, token):
        answer = post(None, query_string={"validationToken": token}, content_type="text/plain")

        assert answer.status_code == 400
        assert token == "" or token not in answer.text

    def test_reading_the_address_gives_nothing(self, app, world):
        assert app.test_client().get(f"{CHANGES}?validationToken=x").status_code == 405


class TestLifecycle:
    def next_attempt(self):
        db.session.rollback()
        return db.session.scalars(select(CalendarSubscription).where(CalendarSubscription.client_state == STATE)).one()

    def test_a_subscription_that_is_to_be_authorized_again_is_renewed(self, post):
        answer = post({"value": [life("reauthorizationRequired")]}, LIFECYCLE)

        assert answer.status_code == 202
        assert enqueued() == ["keep_subscription"]
        assert self.next_attempt().graph_id == SUBSCRIPTION

    def test_one_that_was_removed_is_made_again(self, post):
        post({"value": [life("subscriptionRemoved")]}, LIFECYCLE)

        assert enqueued() == ["keep_subscription"]
        assert self.next_attempt().graph_id is None

    def test_what_was_missed_is_looked_for(self, post):
        post({"value": [life("missed")]}, LIFECYCLE)

        assert enqueued() == ["compare_calendar"]

    @pytest.mark.parametrize("event", ["missed", "reauthorizationRequired"])
    def test_replayed_within_a_minute_it_is_done_once(self, post, event):
        for _ in range(3):
            post({"value": [life(event), life(event)]}, LIFECYCLE)

        assert len(enqueued()) in (1, 2), "two, where a minute ends in between"

    def test_with_a_wrong_state_nothing_happens(self, post):
        before = counted("wrong_state")

        assert post({"value": [life("subscriptionRemoved", clientState="x")]}, LIFECYCLE).status_code == 202

        assert counted("wrong_state") == before + 1
        assert enqueued() == []
        assert self.next_attempt().graph_id == SUBSCRIPTION

    def test_a_change_is_no_lifecycle_event_and_the_other_way_round(self, post):
        post({"value": [change()]}, LIFECYCLE)
        post({"value": [life("missed")]})

        assert (stored(), enqueued()) == ([], [])


class TestSwitchedOff:
    @pytest.fixture
    def settings(self, database_url):
        return settings_for(database_url)

    def test_there_are_no_such_addresses(self, post):
        assert post({"value": [change()]}).status_code == 404
        assert post(None, query_string={"validationToken": "x"}, content_type="text/plain").status_code == 404
        assert stored() == []
