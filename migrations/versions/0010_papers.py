"""papers: what waits for the scanner, what nobody looked into, what was taken out, each found without reading the rest

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_case_document_to_scan": ("next_scan_at", "next_scan_at IS NOT NULL"),
    "ix_case_document_unseen": ("id", "scan = 'unscanned' AND next_scan_at IS NULL AND removed_at IS NULL"),
    "ix_case_document_removed": ("removed_at", "removed_at IS NOT NULL"),
}


def upgrade() -> None:
    for name, (column, where) in INDEXES.items():
        only = sa.text(where)
        op.create_index(name, "case_document", [column], sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    for name in reversed(INDEXES):
        op.drop_index(name, table_name="case_document")
