"""What of a case is searched: its words without accents, kept in step by cases/search_index.py."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from database import Base


class CaseSearch(Base):
    """The words of one case, separated by blanks, each once. Derived: `flask cases reindex` makes it anew.

    Each database has its own index on them, made by the migration: PostgreSQL a GIN index, SQLite the full-text table
    `case_search_fts`, which triggers keep in step.
    """

    __tablename__ = "case_search"
    __table_args__ = (Index("ix_case_search_words", "words", postgresql_using="gin", info={"only_on": "postgresql"}),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    words: Mapped[str] = mapped_column(String().with_variant(TSVECTOR(), "postgresql"))
