"""The call of an appointment at its present hour, found or begun; shared by the verbs of this package."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from booking.models import Appointment, Call


def present_call(session: Session, appointment: Appointment) -> Call | None:
    """The call at the appointment's present hour, once something is known of it."""
    return session.scalars(call_of(appointment)).one_or_none()


def present_call_or_new(session: Session, appointment: Appointment) -> Call:
    """The same, made when there is none. The caller has locked the appointment, so that there is only one."""
    call = present_call(session, appointment)
    if call is None:
        call = Call(
            appointment_id=appointment.id,
            starts_at=appointment.starts_at,
            technician_id=appointment.technician_id,
            checked=[],
        )
        session.add(call)
        session.flush()
    return call


def technician_is_in(appointment: Appointment, call: Call | None) -> bool:
    """Whether somebody has entered for the technician who has the appointment now, and has not closed it."""
    return (
        call is not None
        and call.started_at is not None
        and call.closed_at is None
        and call.technician_id == appointment.technician_id
    )


def call_of(appointment: Appointment) -> Select[Call]:
    """The call at the appointment's present hour."""
    return select(Call).where(Call.appointment_id == appointment.id, Call.starts_at == appointment.starts_at)
