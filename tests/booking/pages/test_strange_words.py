"""Words that mean something to a database, a browser or a calendar: here they are words like others."""

import pytest
from icalendar import Calendar
from sqlalchemy import select

from booking.models import Appointment
from database import db
from tests.support.consumer import book_online, to_check


def test_control_and_direction_characters_are_left_out(browser, world):
    book_online(browser, name="Aina\u202e\x00\x07 Ro\u200bca\r\nBCC: b@example.org", matter="u\x00n\u2028dos\u2066")

    [appointment] = db.session.scalars(select(Appointment))
    assert appointment.person.name == "Aina Roca BCC: b@example.org"
    assert appointment.matter == "u n\ndos"


FRAGMENTS = [
    "Robert'); DROP TABLE person;--",
    '" OR ""="',
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7*7 }}${7*7}%s%n",
    "Aina\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:fals",
    "Aina;ATTENDEE=x:mailto:b@example.org",
]


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_fragments_of_other_languages_are_words_like_others(browser, world, fragment):
    page = book_online(browser, name=fragment, matter=fragment, company=fragment)

    assert page.h1 == "Ja tens la cita"
    assert not page.query("main script, main img")
    [appointment] = db.session.scalars(select(Appointment))
    assert appointment.person.name == fragment.replace('"', "’").replace("\n", " ")
    calendar = Calendar.from_ical(browser.get(f"{page.url}/cita.ics").data)
    [event] = calendar.walk("VEVENT")
    assert event["SUMMARY"] == "Cita de consum (videotrucada)"
    assert not isinstance(event["ATTENDEE"], list)


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_fragments_on_the_check_page_are_shown_as_typed(browser, world, fragment):
    page = to_check(browser, name=fragment, company=fragment)

    shown = fragment.replace('"', "’").replace("\n", " ")
    assert page.texts("dl.rows dd")[0] == " ".join(shown.split())
    assert not page.query("main script, main img")


@pytest.mark.parametrize("fragment", [*FRAGMENTS, "\x00", "a" * 5_000, "%", "_", "\\"])
def test_fragments_as_a_municipality_find_nothing_and_break_nothing(browser, world, fragment):
    browser.get("/cita")

    page = browser.submit(q=fragment)

    assert page.status_code in (200, 422)
    assert not page.query("main script, main img")
