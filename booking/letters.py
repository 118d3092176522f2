"""From a promised message to the letter that goes out: the appointment as it is now, in the addressee's language."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from typing import cast

from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session

from booking.link_letters import link_pending
from booking.models import Appointment, AppointmentLink, CalendarEntry, Message, Technician
from config import Settings
from mail.calendar import CalendarMessage, Method, to_ics
from mail.letters import Facts, WrittenLetter, write
from mail.mime import Letter, Sender, to_mime
from mail.spoken import Language
from web.languages import LANGUAGES


class LetterPen:
    """Writes letters for `send_letters`. Needs the application only for its templates and catalogues."""

    def __init__(self, settings: Settings, app: Flask) -> None:
        self.settings = settings
        self.sender = Sender(settings.mail_from_name, settings.mail_from)
        self.app = app

    def write(self, session: Session, message: Message, now: datetime) -> EmailMessage | None:
        """The letter as it is true now; None when the person has no address any more."""
        appointment = session.get_one(Appointment, message.appointment_id)
        technician = session.get(Technician, message.technician_id) if message.technician_id else None
        address = technician.email if technician else appointment.person.email
        if address is None:
            return None
        language = technician.language if technician else appointment.person.language
        pending = technician is None and link_pending(session, appointment)
        # Remembered from earlier tries: one of them may have arrived without our hearing of it.
        message.said_link_pending = message.said_link_pending or pending
        facts = self._facts(session, appointment, language, technician, pending)
        with force_locale(LANGUAGES[language].locale):
            written = write(message.kind, facts, self.app.jinja_env)
        return to_mime(
            Letter(
                to_name=technician.name if technician else appointment.person.name,
                to_address=address,
                subject=written.subject,
                text=written.text,
                html=written.html,
                message_id=f"<{message.message_id}>",
                in_reply_to=f"<{message.in_reply_to}>" if message.in_reply_to else None,
                calendar=self._calendar(session, appointment, message, written, facts, now),
                date=message.created_at,
            ),
            self.sender,
        )

    def calendar_file(self, session: Session, appointment: Appointment, now: datetime) -> bytes:
        """The calendar object as last mailed, for download: same UID and SEQUENCE. Without mail it has no attendee.

        ValueError when the appointment is cancelled: there is nothing to add to a calendar.
        """
        if appointment.cancelled_at is not None:
            raise ValueError("a cancelled appointment has no calendar file")
        entry = session.get_one(CalendarEntry, appointment.id)
        facts = self._facts(session, appointment, appointment.person.language, None, pending=False)
        with force_locale(LANGUAGES[facts.language].locale):
            written = write("confirmed", facts, self.app.jinja_env)
        by_mail = appointment.person.email is not None
        sequence = entry.sequence if by_mail else appointment.revision
        return self._ics("REQUEST" if by_mail else "PUBLISH", appointment, entry, sequence, written, facts, now)

    def _calendar(
        self,
        session: Session,
        appointment: Appointment,
        message: Message,
        written: WrittenLetter,
        facts: Facts,
        now: datetime,
    ) -> tuple[Method, bytes] | None:
        if message.sequence is None:
            return None
        entry = session.get_one(CalendarEntry, appointment.id)
        method: Method = "REQUEST" if appointment.cancelled_at is None else "CANCEL"
        return method, self._ics(method, appointment, entry, message.sequence, written, facts, now)

    def _ics(
        self,
        method: Method,
        appointment: Appointment,
        entry: CalendarEntry,
        sequence: int,
        written: WrittenLetter,
        facts: Facts,
        now: datetime,
    ) -> bytes:
        return to_ics(
            CalendarMessage(
                method=method,
                uid=entry.uid,
                sequence=sequence,
                created=entry.created_at,
                stamp=now,
                starts_at=appointment.starts_at,
                ends_at=appointment.ends_at,
                summary=written.calendar_summary,
                description=written.calendar_description,
                location=written.calendar_location,
                url=facts.join_url,
                organizer_name=self.sender.name,
                organizer_address=self.sender.address,
                attendee_name=appointment.person.name,
                attendee_address=appointment.person.email,
            )
        )

    def _facts(
        self,
        session: Session,
        appointment: Appointment,
        language: str,
        technician: Technician | None,
        pending: bool,
    ) -> Facts:
        office = appointment.office
        root = f"{self.settings.public_url}{LANGUAGES[language].prefix}"
        page = f"{root}/c/{_token(session, appointment)}"
        return Facts(
            language=cast(Language, language),  # the forms and the staff pages offer no other
            name=appointment.person.name,
            service=appointment.service.names[language],
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            previous_starts_at=appointment.previous_starts_at,
            time_zone=self.settings.office_timezone.key,
            reference=appointment.reference,
            office_name=office.name,
            office_phone=office.phone,
            office_phone_hours=office.phone_hours[language],
            appointment_url=page,
            join_url=f"{page}/entrar",
            move_url=f"{page}/canvia",
            cancel_url=f"{page}/anulla",
            calendar_url=f"{page}/cita.ics",
            help_url=f"{root}/ajuda/videotrucada",
            channel_phone=appointment.by_phone,
            link_pending=pending,
            cancelled_by_office=appointment.cancelled_by == "office",
            technician_name=technician.name if technician else "",
            staff_url=f"{root}/cites/{appointment.reference}",
        )


def _token(session: Session, appointment: Appointment) -> str:
    link = session.scalars(AppointmentLink.current(appointment.id)).one()
    return link.token
