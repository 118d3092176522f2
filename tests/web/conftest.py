import pytest

from tests.web.site import make_site


@pytest.fixture
def app():
    """The templates alone, in place of the whole service."""
    app = make_site()
    app.testing = True
    return app
