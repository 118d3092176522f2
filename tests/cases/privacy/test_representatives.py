"""Who acts for somebody has data here too: they are given and erased without the case, which is somebody else's."""

import json

import pytest
from sqlalchemy import select

from booking.models import Person
from cases.hold import hold
from cases.models import Case, CaseEvent
from database import db, writing
from tests.cases.privacy.conftest import SECRET, given_out, the_case
from tests.support.staff import member
from tests.support.world import NOW

PAGE = "/coordinacio/persones"
MARC = {"name": "Marc Pla", "email": "marc@example.org", "phone": None, "identity_number": "12345678Z"}


@pytest.fixture
def marc(case_id):
    """Aina's representative, who has nothing else here."""
    with writing() as session:
        marc = Person(**MARC, address="Carrer Nou, 3", language="ca", created_at=NOW)
        session.add(marc)
        session.flush()
        session.get_one(Case, case_id).representative_id = marc.id


def people():
    db.session.rollback()
    return set(db.session.scalars(select(Person.name)))


def test_a_representative_is_given_their_own_data_and_nothing_of_the_case(didac, marc):
    page = didac.submit(PAGE, button="Busca", contact="marc@example.org")

    assert f"Representant a l'expedient {the_case().number}" in page.text
    with given_out(didac) as (_, data):
        [row] = data["people"]
        assert (row["name"], row["identity_number"], row["address"]) == ("Marc Pla", "12345678Z", "Carrer Nou, 3")
        assert data["represents_somebody_in_cases"] == 1
        assert data["cases"] == data["documents"] == []
        assert not any(word in json.dumps(data) for word in (SECRET, "Aina", the_case().number))


@pytest.mark.parametrize("open_case", [False, True])
def test_a_representative_is_erased_and_the_case_stays(didac, marc, open_case):
    if open_case:
        with writing() as session:
            session.scalars(select(Case)).one().closed_at = None
    didac.submit(PAGE, button="Busca", contact="marc@example.org")

    page = didac.submit(button="Esborra les dades marcades", reason="Per correu")

    assert "Les dades s'han esborrat" in page.text
    assert "Marc Pla" not in people()
    assert "Aina Roca" in people()
    assert (the_case().facts, the_case().representative_id, the_case().destroyed_at) == (SECRET, None, None)
    assert "representative_removed" in db.session.scalars(select(CaseEvent.kind)).all()
    assert didac.get("/expedients?q=Marc").texts("tbody tr") == []


def test_in_a_case_on_hold_nobody_is_erased(didac, marc, case_id):
    hold(case_id, "Judici pendent", member("coordinator"), NOW)
    didac.submit(PAGE, button="Busca", contact="marc@example.org")

    page = didac.submit(button="Esborra les dades marcades", reason="Per correu")

    assert (page.status_code, page.errors) == (
        409,
        [f"L'expedient {the_case().number} té una retenció legal i no es pot destruir."],
    )
    assert "Marc Pla" in people()


def test_who_is_represented_is_not_given_the_representatives_data(didac, marc):
    didac.submit(PAGE, button="Busca", contact="aina@example.org")

    with given_out(didac) as (_, data):
        assert [one["name"] for one in data["people"]] == ["Aina Roca"]
