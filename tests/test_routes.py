"""Rules that hold for every address of the site, also for those that are added tomorrow."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.schedules import beat
from database import Base, db
from tests.support.world import AINA, MADRID, book_for, build_world, open_slots

CHOICE = "?municipi=gelida&servei=consum"
"""What the steps of a booking carry along; other pages do not mind it."""


@pytest.fixture
def values(app):
    """A value for every variable in an address: those of an appointment of Aina's and of hours that are free."""
    world = build_world()
    now = datetime.now(UTC)
    beat("worker-1", now)
    start = (now + timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)
    booked, free = open_slots(world, start, start + timedelta(minutes=30))
    return {
        "token": book_for(AINA, world, booked, now=now).token,
        "slot_id": free,
        "day": start.astimezone(MADRID).date(),
        "municipality": "gelida",
        "service": "consum",
    }


def addresses(app, method, values):
    """The address of every route that takes this method."""
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method in rule.methods:
            unknown = rule.arguments - values.keys()
            assert not unknown, f"the fixture `values` needs a value for {unknown} of {rule.rule}"
            yield urls.build(rule.endpoint, {name: values[name] for name in rule.arguments}) + CHOICE


def everything():
    """All rows of all tables."""
    db.session.rollback()
    return {table.name: db.session.execute(table.select()).all() for table in Base.metadata.sorted_tables}


def test_opening_an_address_changes_nothing(app, values):
    client = app.test_client()
    before = everything()

    for address in addresses(app, "GET", values):
        answer = client.get(address)
        assert answer.status_code < 500, address
        assert everything() == before, f"GET {address} changed the tables"


def test_nothing_is_sent_without_the_token_of_a_form(app, values):
    client = app.test_client()
    before = everything()

    for address in addresses(app, "POST", values):
        answer = client.post(address, data={"name": "Bernat"})
        assert answer.status_code == 400, address
        assert everything() == before, f"POST {address} without a token changed the tables"


def test_no_address_is_open_to_other_methods(app, values):
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods}

    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}
