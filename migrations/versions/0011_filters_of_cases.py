"""filters of the list of cases: an index for each

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")
FILTERS = {"assignee": "assignee_id", "procedure": "procedure", "sector": "sector_code", "channel": "channel"}


def upgrade() -> None:
    op.drop_index("ix_case_file_assignee", "case_file")
    for name, column in FILTERS.items():
        op.create_index(f"ix_case_file_{name}", "case_file", ["office_id", column, "opened_at", "id"])
    op.create_index("ix_case_file_requested", "case_file", ["office_id", "requested_at", "id"])
    columns = ["office_id", "assignee_id", "opened_at", "id"]
    op.create_index("ix_case_file_open_assignee", "case_file", columns, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index("ix_case_file_open_assignee", "case_file", sqlite_where=OPEN, postgresql_where=OPEN)
    op.drop_index("ix_case_file_requested", "case_file")
    for name in FILTERS:
        op.drop_index(f"ix_case_file_{name}", "case_file")
    op.create_index("ix_case_file_assignee", "case_file", ["assignee_id", "opened_at"])
