from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st
from icalendar import Calendar

from mail.calendar import to_ics
from mail.clean import one_line, paragraphs
from tests.mail.messages import BOOKED_AT, STARTS_AT, calendar_message

MADRID = ZoneInfo("Europe/Madrid")
CONFIRMATION = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Videocita//Cita previa//CA
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VEVENT
UID:7f6d1d0e-4b7b-4c58-9d1e-2f7d0c6c9a11@cita.example.cat
SEQUENCE:0
DTSTAMP:20260914T080005Z
CREATED:20260914T080005Z
LAST-MODIFIED:20260914T080005Z
DTSTART:20261023T073000Z
DTEND:20261023T080000Z
STATUS:CONFIRMED
SUMMARY:Cita de consum (videotrucada)
DESCRIPTION:Cita confirmada: divendres 23 d’octubre\\, 9:30.\\nEnllaç: https://cita.example.cat/c/TOKEN/entrar
LOCATION:Videotrucada (Microsoft Teams)
URL:https://cita.example.cat/c/TOKEN/entrar
ORGANIZER;CN="Organisme – Cita prèvia":mailto:cita@cita.example.cat
ATTENDEE;CN="Aina Güell";CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:aina@example.org
CLASS:PRIVATE
TRANSP:OPAQUE
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
X-MICROSOFT-DISALLOW-COUNTER:TRUE
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Cita de consum (videotrucada)
TRIGGER:-PT30M
END:VALARM
END:VEVENT
END:VCALENDAR
"""
ALLOWED = {line.partition(":")[0].partition(";")[0] for line in CONFIRMATION.splitlines()}

typed = st.text(max_size=400) | st.text(
    st.sampled_from('\r\n\v\x1c\x85\u2028\u2029\x00\x1b",;:\\^=\u202e\u2066👩\u200d🏽<>é' + "\nATTENDEE:METHOD"),
    max_size=400,
)
moments = st.builds(
    lambda minutes, zone: (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(zone),
    st.integers(0, 4 * 366 * 24 * 60),
    st.sampled_from([UTC, MADRID]),
)


def unfolded(message):
    return to_ics(message).decode().replace("\r\n ", "").replace("\r\n", "\n")


def written(text):
    """icalendar takes a backslash before a capital N for a line break, also where somebody typed just that."""
    return text.replace("\\N", "\n")


def only_event(ics):
    (event,) = Calendar.from_ical(ics).walk("VEVENT")
    return event


def changed_lines(before, after):
    return set(unfolded(after).splitlines()) - set(unfolded(before).splitlines())


def test_a_confirmation_has_exactly_these_properties():
    assert unfolded(calendar_message()) == CONFIRMATION


def test_a_move_keeps_who_and_what_and_tells_the_new_times():
    moved_at = BOOKED_AT + timedelta(hours=1)
    moved = calendar_message(
        sequence=1,
        stamp=moved_at,
        starts_at=STARTS_AT + timedelta(days=3),
        ends_at=STARTS_AT + timedelta(days=3, minutes=30),
    )

    assert changed_lines(calendar_message(), moved) == {
        "SEQUENCE:1",
        "DTSTAMP:20260914T090005Z",
        "LAST-MODIFIED:20260914T090005Z",
        "DTSTART:20261026T073000Z",
        "DTEND:20261026T080000Z",
    }


def test_a_cancellation_repeats_the_event_and_frees_the_time():
    cancelled = calendar_message(method="CANCEL", sequence=2, stamp=BOOKED_AT + timedelta(hours=2))

    assert changed_lines(calendar_message(), cancelled) == {
        "METHOD:CANCEL",
        "SEQUENCE:2",
        "DTSTAMP:20260914T100005Z",
        "LAST-MODIFIED:20260914T100005Z",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
    }
    assert "VALARM" not in unfolded(cancelled)
    assert only_event(to_ics(cancelled)).start == STARTS_AT


def test_a_message_sent_again_is_the_same_but_for_its_stamp():
    again = calendar_message(stamp=BOOKED_AT + timedelta(seconds=1))

    assert changed_lines(calendar_message(), again) == {"DTSTAMP:20260914T080006Z", "LAST-MODIFIED:20260914T080006Z"}


@pytest.mark.parametrize(
    ("day", "in_utc"),
    [
        ((2026, 3, 27), "20260327T083000Z"),
        ((2026, 3, 30), "20260330T073000Z"),
        ((2026, 10, 23), "20261023T073000Z"),
        ((2026, 10, 26), "20261026T083000Z"),
    ],
)
def test_half_past_nine_in_barcelona_is_right_on_both_sides_of_a_clock_change(day, in_utc):
    starts_at = datetime(*day, 9, 30, tzinfo=MADRID)
    message = calendar_message(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30))

    assert f"DTSTART:{in_utc}\n" in unfolded(message)
    assert only_event(to_ics(message)).start == starts_at.astimezone(UTC)


def test_times_with_a_fixed_offset_are_written_in_utc_too():
    fixed = STARTS_AT.astimezone(timezone(timedelta(hours=2)))

    assert "DTSTART:20261023T073000Z\n" in unfolded(calendar_message(starts_at=fixed))


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": STARTS_AT.replace(tzinfo=None)},
        {"stamp": BOOKED_AT.replace(tzinfo=None)},
        {"ends_at": STARTS_AT},
        {"method": "PUBLISH"},
        {"uid": "aina@example.org\r\nX:1"},
        {"sequence": -1},
        {"summary": " "},
        {"url": ""},
        {"url": "https://a.example/\r\nX:1"},
        {"url": "javascript:alert(1)"},
        {"attendee_address": "Aina <aina@example.org>"},
        {"attendee_address": "aina@example.org\r\nX:1"},
        {"attendee_address": '"ai na"@example.org'},
        {"attendee_address": "aina@bústia.cat"},
        {"attendee_address": "Cita@cita.example.cat"},
        {"organizer_address": ""},
    ],
)
def test_what_no_calendar_could_hold_is_refused(change):
    with pytest.raises(ValueError, match=r".") as refused:
        calendar_message(**change)

    assert "aina" not in str(refused.value).lower()


def test_an_address_with_a_plus_stays_as_it_is():
    assert "mailto:aina+cites@example.org\n" in unfolded(calendar_message(attendee_address="aina+cites@example.org"))


def test_an_address_cannot_ask_for_a_copy_to_someone_else():
    sneaky = calendar_message(attendee_address="a?cc=bernat%40x@example.org")

    assert "mailto:a%3Fcc=bernat%2540x@example.org\n" in unfolded(sneaky)


def test_the_typed_sign_of_a_line_break_stays_within_its_property():
    event = only_event(to_ics(calendar_message(location="a\\nDTSTART:1", summary="a\\NDTSTART:1")))

    assert event["LOCATION"] == "a\\nDTSTART:1"
    assert event["SUMMARY"] == "a\nDTSTART:1"
    assert event.start == STARTS_AT


def test_someone_without_a_name_is_invited_by_address_alone():
    assert ";CN=" not in unfolded(calendar_message(attendee_name="\u202e", organizer_name=""))


@given(typed, typed.filter(one_line), typed, typed)
def test_nothing_typed_makes_another_property(name, summary, description, place):
    message = calendar_message(attendee_name=name, summary=summary, description=description, location=place)
    ics = to_ics(message)

    event = only_event(ics)
    assert {line.partition(":")[0].partition(";")[0] for line in unfolded(message).splitlines()} <= ALLOWED
    assert unfolded(message).count("\n") == CONFIRMATION.count("\n")
    assert event.get("SUMMARY") == written(one_line(summary))
    assert event.get("DESCRIPTION") == written(paragraphs(description))
    assert event.get("LOCATION") == written(one_line(place))
    assert event["ATTENDEE"].params.get("CN", "") == one_line(name)
    assert event["ATTENDEE"] == "mailto:aina@example.org"


@given(typed, typed)
def test_lines_end_in_crlf_and_have_at_most_75_octets_of_whole_characters(name, description):
    ics = to_ics(calendar_message(attendee_name=name, description=description))

    assert ics.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in ics.replace(b"\r\n", b"")
    assert b"\r" not in ics.replace(b"\r\n", b"")
    for line in ics.split(b"\r\n")[:-1]:
        assert 0 < len(line) <= 75
        line.decode()


@given(moments, st.integers(30, 120), st.integers(0, 99))
def test_times_and_counters_come_back_as_they_went(starts_at, minutes, sequence):
    ends_at = starts_at.astimezone(UTC) + timedelta(minutes=minutes)
    event = only_event(to_ics(replace(calendar_message(), starts_at=starts_at, ends_at=ends_at, sequence=sequence)))

    assert (event.start, event.end, event.sequence) == (starts_at.astimezone(UTC), ends_at, sequence)


def test_a_published_entry_is_the_same_object_without_an_attendee():
    requested = unfolded(calendar_message()).splitlines()

    published = unfolded(calendar_message(method="PUBLISH", attendee_address=None)).splitlines()

    without_attendee = [line for line in requested if not line.startswith("ATTENDEE")]
    assert published == ["METHOD:PUBLISH" if line == "METHOD:REQUEST" else line for line in without_attendee]


@pytest.mark.parametrize("changes", [{"method": "PUBLISH"}, {"attendee_address": None}])
def test_only_a_published_entry_has_no_attendee(changes):
    with pytest.raises(ValueError, match="attendee"):
        calendar_message(**changes)
