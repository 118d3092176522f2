"""What is kept of the database is right until somebody commits, and never after."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, select, update

from booking.models import Service
from database import db, writing
from kept import MOST, kept
from tests.support.world import build_world

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def asked(app):
    """The slugs of the services, read through `kept`, and how often the table was really asked."""
    build_world()

    def slugs(now=NOW, key="slugs"):
        db.session.rollback()  # another request, another transaction
        return kept(db.session(), key, now, read)

    def read():
        slugs.times += 1
        return sorted(db.session.scalars(select(Service.slug)))

    slugs.times = 0
    return slugs


def test_what_has_not_changed_is_read_once(asked):
    assert asked() == asked() == ["consum", "mediacio"]
    assert asked.times == 1


def test_each_key_is_read_by_itself(asked):
    asked()
    asked(key="others")

    assert asked.times == 2


def test_a_change_of_ours_is_seen_at_once(asked):
    asked()
    with writing() as session:
        session.execute(update(Service).where(Service.slug == "consum").values(slug="consell"))

    assert asked() == ["consell", "mediacio"]


def test_a_change_of_another_process_is_seen_at_once(asked, database_url):
    asked()
    another = create_engine(database_url)
    with another.begin() as connection:
        connection.execute(update(Service).where(Service.slug == "consum").values(slug="consell"))
    another.dispose()

    assert asked() == ["consell", "mediacio"]


def test_a_change_that_is_given_up_leaves_nothing_behind(asked):
    asked()
    with writing() as session:
        session.execute(update(Service).where(Service.slug == "consum").values(slug="consell"))
        assert kept(session, "slugs", NOW, lambda: "read in the transaction") == "read in the transaction"
        session.rollback()

    assert asked() == ["consum", "mediacio"]


def test_what_somebody_is_changing_is_seen_once_it_is_committed(asked, database_url):
    another = create_engine(database_url)
    with another.connect() as connection:
        connection.execute(update(Service).where(Service.slug == "consum").values(slug="consell"))
        before = asked()
        connection.commit()
    another.dispose()

    assert before == ["consum", "mediacio"]
    assert asked() == ["consell", "mediacio"]


def test_nothing_is_older_than_a_second(asked):
    asked()
    asked(now=NOW + timedelta(seconds=0.9))
    assert asked.times == 1

    asked(now=NOW + timedelta(seconds=1))
    assert asked.times == 2


def test_a_clock_that_was_put_back_keeps_nothing(asked):
    asked()
    asked(now=NOW - timedelta(hours=1))

    assert asked.times == 2


def test_the_values_of_one_connection_are_not_without_number(asked):
    for number in range(MOST + 1):
        asked(key=number)
    asked(key=0)

    assert asked.times == MOST + 2
