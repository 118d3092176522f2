"""Who hears of a change, decided from plain facts: the page shows it and the verb does it."""

from dataclasses import replace

import pytest

from booking.coordinate.telling import Addressee, Change, Told, can_be_silent, is_silent, who_is_told

AINA = Addressee("Aina Roca", "es")
CLARA = Told(Addressee("Clara", "ca", 1), "mail", "technician_moved")
MOVED = Change(consumer=AINA, has_mail=True, hour_changes=True, technicians=(CLARA,))


def told(**changes):
    return who_is_told(replace(MOVED, **changes))[0]


def test_whoever_gets_another_hour_hears_of_it_in_their_language():
    assert who_is_told(MOVED) == [Told(AINA, "mail", "moved"), CLARA]


def test_another_technician_at_the_same_hour_is_no_news_for_the_person():
    assert told(hour_changes=False) == Told(AINA, "nothing_new")


def test_silence_keeps_it_from_the_person_and_never_from_the_technician():
    assert who_is_told(replace(MOVED, silent=True)) == [Told(AINA, "silence"), CLARA]


def test_a_person_without_mail_is_not_written_to():
    assert told(has_mail=False) == Told(AINA, "no_mail")


@pytest.mark.parametrize("letter", ["confirmed", "moved"])
def test_a_letter_under_way_is_put_right_although_silence_was_asked_for(letter):
    change = replace(MOVED, silent=True, unsent=letter)

    assert who_is_told(change)[0] == Told(AINA, "mail", letter)
    assert not is_silent(change)


def test_silence_is_offered_only_where_there_is_somebody_to_keep_it_from():
    assert can_be_silent(MOVED)
    assert not can_be_silent(replace(MOVED, hour_changes=False))
    assert not can_be_silent(replace(MOVED, has_mail=False))
    assert not can_be_silent(replace(MOVED, unsent="moved"))


def test_whoever_was_asked_to_choose_hears_that_the_hour_is_kept_after_all():
    assert told(hour_changes=False, asked_to_choose=True) == Told(AINA, "mail", "confirmed")
