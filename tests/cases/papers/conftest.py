import pytest

from cases.papers.place import Place
from database import writing
from storage import storage_for
from tests.support.cases import case_of


@pytest.fixture
def storage(tmp_path):
    return storage_for(f"file:{tmp_path / 'documents'}")


@pytest.fixture
def settings(database_url, tmp_path):
    from tests.support.settings import settings_for

    return settings_for(
        database_url, MAIL_URL=f"file:{tmp_path / 'outbox'}", STORAGE_URL=f"file:{tmp_path / 'documents'}"
    )


@pytest.fixture
def case(app, world):
    """The id of Aina's case."""
    with writing() as session:
        return case_of(session, world).id


@pytest.fixture
def place(case):
    return Place(case_id=case)
