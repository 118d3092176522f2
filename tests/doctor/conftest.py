"""An installation with a database, folders for letters and documents, and stand-ins for Microsoft 365 and ClamAV."""

from datetime import timedelta

import pytest

from booking.models import Service, Technician
from booking.schedules import beat
from database import db, writing
from tests.doctor.report import now
from tests.support.clamd import scanner_stand_in
from tests.support.settings import settings_for
from tests.support.world import build_world, open_slots
from tests.teams.standin import CLARA, MARTI, SERVICE_MAILBOX, graph, standin, standin_process

__all__ = ["graph", "standin", "standin_process"]


@pytest.fixture
def scanner():
    with scanner_stand_in() as stand_in:
        yield stand_in


@pytest.fixture
def settings(database_url, standin, scanner, tmp_path):
    in_a_year = now().date() + timedelta(days=365)
    return settings_for(
        database_url,
        **{name: value for name, value in standin.environment.items() if name != "REQUESTS_CA_BUNDLE"},
        MAIL_URL=f"file:{tmp_path / 'outbox'}",
        MAIL_FROM=SERVICE_MAILBOX,
        STORAGE_URL=f"file:{tmp_path / 'documents'}",
        CLAMAV_URL=scanner.url,
        ENTRA_SECRET_EXPIRES=in_a_year.isoformat(),
    )


@pytest.fixture
def healthy(app):
    """An installation with nothing wrong: Clara and Martí have free hours next week, and the worker beats."""
    world = build_world(technicians=2)
    with writing() as session:
        for technician, address in zip(session.scalars(db.select(Technician)), (CLARA, MARTI), strict=True):
            technician.email = address
        for service in session.scalars(db.select(Service)):
            service.names = service.descriptions = {"ca": "Mediació", "es": "Mediación", "en": "Mediation"}
    open_slots(world, (now() + timedelta(days=7)).replace(minute=0, second=0, microsecond=0))
    beat("worker-1", now())
    return world
