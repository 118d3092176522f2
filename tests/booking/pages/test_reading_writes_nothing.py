"""Mail scanners and search engines follow links: GET and HEAD change nothing, whatever the address."""

from datetime import date

import pytest
from sqlalchemy import select

import access
from booking.attend.calendar_feed import renew_feed
from booking.models import Meeting
from database import db, writing
from tests.support.addresses import case_values, variables_of
from tests.support.browser_client import Browser
from tests.support.consumer import to_details
from tests.support.queries import counted
from tests.support.staff import member
from tests.support.world import AINA, NOW, at, book_for, slot_at

STATUS_OF_THEIR_OWN = ("/metrics", "/salut/llest")
"""Not for everybody, and about how things stand."""


@pytest.fixture
def addresses(app, world):
    """One address for every route that consumers can read, with values that lead to a real page."""
    booked = book_for(AINA, world, slot_at(at(24, "16:00")).id)
    with writing() as session:
        session.scalars(select(Meeting)).one().join_url = "https://teams.example/l/1"
    values = {
        "municipality": "gelida",
        "service": "consum",
        "day": date(2026, 11, 24),
        "slot_id": slot_at(at(24, "15:30")).id,
        "token": booked.token,
        "colour": "7a1f5c",
        "feed": renew_feed(world.technicians[0], member("technician"), NOW),
        **case_values(world, booked.appointment_id, NOW),
    }
    adapter = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        for_staff = view.__module__.startswith("staff.") or access.of(view).kind == "staff"  # see tests/test_routes.py
        if rule.methods and "GET" in rule.methods and not for_staff:
            found.append(adapter.build(rule.endpoint, variables_of(rule, values)))
    return found


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_any_page_writes_nothing_and_commits_nothing(app, browser, addresses, method):
    to_details(browser)  # a browser with a cookie, in the middle of a booking
    to_details(Browser(app), "dimarts 24 de novembre, 18:30")

    for address in addresses:
        query = "?municipi=gelida&servei=consum" if address.endswith(("/dades", "/revisa")) else ""
        with counted(db.engine) as queries:
            answer = browser.client.open(address + query, method=method)
        assert answer.status_code < 400 or address in STATUS_OF_THEIR_OWN, f"{address} answers {answer.status_code}"
        assert queries.writes == [], address
        assert queries.commits == 0, address


def test_every_page_of_a_person_is_marked_as_theirs(app, addresses):
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if {"token", "feed"} & rule.arguments:
            assert "personal" in getattr(view, "traits", ()), f"{rule} shows a person's appointment"
