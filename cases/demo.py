"""Cases for a demonstration: the legible rows of a real registry, sixty petitions in all states, and today's call.

Each is made once, in the order in which it would have come; what was changed meanwhile stays. Nobody is written to for
what is past: people are given their mail address last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select, update

from booking.attend.close_call import Ending
from booking.demo_day import nobody
from booking.models import Appointment, Call, Office, Person, Technician
from booking.reschedule import lock
from cases.demo_petitions import petitions
from cases.demo_register import organic_unit, register
from cases.demo_scene import play
from cases.end_call import lead_to_case
from cases.models import Case, CaseAppointment
from database import writing


@dataclass(frozen=True)
class _Stage:
    """Who works at the office of the demonstration."""

    technicians: Sequence[int]
    member_id: int


def load_demo_cases(office_id: int, now: datetime, zone: ZoneInfo) -> int:
    """Make those that are not there yet; how many. Deadlines need the holidays of their years on file."""
    with writing() as session:
        session.execute(
            update(Office).where(Office.id == office_id, Office.organic_unit == "").values(organic_unit=organic_unit())
        )
        technicians = [one.id for one in session.scalars(Technician.working_for(office_id))]
        stage = _Stage(technicians, nobody(session, now).id)
        known = set(session.scalars(select(Case.external_id).where(Case.office_id == office_id)))
    scenes = [scene for scene in (*register(zone), *petitions(now, zone)) if scene.external_id not in known]
    people: dict[str, int] = {}
    for scene in scenes:
        assignee = stage.technicians[scene.technician % len(stage.technicians)]
        people[scene.email] = play(scene, office_id, assignee, stage.member_id, zone, person_id=people.get(scene.email))
    with writing() as session:
        for email, person_id in people.items():
            session.get_one(Person, person_id).email = email
    return len(scenes) + _attended_calls(office_id, now, zone)


def _attended_calls(office_id: int, now: datetime, zone: ZoneInfo) -> int:
    """Give the demonstration's calls that were attended to their cases, as the end of a call does."""
    with writing() as session:
        without = (
            select(Appointment.id, Call.closed_by)
            .join(Call, Call.appointment_id == Appointment.id)
            .where(
                Appointment.office_id == office_id,
                Call.outcome == "attended",
                Appointment.once_key.like("demo-%"),
                ~exists().where(CaseAppointment.appointment_id == Appointment.id),
            )
        )
        calls = session.execute(without).all()
        for appointment_id, member_id in calls:
            ending = Ending("attended", "open_case")
            lead_to_case(session, lock(session, appointment_id), ending, member_id or "system", now, zone, None)
        return len(calls)
