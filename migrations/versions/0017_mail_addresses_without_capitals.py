"""mail addresses are looked for without regard to capitals

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_person_email_lower", "person", [sa.text("lower(email)")])
    op.drop_index("ix_person_email", "person")


def downgrade() -> None:
    op.create_index("ix_person_email", "person", ["email"])
    op.drop_index("ix_person_email_lower", "person")
