"""calls: how they went, notes, attendance as Teams reports it, calendar feeds of technicians

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

import database

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # An agenda asks for one technician's hours; the longer index serves what the shorter one did.
    with op.batch_alter_table('appointment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_appointment_technician_id'))
        batch_op.create_index('ix_appointment_technician_starts', ['technician_id', 'starts_at'], unique=False)

    op.create_table('calendar_feed',
    sa.Column('token', sa.String(), nullable=False),
    sa.Column('technician_id', sa.Integer(), nullable=False),
    sa.Column('created_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['technician_id'], ['technician.id'], name=op.f('fk_calendar_feed_technician_id')),
    sa.PrimaryKeyConstraint('token', name=op.f('pk_calendar_feed'))
    )
    with op.batch_alter_table('calendar_feed', schema=None) as batch_op:
        batch_op.create_index('ix_calendar_feed_in_force', ['technician_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.create_table('call',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('appointment_id', sa.Integer(), nullable=False),
    sa.Column('starts_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('technician_id', sa.Integer(), nullable=False),
    sa.Column('started_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('started_by', sa.Integer(), nullable=True),
    sa.Column('checked', sa.JSON(), nullable=False),
    sa.Column('closed_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('next_step', sa.String(), nullable=True),
    sa.CheckConstraint("next_step IN ('nothing', 'new_call', 'open_case')", name=op.f('ck_call_known_next_step')),
    sa.CheckConstraint("outcome IN ('attended', 'consumer_absent', 'technician_absent', 'cut_off')", name=op.f('ck_call_known_outcome')),
    sa.CheckConstraint('(closed_at IS NULL) = (outcome IS NULL)', name=op.f('ck_call_closed_with_outcome')),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointment.id'], name=op.f('fk_call_appointment_id')),
    sa.ForeignKeyConstraint(['closed_by'], ['staff_member.id'], name=op.f('fk_call_closed_by')),
    sa.ForeignKeyConstraint(['started_by'], ['staff_member.id'], name=op.f('fk_call_started_by')),
    sa.ForeignKeyConstraint(['technician_id'], ['technician.id'], name=op.f('fk_call_technician_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call')),
    sa.UniqueConstraint('appointment_id', 'starts_at', name=op.f('uq_call_appointment_id_starts_at'))
    )
    op.create_table('call_note',
    sa.Column('appointment_id', sa.Integer(), nullable=False),
    sa.Column('block', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('saved_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('saved_by', sa.Integer(), nullable=False),
    sa.CheckConstraint("block IN ('what_happened', 'what_they_ask', 'what_company_did')", name=op.f('ck_call_note_known_block')),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointment.id'], name=op.f('fk_call_note_appointment_id')),
    sa.ForeignKeyConstraint(['saved_by'], ['staff_member.id'], name=op.f('fk_call_note_saved_by')),
    sa.PrimaryKeyConstraint('appointment_id', 'block', name=op.f('pk_call_note'))
    )
    op.create_table('attendance',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('due_since', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_attempt_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('settled_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('technician_seconds', sa.Integer(), nullable=True),
    sa.Column('guest_seconds', sa.Integer(), nullable=True),
    sa.Column('problem', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_attendance_meeting_id')),
    sa.PrimaryKeyConstraint('meeting_id', name=op.f('pk_attendance'))
    )
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.create_index('ix_attendance_open', ['next_attempt_at'], unique=False, sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))



def downgrade() -> None:
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_index('ix_attendance_open', sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))

    op.drop_table('attendance')
    op.drop_table('call_note')
    op.drop_table('call')
    with op.batch_alter_table('calendar_feed', schema=None) as batch_op:
        batch_op.drop_index('ix_calendar_feed_in_force', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.drop_table('calendar_feed')
    with op.batch_alter_table('appointment', schema=None) as batch_op:
        batch_op.drop_index('ix_appointment_technician_starts')
        batch_op.create_index(batch_op.f('ix_appointment_technician_id'), ['technician_id'], unique=False)
