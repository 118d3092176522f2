"""How a call ended, and who is written to because of it: promised with it, sent by the worker's own steps."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from booking.attend.close_call import Ending
from booking.attend.errors import AlreadyClosed, NotBegun, NotClosed, NoteChanged, ReasonWanted
from booking.attend.start_call import start_call
from booking.attend.take_notes import save_note
from booking.attend.unclosed import calls_not_closed
from booking.book import Guest
from booking.cancel import cancel
from booking.erase import erase_by_rule
from booking.errors import NotLive
from booking.letters import LetterPen
from booking.models import Appointment, AppointmentEvent, Call, CallNote, Message
from booking.send_letters import send_letters
from database import db, writing
from tests.support.calls import ATTENDED, MISSED, close_call, correct_call
from tests.support.staff import member
from tests.support.world import AINA, NOW, at, book_for, build_world, open_slots

START = at(24, "15:30")


@pytest.fixture
def world(app):
    return build_world()


@pytest.fixture
def clara(world):
    return member("technician", name="Clara", office_id=world.office_id, technician_id=world.technicians[0])


@pytest.fixture
def call_id(world):
    [slot] = open_slots(world, START)
    return book_for(AINA, world, slot).appointment_id


def call():
    db.session.rollback()
    return db.session.scalars(select(Call)).one_or_none()


def promised(*kinds):
    """Letters of these kinds that are to go or have gone."""
    db.session.rollback()
    wanted = select(Message).where(Message.kind.in_(kinds), Message.superseded_at.is_(None)).order_by(Message.id)
    return [message.kind for message in db.session.scalars(wanted)]


class Letterbox(list[Message]):
    def send(self, message):
        self.append(message)


@pytest.mark.parametrize(
    ("outcome", "next_step", "letters"),
    [
        ("attended", "open_case", []),
        ("attended", "answered", []),
        ("consumer_absent", "nothing", ["missed"]),
        ("consumer_absent", "new_call", ["missed"]),
        ("technician_absent", "nothing", []),
        ("technician_absent", "new_call", ["call_again"]),
        ("cut_off", "nothing", []),
        ("cut_off", "new_call", ["call_again"]),
    ],
)
def test_who_did_not_come_or_is_owed_a_call_is_written_to(call_id, clara, outcome, next_step, letters):
    close_call(call_id, Ending(outcome, next_step), clara, START + timedelta(minutes=20))

    assert promised("missed", "call_again") == letters
    assert (call().outcome, call().next_step) == (outcome, next_step)


def test_whoever_left_no_address_is_not_written_to(world, clara):
    [slot] = open_slots(world, START)
    by_phone = Guest(name="Aina Roca", email=None, phone="+34612345678", language="ca")
    booked = book_for(by_phone, world, slot)

    close_call(booked.appointment_id, MISSED, clara, START + timedelta(minutes=20))

    assert promised("missed") == []


def test_the_letter_offers_another_time_on_the_persons_own_page(app, call_id, clara):
    post = Letterbox()
    pen = LetterPen(app.config["VIDEOCITA"], app)
    send_letters(call_id, pen, post, lambda: NOW + timedelta(minutes=5))
    close_call(call_id, MISSED, clara, START + timedelta(minutes=20))

    send_letters(call_id, pen, post, lambda: START + timedelta(minutes=21))

    letter = post[-1]
    text = letter.get_body(("plain",)).get_content()
    assert letter["To"].addresses[0].addr_spec == "aina@example.org"
    assert letter["Subject"] == "No ens hem trobat: dimarts 24 de novembre, 15:30"
    assert "tria una altra hora" in text
    assert "http://localhost/c/" in text
    assert [part.get_content_type() for part in letter.walk()].count("text/calendar") == 0


def test_a_correction_withdraws_the_letter_that_has_not_gone(call_id, clara):
    close_call(call_id, MISSED, clara, START + timedelta(minutes=20))

    correct_call(call_id, ATTENDED, "Va entrar tard", clara, START + timedelta(minutes=21))

    assert promised("missed") == []
    assert call().outcome == "attended"


def test_a_letter_that_went_is_not_sent_again_by_a_correction_there_and_back(call_id, clara):
    close_call(call_id, MISSED, clara, START + timedelta(minutes=20))
    with writing() as session:
        session.scalars(select(Message).where(Message.kind == "missed")).one().sent_at = START + timedelta(minutes=21)
    correct_call(call_id, ATTENDED, "Em vaig equivocar", clara, START + timedelta(minutes=22))
    correct_call(call_id, MISSED, "No m'havia equivocat", clara, START + timedelta(minutes=23))

    assert promised("missed") == ["missed"]


def test_an_outcome_is_said_once(call_id, clara):
    close_call(call_id, ATTENDED, clara, START + timedelta(minutes=20))
    close_call(call_id, ATTENDED, clara, START + timedelta(minutes=25))

    with pytest.raises(AlreadyClosed) as refused:
        close_call(call_id, MISSED, clara, START + timedelta(minutes=30))

    assert refused.value.outcome == "attended"
    assert call().closed_at == START + timedelta(minutes=20)


def test_two_people_closing_at_once_say_it_once(app, call_id, clara):
    barrier, said = Barrier(2), []

    def close(ending):
        with app.app_context():
            barrier.wait()
            try:
                close_call(call_id, ending, clara, START + timedelta(minutes=20))
                said.append(ending.outcome)
            except AlreadyClosed as refused:
                said.append(f"refused: {refused.outcome}")

    threads = [Thread(target=close, args=[ending]) for ending in (ATTENDED, MISSED)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    [done] = [one for one in said if not one.startswith("refused")]
    assert sorted(said) == sorted([done, f"refused: {done}"])
    assert call().outcome == done


def test_nothing_has_ended_before_it_began(call_id, clara):
    with pytest.raises(NotBegun):
        close_call(call_id, MISSED, clara, START - timedelta(seconds=1))

    assert call() is None


def test_a_call_that_began_early_may_end_early(call_id, clara):
    start_call(call_id, clara, START - timedelta(minutes=10))

    close_call(call_id, ATTENDED, clara, START - timedelta(minutes=1))

    assert call().outcome == "attended"


def test_a_cancelled_call_does_not_end(call_id, clara):
    cancel(call_id, None, NOW)

    with pytest.raises(NotLive):
        close_call(call_id, ATTENDED, clara, START)


def test_a_correction_wants_something_to_correct_and_a_reason(call_id, clara):
    with pytest.raises(NotClosed):
        correct_call(call_id, ATTENDED, "Perquè sí", clara, START)
    close_call(call_id, MISSED, clara, START)

    with pytest.raises(ReasonWanted):
        correct_call(call_id, ATTENDED, "  ", clara, START)


@pytest.mark.parametrize(("outcome", "next_step"), [("vanished", "nothing"), ("attended", ""), ("", "")])
def test_only_known_endings_can_be_said(outcome, next_step):
    with pytest.raises(ValueError, match="unknown"):
        Ending(outcome, next_step)


@pytest.mark.parametrize(("outcome", "next_step"), [("attended", "new_call"), ("consumer_absent", "open_case")])
def test_what_does_not_follow_from_an_outcome_cannot_be_said(outcome, next_step):
    with pytest.raises(ValueError, match="does not lead"):
        Ending(outcome, next_step)


def test_the_history_says_that_it_was_closed_and_by_whom(call_id, clara):
    close_call(call_id, MISSED, clara, START)

    db.session.rollback()
    [event] = db.session.scalars(select(AppointmentEvent).where(AppointmentEvent.kind == "call_closed"))
    assert (event.actor, event.details) == (str(clara), {"outcome": "consumer_absent"})


# Calls that nobody closed


def asked_for(world, now):
    db.session.rollback()
    return [one.reference for one in db.session.scalars(calls_not_closed(world.office_id, now))]


def test_a_call_nobody_closed_is_asked_for_the_next_morning_and_for_a_month(world, call_id):
    reference = db.session.get_one(Appointment, call_id).reference

    assert asked_for(world, at(24, "20:00")) == []
    assert asked_for(world, at(25, "8:00")) == [reference]
    assert asked_for(world, at(23, "8:00", month=12)) == [reference]
    assert asked_for(world, at(25, "8:00", month=12)) == []


def test_a_closed_one_is_not_and_neither_is_a_cancelled_one(world, call_id, clara):
    [slot] = open_slots(world, at(24, "16:00"))
    other = book_for(AINA, world, slot).appointment_id
    cancel(other, None, NOW)
    close_call(call_id, ATTENDED, clara, START)

    assert asked_for(world, at(25, "8:00")) == []


def test_one_that_was_moved_has_not_ended(world, call_id):
    with writing() as session:
        one = session.get_one(Appointment, call_id)
        one.starts_at, one.ends_at = at(26, "9:00"), at(26, "9:30")

    assert asked_for(world, at(25, "8:00")) == []


def test_another_office_has_nothing_to_ask(world, call_id):
    db.session.rollback()

    assert db.session.scalars(calls_not_closed(world.office_id + 1, at(25, "8:00"))).all() == []


# Notes


def test_notes_are_erased_with_the_person(call_id, clara):
    save_note(call_id, "what_happened", "El seu DNI és…", 0, clara, START)

    erase_by_rule(START + timedelta(days=366))

    db.session.rollback()
    assert db.session.scalars(select(CallNote)).all() == []


def test_two_saving_the_first_text_at_once_lose_neither(app, call_id, clara):
    barrier, ends = Barrier(2), []

    def save(text):
        with app.app_context():
            barrier.wait()
            try:
                ends.append(save_note(call_id, "what_happened", text, 0, clara, START))
            except NoteChanged as changed:
                ends.append(changed.text)

    threads = [Thread(target=save, args=[text]) for text in ("un", "dos")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.rollback()
    stored = db.session.scalars(select(CallNote)).one()
    assert set(ends) == {1, stored.text}


def test_an_empty_block_is_not_stored(call_id, clara):
    assert save_note(call_id, "what_happened", "", 0, clara, START) == 0

    assert db.session.scalars(select(CallNote)).all() == []


def test_a_block_that_there_is_not_is_a_mistake_of_ours(call_id, clara):
    with pytest.raises(ValueError, match="block"):
        save_note(call_id, "secret", "x", 0, clara, START)
