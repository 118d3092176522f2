"""A day of calls for the demonstration: one in every state, around the present moment, with people who do not exist.

Each day is made once. Nothing is sent for what is over; for the calls to come meetings are asked for as usual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.book import new_link, new_reference
from booking.models import (
    SLOT,
    Appointment,
    Call,
    CallNote,
    Municipality,
    Person,
    Service,
    Slot,
    Technician,
)
from booking.promises import open_calendar, promise_letter, promise_meeting, record
from database import writing
from staff.models import StaffMember

EARLIEST, LATEST = time(5), time(20)
"""Between these the calls can stand around the present moment and still be on the same day."""

NOBODY = "demonstration"
"""In the place of Entra's ids: the member of staff who did what the demonstration pretends to have been done."""


@dataclass(frozen=True)
class Scene:
    """A call: how many slots from now, whose, in which state, and what it is about."""

    slots: int
    technician: int
    state: str
    """upcoming, by_phone, waiting, under_way, to_close, cancelled, or an outcome."""
    name: str
    matter: str
    company: str = ""
    needs: tuple[str, ...] = ()


SCENES = (
    Scene(-6, 0, "attended", "Mercè Exemple", "El gimnàs no em deixa donar de baixa.", "Gimnàs Exemple, SL"),
    Scene(-5, 0, "consumer_absent", "Pau Exemple", "Un vol cancel·lat sense reemborsament.", "Aerolínia Exemple"),
    Scene(-4, 0, "cut_off", "Rosa Exemple", "La nevera es va espatllar als dos mesos.", "Electrodomèstics Exemple"),
    Scene(-3, 0, "cancelled", "Jan Exemple", "Una factura de la llum massa alta."),
    Scene(-2, 0, "technician_absent", "Iris Exemple", "Un curs en línia que no era el que deien."),
    Scene(-1, 0, "to_close", "Blai Exemple", "El taller em cobra una peça que no ha canviat.", "Taller Exemple"),
    Scene(0, 0, "waiting", "Neus Exemple", "Em reclamen un deute que no és meu.", "Telefonia Exemple"),
    Scene(0, 1, "under_way", "Roc Exemple", "Canvi de companyia de gas sense permís.", "Gas Exemple"),
    Scene(1, 0, "upcoming", "Duna Exemple", "Un sofà que arriba trencat.", "Mobles Exemple", ("interpreter",)),
    Scene(2, 0, "by_phone", "Quim Exemple", "L'assegurança no paga.", "Assegurances Exemple", ("telephone_instead",)),
    Scene(2, 1, "upcoming", "Abril Exemple", "Roba comprada per internet que no arriba.", "Roba Exemple"),
)

OUTCOMES = {
    "attended": "open_case",
    "consumer_absent": "new_call",
    "cut_off": "new_call",
    "technician_absent": "new_call",
}
"""Next step by outcome."""


def load_demo_day(office_id: int, now: datetime, zone: ZoneInfo) -> int:
    """Make today's calls of the first two technicians, unless they were made already; how many."""
    local = now.astimezone(zone)
    today = local.date()
    hour = min(max(local.time(), EARLIEST), LATEST)
    centre = datetime.combine(today, time(hour.hour, 30 if hour.minute >= 30 else 0), zone).astimezone(UTC)
    with writing() as session:
        if session.scalar(select(Appointment.id).where(Appointment.once_key == _key(today, 0))) is not None:
            return 0
        technicians = session.scalars(Technician.working_for(office_id).limit(2)).all()
        service = session.scalars(Service.offered_by(office_id).limit(1)).first()
        towns = session.scalars(
            select(Municipality).where(Municipality.office_id == office_id).order_by(Municipality.name_sort)
        ).all()
        if len(technicians) < 2 or service is None or not towns:
            return 0
        stage = _Stage(session, service, technicians, towns, nobody(session, now).id, now)
        return sum(stage.play(number, scene, centre, today) for number, scene in enumerate(SCENES))


@dataclass(frozen=True)
class _Stage:
    """What every scene needs."""

    session: Session
    service: Service
    technicians: Sequence[Technician]
    towns: Sequence[Municipality]
    member_id: int
    now: datetime

    def play(self, number: int, scene: Scene, centre: datetime, today: date) -> bool:
        """Make the call of a scene; False where the technician has another one at that hour."""
        starts_at = centre + scene.slots * SLOT
        technician = self.technicians[scene.technician]
        slot = self._slot(technician, starts_at, today)
        if slot.appointment_id is not None or slot.held_until is not None:
            return False
        one = self._appointment(number, scene, starts_at, technician, today)
        if scene.state == "cancelled":
            one.cancelled_at, one.cancelled_by, one.revision = starts_at - timedelta(hours=20), "consumer", 1
            record(self.session, one, "cancelled", "consumer", one.cancelled_at)
        else:
            slot.appointment_id = one.id
            slot.accepted = slot.blocked
        if scene.state in ("waiting", "under_way", "attended", "cut_off", "technician_absent"):
            one.arrived_at = min(starts_at - timedelta(minutes=3), self.now)
            record(self.session, one, "arrived", "consumer", one.arrived_at)
        if starts_at > self.now - SLOT and not one.by_phone and one.cancelled_at is None:
            promise_meeting(self.session, one, self.now)
        self._call(scene, one)
        return True

    def _slot(self, technician: Technician, starts_at: datetime, today: date) -> Slot:
        """The published one; else one outside the weekly hours, as a coordinator would have put it there."""
        slot = self.session.scalar(select(Slot).where(Slot.technician_id == technician.id, Slot.starts_at == starts_at))
        if slot is None:
            slot = Slot(
                office_id=technician.office_id,
                technician_id=technician.id,
                starts_at=starts_at,
                ends_at=starts_at + SLOT,
                local_date=today,
                blocked="hours",
            )
            self.session.add(slot)
            self.session.flush()
        return slot

    def _appointment(
        self, number: int, scene: Scene, starts_at: datetime, technician: Technician, today: date
    ) -> Appointment:
        booked_at = min(starts_at, self.now) - timedelta(days=3)
        town = self.towns[number % len(self.towns)]
        address = f"{scene.name.split()[0].lower()}@example.org".replace("è", "e")
        person = Person(
            name=scene.name, email=address, phone=f"+346000000{number:02}", language="ca", created_at=booked_at
        )
        self.session.add(person)
        self.session.flush()
        one = Appointment(
            reference=new_reference(self.session),
            once_key=_key(today, number),
            office_id=technician.office_id,
            service_id=self.service.id,
            municipality_id=town.ine_code,
            person_id=person.id,
            technician_id=technician.id,
            assigned_because="least_load",
            starts_at=starts_at,
            ends_at=starts_at + SLOT,
            revision=0,
            booked_at=booked_at,
            chosen_at=booked_at,
            matter=scene.matter,
            company=scene.company,
            needs=list(scene.needs),
            privacy_read_at=booked_at,
            privacy_version="demo",
        )
        self.session.add(one)
        self.session.flush()
        self.session.refresh(one)
        new_link(self.session, one, booked_at)
        calendar = open_calendar(self.session, one, booked_at)
        record(self.session, one, "booked", "consumer", booked_at)
        for recipient, kind in (("consumer", "confirmed"), ("technician", "technician_booked")):
            letter = promise_letter(self.session, one, recipient, kind, booked_at, booked_at, calendar=calendar)
            letter.sent_at, letter.attempts = booked_at + timedelta(minutes=1), 1
        return one

    def _call(self, scene: Scene, one: Appointment) -> None:
        if scene.state not in OUTCOMES and scene.state != "under_way":
            return
        call = Call(
            appointment_id=one.id, starts_at=one.starts_at, technician_id=one.technician_id, checked=["identity"]
        )
        if scene.state != "technician_absent":
            call.started_at, call.started_by = min(one.starts_at, self.now), self.member_id
        if scene.state in OUTCOMES:
            call.closed_at, call.closed_by = one.ends_at, self.member_id
            call.outcome, call.next_step = scene.state, OUTCOMES[scene.state]
        if scene.state == "attended":
            self.session.add(
                CallNote(
                    appointment_id=one.id,
                    block="what_happened",
                    text="Va demanar la baixa per correu el dia 3 i li segueixen cobrant la quota.",
                    version=1,
                    saved_at=one.ends_at,
                    saved_by=self.member_id,
                )
            )
        self.session.add(call)


def nobody(session: Session, now: datetime) -> StaffMember:
    """A member of staff who can never sign in."""
    known = session.scalars(select(StaffMember).where(StaffMember.entra_oid == NOBODY)).one_or_none()
    if known is None:
        known = StaffMember(
            entra_tenant=NOBODY,
            entra_oid=NOBODY,
            name="Demostració",
            email="",
            entra_roles=[],
            created_at=now,
            last_sign_in_at=now,
            disabled_at=now,
        )
        session.add(known)
        session.flush()
    return known


def _key(day: date, number: int) -> str:
    return f"demo-{day.isoformat()}-{number}"
