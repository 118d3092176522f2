"""Everything that the page of a case file shows, read in a number of statements that depends on nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from booking.attend.story import names_of
from booking.models import Appointment, Technician
from cases.mediation import those_with_access
from cases.models import (
    Case,
    CaseAppointment,
    CaseBlock,
    CaseEvent,
    CaseLetter,
    CaseNote,
    Deadline,
    MediationAccess,
    Sector,
)
from staff.models import StaffMember

CLAIM_DATES = ("company_answers", "office_may_act", "claim_expires")
"""What follows from the day of the claim to the company."""


@dataclass(frozen=True)
class CaseFile:
    """A case with all that hangs from it, as one member of staff may see it."""

    case: Case
    blocks: dict[str, CaseBlock]
    """Those that were saved, by code."""
    claim_dates: dict[str, Deadline]
    """Newest of each of `CLAIM_DATES`, ended or not."""
    events: Sequence[CaseEvent]
    notes: Sequence[CaseNote]
    letters: Sequence[CaseLetter]
    appointments: Sequence[Appointment]
    leaves: Sequence[MediationAccess]
    """Who may see the mediation."""
    sectors: Sequence[Sector]
    """All, those that are no longer offered included."""
    technicians: Sequence[Technician]
    """Of the office, those who have left included."""
    colleagues: dict[int, str]
    """Names of all who work for the office and can sign in, by member's id."""
    sees_mediation: bool
    hides_mediation: bool
    """Something of the mediation was left out, because this member may not see it."""
    names: dict[int, str]
    """Of the members of staff who did something, by id."""

    def version(self, block: str) -> int:
        """How often a block was saved."""
        saved = self.blocks.get(block)
        return saved.version if saved else 0

    @property
    def is_about_mediation(self) -> bool:
        """Whether there is, was or may be something of a mediation that not everybody may see."""
        mediates = self.case.procedure == "mediation" or self.case.state == "in_mediation"
        return mediates or bool(self.leaves) or self.hides_mediation or any(one.of_mediation for one in self.events)


def case_of(session: Session, reference: str) -> Case | None:
    """The case of a reference, however it was typed, with what belongs to it one to one."""
    return session.scalar(
        select(Case)
        .where(Case.reference == reference.upper())
        .options(
            joinedload(Case.office),
            joinedload(Case.person),
            joinedload(Case.representative),
            joinedload(Case.municipality),
            joinedload(Case.company),
            joinedload(Case.sector),
            joinedload(Case.assignee),
        )
    )


def read_file(session: Session, case: Case, member_id: int) -> CaseFile:
    """The file of a case as this member of staff may see it."""
    blocks = session.scalars(select(CaseBlock).where(CaseBlock.case_id == case.id)).all()
    notes = session.scalars(select(CaseNote).where(CaseNote.case_id == case.id).order_by(CaseNote.id)).all()
    events = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)).all()
    leaves = those_with_access(session, case.id)
    sees_mediation = member_id in {leave.member_id for leave in leaves}
    open_events = [event for event in events if sees_mediation or not event.of_mediation]
    people = {block.saved_by for block in blocks if block.saved_by is not None}
    people |= {note.written_by for note in notes}
    people |= {int(event.actor) for event in open_events if event.actor.isdecimal()}
    people |= {leave.member_id for leave in leaves}
    people |= {int(event.details["member"]) for event in open_events if "member" in event.details}
    return CaseFile(
        case=case,
        blocks={block.block: block for block in blocks},
        claim_dates=_claim_dates(session, case.id),
        events=open_events,
        notes=notes,
        letters=session.scalars(select(CaseLetter).where(CaseLetter.case_id == case.id).order_by(CaseLetter.id)).all(),
        appointments=_appointments(session, case.id),
        leaves=leaves,
        sectors=session.scalars(select(Sector).order_by(Sector.position, Sector.code)).all(),
        technicians=session.scalars(
            select(Technician).where(Technician.office_id == case.office_id).order_by(Technician.name, Technician.id)
        ).all(),
        colleagues=_colleagues(session, case.office_id),
        sees_mediation=sees_mediation,
        hides_mediation=len(open_events) < len(events),
        names=names_of(session, people),
    )


def _claim_dates(session: Session, case_id: int) -> dict[str, Deadline]:
    rows = session.scalars(
        select(Deadline).where(Deadline.case_id == case_id, Deadline.kind.in_(CLAIM_DATES)).order_by(Deadline.id)
    )
    return {deadline.kind: deadline for deadline in rows}


def _appointments(session: Session, case_id: int) -> Sequence[Appointment]:
    return session.scalars(
        select(Appointment)
        .join(CaseAppointment, CaseAppointment.appointment_id == Appointment.id)
        .where(CaseAppointment.case_id == case_id)
        .order_by(Appointment.starts_at, Appointment.id)
    ).all()


def _colleagues(session: Session, office_id: int) -> dict[int, str]:
    rows = session.execute(
        select(StaffMember.id, StaffMember.name)
        .where(StaffMember.office_id == office_id, StaffMember.disabled_at.is_(None))
        .order_by(StaffMember.name, StaffMember.id)
    )
    return dict(rows.all())
