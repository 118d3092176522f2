"""The case file itself: one row that holds what is true now; what happened is in its events."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.models import Municipality, Office, Person, Technician
from cases.models.codes import BLOCKS, CHANNELS, DEADLINES, PROCEDURES, STATES, one_of
from cases.models.companies import Company, Sector
from cases.models.money import Euros
from database import Base

_OPEN = "closed_at IS NULL"
_ARRIVED = "papers_arrived_at IS NOT NULL"


class CaseCounter(Base):
    """The last number given in a year at an office. Raised in the transaction that opens a case: no gap, no double."""

    __tablename__ = "case_counter"

    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Case(Base):
    """A complaint case file (expedient). Text that names or describes people is erased with them."""

    __tablename__ = "case_file"
    __table_args__ = (
        UniqueConstraint("office_id", "number"),
        UniqueConstraint("office_id", "registry_entry"),
        UniqueConstraint("office_id", "external_id"),
        CheckConstraint(one_of("procedure", PROCEDURES), name="known_procedure"),
        CheckConstraint(one_of("channel", CHANNELS), name="known_channel"),
        CheckConstraint(one_of("state", STATES), name="known_state"),
        CheckConstraint(one_of("next_deadline", DEADLINES), name="known_deadline"),
        CheckConstraint("(next_due_on IS NULL) = (next_deadline IS NULL)", name="dated_deadline"),
        CheckConstraint("destroyed_at IS NULL OR hold_since IS NULL", name="held_is_kept"),
        Index("ix_case_file_opened", "office_id", "opened_at", "id"),
        Index(
            "ix_case_file_open_due", "office_id", "next_due_on", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)
        ),
        Index(
            "ix_case_file_open", "office_id", "opened_at", "id", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)
        ),
        Index("ix_case_file_state", "office_id", "state", "opened_at", "id"),
        Index("ix_case_file_municipality", "office_id", "municipality_id", "opened_at", "id"),
        Index("ix_case_file_assignee", "office_id", "assignee_id", "opened_at", "id"),
        Index(
            "ix_case_file_open_assignee",
            "office_id",
            "assignee_id",
            "opened_at",
            "id",
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
        Index("ix_case_file_procedure", "office_id", "procedure", "opened_at", "id"),
        Index("ix_case_file_sector", "office_id", "sector_code", "opened_at", "id"),
        Index("ix_case_file_channel", "office_id", "channel", "opened_at", "id"),
        Index("ix_case_file_requested", "office_id", "requested_at", "id"),
        Index(
            "ix_case_file_arrived",
            "office_id",
            "opened_at",
            "id",
            sqlite_where=text(_ARRIVED),
            postgresql_where=text(_ARRIVED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    """Our own, such as E-7KMR-4PDX: given at once, never used again, not to be guessed. Opens nothing by itself."""
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    number: Mapped[str]
    """YYYY/NNNNNNN, one series per office and year, given at opening."""
    registry_entry: Mapped[str | None] = mapped_column(default=None)
    """Number of the corporation's own registry of entries (Ley 39/2015, art. 16), typed in by staff."""
    external_id: Mapped[str | None] = mapped_column(default=None)
    """The case's id in the system that it came from."""
    once_key: Mapped[str | None] = mapped_column(unique=True, default=None)
    """Key of the form that opened it by hand: what is sent twice opens one case."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    representative_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    representation: Mapped[str] = mapped_column(default="")
    """What the representative is (daughter, lawyer, association), as written."""
    representation_proved_on: Mapped[date | None] = mapped_column(default=None)
    municipality_id: Mapped[str] = mapped_column(ForeignKey("municipality.ine_code"))
    channel: Mapped[str]
    language: Mapped[str]
    procedure: Mapped[str]
    sector_code: Mapped[str | None] = mapped_column(ForeignKey("sector.code"), default=None)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"), index=True, default=None)
    company_as_told: Mapped[str] = mapped_column(default="")
    """The company in the person's own words, until one of the list is chosen."""
    urgent: Mapped[bool] = mapped_column(default=False)
    """A supply cut or a danger to safety."""

    contract_reference: Mapped[str] = mapped_column(default="")
    contracted_on: Mapped[date | None] = mapped_column(default=None)
    contracted_where: Mapped[str] = mapped_column(default="")
    """shop, web, phone, home, other, or empty."""
    amount_paid: Mapped[Decimal | None] = mapped_column(Euros, default=None)
    amount_claimed: Mapped[Decimal | None] = mapped_column(Euros, default=None)
    amount_recovered: Mapped[Decimal | None] = mapped_column(Euros, default=None)
    facts: Mapped[str] = mapped_column(default="")
    request: Mapped[str] = mapped_column(default="")
    prior_claim_on: Mapped[date | None] = mapped_column(default=None)
    prior_claim_how: Mapped[str] = mapped_column(default="")
    """Channel and reference of the claim to the company, as written."""
    prior_claim_about_billing: Mapped[bool] = mapped_column(default=False, server_default=false())
    """About a bill or undue charges: a basic service has five days to answer (Ley 10/2025, art. 17)."""
    prior_reply_on: Mapped[date | None] = mapped_column(default=None)
    prior_reply: Mapped[str] = mapped_column(default="")

    state: Mapped[str] = mapped_column(default="pending")
    state_since: Mapped[datetime]
    state_detail: Mapped[str] = mapped_column(default="")
    """Said to the person beside the state."""
    internal_state: Mapped[str] = mapped_column(default="")
    internal_detail: Mapped[str] = mapped_column(default="")
    """For the office only."""
    papers_arrived_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the person last sent papers that the office required and has not looked at. The state stays as it is."""
    next_deadline: Mapped[str | None] = mapped_column(default=None)
    next_due_on: Mapped[date | None] = mapped_column(default=None)
    """The nearest date that still counts, copied here from the deadlines by whoever changes them, for lists."""
    clock_stopped_on: Mapped[date | None] = mapped_column(default=None)
    """Since when the time to resolve stands still (Ley 39/2015, art. 22.1); the stops themselves are rows."""
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("technician.id"), default=None)
    requested_at: Mapped[datetime]
    """When the person asked: the booking, the letter, the visit. Midnight where only the day is known."""
    opened_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)

    hold_since: Mapped[datetime | None] = mapped_column(default=None)
    """Legal hold: nothing is erased while it lasts."""
    hold_reason: Mapped[str] = mapped_column(default="")
    destroyed_at: Mapped[datetime | None] = mapped_column(default=None)
    """Names, texts and papers are gone; what is left is counted."""
    destroyed_by_rule: Mapped[str] = mapped_column(default="")
    """Code of the rule, or `request`."""

    office: Mapped[Office] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")
    representative: Mapped[Person | None] = relationship(foreign_keys=[representative_id], lazy="raise_on_sql")
    municipality: Mapped[Municipality] = relationship(lazy="raise_on_sql")
    company: Mapped[Company | None] = relationship(lazy="raise_on_sql")
    sector: Mapped[Sector | None] = relationship(lazy="raise_on_sql")
    assignee: Mapped[Technician | None] = relationship(lazy="raise_on_sql")

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class CaseAppointment(Base):
    """An appointment of a case: the one that it came from, and calls that followed. An appointment has one case."""

    __tablename__ = "case_appointment"

    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    joined_at: Mapped[datetime]


class CaseBlock(Base):
    """How often a part of a file was saved: who saw an older version is shown both instead of overwriting the newer."""

    __tablename__ = "case_block"
    __table_args__ = (CheckConstraint(one_of("block", BLOCKS), name="known_block"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    block: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    saved_at: Mapped[datetime]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"), default=None)


class CaseLink(Base):
    """A secret address `/e/<token>` of a case. Stored as it is, for letters must be able to repeat it."""

    __tablename__ = "case_link"

    token: Mapped[str] = mapped_column(primary_key=True)
    """128 random bits or more."""
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
