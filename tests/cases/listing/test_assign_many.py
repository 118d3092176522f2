"""Giving several cases to a technician at once."""

import pytest
from sqlalchemy import select

from booking.models import Technician
from cases.assign_many import NotHere, assign_many
from cases.models import Case, CaseEvent
from database import db, writing
from tests.support.staff import member
from tests.support.world import NOW


def assignees():
    db.session.rollback()
    return {number[-1]: who for number, who in db.session.execute(select(Case.number, Case.assignee_id))}


def test_the_ticked_cases_are_given(cases, didac):
    ticked = [cases["2026/0000001"], cases["2026/0000002"]]

    page = didac.submit("/expedients?tria=1&estat=oberts", button="Assigna els marcats", cas=ticked, tecnic="2")

    assert page.status_code == 200
    assert "S'han assignat 2 expedients a Martí." in page.text
    assert assignees() == {"1": 2, "2": 2, "3": 1, "4": 2, "5": 1, "9": None}
    assert page.url.endswith("/expedients/assigna?estat=oberts")
    assert page.link("Español").href == "/es/expedients?estat=oberts"


def test_each_is_on_record(cases, didac):
    didac.submit("/expedients?tria=1", button="Assigna els marcats", cas=[cases["2026/0000002"]], tecnic="2")

    event = db.session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc()).limit(1)).one()
    assert event.kind == "assigned"
    assert event.details == {"from": "", "to": "2"}


def test_those_that_cannot_be_given_are_named_and_the_others_given(cases, didac):
    ticked = [cases["2026/0000001"], cases["2026/0000005"]]

    page = didac.submit("/expedients?tria=1", button="Assigna els marcats", tecnic="2", cas=ticked)

    assert "S'ha assignat 1 expedient a Martí." in page.text
    assert page.texts(".note.warn li") == ["2026/0000005: és tancat"]


def test_what_is_not_of_the_office_is_refused_by_name(cases, world):
    given = assign_many(
        world.office_id,
        [cases["2026/0000099"], "E-NONE-NONE", cases["2026/0000001"], cases["2026/0000001"]],
        2,
        member("coordinator"),
        NOW,
    )

    assert given.given == ["2026/0000001"]
    assert given.refused == [(cases["2026/0000099"], "unknown"), ("E-NONE-NONE", "unknown")]
    assert assignees()["9"] is None


def test_destroyed_cases_stay_as_they_are(cases, world):
    with writing() as session:
        session.scalars(select(Case).where(Case.number == "2026/0000003")).one().destroyed_at = NOW

    given = assign_many(world.office_id, [cases["2026/0000003"]], 2, member("coordinator"), NOW)

    assert given.refused == [("2026/0000003", "destroyed")]


def test_somebody_who_has_left_gets_none(cases, world, didac):
    with writing() as session:
        session.get_one(Technician, 2).left_at = NOW

    with pytest.raises(NotHere):
        assign_many(world.office_id, [cases["2026/0000001"]], 2, member("coordinator"), NOW)

    assert assignees()["1"] == 1
    page = didac.submit(
        "/expedients?tria=1", button="Assigna els marcats", cas=[cases["2026/0000001"]], forged={"tecnic": "2"}
    )
    assert page.status_code == 422


def test_nothing_ticked_is_said(cases, didac):
    page = didac.submit("/expedients?tria=1", button="Assigna els marcats")

    assert page.status_code == 422
    assert page.errors == ["Marca almenys un expedient"]


def test_all_of_a_page_can_be_ticked_without_a_script(cases, didac):
    didac.get("/expedients?tria=1&estat=oberts")
    didac.follow("Marca tots els d'aquesta pàgina")

    page = didac.submit(button="Assigna els marcats", tecnic="1")

    assert "S'han assignat 4 expedients a Clara." in page.text


def test_who_may_only_look_ticks_nothing(cases, viewer):
    page = viewer.get("/expedients?tria=1")

    assert not page.query("input[name=cas]")
    assert viewer.post("/expedients/assigna", {"cas": cases["2026/0000001"]}).status_code in (400, 403)
