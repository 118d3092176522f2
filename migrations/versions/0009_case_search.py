"""finding cases: their words with an index for searches, and indexes for the filters of the list

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")

# `ascii`: our words have no accents any more, and whatever else is beyond ASCII belongs to a word. No positions are
# kept: only whole words are asked for. With the beginnings of 3 to 8 letters indexed too, a common beginning costs
# as little as a rare word.
FULL_TEXT = """
    CREATE VIRTUAL TABLE case_search_fts USING fts5(
        words, content='case_search', content_rowid='case_id', tokenize='ascii', detail=none, prefix='3 4 5 6 7 8'
    )
"""
TAKE_OUT = "INSERT INTO case_search_fts (case_search_fts, rowid, words) VALUES ('delete', OLD.case_id, OLD.words);"
PUT_IN = "INSERT INTO case_search_fts (rowid, words) VALUES (NEW.case_id, NEW.words);"
IN_STEP = {"INSERT": PUT_IN, "DELETE": TAKE_OUT, "UPDATE": TAKE_OUT + PUT_IN}


def upgrade() -> None:
    # The words of cases that there are already: `flask cases reindex`.
    op.create_table(
        "case_search",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String().with_variant(TSVECTOR(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_search_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_search")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(FULL_TEXT)
        for event, statements in IN_STEP.items():
            op.execute(f"CREATE TRIGGER case_search_{event.lower()} AFTER {event} ON case_search BEGIN {statements} END")
    else:
        op.create_index("ix_case_search_words", "case_search", ["words"], postgresql_using="gin")
    with op.batch_alter_table("case_file") as batch_op:
        batch_op.create_index("ix_case_file_state", ["office_id", "state", "opened_at", "id"])
        batch_op.create_index("ix_case_file_municipality", ["office_id", "municipality_id", "opened_at", "id"])
        batch_op.create_index(
            "ix_case_file_open", ["office_id", "opened_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN
        )


def downgrade() -> None:
    with op.batch_alter_table("case_file") as batch_op:
        batch_op.drop_index("ix_case_file_open", sqlite_where=OPEN, postgresql_where=OPEN)
        batch_op.drop_index("ix_case_file_municipality")
        batch_op.drop_index("ix_case_file_state")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE case_search_fts")
    op.drop_table("case_search")
