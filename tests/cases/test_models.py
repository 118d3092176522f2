"""What the database itself promises about cases."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError, StatementError

from booking.models import Person
from cases.models import Case, CaseEvent
from database import db, writing
from tests.support.world import NOW


def new_case(session, world, **values):
    person = Person(name="Aina Roca", email="aina@example.org", language="ca", created_at=NOW)
    session.add(person)
    session.flush()
    case = Case(
        reference=values.pop("reference", "E-7KMR-4PDX"),
        office_id=world.office_id,
        number=values.pop("number", "2026/0000001"),
        person_id=person.id,
        municipality_id=world.municipality_id,
        channel="video",
        language="ca",
        procedure="claim",
        state_since=NOW,
        requested_at=NOW,
        opened_at=NOW,
        updated_at=NOW,
        **values,
    )
    session.add(case)
    session.flush()
    return case


def new_event(session, case):
    event = CaseEvent(
        case_id=case.id, happened_at=NOW, kind="opened", actor="system", details={}, words="Va trucar dues vegades."
    )
    session.add(event)
    session.flush()
    return event


def test_amounts_come_back_exactly_as_they_were(app, world):
    with writing() as session:
        new_case(session, world, amount_claimed=Decimal("116.70"))

    claimed = db.session.scalars(select(Case.amount_claimed)).one()

    assert str(claimed) == "116.70"


def test_a_fraction_of_a_cent_is_refused(app, world):
    with pytest.raises(StatementError, match="two decimals"), writing() as session:
        new_case(session, world, amount_claimed=Decimal("1.005"))


def test_an_office_gives_a_number_once(app, world):
    with writing() as session:
        new_case(session, world)

    with pytest.raises(IntegrityError), writing() as session:
        new_case(session, world, reference="E-OTHR-CASE")


@pytest.mark.parametrize(
    "change",
    [
        text("DELETE FROM case_event"),
        update(CaseEvent).values(kind="closed"),
        update(CaseEvent).values(happened_at=datetime(2020, 1, 1, tzinfo=UTC)),
        update(CaseEvent).values(details={"other": "thing"}),
        update(CaseEvent).values(words="Una altra cosa."),
    ],
)
def test_history_cannot_be_rewritten(app, world, change):
    with writing() as session:
        new_event(session, new_case(session, world))

    with pytest.raises(DatabaseError, match="append-only"), writing() as session:
        session.execute(change)

    assert db.session.scalars(select(CaseEvent.words)).one() == "Va trucar dues vegades."


def test_what_was_written_in_history_can_be_emptied(app, world):
    with writing() as session:
        new_event(session, new_case(session, world))

    with writing() as session:
        session.execute(update(CaseEvent).values(words=None))

    assert db.session.scalars(select(CaseEvent.words)).one() is None


def test_a_case_on_hold_is_not_destroyed(app, world):
    with pytest.raises(IntegrityError, match="held_is_kept"), writing() as session:
        new_case(session, world, hold_since=NOW, destroyed_at=NOW)
