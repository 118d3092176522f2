"""Writing: one after the other, and whoever fails stands in nobody's way."""

import threading
from time import monotonic

import pytest
from sqlalchemy import bindparam, select, text, update
from sqlalchemy.exc import InternalError

from booking.models import Office
from database import BUSY_TIMEOUT_SECONDS, db, writing
from tests.support.world import build_world


def test_a_writer_who_fails_lets_the_next_one_in(app):
    build_world()
    with pytest.raises(ZeroDivisionError), writing():
        raise ZeroDivisionError

    begun = monotonic()
    with writing() as session:
        session.execute(update(Office).values(name="Oficina nova"))

    assert monotonic() - begun < BUSY_TIMEOUT_SECONDS


def test_many_who_write_at_once_all_have_their_turn(app):
    build_world()

    def count_one_more():
        with app.app_context(), writing() as session:
            office = session.scalars(select(Office).with_for_update()).one()
            office.max_moves += 1

    before = db.session.scalar(select(Office.max_moves))
    threads = [threading.Thread(target=count_one_more) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.rollback()
    assert db.session.scalar(select(Office.max_moves)) == before + 20


@pytest.mark.database("postgresql")  # SQLite has no such mode
def test_who_only_reads_cannot_change_anything(app):
    build_world()

    with pytest.raises(InternalError, match="read-only"):
        db.session.execute(update(Office).values(name="Oficina nova"))
    db.session.rollback()
    with writing() as session:
        session.execute(update(Office).values(name="Oficina nova"))

    with pytest.raises(InternalError, match="read-only"):  # the connection that has written is a reading one again
        db.session.execute(update(Office).values(name="Una altra"))
    db.session.rollback()
    assert db.session.scalar(select(Office.name)) == "Oficina nova"


@pytest.mark.database("postgresql")  # SQLite's plans live with their text
def test_a_statement_is_planned_once_for_many_requests(app):
    build_world()
    query = select(Office.name).where(Office.slug == bindparam("slug"))

    for _ in range(10):
        db.session.execute(query, {"slug": "consum"})
        db.session.remove()

    plans = db.session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    assert any("office.slug" in plan for plan in plans)
