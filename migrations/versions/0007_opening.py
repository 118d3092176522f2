"""opening cases: the form that opened one counts once; what an attended call led to

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CHECK = "ck_call_known_next_step"


def upgrade() -> None:
    with op.batch_alter_table("case_file") as batch_op:
        batch_op.add_column(sa.Column("once_key", sa.String(), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_case_file_once_key"), ["once_key"])
    with op.batch_alter_table("call") as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_="check")
        batch_op.create_check_constraint(
            op.f(CHECK), "next_step IN ('nothing', 'new_call', 'open_case', 'join_case', 'answered')"
        )


def downgrade() -> None:
    op.execute("UPDATE call SET next_step = 'open_case' WHERE next_step IN ('join_case', 'answered')")
    with op.batch_alter_table("call") as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_="check")
        batch_op.create_check_constraint(op.f(CHECK), "next_step IN ('nothing', 'new_call', 'open_case')")
    with op.batch_alter_table("case_file") as batch_op:
        batch_op.drop_constraint(op.f("uq_case_file_once_key"), type_="unique")
        batch_op.drop_column("once_key")
