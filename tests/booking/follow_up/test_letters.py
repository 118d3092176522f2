"""Letters: each change is told once, in order, in the person's language, whatever the mail server does meanwhile."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from booking.models import Appointment, Meeting
from booking.promises import promise_letter
from booking.schedules import try_again
from database import writing
from tests.support.post_office import DROPPED, DROPPED_AFTER, LATER, NO_SUCH_MAILBOX
from tests.support.world import AINA, BERNAT
from tests.teams.standin import CLARA, MARTI, NURIA

AINAS = "aina@example.org"


@pytest.fixture
def booked(follow):
    """Aina at half past three with Clara, everything done."""
    follow.book("15:30", CLARA)
    follow.work()
    return follow


def to_aina_only(mood):
    return lambda address: mood if address == AINAS else None


def test_a_booking_is_told_to_the_person_and_to_the_technician(booked):
    assert booked.subjects() == ["Cita confirmada"]
    assert booked.subjects(CLARA) == ["Cita nova"]
    assert booked.open == []


def test_each_change_raises_the_sequence_of_one_calendar_entry(booked):
    for change in (lambda: booked.move("16:00"), lambda: booked.move("16:30"), booked.cancel):
        change()
        booked.work()

    letters = booked.mail.letters(AINAS)
    assert [(letter.method, letter.sequence) for letter in letters] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("REQUEST", 2),
        ("CANCEL", 3),
    ]
    assert len({str(letter.calendar.events[0]["UID"]) for letter in letters}) == 1
    assert {str(letter.message["In-Reply-To"]).strip("<>") for letter in letters[1:]} == {letters[0].message_id}


def test_the_technician_gets_no_calendar_object(booked):
    booked.cancel()
    booked.work()

    assert [letter.calendar for letter in booked.mail.letters(CLARA)] == [None, None]


@pytest.mark.parametrize(("language", "subject"), [("ca", "Cita confirmada"), ("es", "Cita confirmada"), ("en", "")])
def test_letters_are_in_the_language_of_the_person(language, subject, follow):
    follow.book(guest=replace(AINA, language=language))
    follow.work()

    [letter] = follow.mail.letters(AINAS)
    assert letter.subject.startswith(subject)
    assert f'lang="{language}"' in letter.message.get_body(("html",)).get_content()
    prefix = "" if language == "ca" else f"/{language}"
    assert f"http://localhost{prefix}/c/" in letter.text


def test_letters_lead_to_our_own_pages_and_never_to_teams(booked):
    with writing() as session:
        link = session.scalars(select(Meeting.join_url)).one()
    booked.move("16:00")
    booked.work()
    booked.cancel()
    booked.work()

    for letter in booked.mail.letters():
        whole = " ".join(str(part.get_content()) for part in letter.message.walk() if not part.is_multipart())
        assert link not in whole
        assert "meetup-join" not in whole
        addresses = re.findall(r"https?://[^/\s\"<\\]+", whole)
        assert addresses
        assert set(addresses) <= {"http://localhost", "http://www.w3.org"}


def test_the_technician_is_told_nothing_about_the_person(follow):
    guest = replace(AINA, phone="+34600111222", matter="Una rentadora que no renta", company="Botiga Pèssima SL")
    follow.book(guest=guest)
    follow.work()

    [letter] = follow.mail.letters(CLARA)
    for personal in ("Aina", "aina@", "600111222", "rentadora", "Pèssima"):
        assert personal not in letter.raw.decode() + letter.text


def test_somebody_without_mail_address_gets_no_letter(follow):
    follow.book(guest=replace(AINA, email=None, phone="+34600111222"))
    follow.move("16:00")
    follow.work()

    assert [letter.to for letter in follow.mail.letters()] == [CLARA]
    assert follow.open == []


@pytest.mark.parametrize("mood", [LATER, DROPPED, DROPPED_AFTER])
def test_a_letter_that_failed_is_sent_again_as_the_same_letter(mood, follow):
    follow.mail.mood = to_aina_only(mood)
    follow.book()
    follow.work()
    assert follow.message("confirmed").problem is not None
    assert follow.message("confirmed").next_attempt_at > follow.clock()

    follow.mail.mood = lambda address: None
    follow.work_for(seconds=10)

    arrived = [letter.message_id for letter in follow.mail.letters(AINAS)]
    assert len(arrived) == (2 if mood == DROPPED_AFTER else 1)
    assert set(arrived) == {follow.message("confirmed").message_id}
    assert follow.message("confirmed").problem is None
    assert follow.open == []


def test_an_address_that_is_refused_is_given_up_and_shown(follow):
    follow.mail.mood = to_aina_only(NO_SUCH_MAILBOX)
    follow.book()

    follow.work_for(minutes=20)

    confirmed = follow.message("confirmed")
    assert (confirmed.problem, confirmed.attempts) == ("mailbox_refused", 1)
    assert confirmed.given_up_at is not None
    assert follow.subjects(CLARA) == ["Cita nova"]


def test_a_letter_that_was_given_up_goes_once_the_cause_is_mended(follow):
    follow.mail.mood = to_aina_only(NO_SUCH_MAILBOX)
    follow.book()
    follow.work()

    follow.mail.mood = lambda address: None
    assert try_again(follow.clock()) == 1
    follow.work()

    assert follow.subjects() == ["Cita confirmada"]
    assert follow.open == []


def test_a_letter_that_waits_holds_back_later_ones_to_the_same_person_and_to_nobody_else(booked):
    booked.mail.mood = to_aina_only(LATER)
    booked.move("16:00")
    booked.work()
    with writing() as session:
        appointment = session.get_one(Appointment, booked.appointment_id)
        promise_letter(session, appointment, "consumer", "recovered_link", booked.clock(), booked.clock())

    booked.mail.mood = lambda address: None
    booked.send()
    assert booked.subjects() == ["Cita confirmada"]
    assert booked.subjects(CLARA) == ["Cita nova", "Cita canviada"]

    booked.work_for(seconds=10)
    assert booked.subjects() == ["Cita confirmada", "Cita canviada", "Enllaç de la teva cita"]


def test_what_was_not_sent_before_the_next_change_is_not_sent_any_more(booked):
    booked.mail.mood = lambda address: LATER
    booked.move("16:00")
    booked.work()
    booked.move("16:30")
    booked.work()
    booked.cancel()

    booked.mail.mood = lambda address: None
    booked.work_for(minutes=2)

    assert booked.subjects() == ["Cita confirmada", "Cita anul·lada"]
    assert [letter.sequence for letter in booked.mail.letters(AINAS)] == [0, 3]
    assert booked.open == []


def test_a_change_while_a_letter_is_under_way_is_told_after_it(follow):
    follow.book()
    follow.arrange()
    follow.post = Meanwhile(follow.post, lambda: follow.move("16:00"))

    follow.work_for(seconds=30)

    letters = follow.mail.letters(AINAS)
    assert [letter.sequence for letter in letters] == [0, 1]
    assert "15:30" in letters[0].subject
    assert "16:00" in letters[1].subject
    assert follow.open == []


class Meanwhile:
    """A way out that lets something happen, once, after the first letter to Aina has arrived."""

    def __init__(self, post, change):
        self.post, self.change = post, change

    def send(self, message):
        self.post.send(message)
        if self.change and AINAS in message["To"]:
            change, self.change = self.change, None
            change()


class Killed(BaseException):
    """What SIGKILL would be, if it could be caught."""


def test_a_letter_that_a_killed_worker_had_sent_is_repeated_as_the_same_letter_and_in_order(follow):
    def kill():
        raise Killed

    follow.book()
    follow.arrange()
    usual, follow.post = follow.post, Meanwhile(follow.post, kill)
    with pytest.raises(Killed):
        follow.send()
    follow.post = usual

    follow.clock.later(minutes=5)
    follow.work()

    first, second = follow.mail.letters(AINAS)
    assert first.message_id == second.message_id
    assert follow.open == []


def test_two_appointments_do_not_wait_for_one_another(follow):
    follow.mail.mood = to_aina_only(LATER)
    follow.book("15:30")
    follow.book("16:00", guest=BERNAT)

    follow.work_for(seconds=30)

    assert follow.subjects("bernat@example.org") == ["Cita confirmada"]


class TestTechniciansAreToldWhatBecameOfTheAppointment:
    def test_one_who_lost_it_while_the_mail_server_was_down_hears_so(self, booked):
        booked.mail.mood = lambda address: LATER
        booked.move("16:00", MARTI)
        booked.work()
        booked.move("16:30", NURIA)

        booked.mail.mood = lambda address: None
        booked.work_for(minutes=2)

        assert booked.subjects(CLARA) == ["Cita nova", "Cita fora de la teva agenda"]
        assert booked.subjects(NURIA) == ["Cita nova"]

    def test_one_who_gets_it_back_hears_of_the_new_hour(self, booked):
        booked.mail.mood = lambda address: LATER
        booked.move("16:00", MARTI)
        booked.work()
        booked.move("16:30", CLARA)

        booked.mail.mood = lambda address: None
        booked.work_for(minutes=2)

        assert booked.subjects(CLARA) == ["Cita nova", "Cita canviada"]

    def test_one_who_had_it_before_hears_of_a_cancellation_only_once(self, booked):
        booked.move("16:00", MARTI)
        booked.work()
        booked.cancel()
        booked.work()

        assert booked.subjects(CLARA) == ["Cita nova", "Cita fora de la teva agenda"]
        assert booked.subjects(MARTI) == ["Cita nova", "Cita fora de la teva agenda"]

    def test_one_who_lost_it_unheard_hears_so_when_it_is_cancelled(self, booked):
        booked.mail.mood = lambda address: LATER
        booked.move("16:00", MARTI)
        booked.work()
        booked.cancel()

        booked.mail.mood = lambda address: None
        booked.work_for(minutes=2)

        assert booked.subjects(CLARA) == ["Cita nova", "Cita fora de la teva agenda"]
