import pytest

from tests.support.post_office import post_office
from tests.support.settings import settings_for
from tests.teams.standin import graph, standin, standin_process

__all__ = ["graph", "standin", "standin_process"]


def pytest_configure(config):
    config.addinivalue_line("markers", "chaos: everything fails for a minute or two; left out with -m 'not chaos'")


@pytest.fixture
def mail():
    with post_office() as office:
        yield office


@pytest.fixture
def settings(database_url, standin, mail):
    """As an installation, but for a pace that shows many tries in a minute."""
    return settings_for(
        database_url,
        **{name: value for name, value in standin.environment.items() if name != "REQUESTS_CA_BUNDLE"},
        MAIL_URL=mail.url,
        OUTLOOK_BUSY="0",
        RETRY_FIRST_SECONDS="1",
        LONGEST_TRY_SECONDS="8",
    )
