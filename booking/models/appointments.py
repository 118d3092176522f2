"""Appointments: a person's claim on one or more consecutive slots, its links and its history."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Select, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.models.people import Person, Technician
from booking.models.places import Municipality, Office, Service
from database import Base

_LIVE = "cancelled_at IS NULL"


class Appointment(Base):
    """What was promised to a person: who, when, with whom.

    `revision` grows by one with every change that the outside world must hear of; each message and each meeting says
    which revision it stands for.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="in_order"),
        Index("ix_appointment_technician_starts", "technician_id", "starts_at"),
        Index(
            "ix_appointment_live",
            "starts_at",
            "technician_id",
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    """What people read out on the telephone, such as K7M-4PD. Opens nothing by itself."""
    once_key: Mapped[str] = mapped_column(unique=True)
    """Key of the form that made it: a double click or a resent form finds this appointment and makes no second one."""
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    municipality_id: Mapped[str] = mapped_column(ForeignKey("municipality.ine_code"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"))
    assigned_because: Mapped[str]
    """Why this technician: chosen, only_one_free, least_load, same_technician, coordinator."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=0)
    moves: Mapped[int] = mapped_column(default=0)
    booked_at: Mapped[datetime]
    chosen_at: Mapped[datetime]
    """When the present hour was chosen: at booking, and again with each move. Reminders due before it are not sent."""
    matter: Mapped[str] = mapped_column(default="")
    company: Mapped[str] = mapped_column(default="")
    needs: Mapped[list[str]] = mapped_column(JSON, default=list)
    privacy_read_at: Mapped[datetime]
    privacy_version: Mapped[str]
    """Which wording of the data protection notice the person had before them."""
    previous_starts_at: Mapped[datetime | None] = mapped_column(default=None)
    asked_to_choose_at: Mapped[datetime | None] = mapped_column(default=None)
    """Since when the office, which cannot keep the hour, has asked the person to choose another one."""
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the person first pressed the button to enter the call."""
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    cancelled_by: Mapped[str | None] = mapped_column(default=None)
    """consumer or office."""
    cancel_reason: Mapped[str | None] = mapped_column(default=None)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    office: Mapped[Office] = relationship(lazy="joined", innerjoin=True)
    service: Mapped[Service] = relationship(lazy="joined", innerjoin=True)
    municipality: Mapped[Municipality] = relationship(lazy="joined", innerjoin=True)
    technician: Mapped[Technician] = relationship(lazy="joined", innerjoin=True)

    @property
    def by_phone(self) -> bool:
        """The person asked to be rung up instead of a video call."""
        return "telephone_instead" in self.needs

    def is_live(self, now: datetime) -> bool:
        return self.cancelled_at is None and now < self.ends_at

    def is_over(self, now: datetime) -> bool:
        return self.cancelled_at is None and now >= self.ends_at

    def move_deadline(self) -> datetime:
        if self.asked_to_choose_at is not None:
            return self.starts_at  # it is we who ask
        return self.starts_at - timedelta(minutes=self.office.move_cutoff_minutes)

    def cancel_deadline(self) -> datetime:
        return self.starts_at - timedelta(minutes=self.office.cancel_cutoff_minutes)

    def may_move(self, now: datetime) -> bool:
        few_enough = self.moves < self.office.max_moves or self.asked_to_choose_at is not None
        return self.is_live(now) and now <= self.move_deadline() and few_enough

    def may_cancel(self, now: datetime) -> bool:
        return self.is_live(now) and now <= self.cancel_deadline()


class AppointmentLink(Base):
    """A secret address `/c/<token>` of an appointment. Stored as it is, for reminders must be able to repeat it."""

    __tablename__ = "appointment_link"

    token: Mapped[str] = mapped_column(primary_key=True)
    """128 random bits or more."""
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)

    @staticmethod
    def current(appointment_id: int) -> Select[AppointmentLink]:
        return (
            select(AppointmentLink)
            .where(AppointmentLink.appointment_id == appointment_id, AppointmentLink.revoked_at.is_(None))
            .order_by(AppointmentLink.created_at.desc())
            .limit(1)
        )


class AppointmentEvent(Base):
    """One line of an appointment's history: what happened, when, by whom. No personal data."""

    __tablename__ = "appointment_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    happened_at: Mapped[datetime]
    kind: Mapped[str]
    """booked, moved, moved_by_office, reassigned, asked_to_choose, cancelled, link_recovered, arrived, meeting_made,
    meeting_failed, ..."""
    actor: Mapped[str]
    """consumer, system, or the id of a member of staff."""
    revision: Mapped[int]
    details: Mapped[dict[str, str]]
