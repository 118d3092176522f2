"""orphaned calls: found without reading all slots

Revision ID: 0012
Revises: 0011
"""
import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TAKEN_AND_BLOCKED = sa.text("appointment_id IS NOT NULL AND blocked IS NOT NULL")


def upgrade():
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.create_index(
            "ix_slot_taken_and_blocked",
            ["starts_at", "appointment_id"],
            unique=False,
            sqlite_where=TAKEN_AND_BLOCKED,
            postgresql_where=TAKEN_AND_BLOCKED,
        )


def downgrade():
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.drop_index("ix_slot_taken_and_blocked")
