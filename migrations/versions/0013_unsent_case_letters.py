"""mails about cases that did not get away: found without reading all of them, let go when the person knows

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

import database

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

UNSENT = sa.text("sent_at IS NULL AND told_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("case_letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_at", database.UtcDateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_case_letter_unsent", "case_letter", ["created_at"], sqlite_where=UNSENT, postgresql_where=UNSENT
    )


def downgrade() -> None:
    op.drop_index("ix_case_letter_unsent", "case_letter")
    with op.batch_alter_table("case_letter", schema=None) as batch_op:
        batch_op.drop_column("told_at")
