"""Each test starts from the same database, whatever the one before did to it."""

import pytest
from sqlalchemy import NullPool, create_engine, inspect, text
from sqlalchemy.exc import OperationalError


@pytest.fixture
def connect():
    """Connect to a URL, as often as wanted."""
    opened = []

    def connect(url):
        opened.append(create_engine(url, poolclass=NullPool).connect())
        return opened[-1]

    yield connect
    for connection in opened:
        if not connection.closed:
            connection.invalidate()  # the server may have ended it
        connection.close()


@pytest.mark.parametrize(
    "mischief",
    [
        "CREATE TABLE left_behind (id INTEGER)",
        "DROP TABLE alembic_version",
        "UPDATE alembic_version SET version_num = 'none'",
        "ALTER TABLE slot ADD COLUMN colour TEXT",
    ],
)
def test_what_a_test_does_to_postgresql_is_undone_for_the_next(postgres_databases, connect, mischief):
    with connect(postgres_databases.clean()) as earlier:
        version = earlier.scalar(text("SELECT version_num FROM alembic_version"))
        earlier.execute(text(mischief))
        earlier.commit()

    with connect(postgres_databases.clean()) as later:
        assert later.scalar(text("SELECT version_num FROM alembic_version")) == version
        assert not inspect(later).has_table("left_behind")
        assert "colour" not in {column["name"] for column in inspect(later).get_columns("slot")}


def test_rows_and_numbers_begin_anew_for_the_next(postgres_databases, connect):
    insert = text(
        "INSERT INTO technician (office_id, name, email, language) VALUES (1, 'Clara', 'clara@example.org', 'ca')"
        " RETURNING id"
    )
    numbers = []

    for _ in range(2):
        with connect(postgres_databases.clean()) as connection:
            connection.execute(text("SET session_replication_role = replica"))
            numbers.append(connection.scalar(insert))
            connection.commit()

    assert numbers == [1, 1]


def test_somebody_left_connected_is_put_out(postgres_databases, connect):
    forgotten = connect(postgres_databases.clean())
    forgotten.execute(text("LOCK TABLE slot"))

    postgres_databases.clean()

    with pytest.raises(OperationalError):
        forgotten.execute(text("SELECT 1"))


def test_a_database_for_migrations_has_no_table(empty_database_url, connect):
    assert inspect(connect(empty_database_url)).get_table_names() == []
