"""The stand-in itself: where it starts, what it remembers, what it refuses, what people see."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
import requests
from justhtml import JustHTML

from teams import Graph, GraphProblem, find_meeting, open_meeting, read_meeting, user_id
from tests.teams.meetings import wanted
from tests.teams.standin import CLARA, ROOT, TENANT, start


@pytest.mark.parametrize("environment", ["production", None])
def test_it_starts_only_in_the_demo_and_in_tests(tmp_path, environment):
    variables = {key: value for key, value in os.environ.items() if key != "VIDEOCITA_ENVIRONMENT"}
    command = [sys.executable, "-m", "teams.standin", "--https-port", "0", "--http-port", "0", "--state", str(tmp_path)]

    refused = subprocess.run(
        command,
        cwd=ROOT,
        env=variables | ({"VIDEOCITA_ENVIRONMENT": environment} if environment else {}),
        capture_output=True,
        timeout=60,
    )

    assert refused.returncode != 0
    assert b"VIDEOCITA_ENVIRONMENT" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_restart_forgets_nothing(graph, standin):
    request = wanted()
    meeting = open_meeting(graph, request)
    trusted = standin.ca_file.read_bytes()

    standin.restart()

    assert read_meeting(graph, CLARA, meeting.event_id) == meeting, "the token is still good, the event still there"
    assert open_meeting(graph, request) == meeting
    assert standin.ca_file.read_bytes() == trusted


def test_private_keys_are_for_their_owner_alone(standin):
    for name in ("server.pem", "signing.pem"):
        assert (standin.folder / name).stat().st_mode & 0o077 == 0
    assert b"PRIVATE" not in standin.ca_file.read_bytes()


def test_the_key_of_a_deleted_event_is_not_taken_again(graph, standin):
    request = wanted()
    meeting = open_meeting(graph, request)
    standin.post(f"/calendar/{CLARA}/{meeting.event_id}/delete", week="2026-W49")

    with pytest.raises(GraphProblem, match="our_mistake"):
        open_meeting(graph, request)


@pytest.fixture
def raw(graph, standin):
    """Calls by hand, with a good token."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {graph._tokens.current()}"

    def call(method, path, **how):
        return session.request(method, standin.graph_settings.graph_url + path, timeout=10, **how)

    yield call
    session.close()


def test_a_call_without_token_or_with_a_foreign_one_is_refused(raw):
    for authorization in ("", "Bearer x", "Basic eDp4"):
        answer = raw("GET", f"/users/{CLARA}", headers={"Authorization": authorization})

        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "InvalidAuthenticationToken")


@pytest.mark.parametrize("path", ["/me", "/users/x/messages", "/users", f"/users/{CLARA}/nothing/at/all"])
def test_a_call_that_is_not_imitated_is_refused(raw, path):
    assert raw("GET", path).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {"subject": "x"},
        {"colour": "red"},
        {"id": "mine", "subject": "x"},
        {"subject": "x", "start": "2026-12-01", "end": "2026-12-01"},
    ],
)
def test_an_event_that_the_contract_does_not_allow_is_refused(raw, standin, body):
    assert raw("POST", f"/users/{CLARA}/events", json=body).status_code == 400
    assert standin.events(CLARA) == []


def test_an_event_has_two_kinds_of_id_and_answers_in_the_zone_that_is_asked_for(graph, raw):
    meeting = open_meeting(graph, wanted())

    listed = raw("GET", f"/users/{CLARA}/events", headers={"Prefer": 'outlook.timezone="Europe/Madrid"'}).json()[
        "value"
    ]
    again = raw("GET", f"/users/{CLARA}/events/{listed[0]['id']}", headers={"Prefer": 'IdType="ImmutableId"'}).json()

    assert listed[0]["id"] != meeting.event_id
    assert listed[0]["start"] == {"dateTime": "2026-12-01T09:00:00.0000000", "timeZone": "Europe/Madrid"}
    assert again["id"] == meeting.event_id
    assert again["start"] == {"dateTime": "2026-12-01T08:00:00.0000000", "timeZone": "UTC"}


def test_writing_the_body_anew_takes_the_link_away(graph, raw):
    meeting = open_meeting(graph, wanted())
    path = f"/users/{CLARA}/events/{meeting.event_id}"

    changed = raw("PATCH", path, json={"body": {"contentType": "html", "content": "<p>Nou</p>"}}).json()

    assert (changed["isOnlineMeeting"], changed["onlineMeeting"]) == (False, None)
    with pytest.raises(GraphProblem, match="teams_not_available"):
        read_meeting(graph, CLARA, meeting.event_id)


def test_every_write_changes_the_etag_and_an_old_one_is_refused(graph, raw):
    path = f"/users/{CLARA}/events/{open_meeting(graph, wanted()).event_id}"
    old = raw("GET", path).json()["@odata.etag"]
    new = raw("PATCH", path, json={"showAs": "oof"}).json()["@odata.etag"]

    assert new != old
    assert raw("PATCH", path, json={"showAs": "busy"}, headers={"If-Match": old}).status_code == 412
    assert raw("PATCH", path, json={"showAs": "busy"}, headers={"If-Match": new}).status_code == 200


def test_a_calendar_view_shows_what_touches_its_window(graph, raw):
    open_meeting(graph, wanted())
    view = f"/users/{CLARA}/calendarView"

    inside = raw("GET", view, params={"startDateTime": "2026-12-01T08:15:00Z", "endDateTime": "2026-12-02T00:00:00Z"})
    outside = raw("GET", view, params={"startDateTime": "2026-12-02T00:00:00Z", "endDateTime": "2026-12-03T00:00:00Z"})

    assert len(inside.json()["value"]) == 1
    assert outside.json()["value"] == []
    assert raw("GET", view).status_code == 400


def test_online_meetings_take_object_ids_only(raw):
    assert raw("GET", f"/users/{CLARA}/onlineMeetings", params={"$filter": "JoinWebUrl eq 'x'"}).status_code == 400


def test_people_see_the_calendar_and_the_meeting_behind_the_link(graph, standin):
    meeting = open_meeting(graph, wanted(subject="Consum <b>1</b>"))

    calendar = requests.get(f"{standin.url}/calendar/{CLARA}", params={"week": "2026-W49"}, timeout=10).text
    page = requests.get(meeting.join_url, timeout=10)

    assert "09:00" in calendar
    assert "Teams meeting" in calendar
    assert "Consum &lt;b&gt;1&lt;/b&gt;" in calendar
    assert page.status_code == 200
    assert "Clara Soler" in page.text


def test_every_page_is_valid_html(graph, standin):
    meeting = open_meeting(graph, wanted())
    standin.faults("slow", calls="GET */nothing")
    sign_in = f"{standin.url}/{TENANT}/oauth2/v2.0/authorize?redirect_uri=http://localhost/&state=1"
    calendar = f"{standin.url}/calendar/{CLARA}?week=2026-W49"

    for address in (standin.url, calendar, meeting.join_url, f"{standin.url}/faults", sign_in):
        JustHTML(requests.get(address, timeout=10).text, strict=True)


def test_the_view_of_a_schedule_has_a_digit_for_each_slot(graph, raw):
    open_meeting(graph, wanted())
    question = {
        "schedules": [CLARA],
        "startTime": {"dateTime": "2026-12-01T07:30:00", "timeZone": "UTC"},
        "endTime": {"dateTime": "2026-12-01T09:10:00", "timeZone": "UTC"},
        "availabilityViewInterval": 15,
    }

    (schedule,) = raw("POST", f"/users/{CLARA}/calendar/getSchedule", json=question).json()["value"]

    assert schedule["availabilityView"] == "0022000"


def test_the_link_of_a_deleted_event_leads_nowhere(graph, standin):
    meeting = open_meeting(graph, wanted())
    standin.post(f"/calendar/{CLARA}/{meeting.event_id}/delete", week="2026-W49")

    assert requests.get(meeting.join_url, timeout=10).status_code == 404
    assert find_meeting(graph, CLARA, "2026-000001") == []


@pytest.mark.parametrize("path", ["/calendar/nobody", f"/calendar/{CLARA}?week=soon", "/l/meetup-join/nothing/0"])
def test_a_page_that_cannot_be_shown_is_not_an_accident(standin, path):
    assert requests.get(standin.url + path, timeout=10).status_code in (400, 404)


def test_faults_concern_the_calls_and_mailboxes_they_name(graph, standin):
    other = standin.faults("500", calls="DELETE */events/*", mailbox="marti.puig@tecnics.example")

    meeting = open_meeting(graph, wanted())
    graph.change("DELETE", "users", CLARA, "events", meeting.event_id)

    assert standin.fault_count(other) == 0


@pytest.mark.parametrize(
    "wrong", [{"fault": "nothing"}, {"fault": "429", "colour": "red"}, {"fault": "429", "times": "x"}]
)
def test_a_switch_that_does_not_exist_is_refused(standin, wrong):
    assert requests.post(f"{standin.url}/faults", json=wrong, timeout=10).status_code == 400


def test_faults_can_be_switched_by_hand(standin):
    standin.post("/faults", fault="503", calls="", mailbox="", times="2", probability="", seconds="")

    page = requests.get(f"{standin.url}/faults", timeout=10).text
    assert "2 times" in page
    standin.post("/faults/clear")
    assert "Everything works." in requests.get(f"{standin.url}/faults", timeout=10).text


def test_two_tenants_run_side_by_side(tmp_path, standin, monkeypatch):
    other = start(tmp_path / "other")
    try:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other.ca_file))
        assert user_id(Graph(other.graph_settings), CLARA)
        assert urlsplit(other.graph_settings.graph_url).port != standin.https_port
    finally:
        other.stop()
