"""From a promised mail about a case to the letter that goes out, in the person's language."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from typing import cast

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.models import Office, Person
from cases.links import current_token
from cases.models import Case, CaseLetter, Document, Submission
from config import Settings
from mail.case_letters import CaseFacts, HandedIn, write_case_letter
from mail.mime import Letter, Sender, to_mime
from mail.spoken import Language
from web.languages import LANGUAGES


class CasePen:
    """Writes letters for `send_letters`. Needs the application only for its templates and catalogues."""

    def __init__(self, settings: Settings, app: Flask) -> None:
        self.settings = settings
        self.sender = Sender(settings.mail_from_name, settings.mail_from)
        self.app = app

    def write(self, session: Session, letter: CaseLetter, now: datetime) -> EmailMessage | None:
        """The letter; None when there is nobody to write to any more, or nothing to lead them to."""
        case = session.get_one(Case, letter.case_id)
        person = session.get_one(Person, case.person_id)
        token = current_token(session, case.id)
        if person.email is None or token is None or case.destroyed_at is not None:
            return None
        facts = self._facts(session, case, person, token, letter)
        with force_locale(LANGUAGES[case.language].locale):
            written = write_case_letter(letter.kind, facts, self.app.jinja_env)
        return to_mime(
            Letter(
                to_name=person.name,
                to_address=person.email,
                subject=written.subject,
                text=written.text,
                html=written.html,
                message_id=f"<{letter.message_id}>",
                in_reply_to=None,
                calendar=None,
                date=letter.created_at,
            ),
            self.sender,
        )

    def _facts(self, session: Session, case: Case, person: Person, token: str, letter: CaseLetter) -> CaseFacts:
        office = session.get_one(Office, case.office_id)
        page = f"{self.settings.public_url}{LANGUAGES[case.language].prefix}/e/{token}"
        submission = session.get(Submission, letter.submission_id) if letter.submission_id else None
        return CaseFacts(
            language=cast(Language, case.language),  # the forms offer no other
            name=person.name,
            reference=case.reference,
            time_zone=self.settings.office_timezone.key,
            office_name=office.name,
            office_phone=office.phone,
            office_phone_hours=office.phone_hours[case.language],
            case_url=page,
            documents_url=f"{page}/documents",
            receipt=submission.reference if submission else "",
            received_at=submission.received_at if submission else None,
            files=_files(session, submission) if submission else (),
        )


def _files(session: Session, submission: Submission) -> tuple[HandedIn, ...]:
    rows = session.execute(
        select(Document.size, Document.sha256).where(Document.submission_id == submission.id).order_by(Document.id)
    )
    return tuple(HandedIn(size, sha256) for size, sha256 in rows)
