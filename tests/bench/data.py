"""Databases to measure on: a small world, weeks of free slots, and as many past appointments as asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from booking.models import SLOT, Appointment, Office, Person, Slot
from database import db, writing
from tests.support.world import MADRID, World, build_world, open_slots

AFTERNOON = range(7)


def fill(technicians: int, past: int) -> World:
    """Slots on the afternoons of the next 45 days for every technician, and `past` appointments before today."""
    world = build_world(technicians=technicians)
    today = datetime.now(MADRID).replace(hour=15, minute=30, second=0, microsecond=0)
    days = (today + timedelta(days=number) for number in range(1, 45))
    starts = [(day + number * SLOT).astimezone(UTC) for day in days if day.isoweekday() <= 5 for number in AFTERNOON]
    open_slots(world, *starts)
    with writing() as session:
        session.get_one(Office, world.office_id).max_open_appointments = 10_000
    if past:
        _write_history(world, past, today.astimezone(UTC))
    vacuum()
    return world


def vacuum() -> None:
    """Let PostgreSQL look at its tables, as it does by itself when an installation runs."""
    if db.engine.dialect.name == "postgresql":
        db.session.rollback()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def fill_week(world: World, monday: datetime, calls_each: int) -> None:
    """Calls on the first half hours of each day of a week, so many for each technician, every one a person."""
    first = (db.session.scalar(select(func.max(Appointment.id))) or 0) + 1
    starts = [monday + timedelta(days=day) + number * SLOT for number in range(calls_each) for day in range(5)]
    calls = [(technician_id, start) for technician_id in world.technicians for start in sorted(starts[:calls_each])]
    with writing() as session:
        _insert(session, world, [(number, *call) for number, call in enumerate(calls, start=first)], monday)


def _write_history(world: World, past: int, today: datetime) -> None:
    """One past appointment per slot, technician by technician, backwards from yesterday."""
    per_technician = past // len(world.technicians)
    calls = [
        (technician_id, today - timedelta(days=1 + back // 14) + (back % 14) * SLOT)
        for technician_id in world.technicians
        for back in range(per_technician)
    ]
    with writing() as session:
        _insert(session, world, [(number, *call) for number, call in enumerate(calls, start=1)], today)


def _insert(session: Session, world: World, calls: list[tuple[int, int, datetime]], booked_at: datetime) -> None:
    """Person, appointment and taken slot of each call: number, technician, start."""
    session.execute(
        insert(Person),
        [
            {
                "id": number,
                "name": "Persona",
                "email": f"p{number}@example.org",
                "language": "ca",
                "created_at": booked_at,
            }
            for number, _, _ in calls
        ],
    )
    session.execute(insert(Appointment), [_appointment(world, who, number, start) for number, who, start in calls])
    session.execute(insert(Slot), [_slot(world, who, number, start) for number, who, start in calls])
    if session.get_bind().dialect.name == "postgresql":
        for table in ("person", "appointment"):
            session.execute(text(f"SELECT setval('{table}_id_seq', {calls[-1][0] + 1})"))


def _appointment(world: World, technician_id: int, number: int, start: datetime) -> dict[str, object]:
    return {
        "id": number,
        "reference": f"past-{number}",
        "once_key": f"past-{number}",
        "office_id": world.office_id,
        "service_id": world.service_id,
        "municipality_id": world.municipality_id,
        "person_id": number,
        "technician_id": technician_id,
        "assigned_because": "least_load",
        "starts_at": start,
        "ends_at": start + SLOT,
        "revision": 0,
        "moves": 0,
        "booked_at": start,
        "chosen_at": start,
        "matter": "",
        "company": "",
        "needs": [],
        "privacy_read_at": start,
        "privacy_version": "bench",
    }


def _slot(world: World, technician_id: int, number: int, start: datetime) -> dict[str, object]:
    return {
        "office_id": world.office_id,
        "technician_id": technician_id,
        "starts_at": start,
        "ends_at": start + SLOT,
        "local_date": start.date(),
        "appointment_id": number,
    }
