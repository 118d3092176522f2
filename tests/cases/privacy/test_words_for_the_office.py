"""What the office has written for itself is not given to the person, who is told that there is some and whom to ask."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from booking.models import Person
from cases.history import changed
from cases.hold import hold
from cases.models import Case, CaseNote
from database import writing
from tests.cases.privacy.conftest import given_out
from tests.support.staff import member
from tests.support.world import NOW

OURS = ["Client pesat", "Segur que ment", "Plet 12/2026", "Perquè calli", "Perquè toca", "Falta el pèrit"]
TOLD = "T'hem tancat l'expedient"


@pytest.fixture
def remarked(case_id):
    """Aina's case, with remarks of the office in every place that has room for one."""
    clara = member("technician")
    with writing() as session:
        case = session.get_one(Case, case_id)
        case.internal_state, case.internal_detail = OURS[:2]
        later = NOW + timedelta(hours=1)
        for kind, words in zip(("state", "procedure", "extension"), OURS[3:], strict=True):
            changed(session, case, f"{kind}_explained", clara, later, words=words)
        changed(session, case, "state_changed", clara, later, words=TOLD, for_consumer=True)
    hold(case_id, OURS[2], clara, NOW)
    return case_id


def given(didac):
    didac.submit("/coordinacio/persones", button="Busca", contact="aina@example.org")
    with given_out(didac) as (archive, data):
        return data, "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def test_no_word_of_it_is_in_the_archive_and_what_the_person_was_told_is(didac, remarked):
    data, everything = given(didac)

    assert [one for one in OURS if one in everything] == []
    assert "case_notes" not in data
    assert TOLD in [one["words"] for one in data["case_events"]]


def test_the_archive_says_how_many_notes_are_not_in_it_and_whom_to_ask(didac, remarked):
    _, everything = given(didac)

    assert "Hi ha 1 nota interna." in everything
    assert "dpd@consum.example" in everything


def test_it_says_so_in_the_language_of_the_person_when_there_are_none(didac, case_id):
    with writing() as session:
        session.execute(delete(CaseNote))
        session.execute(update(Person).values(language="es"))

    _, everything = given(didac)

    assert '<html lang="es">' in everything
    assert "No hay ninguna nota interna." in everything
