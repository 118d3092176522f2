"""Where papers are handed in: to a case, or to an appointment that has no case yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from booking.models import Appointment
from booking.reschedule import lock
from cases.history import Actor, lock_case
from cases.models import Case, CaseAppointment, Document, Submission
from cases.papers.errors import CaseClosed, CaseFull
from cases.papers.limits import BYTES_PER_CASE, FILES_PER_CASE


@dataclass(frozen=True)
class Place:
    """One of the two: the id of a case, or of an appointment."""

    case_id: int | None = None
    appointment_id: int | None = None

    @property
    def is_here(self) -> ColumnElement[bool]:
        """SQL: whether a submission was handed in here."""
        if self.case_id is not None:
            return Submission.case_id == self.case_id
        return (Submission.appointment_id == self.appointment_id) & Submission.case_id.is_(None)

    def now(self, session: Session) -> Place:
        """The case, where the appointment has one by now."""
        if self.case_id is not None:
            return self
        case_id = session.scalar(
            select(CaseAppointment.case_id).where(CaseAppointment.appointment_id == self.appointment_id)
        )
        return self if case_id is None else Place(case_id=case_id)

    def locked(self, session: Session) -> tuple[Place, Case | None, Appointment | None]:
        """The same with its row, kept from being changed by anybody else until the transaction ends.

        An appointment is locked by whoever gives it a case, too: what is handed in meanwhile is lost to neither.
        """
        appointment = None if self.appointment_id is None else lock(session, self.appointment_id)
        place = self.now(session)
        if place.case_id is None:
            return place, None, appointment
        return place, lock_case(session, place.case_id), None


def check_open(actor: Actor, case: Case | None, appointment: Appointment | None) -> None:
    """Raises CaseClosed when a person hands in papers too late; staff may add to what is closed."""
    if actor != "consumer":
        return
    if case is not None and not case.is_open:
        raise CaseClosed
    if appointment is not None and appointment.cancelled_at is not None:
        raise CaseClosed


class _File(Protocol):
    @property
    def size(self) -> int:
        """Bytes."""


def check_room(session: Session, place: Place, files: Sequence[_File]) -> None:
    """Raises CaseFull when these files are more, or have more bytes, than the place may still take."""
    there, bytes_there = session.execute(
        select(func.count(Document.id), func.coalesce(func.sum(Document.size), 0))
        .join(Submission, Submission.id == Document.submission_id)
        .where(place.is_here, Document.removed_at.is_(None))
    ).one()
    if there + len(files) > FILES_PER_CASE or bytes_there + sum(file.size for file in files) > BYTES_PER_CASE:
        raise CaseFull
