"""Each action mends what it says, once, is in the audit, and leads back to the list."""

from dataclasses import replace

import pytest
from dbos import DBOSClient
from sqlalchemy import select

from booking.errors import NotLive
from booking.models import Appointment, AppointmentEvent, AppointmentLink, CalendarEntry
from booking.pending.correct_address import correct_address
from booking.pending.errors import NobodyToWriteTo, SameAddress
from booking.pending.renew_meeting import renew_meeting
from booking.pending.retry import retry, retry_all
from booking.pending.told import told_by_telephone
from database import db, writing
from staff.models import AuditEntry
from tests.support.post_office import NO_SUCH_MAILBOX
from tests.support.world import AINA, at
from tests.teams.standin import CLARA

OPENING = "POST */events"
RIGHT = "aina.roca@example.org"


def audited():
    db.session.rollback()
    return db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()


def entry():
    db.session.rollback()
    return db.session.scalars(select(CalendarEntry)).one()


def refuse(follow, address="aina@example.org"):
    """The mail server does not know this address."""
    follow.mail.mood = lambda to: NO_SUCH_MAILBOX if to == address else None


class TestRetry:
    def test_once_the_cause_is_mended_the_meeting_is_made(self, pending, follow):
        follow.standin.faults("403_scope", calls=OPENING)
        follow.book()
        follow.work()
        follow.standin.clear_faults()

        page = pending.press("Torna-ho a provar")
        follow.work()

        assert "Ho tornem a provar ara mateix" in page.text
        assert follow.events == [(CLARA, "15:30")]
        assert audited() == ["promises_retried"]

    def test_all_at_once(self, pending, follow):
        follow.standin.faults("403_scope", calls=OPENING)
        follow.book("15:30")
        follow.book("16:00", guest=replace(AINA, email="segona@example.org"))
        follow.work()
        follow.standin.clear_faults()

        pending.press("Torna a provar totes les reunions i tots els correus")
        follow.work()

        assert follow.events == [(CLARA, "15:30"), (CLARA, "16:00")]
        assert audited() == ["promises_retried"] * 2

    def test_a_refused_letter_goes_out_as_the_same_letter(self, pending, follow):
        follow.mail.mood = lambda to: "550 5.7.1 Relaying denied"
        follow.book()
        follow.work()
        promised = follow.message("confirmed").message_id
        follow.mail.mood = lambda to: None

        retry(follow.appointment_id, pending.actor, follow.clock())
        follow.send()

        [letter] = follow.mail.letters("aina@example.org")
        assert (letter.message_id, letter.sequence) == (promised, 0)

    def test_when_nothing_is_wrong_nothing_happens(self, pending, follow):
        follow.book()
        follow.work()

        assert retry(follow.appointment_id, pending.actor, follow.clock()) == 0
        assert retry_all(follow.world.office_id, pending.actor, follow.clock()) == 0
        assert audited() == []


class TestANewMeeting:
    def test_replaces_the_one_that_cannot_be_used(self, pending, follow):
        follow.book()
        follow.work()
        [old] = follow.standin.events(CLARA)

        renew_meeting(follow.appointment_id, pending.actor, follow.clock())
        follow.work()

        [new] = follow.standin.events(CLARA)
        assert new["id"] != old["id"]
        assert follow.meeting.event_id == new["id"]
        assert follow.subjects() == ["Cita confirmada"], "the person's link has not changed"
        assert audited() == ["meeting_renewed"]

    def test_whoever_was_told_that_the_link_is_to_come_hears_of_it(self, pending, follow):
        follow.standin.faults("400", calls=OPENING)
        follow.book()
        follow.work_for(seconds=30)
        follow.standin.clear_faults()

        page = pending.press("Fes una reunió nova")
        follow.work()

        assert "Hem demanat una reunió nova" in page.text
        assert follow.events == [(CLARA, "15:30")]
        assert follow.subjects() == ["Cita confirmada", "Enllaç de la videotrucada"]

    def test_of_a_call_that_is_over_there_is_nothing_to_mend(self, pending, follow):
        follow.book()
        follow.work()

        with pytest.raises(NotLive):
            renew_meeting(follow.appointment_id, pending.actor, at(24, "16:00"))

    def test_a_page_left_open_until_the_call_was_cancelled_says_so(self, pending, follow):
        follow.standin.faults("400", calls=OPENING)
        follow.book()
        follow.work()
        pending.open()
        follow.cancel()

        assert "Ja no calia" in pending.press_again("Fes una reunió nova").text


class TestTheAddress:
    def correct(self, pending, follow, email=RIGHT):
        pending.open()
        pending.browser.follow("Corregeix l'adreça")
        return pending.browser.submit(email=email, button="Desa i envia")

    def test_the_letter_goes_to_the_right_one_with_a_calendar_entry_of_its_own(self, pending, follow):
        refuse(follow)
        follow.book()
        follow.work()
        old_uid = entry().uid

        page = self.correct(pending, follow)
        follow.send()

        assert "Adreça corregida" in page.text
        [letter] = follow.mail.letters(RIGHT)
        assert (letter.method, letter.sequence, letter.message["In-Reply-To"]) == ("REQUEST", 0, None)
        assert str(letter.calendar.events[0]["UID"]) == entry().uid != old_uid
        assert follow.mail.letters("aina@example.org") == [], "nothing, and no CANCEL, goes to the wrong one"
        assert audited() == ["address_corrected"]

    def test_later_changes_go_to_the_same_entry(self, pending, follow):
        refuse(follow)
        follow.book()
        follow.work()
        correct_address(follow.appointment_id, RIGHT, pending.actor, follow.clock())
        follow.send()
        follow.move("16:00")
        follow.work()
        follow.cancel()
        follow.work()

        letters = follow.mail.letters(RIGHT)

        assert [(one.method, one.sequence) for one in letters] == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]
        assert len({str(one.calendar.events[0]["UID"]) for one in letters}) == 1

    def test_a_link_that_a_stranger_may_have_is_revoked(self, pending, follow):
        follow.book()
        follow.work()

        correct_address(follow.appointment_id, RIGHT, pending.actor, follow.clock())
        follow.send()

        links = db.session.execute(
            select(AppointmentLink.token, AppointmentLink.revoked_at).order_by(AppointmentLink.revoked_at.is_(None))
        ).all()
        assert [revoked is None for _, revoked in links] == [False, True]
        assert links[1].token in follow.mail.letters(RIGHT)[0].text

    def test_a_link_that_nobody_got_stays(self, pending, follow):
        refuse(follow)
        follow.book()
        follow.work()

        correct_address(follow.appointment_id, RIGHT, pending.actor, follow.clock())

        assert len(db.session.scalars(select(AppointmentLink)).all()) == 1

    def test_of_a_cancelled_call_the_right_address_hears_that_it_is_cancelled(self, pending, follow):
        follow.book()
        follow.work()
        refuse(follow)
        follow.cancel()
        follow.work()

        self.correct(pending, follow)
        follow.send()

        [letter] = follow.mail.letters(RIGHT)
        assert letter.method == "CANCEL"

    @pytest.mark.parametrize(
        ("typed", "status", "says"),
        [
            ("", 422, "Escriu l'adreça de correu"),
            ("aina", 422, "Escriu el correu com ara"),
            ("aina@example.org", 409, "Aquesta és l'adreça que ja teníem"),
        ],
    )
    def test_what_cannot_be_written_to_is_said_and_kept(self, pending, follow, typed, status, says):
        refuse(follow)
        follow.book()
        follow.work()

        page = self.correct(pending, follow, email=typed)

        assert page.status_code == status
        assert any(says in error for error in page.errors)
        assert audited() == []

    def test_after_the_call_nothing_is_sent(self, pending, follow):
        follow.book()
        with pytest.raises(NotLive):
            correct_address(follow.appointment_id, RIGHT, pending.actor, at(24, "16:00"))

    def test_of_somebody_erased_nothing_is_kept(self, pending, follow):
        follow.book()
        with writing() as session:
            session.get_one(Appointment, follow.appointment_id).person.erased_at = follow.clock()

        with pytest.raises(NobodyToWriteTo):
            correct_address(follow.appointment_id, RIGHT, pending.actor, follow.clock())

    def test_the_same_address_is_no_correction(self, pending, follow):
        follow.book()
        with pytest.raises(SameAddress):
            correct_address(follow.appointment_id, "aina@example.org", pending.actor, follow.clock())


class TestTelling:
    def test_whoever_was_rung_up_needs_no_letter(self, pending, follow):
        refuse(follow)
        follow.book()
        follow.work()

        page = pending.press("Ja li ho he dit")

        assert "Apuntat" in page.text
        assert audited() == ["told_by_telephone"]
        kinds = db.session.scalars(select(AppointmentEvent.kind)).all()
        assert "told_by_telephone" in kinds

    def test_twice_is_once(self, pending, follow):
        refuse(follow)
        follow.book()
        follow.work()

        for _ in range(2):
            told_by_telephone(follow.appointment_id, pending.actor, follow.clock())

        assert audited() == ["told_by_telephone"]

    def test_letters_that_are_still_on_their_way_go_on(self, pending, follow):
        follow.book()

        told_by_telephone(follow.appointment_id, pending.actor, follow.clock())
        follow.work()

        assert follow.subjects() == ["Cita confirmada"]


def test_reading_the_calendars_is_asked_of_the_worker_once_a_minute(pending, follow):
    for _ in range(2):
        page = pending.press("Torna'l a llegir")

    assert "tornin a llegir" in page.text
    asked = DBOSClient(system_database_engine=db.engine).list_workflows(name="read_calendars_of_office")
    assert [work.input["args"] for work in asked] == [(follow.world.office_id,)]
