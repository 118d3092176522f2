"""What years of service leave behind, written straight into the tables."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select

from booking.models import SLOT, Appointment, Person, Slot
from database import writing
from tests.support.world import MADRID, NOW, World


def archive(world: World, number: int) -> None:
    """Past appointments with their taken slots, half an hour apart, the last one a day ago."""
    with writing() as session:
        person = Person(name="Bernat Vila", email="bernat@example.org", language="ca", created_at=NOW)
        session.add(person)
        session.flush()
        starts = [NOW - timedelta(days=1) - index * SLOT for index in range(number)]
        rows = [
            {
                "reference": f"PAST-{index}",
                "once_key": f"past-{index}",
                "office_id": world.office_id,
                "service_id": world.service_id,
                "municipality_id": world.municipality_id,
                "person_id": person.id,
                "technician_id": world.technicians[0],
                "assigned_because": "only_one_free",
                "starts_at": start,
                "ends_at": start + SLOT,
                "revision": 0,
                "moves": 0,
                "booked_at": start - timedelta(days=7),
                "chosen_at": start - timedelta(days=7),
                "matter": "",
                "company": "",
                "needs": [],
                "privacy_read_at": start - timedelta(days=7),
                "privacy_version": "test",
                "arrived_at": start,
            }
            for index, start in enumerate(starts)
        ]
        session.execute(insert(Appointment), rows)
        ids = {row.starts_at: row.id for row in session.execute(select(Appointment.starts_at, Appointment.id))}
        session.execute(
            insert(Slot),
            [
                {
                    "office_id": world.office_id,
                    "technician_id": world.technicians[0],
                    "starts_at": start,
                    "ends_at": start + SLOT,
                    "local_date": start.astimezone(MADRID).date(),
                    "appointment_id": ids[start],
                }
                for start in starts
            ],
        )
