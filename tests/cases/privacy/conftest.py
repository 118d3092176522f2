"""A closed claim of Aina's with something personal in every place that can hold it."""

import io
import json
from contextlib import contextmanager
from datetime import timedelta
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from booking.models import Appointment, Person
from cases.history import changed
from cases.models import (
    Case,
    CaseAppointment,
    CaseNote,
    Document,
    Requirement,
    Submission,
)
from database import db, writing
from storage import storage_for
from tests.support.cases import case_of
from tests.support.settings import settings_for
from tests.support.staff import member, signed_in
from tests.support.world import AINA, NOW, at, book_for, open_slots

SECRET = "Em van enganyar al carrer Major 7"
CLOSED = NOW - timedelta(days=400)
PAPER = "0123456789abcdef"


@pytest.fixture
def settings(database_url, tmp_path):
    """Papers in a folder of this test alone."""
    return settings_for(database_url, MAIL_URL=f"file:{tmp_path / 'outbox'}", STORAGE_URL=f"file:{tmp_path / 'papers'}")


@pytest.fixture
def storage(app):
    return storage_for(app.config["VIDEOCITA"].storage_url)


@pytest.fixture
def appointment_id(world):
    [slot] = open_slots(world, at(24, "15:30"))
    return book_for(AINA, world, slot).appointment_id


@pytest.fixture
def case_id(app, world, appointment_id, storage):
    storage.put(PAPER, io.BytesIO(b"%PDF-1.7 factura"))
    author = member("coordinator")
    with writing() as session:
        case = case_of(
            session,
            world,
            facts=SECRET,
            request=SECRET,
            company_as_told=SECRET,
            internal_detail=SECRET,
            state="closed_agreement",
            closed_at=CLOSED,
        )
        given_in_booking = session.get_one(Appointment, appointment_id).person_id
        session.delete(session.get_one(Person, case.person_id))
        case.person_id = given_in_booking
        session.add(CaseAppointment(appointment_id=appointment_id, case_id=case.id, joined_at=NOW))
        session.add(CaseNote(case_id=case.id, written_at=NOW, written_by=author, text=SECRET))
        session.add(
            Requirement(
                case_id=case.id,
                document_kinds=["invoice"],
                text=SECRET,
                notified_by="paper",
                asked_at=NOW,
                asked_by=author,
            )
        )
        handed_in = Submission(
            reference="R-AAAA-AAAA", once_key="once", case_id=case.id, received_at=NOW, handed_in_by="consumer"
        )
        session.add(handed_in)
        session.flush()
        session.add(
            Document(
                reference="D-AAAA-AAAA",
                submission_id=handed_in.id,
                kind="invoice",
                file_name="factura de l'Aina.pdf",
                storage_name=PAPER,
                media_type="application/pdf",
                size=16,
                sha256="ab" * 32,
                scan="unscanned",
            )
        )
        changed(session, case, "state_changed", "system", NOW, words=SECRET, for_consumer=True)
        return case.id


@pytest.fixture
def didac(app, world):
    return signed_in(app, "coordinator", office_id=world.office_id)


def the_case():
    db.session.rollback()
    return db.session.scalars(select(Case)).one()


@contextmanager
def given_out(didac, people=None):
    """The archive of those who are ticked on the open page (or of these), and the data in it."""
    form = didac.page.form(None, "Baixa les dades marcades")
    fields = {name: field.sent for name, field in form.fields.items()}
    if people is not None:
        fields["people"] = people
    with didac.client.post("/coordinacio/persones/exporta", data=fields) as answer:
        assert answer.status_code == 200
        with ZipFile(io.BytesIO(answer.data)) as archive:
            yield archive, json.loads(archive.read("dades.json"))
