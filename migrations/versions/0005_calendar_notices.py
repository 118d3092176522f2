"""notices: subscriptions to the technicians' calendars, changes told, meetings that differ in Outlook

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

import database

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Moment = database.UtcDateTime(timezone=True)


def upgrade() -> None:
    # A notice names the event; whose meeting it is must not be looked for in all of them.
    op.create_index("ix_meeting_event_id", "meeting", ["event_id"])

    op.create_table(
        "calendar_subscription",
        sa.Column("technician_id", sa.Integer(), nullable=False),
        sa.Column("graph_id", sa.String(), nullable=True),
        sa.Column("client_state", sa.String(), nullable=False),
        sa.Column("expires_at", Moment, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", Moment, nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["technician_id"], ["technician.id"], name=op.f("fk_calendar_subscription_technician_id")
        ),
        sa.PrimaryKeyConstraint("technician_id", name=op.f("pk_calendar_subscription")),
        sa.UniqueConstraint("graph_id", name=op.f("uq_calendar_subscription_graph_id")),
    )

    op.create_table(
        "calendar_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("received_at", Moment, nullable=False),
        sa.Column("handled_at", Moment, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_calendar_notice_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_notice")),
        sa.UniqueConstraint(
            "subscription_id",
            "event_id",
            "change",
            "etag",
            name=op.f("uq_calendar_notice_subscription_id_event_id_change_etag"),
        ),
    )
    op.create_index("ix_calendar_notice_meeting_id", "calendar_notice", ["meeting_id"])
    waiting = sa.text("handled_at IS NULL")
    op.create_index(
        "ix_calendar_notice_waiting",
        "calendar_notice",
        ["next_attempt_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )

    op.create_table(
        "divergence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("meeting_settled_at", Moment, nullable=False),
        sa.Column("found_at", Moment, nullable=False),
        sa.Column("difference", sa.String(), nullable=False),
        sa.Column("starts_at", Moment, nullable=True),
        sa.Column("ends_at", Moment, nullable=True),
        sa.Column("resolved_at", Moment, nullable=True),
        sa.Column("resolution", sa.String(), nullable=True),
        sa.CheckConstraint(
            "difference IN ('moved', 'deleted', 'no_link')", name=op.f("ck_divergence_known_difference")
        ),
        sa.CheckConstraint(
            "(difference = 'moved') = (starts_at IS NOT NULL)", name=op.f("ck_divergence_moved_has_a_time")
        ),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_divergence_both_times")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_divergence_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_divergence")),
    )
    still_open = sa.text("resolved_at IS NULL")
    op.create_index(
        "ix_divergence_open",
        "divergence",
        ["meeting_id"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )


def downgrade() -> None:
    op.drop_table("divergence")
    op.drop_table("calendar_notice")
    op.drop_table("calendar_subscription")
    op.drop_index("ix_meeting_event_id", table_name="meeting")
