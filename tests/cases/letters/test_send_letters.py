"""Mails about cases leave by a real mail server, in order, and are tried again when it refuses them for now."""

from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import select, update

from booking.models import Person
from cases.models import CaseLetter, CaseLink
from cases.promise_letter import promise_letter
from cases.send_letters import NOBODY, resume_letters, send_case_letters
from cases.write_letter import CasePen
from database import db, writing
from mail.transports import transport_for
from tests.support.cases import case_of
from tests.support.post_office import LATER, NO_SUCH_MAILBOX, post_office
from tests.support.world import AINA, NOW


@pytest.fixture
def mail():
    with post_office() as office:
        yield office


@pytest.fixture
def case_id(app, world):
    with writing() as session:
        return case_of(session, world).id


def promise(case_id, kind, now=NOW):
    from cases.history import lock_case

    with writing() as session:
        promise_letter(session, lock_case(session, case_id), kind, now)


def send(case_id, mail, now=NOW):
    settings = current_app.config["VIDEOCITA"]
    send_case_letters(case_id, CasePen(settings, current_app), transport_for(mail.url), lambda: now)


def letters():
    db.session.rollback()
    return db.session.scalars(select(CaseLetter).order_by(CaseLetter.id)).all()


def test_the_mail_leads_to_the_page_of_the_case(case_id, mail):
    promise(case_id, "case_opened")

    send(case_id, mail)

    (arrived,) = mail.letters()
    token = db.session.scalars(select(CaseLink.token)).one()
    assert arrived.to == AINA.email
    assert arrived.subject.startswith("Hem obert el teu expedient E-")
    assert f"http://localhost/e/{token}" in arrived.message.get_body(("plain",)).get_content()
    assert letters()[0].sent_at == NOW


def test_two_changes_before_the_mail_goes_need_one_mail(case_id, mail):
    promise(case_id, "case_changed")
    promise(case_id, "case_changed")

    send(case_id, mail)

    assert len(mail.letters()) == 1


def test_a_server_that_is_busy_is_asked_again_with_the_same_message_id(case_id, mail):
    promise(case_id, "case_opened")
    mail.mood = lambda address: LATER
    send(case_id, mail)
    waiting = letters()[0]
    assert (waiting.sent_at, waiting.given_up_at) == (None, None)

    mail.mood = lambda address: None
    later = NOW + timedelta(minutes=1)
    assert resume_letters(later) == 1
    send(case_id, mail, later)

    assert [one.message_id for one in mail.letters()] == [waiting.message_id]


def test_a_letter_that_waits_holds_back_the_next(case_id, mail):
    promise(case_id, "case_opened")
    mail.mood = lambda address: LATER
    send(case_id, mail)
    mail.mood = lambda address: None
    promise(case_id, "case_changed")

    send(case_id, mail)

    assert mail.letters() == []


def test_a_mailbox_that_does_not_exist_waits_for_a_person(case_id, mail):
    promise(case_id, "case_opened")
    mail.mood = lambda address: NO_SUCH_MAILBOX

    send(case_id, mail)

    assert letters()[0].given_up_at == NOW
    assert resume_letters(NOW + timedelta(days=1)) == 0


def test_who_has_no_mail_is_promised_none(app, world):
    with writing() as session:
        case = case_of(session, world)
        session.execute(update(Person).values(email=None, phone="+34612345678"))
        assert promise_letter(session, case, "case_opened", NOW) is None


def test_an_address_that_went_meanwhile_is_not_written_to(case_id, mail):
    promise(case_id, "case_opened")
    with writing() as session:
        session.execute(update(Person).values(email=None, phone="+34612345678"))

    send(case_id, mail)

    assert mail.letters() == []
    assert letters()[0].problem == NOBODY
