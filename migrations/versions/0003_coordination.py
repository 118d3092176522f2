"""coordination: calls placed knowingly, people asked to choose, kinds of absence, an office's colour

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

import database

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("slot", sa.Column("accepted", sa.String(), nullable=True))
    op.add_column("appointment", sa.Column("asked_to_choose_at", database.UtcDateTime(timezone=True), nullable=True))
    op.add_column("absence", sa.Column("kind", sa.String(), nullable=False, server_default="other"))
    op.add_column("office", sa.Column("colour", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("office", "colour")
    op.drop_column("absence", "kind")
    op.drop_column("appointment", "asked_to_choose_at")
    op.drop_column("slot", "accepted")
