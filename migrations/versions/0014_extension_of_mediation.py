"""the extension of a deadline is in the unit of its kind: months for a mediation

Revision ID: 0014
Revises: 0013
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("case_deadline", schema=None) as batch_op:
        batch_op.alter_column("extended_days", new_column_name="extended_by")


def downgrade() -> None:
    with op.batch_alter_table("case_deadline", schema=None) as batch_op:
        batch_op.alter_column("extended_by", new_column_name="extended_days")
