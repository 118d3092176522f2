"""Letters wait for the way into the call, but not for long; who was told that it is to come hears of it once."""

from dataclasses import replace

import pytest

from tests.support.post_office import DROPPED_AFTER, LATER
from tests.support.world import AINA
from tests.teams.standin import CLARA, MARTI

OPENING = "POST */events"
PENDING = "arribarà en un altre correu"
READY = "Entra a la videotrucada"


@pytest.fixture
def down(follow):
    """Microsoft 365 is down while Aina books, and until `clear_faults`."""
    follow.standin.faults("503", calls=OPENING)
    follow.book()
    return follow


def test_a_confirmation_waits_for_the_meeting_and_says_how_to_enter(follow):
    follow.book()
    follow.send()
    assert follow.subjects() == []

    follow.work()

    [letter] = follow.mail.letters("aina@example.org")
    assert READY in letter.text
    assert PENDING not in letter.text


def test_the_technician_is_told_at_once(follow):
    follow.book()

    follow.send()

    assert follow.subjects(CLARA) == ["Cita nova"]


def test_a_confirmation_waits_twenty_seconds_and_then_says_that_the_link_is_to_come(follow):
    follow.book()

    follow.clock.later(seconds=19)
    follow.send()
    assert follow.subjects() == []
    follow.clock.later(seconds=1)
    follow.send()

    [letter] = follow.mail.letters("aina@example.org")
    assert PENDING in letter.text
    assert READY not in letter.text


def test_a_failure_that_passes_within_the_wait_makes_one_letter_and_not_two(down):
    down.work()
    down.standin.clear_faults()

    down.work_for(seconds=60)

    [letter] = down.mail.letters("aina@example.org")
    assert READY in letter.text


def test_nobody_waits_for_a_meeting_that_cannot_come_in_time(follow):
    follow.standin.faults("429", calls=OPENING, times=1, seconds=300)
    follow.book()

    follow.work()

    [letter] = follow.mail.letters("aina@example.org")
    assert PENDING in letter.text


def test_nobody_waits_for_a_meeting_that_needs_a_person(follow):
    follow.standin.faults("403_scope", calls=OPENING)
    follow.book()

    follow.work()

    [letter] = follow.mail.letters("aina@example.org")
    assert PENDING in letter.text


def test_who_was_told_that_the_link_is_to_come_hears_of_it_once(down):
    down.work_for(seconds=30)
    down.standin.clear_faults()
    down.work_for(minutes=2)
    down.move("16:00")
    down.work()

    assert down.subjects() == ["Cita confirmada", "Enllaç de la videotrucada", "Cita canviada"]
    confirmed, ready, moved = down.mail.letters("aina@example.org")
    assert READY in ready.text
    assert ready.calendar is None
    assert [confirmed.sequence, moved.sequence] == [0, 1]


def test_who_moves_while_the_link_is_to_come_hears_of_it_once(down):
    down.work_for(seconds=30)
    down.move("16:00")
    down.work_for(seconds=30)
    down.standin.clear_faults()
    down.work_for(minutes=2)

    assert down.subjects() == ["Cita confirmada", "Cita canviada", "Enllaç de la videotrucada"]


def test_who_moves_at_the_moment_when_the_link_is_made_hears_of_it_once(follow):
    follow.book()
    follow.clock.later(seconds=20)
    follow.send()

    def move(response, **_):
        if response.request.method == "POST":
            follow.graph.session.hooks["response"].remove(move)
            follow.move("16:00")
            follow.send()

    follow.graph.session.hooks["response"].append(move)
    follow.work_for(seconds=60)

    assert follow.subjects() == ["Cita confirmada", "Cita canviada", "Enllaç de la videotrucada"]
    assert PENDING in follow.mail.letters("aina@example.org")[1].text
    assert follow.open == []


def test_the_letter_about_a_move_to_a_colleague_waits_for_their_meeting(follow):
    follow.book("15:30", CLARA)
    follow.work()

    follow.move("16:00", MARTI)
    follow.send()
    assert follow.subjects() == ["Cita confirmada"]
    follow.work()

    assert follow.subjects() == ["Cita confirmada", "Cita canviada"]
    assert READY in follow.mail.letters("aina@example.org")[-1].text


def test_who_cancels_hears_of_no_link(down):
    down.work_for(seconds=30)
    down.cancel()
    down.standin.clear_faults()
    down.work_for(minutes=10)

    assert down.subjects() == ["Cita confirmada", "Cita anul·lada"]
    assert down.events == []


def test_a_confirmation_that_said_so_and_did_not_arrive_is_written_anew_and_needs_no_second_letter(down):
    down.mail.mood = lambda address: LATER
    down.work_for(seconds=30)
    down.standin.clear_faults()
    down.work_for(minutes=1)

    down.mail.mood = lambda address: None
    down.work_for(minutes=5)

    [letter] = down.mail.letters("aina@example.org")
    assert READY in letter.text
    assert down.open == []


def test_a_confirmation_that_said_so_and_may_have_arrived_is_followed_by_the_news(down):
    down.mail.mood = lambda address: DROPPED_AFTER
    down.work_for(seconds=20)
    assert PENDING in down.mail.letters("aina@example.org")[0].text
    down.standin.clear_faults()
    down.mail.mood = lambda address: None

    down.work_for(minutes=5)

    assert set(down.subjects()) == {"Cita confirmada", "Enllaç de la videotrucada"}
    assert down.subjects().count("Enllaç de la videotrucada") == 1
    assert down.open == []


def test_who_is_rung_up_waits_for_no_link_and_hears_of_none(follow):
    follow.standin.faults("503", calls=OPENING)
    guest = replace(AINA, phone="+34600111222", needs=["telephone_instead"])
    follow.book(guest=guest)
    follow.work()
    follow.standin.clear_faults()
    follow.work_for(minutes=2)

    [letter] = follow.mail.letters("aina@example.org")
    assert PENDING not in letter.text
    assert READY not in letter.text
