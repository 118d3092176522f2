"""Members of staff and the roles that were given to them here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from access import ROLES, Role
from database import Base


class StaffMember(Base):
    """Somebody who has signed in with a role. `entra_tenant` and `entra_oid` say who; the rest may change.

    The row stays when the person leaves: what they did keeps its name.
    """

    __tablename__ = "staff_member"
    __table_args__ = (UniqueConstraint("entra_tenant", "entra_oid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entra_tenant: Mapped[str]
    entra_oid: Mapped[str]
    name: Mapped[str]
    """Name, address and Entra's roles are as they were at the last sign-in."""
    email: Mapped[str] = mapped_column(index=True)
    """Lower case."""
    entra_roles: Mapped[list[str]]
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), default=None)
    """Whose appointments the person may see. Without one, none."""
    technician_id: Mapped[int | None] = mapped_column(ForeignKey("technician.id"), unique=True, default=None)
    """The technician that this person is, for those who take calls."""
    created_at: Mapped[datetime]
    last_sign_in_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)

    grants: Mapped[list[StaffGrant]] = relationship(
        primaryjoin="and_(StaffGrant.member_id == StaffMember.id, StaffGrant.revoked_at.is_(None))",
        order_by="StaffGrant.id",
        viewonly=True,
    )
    """Those in force."""

    @property
    def roles(self) -> frozenset[Role]:
        """What Entra said at the last sign-in, and what was granted here."""
        return known_roles([*self.entra_roles, *(grant.role for grant in self.grants)])

    @staticmethod
    def of_email(email: str) -> Select[StaffMember]:
        """Those who had this address when they last signed in: an address may have changed hands."""
        return select(StaffMember).where(StaffMember.email == email.lower()).order_by(StaffMember.id)


class StaffGrant(Base):
    """A role given here, besides those of Entra. For the first administrator, and where app roles are not at hand.

    Given to an address, for the person may never have signed in; from their first sign-in on it belongs to the person
    and no longer to the address.
    """

    __tablename__ = "staff_grant"
    __table_args__ = (CheckConstraint(f"role IN ({', '.join(repr(role) for role in ROLES)})", name="known_role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(index=True)
    """Lower case."""
    role: Mapped[str]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"), index=True, default=None)
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)

    @staticmethod
    def in_force(email: str) -> Select[StaffGrant]:
        """What was given to this address and not taken back, taken up or not."""
        return (
            select(StaffGrant)
            .where(StaffGrant.revoked_at.is_(None), StaffGrant.email == email.lower())
            .order_by(StaffGrant.id)
        )


def known_roles(names: Iterable[str]) -> frozenset[Role]:
    """The roles among these names: a tenant may have others, for other applications' sake."""
    return frozenset(role for role in ROLES if role in set(names))
