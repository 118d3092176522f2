"""Migrations make exactly the tables that the models describe, and can be taken back."""

import pytest
from sqlalchemy import inspect, text

from database import db, writing
from tests.support.world import AINA, at, book_for, build_world, open_slots


@pytest.fixture
def flask(app):
    """Runs a command as an administrator types it."""

    def run(*arguments):
        return app.test_cli_runner().invoke(args=arguments)

    return run


def test_the_migrated_database_is_the_one_that_the_models_describe(flask):
    checked = flask("db", "check")

    assert checked.exit_code == 0, checked.output


def test_a_column_that_no_migration_made_is_noticed(app, flask):
    with writing() as session:
        session.execute(text("ALTER TABLE office DROP COLUMN phone"))

    assert flask("db", "check").exit_code != 0


def test_every_migration_can_be_taken_back_and_made_again(app, flask):
    back = flask("db", "downgrade", "base")
    assert back.exit_code == 0, back.output
    assert "slot" not in inspect(db.engine).get_table_names()

    again = flask("db", "upgrade")
    assert again.exit_code == 0, again.output
    assert flask("db", "check").exit_code == 0


def test_upgrading_again_keeps_the_data(app, flask):
    with writing() as session:
        session.execute(text("INSERT INTO holiday (place, day, names) VALUES ('CT', '2026-12-25', '{}')"))

    assert flask("db", "upgrade").exit_code == 0
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM holiday")).scalar() == 1


def test_tables_that_hold_rows_are_changed_there_and_back(app, flask):
    world = build_world()
    book_for(AINA, world, open_slots(world, at(24, "15:30"))[0])
    db.session.remove()

    for command in (("downgrade", "0005"), ("upgrade",)):
        done = flask("db", *command)
        assert done.exit_code == 0, done.output

    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM person")).scalars().all() == ["Aina Roca"]
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
