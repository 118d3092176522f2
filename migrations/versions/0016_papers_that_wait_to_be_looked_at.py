"""papers that were required and have arrived wait to be looked at

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

import database

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ARRIVED = sa.text("papers_arrived_at IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("papers_arrived_at", database.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_case_file_arrived",
            ["office_id", "opened_at", "id"],
            unique=False,
            sqlite_where=_ARRIVED,
            postgresql_where=_ARRIVED,
        )


def downgrade() -> None:
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index("ix_case_file_arrived", sqlite_where=_ARRIVED, postgresql_where=_ARRIVED)
        batch_op.drop_column("papers_arrived_at")
