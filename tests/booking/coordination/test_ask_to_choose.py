"""Asking a person to choose another hour: what they may do then, and when nobody can be asked."""

from dataclasses import replace

import pytest

from booking.coordinate.ask_to_choose import ask_to_choose
from booking.coordinate.errors import NoMail, StaleRevision
from booking.errors import NotLive
from booking.models import Office
from booking.reschedule import reschedule
from tests.booking.coordination.people import DIDAC
from tests.booking.coordination.steps import appointment, change, send_all, unsent
from tests.support.world import AINA, NOW, at, book_for, minutes, open_slots, slot_at

HOUR, LATER = at(24, "15:30"), at(24, "17:00")


@pytest.fixture
def aina(world, clara):
    slot, _ = open_slots(world, HOUR, LATER, technicians=[clara])
    aina = book_for(AINA, world, slot).appointment_id
    send_all()
    return aina


def test_the_letter_is_promised_and_the_hour_stays(aina, clara):
    ask_to_choose(aina, 0, DIDAC, NOW)

    assert unsent(aina) == [("consumer", "choose_another_hour")]
    assert appointment(aina).asked_to_choose_at == NOW
    assert slot_at(HOUR, clara).appointment_id == aina


def test_whoever_was_asked_may_move_until_the_hour_however_often_they_have(aina, clara):
    change(Office, max_moves=0, minimum_notice_minutes=0)
    ask_to_choose(aina, 0, DIDAC, NOW)

    reschedule(aina, slot_at(LATER, clara).id, "aina", HOUR - minutes(1))

    moved = appointment(aina)
    assert (moved.starts_at, moved.moves, moved.asked_to_choose_at) == (LATER, 0, None)


def test_asking_again_sends_another_letter(aina):
    ask_to_choose(aina, 0, DIDAC, NOW)
    ask_to_choose(aina, 1, DIDAC, NOW + minutes(5))

    assert [kind for _, kind in unsent(aina)] == ["choose_another_hour"] * 2


def test_a_page_that_is_out_of_date_asks_nobody(aina):
    ask_to_choose(aina, 0, DIDAC, NOW)

    with pytest.raises(StaleRevision):
        ask_to_choose(aina, 0, DIDAC, NOW)


def test_somebody_without_mail_must_be_rung_up(world, clara):
    [slot] = open_slots(world, HOUR, technicians=[clara])
    guest = replace(AINA, email=None, phone="+34612345678")
    aina = book_for(guest, world, slot).appointment_id

    with pytest.raises(NoMail):
        ask_to_choose(aina, 0, DIDAC, NOW)


def test_once_the_hour_has_come_there_is_nothing_to_choose(aina):
    with pytest.raises(NotLive):
        ask_to_choose(aina, 0, DIDAC, HOUR)
