"""Mails about cases that did not get away are on the coordinator's list, each with what mends it."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from cases.history import lock_case
from cases.models import CaseLetter
from cases.promise_letter import promise_letter
from cases.send_letters import NOBODY
from cases.unsent import unsent
from database import db, writing
from tests.support.cases import case_of
from tests.support.staff import signed_in
from tests.support.world import NOW

PENDING = "/coordinacio/pendents"


@pytest.fixture
def case_id(app, world):
    with writing() as session:
        case = case_of(session, world)
        promise_letter(session, lock_case(session, case.id), "case_opened", NOW)
        return case.id


@pytest.fixture
def didac(app, world):
    """His browser, in the hour in which the mail was promised."""
    with time_machine.travel(NOW, tick=False):
        yield signed_in(app, "coordinator", office_id=world.office_id)


def fail(**how):
    with writing() as session:
        session.execute(update(CaseLetter).values(attempts=1, **how))


def letter():
    db.session.rollback()
    return db.session.scalars(select(CaseLetter)).one()


def waiting(world, now=NOW):
    return [(one.code, one.refused) for one in unsent(db.session(), world.office_id, now)]


def test_a_mail_that_goes_is_nobodys_business(case_id, world):
    assert waiting(world, NOW + timedelta(days=1)) == []


def test_a_refused_mail_is_listed_at_once(case_id, world):
    fail(problem="mailbox_refused", given_up_at=NOW)

    assert waiting(world) == [("mailbox_refused", True)]


def test_one_that_is_tried_in_vain_is_listed_after_an_hour(case_id, world):
    fail(problem="server_unreachable")

    assert waiting(world, NOW + timedelta(minutes=59)) == []
    assert waiting(world, NOW + timedelta(minutes=61)) == [("server_unreachable", False)]


def test_one_to_nobody_is_not_listed(case_id, world):
    fail(problem=NOBODY, given_up_at=NOW)

    assert waiting(world, NOW + timedelta(days=1)) == []


def test_the_list_leads_to_the_case_and_tries_again(case_id, didac):
    fail(problem="mailbox_refused", given_up_at=NOW)

    page = didac.get(PENDING)
    assert "Un correu sobre un expedient ha estat rebutjat" in page.text
    didac.submit(button="Torna-ho a provar · 2026/0000001")

    assert letter().given_up_at is None
    assert "Un correu sobre un expedient" not in didac.get(PENDING).text


def test_whoever_has_rung_the_person_up_says_so(case_id, didac):
    fail(problem="mailbox_refused", given_up_at=NOW)
    didac.get(PENDING)

    didac.submit(button="Ja li ho he dit · 2026/0000001")

    assert letter().told_at is not None
    assert "Un correu sobre un expedient" not in didac.get(PENDING).text


def test_the_mails_of_another_office_are_not_listed(case_id, world):
    fail(problem="mailbox_refused", given_up_at=NOW)

    assert unsent(db.session(), world.office_id + 1, NOW) == []
