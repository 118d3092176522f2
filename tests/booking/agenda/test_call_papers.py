"""Papers that a person sends before the call: read during it, and taken over by its case."""

import pytest
from sqlalchemy import select

from cases.models import Case
from cases.papers.place import Place
from cases.papers.receive import receive
from database import db, writing
from staff.models import AuditEntry
from storage import storage_for
from tests.booking.agenda.in_call import end
from tests.support import papers
from tests.support.cases import case_of
from tests.support.settings import settings_for
from tests.support.staff import signed_in
from tests.support.world import AINA, at


@pytest.fixture
def settings(database_url, tmp_path):
    """Papers in a folder of this test alone."""
    return settings_for(database_url, MAIL_URL=f"file:{tmp_path / 'outbox'}", STORAGE_URL=f"file:{tmp_path / 'papers'}")


@pytest.fixture
def invoice(app, desk):
    """Aina has sent one."""
    place = Place(appointment_id=desk.appointment(desk.aina).id)
    storage = storage_for(app.config["VIDEOCITA"].storage_url)
    return receive(place, papers.delivery(papers.file("factura de la llum.pdf")), storage, False, at(24, "14:00"))


@pytest.mark.parametrize("path", ["", "/trucada"])
def test_who_attends_reads_what_the_person_has_sent(desk, invoice, path):
    page = desk.clara.get(f"/cites/{desk.aina}{path}")

    assert "Documents que ha enviat" in page.texts("h2")
    got = desk.clara.send("GET", page.link("factura de la llum.pdf").href)
    assert (got.status_code, got.data) == (200, papers.PDF)
    assert got.headers["Content-Disposition"].startswith("attachment")
    opened = select(AuditEntry.member_id).where(AuditEntry.action == "case_document_opened")
    assert db.session.scalars(opened).all() == [desk.clara_id]


def test_without_papers_there_is_no_list(desk):
    assert "Documents que ha enviat" not in desk.clara.get(f"/cites/{desk.aina}").text


def test_who_may_only_look_sees_that_there_are_some(app, desk, invoice):
    viewer = signed_in(app, "viewer", office_id=desk.world.office_id)

    page = viewer.get(f"/cites/{desk.aina}")

    assert "factura de la llum.pdf" in page.text
    assert [link.href for link in page.links if "/documents/" in link.href] == []


def test_a_paper_of_another_call_is_not_here(desk, invoice):
    href = desk.clara.get(f"/cites/{desk.aina}").link("factura de la llum.pdf").href

    assert desk.clara.send("GET", href.replace(desk.aina, desk.bernat)).status_code == 404


def test_the_case_has_them_after_the_call(desk, in_the_call, invoice):
    href = desk.clara.get(f"/cites/{desk.aina}").link("factura de la llum.pdf").href

    end(desk.clara, f"/cites/{desk.aina}/trucada", "attended")

    assert "Documents que ha enviat" not in desk.clara.get(f"/cites/{desk.aina}").text
    assert desk.clara.send("GET", href).status_code == 404
    case = db.session.scalars(select(Case)).one()
    assert "factura de la llum.pdf" in desk.clara.get(f"/expedients/{case.reference}").text


def test_in_a_case_that_the_call_joins_they_wait_to_be_looked_at(desk, in_the_call, invoice):
    with writing() as session:
        case = case_of(session, desk.world, AINA, state="documents_required")
        reference = case.reference

    end(desk.clara, f"/cites/{desk.aina}/trucada", "attended", case_step=reference)

    joined = desk.clara.get(f"/expedients/{reference}")
    assert "Han arribat documents" in " ".join(joined.texts("#state"))
    db.session.rollback()
    assert db.session.scalars(select(Case.papers_arrived_at)).one() == at(24, "14:00")
