"""Settings that can be used and are a mistake all the same."""

import pytest

from doctor import installation
from doctor.finding import Level
from tests.doctor.report import faults
from tests.support.settings import settings_for

IN_PRODUCTION = {
    "VIDEOCITA_ENVIRONMENT": "production",
    "PUBLIC_URL": "https://cita.example.cat",
    "PROXY_HOPS": "1",
    "MAIL_URL": "smtp://localhost",
    "GRAPH_URL": "https://graph.microsoft.com/v1.0",
    "ENTRA_AUTHORITY": "https://login.microsoftonline.com",
}


def looked_at(**variables):
    settings = settings_for("sqlite://", **{**IN_PRODUCTION, **variables})
    return list(installation.check(settings))


def test_settings_for_production_are_fine():
    assert faults(looked_at()) == []


@pytest.mark.parametrize(
    ("variables", "subject", "level"),
    [
        ({"PUBLIC_URL": "http://cita.example.cat"}, "PUBLIC_URL", Level.FAIL),
        ({"PROXY_HOPS": "0"}, "PROXY_HOPS", Level.WARN),
        ({"MAIL_URL": "file:outbox"}, "MAIL_URL", Level.WARN),
        ({"GRAPH_URL": "https://localhost:8443/v1.0"}, "GRAPH_URL", Level.FAIL),
        ({"GRAPH_URL": "https://127.0.0.1:8443/v1.0"}, "GRAPH_URL", Level.FAIL),
        ({"ENTRA_AUTHORITY": "https://[::1]:8443"}, "ENTRA_AUTHORITY", Level.FAIL),
        ({"MAIL_URL": "graph:", "GRAPH_MAILBOX": "other@example.cat"}, "GRAPH_MAILBOX", Level.WARN),
    ],
)
def test_settings_that_do_not_suit_production_are_found(variables, subject, level):
    (fault,) = faults(looked_at(**variables))

    assert (fault.subject, fault.level) == (subject, level)
    assert fault.advice


@pytest.mark.parametrize("environment", ["demo", "test"])
def test_a_stand_in_is_welcome_outside_production(environment):
    assert faults(looked_at(VIDEOCITA_ENVIRONMENT=environment, GRAPH_URL="https://localhost:8443/v1.0")) == []
