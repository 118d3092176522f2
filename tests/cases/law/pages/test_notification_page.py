"""The page where a notification is written down: what proves it is one of the papers of the case."""

import pytest
from sqlalchemy import select

from cases.models import CaseEvent, Document
from cases.papers.place import Place
from database import db, writing
from tests.cases.law.conftest import read
from tests.cases.law.pages.steps import DAY, NOW
from tests.support.papers import paper_row


@pytest.fixture
def url(case):
    return f"/expedients/{read(case).reference}/notificacio"


def test_the_receipt_of_a_notification_is_chosen_among_the_papers_of_the_case(desk, case, url):
    with writing() as session:
        paper_row(session, Place(case_id=case), NOW, file_name="acus de rebut.pdf")
    paper = db.session.scalars(select(Document)).one()
    page = desk.get(url)
    assert any("acus de rebut.pdf · Factura o rebut" in one for one in page.texts("#receipt option"))

    desk.submit(form="act", opened_on=DAY.isoformat(), receipt=paper.reference)

    told = db.session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    assert (told.kind, told.details["receipt"]) == ("notified", paper.reference)


def test_a_paper_of_another_case_is_no_receipt(desk, url):
    desk.get(url)

    page = desk.submit(form="act", opened_on=DAY.isoformat(), forged={"receipt": "D-XXXX-XXXX"})

    assert (page.status_code, page.errors) == (422, ["Tria un document d'aquest expedient"])
