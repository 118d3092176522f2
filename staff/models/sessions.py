"""Sessions of staff: the rows behind the cookies."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, ForeignKey, and_
from sqlalchemy.orm import Mapped, mapped_column

from database import Base

Moment = datetime | BindParameter[datetime]
"""An instant, or the place of one in a statement that is built once."""


class StaffSession(Base):
    """A browser in which a member of staff is signed in. The cookie holds the token, the row only its hash."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    """To a minute: not every request is worth a row written."""
    ends_at: Mapped[datetime] = mapped_column(index=True)
    """However busy it is: roles that Entra has taken back end with it at the latest."""
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    previous_sign_in_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the person had signed in the time before, wherever: they are told, and would notice if it was not them."""

    @classmethod
    def is_open(cls, now: Moment, used_since: Moment) -> ColumnElement[bool]:
        """Neither ended by anybody nor by time, and in use since that instant."""
        return and_(cls.revoked_at.is_(None), cls.ends_at > now, cls.last_seen_at > used_since)


def hash_of(token: str) -> str:
    """What is stored of a token. It is 256 random bits, so nothing slower than a plain hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
