"""deadlines of cases: which years' holidays are on file, warnings of lapse, resolutions

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

import database

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holiday_year",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint(
            "source IN ('rules', 'order', 'order_none', 'staff', 'unknown')", name=op.f("ck_holiday_year_known_source")
        ),
        sa.PrimaryKeyConstraint("place", "year", name=op.f("pk_holiday_year")),
    )
    _know_what_was_imported()

    with op.batch_alter_table("case_requirement") as batch_op:
        batch_op.add_column(sa.Column("purpose", sa.String(), server_default="remedy", nullable=False))
        batch_op.create_check_constraint(op.f("ck_case_requirement_known_purpose"), "purpose IN ('remedy', 'lapse')")

    op.create_table(
        "case_resolution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("resolved_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("resolved_by", sa.Integer(), nullable=False),
        sa.Column("notified_by", sa.String(), nullable=False),
        sa.Column("deposited_on", sa.Date(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("rejected_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('deemed_withdrawn', 'inadmissible', 'lapsed')", name=op.f("ck_case_resolution_known_outcome")
        ),
        sa.CheckConstraint(
            "ground IN ('no_prior_claim', 'unfounded', 'vexatious', 'decided_elsewhere', 'over_a_year')",
            name=op.f("ck_case_resolution_known_ground"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_resolution_case_id")),
        sa.ForeignKeyConstraint(["resolved_by"], ["staff_member.id"], name=op.f("fk_case_resolution_resolved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_resolution")),
    )
    with op.batch_alter_table("case_resolution") as batch_op:
        batch_op.create_index(op.f("ix_case_resolution_case_id"), ["case_id"])


def downgrade() -> None:
    op.drop_table("case_resolution")
    with op.batch_alter_table("case_requirement") as batch_op:
        batch_op.drop_constraint(op.f("ck_case_requirement_known_purpose"), type_="check")
        batch_op.drop_column("purpose")
    op.drop_table("holiday_year")


def _know_what_was_imported() -> None:
    # An import brought twelve days of Catalonia or so, and two of a municipality: fewer were typed by somebody, and
    # whether they are all is not known.
    year = "CAST(EXTRACT(YEAR FROM day) AS INTEGER)"
    if op.get_bind().dialect.name == "sqlite":
        year = "CAST(strftime('%Y', day) AS INTEGER)"
    op.execute(f"""
        INSERT INTO holiday_year (place, year, source)
        SELECT place, {year}, CASE place WHEN 'CT' THEN 'rules' ELSE 'order' END
        FROM holiday
        GROUP BY place, {year}
        HAVING count(*) >= CASE place WHEN 'CT' THEN 10 ELSE 2 END
    """)
