"""Letters and calendar messages about Aina's appointment, with what a test wants to be different."""

import email
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

from hypothesis import strategies as st

from mail.calendar import CalendarMessage, to_ics
from mail.letters import Facts
from mail.mime import Letter, Sender

SERVICE = Sender("Organisme – Cita prèvia", "cita@cita.example.cat")
UID = "7f6d1d0e-4b7b-4c58-9d1e-2f7d0c6c9a11@cita.example.cat"
BOOKED_AT = datetime(2026, 9, 14, 8, 0, 5, tzinfo=UTC)
STARTS_AT = datetime(2026, 10, 23, 7, 30, tzinfo=UTC)

# What people type into a form, and what those type who would like to write a header.
typed = st.text(max_size=200) | st.text(
    st.sampled_from('\r\n\v\x1c\x85\u2028\x00\x1b",;:<>@()[]\\=?_é👩\u200d\u202e ' + "utf-8qb Bcc:"), max_size=200
)


def received(message: EmailMessage) -> EmailMessage:
    """The message as somebody's mail program reads it."""
    return email.message_from_bytes(message.as_bytes(), policy=default)


def calendar_message(**changes: Any) -> CalendarMessage:
    """The confirmation that Aina's calendar gets, changed where the test says."""
    confirmation = CalendarMessage(
        method="REQUEST",
        uid=UID,
        sequence=0,
        created=BOOKED_AT,
        stamp=BOOKED_AT,
        starts_at=STARTS_AT,
        ends_at=STARTS_AT + timedelta(minutes=30),
        summary="Cita de consum (videotrucada)",
        description="Cita confirmada: divendres 23 d’octubre, 9:30.\nEnllaç: https://cita.example.cat/c/TOKEN/entrar",
        location="Videotrucada (Microsoft Teams)",
        url="https://cita.example.cat/c/TOKEN/entrar",
        organizer_name=SERVICE.name,
        organizer_address=SERVICE.address,
        attendee_name="Aina Güell",
        attendee_address="aina@example.org",
    )
    return replace(confirmation, **changes)


def letter(**changes: Any) -> Letter:
    """The confirmation that Aina gets by mail, changed where the test says."""
    confirmation = Letter(
        to_name="Aina Güell",
        to_address="aina@example.org",
        subject="Cita confirmada: divendres 23 d’octubre, 9:30",
        text="Hola, Aina:\n\nLa teva cita està confirmada.\n",
        html="<!doctype html><p>La teva cita està confirmada.</p>\n",
        message_id="<0b1f3c52-91f2-4a61-8f2e-1b7c7f5f9f01@cita.example.cat>",
        in_reply_to=None,
        calendar=("REQUEST", to_ics(calendar_message())),
        date=BOOKED_AT,
    )
    return replace(confirmation, **changes)


def facts(**changes: Any) -> Facts:
    """What there is to say about Aina's appointment, changed where the test says."""
    site = "https://cita.example.cat"
    confirmed = Facts(
        language="ca",
        name="Aina Güell",
        service="Consum. Atenció telemàtica",
        starts_at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
        ends_at=datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
        previous_starts_at=datetime(2026, 11, 20, 14, 30, tzinfo=UTC),
        time_zone="Europe/Madrid",
        reference="K7M-4PD",
        office_name="Servei de suport al consum",
        office_phone="900 000 000",
        office_phone_hours="de dilluns a divendres, de 9 a 14 h",
        appointment_url=f"{site}/c/TOKEN",
        join_url=f"{site}/c/TOKEN/entrar",
        move_url=f"{site}/c/TOKEN/canvia",
        cancel_url=f"{site}/c/TOKEN/anulla",
        calendar_url=f"{site}/c/TOKEN/cita.ics",
        help_url=f"{site}/ajuda/videotrucada",
        technician_name="Clara Puig",
        staff_url=f"{site}/cites/K7M-4PD",
    )
    return replace(confirmed, **changes)
