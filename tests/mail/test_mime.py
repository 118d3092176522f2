from base64 import b64decode

import pytest
from hypothesis import given

from mail.calendar import to_ics
from mail.clean import one_line
from mail.mime import Sender, to_mime
from tests.mail.messages import BOOKED_AT, SERVICE, calendar_message, letter, received, typed

HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
    "X-Auto-Response-Suppress", "MIME-Version", "Content-Type",
}  # fmt: skip


def sent(**changes):
    return received(to_mime(letter(**changes), SERVICE))


def without_blanks(text):
    return "".join(text.split())


def test_a_letter_is_text_html_and_calendar_with_the_file_beside():
    message = sent()

    alternative, file = message.iter_parts()
    text, html, calendar = alternative.iter_parts()
    assert message.get_content_type() == "multipart/mixed"
    assert alternative.get_content_type() == "multipart/alternative"
    assert [text["Content-Type"], html["Content-Type"], calendar["Content-Type"], file["Content-Type"]] == [
        'text/plain; charset="utf-8"',
        'text/html; charset="utf-8"',
        'text/calendar; charset="utf-8"; method="REQUEST"',
        'application/ics; name="invite.ics"',
    ]
    assert [part["Content-Transfer-Encoding"] for part in (text, html, calendar, file)] == [
        "quoted-printable", "quoted-printable", "base64", "base64",
    ]  # fmt: skip
    assert calendar["Content-Disposition"] is None
    assert file["Content-Disposition"] == 'attachment; filename="invite.ics"'


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_both_copies_of_the_calendar_object_are_the_object_itself(method):
    ics = to_ics(calendar_message(method=method, attendee_name="Núria 👩🏽\u200d⚕️ Güell " * 3))
    alternative, file = sent(calendar=(method, ics)).iter_parts()
    calendar = list(alternative.iter_parts())[-1]

    assert calendar["Content-Type"].params["method"] == method
    assert b64decode(calendar.get_payload()) == b64decode(file.get_payload()) == ics


def test_a_letter_without_calendar_is_text_and_html():
    message = sent(calendar=None)

    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_the_headers_say_who_what_and_that_no_machine_should_answer():
    message = sent()

    assert str(message["From"]) == "Organisme – Cita prèvia <cita@cita.example.cat>"
    assert str(message["To"]) == "Aina Güell <aina@example.org>"
    assert message["Subject"] == "Cita confirmada: divendres 23 d’octubre, 9:30"
    assert message["Date"].datetime == BOOKED_AT
    assert message["Message-ID"] == "<0b1f3c52-91f2-4a61-8f2e-1b7c7f5f9f01@cita.example.cat>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert set(message.keys()) == HEADERS - {"In-Reply-To", "References"}


def test_a_later_letter_hangs_on_the_first_even_under_a_long_domain():
    first = f"<0b1f3c52-91f2-4a61-8f2e-1b7c7f5f9f01@{'cita.' * 9}example.cat>"
    raw = to_mime(letter(in_reply_to=first, message_id=first), SERVICE).as_bytes()

    for header in ("Message-ID", "In-Reply-To", "References"):
        assert f"\r\n{header}: {first}\r\n".encode() in raw


def test_answers_go_to_another_mailbox_when_the_office_has_one():
    sender = Sender("Organisme", "cita@cita.example.cat", reply_to="consum@example.cat")

    assert received(to_mime(letter(), sender))["Reply-To"] == "consum@example.cat"


def test_the_whole_message_is_ascii_in_short_crlf_lines():
    raw = to_mime(letter(text="Bon dia · " * 400, html="<p>" + "à" * 4000), SERVICE).as_bytes()

    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 98


def test_the_same_letter_is_written_the_same_but_for_the_boundaries():
    first, second = sent(), sent()

    assert [part.get_payload() for part in first.walk() if not part.is_multipart()] == [
        part.get_payload() for part in second.walk() if not part.is_multipart()
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"to_address": "Aina <aina@example.org>"},
        {"to_address": "aina@example.org, bernat@example.org"},
        {"to_address": "aina@example.org\r\nBcc: bernat@example.org"},
        {"to_address": ""},
        {"message_id": "0b1f3c52@cita.example.cat"},
        {"message_id": "<a@b>\r\nBcc: bernat@example.org"},
        {"in_reply_to": "<a b@c>"},
        {"date": BOOKED_AT.replace(tzinfo=None)},
    ],
)
def test_a_header_that_would_break_is_refused(change):
    with pytest.raises(ValueError, match=r"."):
        letter(**change)


@pytest.mark.parametrize(
    "name",
    [
        "Roca, Núria",
        "Evil\r\nBcc: bernat@example.org",
        '"Aina" <bernat@example.org>, x',
        "=?utf-8?q?a=0D=0ABcc:_bernat=40example.org?=",
        "Aina, " * 40,
        "Núria, " * 40,
        "(Aina",
        "\\",
        "",
    ],
)
def test_a_name_makes_neither_a_second_recipient_nor_a_header(name):
    message = sent(to_name=name, subject=name)

    assert [address.addr_spec for address in message["To"].addresses] == ["aina@example.org"]
    assert set(message.keys()) <= HEADERS


@given(typed, typed)
def test_nothing_typed_reaches_another_header(name, subject):
    message = sent(to_name=name, subject=subject, calendar=None)

    (to,) = message["To"].addresses
    assert to.addr_spec == "aina@example.org"
    assert without_blanks(to.display_name) == without_blanks(one_line(name, 60))
    assert without_blanks(message["Subject"]) == without_blanks(one_line(subject))
    assert set(message.keys()) <= HEADERS
    assert not message.defects
