"""cases: files, companies, deadlines, documents, events, letters, retention; more about persons

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

import database

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sector',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('names', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('basic_service', sa.Boolean(), nullable=False),
    sa.Column('withdrawn_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_sector'))
    )
    _name_sectors()

    op.create_table('case_counter',
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_case_counter_office_id')),
    sa.PrimaryKeyConstraint('office_id', 'year', name=op.f('pk_case_counter'))
    )
    op.create_table('company',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_folded', sa.String(), nullable=False),
    sa.Column('nif', sa.String(), nullable=True),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('web', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_company_office_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company')),
    sa.UniqueConstraint('office_id', 'nif', name=op.f('uq_company_office_id_nif'))
    )
    with op.batch_alter_table('company', schema=None) as batch_op:
        batch_op.create_index('ix_company_name', ['office_id', 'name_folded'], unique=False)

    op.create_table('retention_rule',
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('record_class', sa.String(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.CheckConstraint('months > 0', name=op.f('ck_retention_rule_some_time')),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_retention_rule_office_id')),
    sa.PrimaryKeyConstraint('office_id', 'record_class', name=op.f('pk_retention_rule'))
    )
    op.create_table('case_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('registry_entry', sa.String(), nullable=True),
    sa.Column('external_id', sa.String(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('representative_id', sa.Integer(), nullable=True),
    sa.Column('representation', sa.String(), nullable=False),
    sa.Column('representation_proved_on', sa.Date(), nullable=True),
    sa.Column('municipality_id', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('procedure', sa.String(), nullable=False),
    sa.Column('sector_code', sa.String(), nullable=True),
    sa.Column('company_id', sa.Integer(), nullable=True),
    sa.Column('company_as_told', sa.String(), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('contract_reference', sa.String(), nullable=False),
    sa.Column('contracted_on', sa.Date(), nullable=True),
    sa.Column('contracted_where', sa.String(), nullable=False),
    sa.Column('amount_paid', sa.BigInteger(), nullable=True),
    sa.Column('amount_claimed', sa.BigInteger(), nullable=True),
    sa.Column('amount_recovered', sa.BigInteger(), nullable=True),
    sa.Column('facts', sa.String(), nullable=False),
    sa.Column('request', sa.String(), nullable=False),
    sa.Column('prior_claim_on', sa.Date(), nullable=True),
    sa.Column('prior_claim_how', sa.String(), nullable=False),
    sa.Column('prior_reply_on', sa.Date(), nullable=True),
    sa.Column('prior_reply', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('state_since', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('state_detail', sa.String(), nullable=False),
    sa.Column('internal_state', sa.String(), nullable=False),
    sa.Column('internal_detail', sa.String(), nullable=False),
    sa.Column('next_deadline', sa.String(), nullable=True),
    sa.Column('next_due_on', sa.Date(), nullable=True),
    sa.Column('clock_stopped_on', sa.Date(), nullable=True),
    sa.Column('assignee_id', sa.Integer(), nullable=True),
    sa.Column('requested_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('opened_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('hold_since', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('hold_reason', sa.String(), nullable=False),
    sa.Column('destroyed_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('destroyed_by_rule', sa.String(), nullable=False),
    sa.CheckConstraint("channel IN ('video', 'phone', 'in_person', 'mailbox', 'mobile_unit', 'messaging', 'council')", name=op.f('ck_case_file_known_channel')),
    sa.CheckConstraint("next_deadline IN ('inform', 'remedy', 'company_answers', 'office_may_act', 'claim_expires', 'notify_inadmissible', 'company_replies_to_us', 'mediation_ends', 'company_accepts_arbitration', 'lapse')", name=op.f('ck_case_file_known_deadline')),
    sa.CheckConstraint("procedure IN ('enquiry', 'complaint', 'claim', 'infringement_report', 'mediation', 'arbitration')", name=op.f('ck_case_file_known_procedure')),
    sa.CheckConstraint("state IN ('pending', 'in_progress', 'documents_required', 'sent_to_company', 'in_mediation', 'in_arbitration', 'referred', 'closed_agreement', 'closed_partial_agreement', 'closed_no_agreement', 'closed_company_refused', 'answered', 'withdrawn', 'deemed_withdrawn', 'inadmissible', 'lapsed')", name=op.f('ck_case_file_known_state')),
    sa.CheckConstraint('(next_due_on IS NULL) = (next_deadline IS NULL)', name=op.f('ck_case_file_dated_deadline')),
    sa.CheckConstraint('destroyed_at IS NULL OR hold_since IS NULL', name=op.f('ck_case_file_held_is_kept')),
    sa.ForeignKeyConstraint(['assignee_id'], ['technician.id'], name=op.f('fk_case_file_assignee_id')),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], name=op.f('fk_case_file_company_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.ine_code'], name=op.f('fk_case_file_municipality_id')),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_case_file_office_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_case_file_person_id')),
    sa.ForeignKeyConstraint(['representative_id'], ['person.id'], name=op.f('fk_case_file_representative_id')),
    sa.ForeignKeyConstraint(['sector_code'], ['sector.code'], name=op.f('fk_case_file_sector_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_file')),
    sa.UniqueConstraint('office_id', 'external_id', name=op.f('uq_case_file_office_id_external_id')),
    sa.UniqueConstraint('office_id', 'number', name=op.f('uq_case_file_office_id_number')),
    sa.UniqueConstraint('office_id', 'registry_entry', name=op.f('uq_case_file_office_id_registry_entry')),
    sa.UniqueConstraint('reference', name=op.f('uq_case_file_reference'))
    )
    with op.batch_alter_table('case_file', schema=None) as batch_op:
        batch_op.create_index('ix_case_file_assignee', ['assignee_id', 'opened_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_file_company_id'), ['company_id'], unique=False)
        batch_op.create_index('ix_case_file_open_due', ['office_id', 'next_due_on'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.create_index('ix_case_file_opened', ['office_id', 'opened_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_file_person_id'), ['person_id'], unique=False)

    op.create_table('case_appointment',
    sa.Column('appointment_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('joined_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointment.id'], name=op.f('fk_case_appointment_appointment_id')),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_case_appointment_case_id')),
    sa.PrimaryKeyConstraint('appointment_id', name=op.f('pk_case_appointment'))
    )
    with op.batch_alter_table('case_appointment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_appointment_case_id'), ['case_id'], unique=False)

    op.create_table('case_block',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('block', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('saved_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('saved_by', sa.Integer(), nullable=True),
    sa.CheckConstraint("block IN ('head', 'person', 'company', 'relation', 'facts', 'request', 'prior_claim', 'representative')", name=op.f('ck_case_block_known_block')),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_case_block_case_id')),
    sa.ForeignKeyConstraint(['saved_by'], ['staff_member.id'], name=op.f('fk_case_block_saved_by')),
    sa.PrimaryKeyConstraint('case_id', 'block', name=op.f('pk_case_block'))
    )
    op.create_table('case_clock_stop',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_case_clock_stop_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_clock_stop'))
    )
    with op.batch_alter_table('case_clock_stop', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_clock_stop_case_id'), ['case_id'], unique=False)

    op.create_table('case_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('happened_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('words', sa.String(), nullable=True),
    sa.Column('for_consumer', sa.Boolean(), nullable=False),
    sa.Column('of_mediation', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_case_event_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_event'))
    )
    with op.batch_alter_table('case_event', schema=None) as batch_op:
        batch_op.create_index('ix_case_event_case', ['case_id', 'id'], unique=False)

    op.create_table('case_link',
    sa.Column('token', sa.String(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('created_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_case_link_case_id')),
    sa.PrimaryKeyConstraint('token', name=op.f('pk_case_link'))
    )
    with op.batch_alter_table('case_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_link_case_id'), ['case_id'], unique=False)

    op.create_table('case_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('written_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('written_by', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_case_note_case_id')),
    sa.ForeignKeyConstraint(['written_by'], ['staff_member.id'], name=op.f('fk_case_note_written_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_note'))
    )
    with op.batch_alter_table('case_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_note_case_id'), ['case_id'], unique=False)

    op.create_table('case_requirement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('document_kinds', sa.JSON(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('notified_by', sa.String(), nullable=False),
    sa.Column('asked_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('deposited_on', sa.Date(), nullable=True),
    sa.Column('opened_on', sa.Date(), nullable=True),
    sa.Column('rejected_on', sa.Date(), nullable=True),
    sa.Column('extension_days', sa.Integer(), nullable=False),
    sa.Column('met_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('resolved_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint('extension_days BETWEEN 0 AND 5', name=op.f('ck_case_requirement_extended_by_five_at_most')),
    sa.ForeignKeyConstraint(['asked_by'], ['staff_member.id'], name=op.f('fk_case_requirement_asked_by')),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_case_requirement_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_requirement'))
    )
    with op.batch_alter_table('case_requirement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_requirement_case_id'), ['case_id'], unique=False)

    op.create_table('case_submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('once_key', sa.String(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('appointment_id', sa.Integer(), nullable=True),
    sa.Column('received_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('handed_in_by', sa.String(), nullable=False),
    sa.CheckConstraint('case_id IS NOT NULL OR appointment_id IS NOT NULL', name=op.f('ck_case_submission_belongs_somewhere')),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointment.id'], name=op.f('fk_case_submission_appointment_id')),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_case_submission_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_submission')),
    sa.UniqueConstraint('once_key', name=op.f('uq_case_submission_once_key')),
    sa.UniqueConstraint('reference', name=op.f('uq_case_submission_reference'))
    )
    with op.batch_alter_table('case_submission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_submission_appointment_id'), ['appointment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_submission_case_id'), ['case_id'], unique=False)

    op.create_table('destruction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('happened_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('approved_by', sa.Integer(), nullable=True),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('documents', sa.Integer(), nullable=False),
    sa.Column('numbers', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['approved_by'], ['staff_member.id'], name=op.f('fk_destruction_approved_by')),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_destruction_office_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_destruction'))
    )
    op.create_table('mediation_access',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('given_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('given_by', sa.Integer(), nullable=False),
    sa.Column('revoked_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_mediation_access_case_id')),
    sa.ForeignKeyConstraint(['given_by'], ['staff_member.id'], name=op.f('fk_mediation_access_given_by')),
    sa.ForeignKeyConstraint(['member_id'], ['staff_member.id'], name=op.f('fk_mediation_access_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mediation_access'))
    )
    with op.batch_alter_table('mediation_access', schema=None) as batch_op:
        batch_op.create_index('ix_mediation_access_in_force', ['case_id', 'member_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.create_table('case_deadline',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('provisional', sa.Boolean(), nullable=False),
    sa.Column('extended_days', sa.Integer(), nullable=False),
    sa.Column('requirement_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_because', sa.String(), nullable=True),
    sa.CheckConstraint("kind IN ('inform', 'remedy', 'company_answers', 'office_may_act', 'claim_expires', 'notify_inadmissible', 'company_replies_to_us', 'mediation_ends', 'company_accepts_arbitration', 'lapse')", name=op.f('ck_case_deadline_known_kind')),
    sa.CheckConstraint('starts_on <= due_on', name=op.f('ck_case_deadline_in_order')),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_case_deadline_case_id')),
    sa.ForeignKeyConstraint(['requirement_id'], ['case_requirement.id'], name=op.f('fk_case_deadline_requirement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_deadline'))
    )
    with op.batch_alter_table('case_deadline', schema=None) as batch_op:
        batch_op.create_index('ix_case_deadline_case', ['case_id'], unique=False)
        batch_op.create_index('ix_case_deadline_running', ['due_on'], unique=False, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('case_document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('storage_name', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('scan', sa.String(), nullable=False),
    sa.Column('scanned_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('next_scan_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('of_mediation', sa.Boolean(), nullable=False),
    sa.Column('removed_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('removed_because', sa.String(), nullable=False),
    sa.CheckConstraint("kind IN ('invoice', 'contract', 'prior_claim', 'reply', 'photo', 'advertising', 'bank_statement', 'identity', 'representation', 'delivery_receipt', 'letter', 'agreement', 'other')", name=op.f('ck_case_document_known_kind')),
    sa.CheckConstraint("media_type IN ('application/pdf', 'image/jpeg', 'image/png', 'image/heic', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document')", name=op.f('ck_case_document_allowed_type')),
    sa.CheckConstraint("scan IN ('checking', 'clean', 'infected', 'unscanned')", name=op.f('ck_case_document_known_scan')),
    sa.CheckConstraint('size > 0', name=op.f('ck_case_document_not_empty')),
    sa.ForeignKeyConstraint(['submission_id'], ['case_submission.id'], name=op.f('fk_case_document_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_document')),
    sa.UniqueConstraint('reference', name=op.f('uq_case_document_reference')),
    sa.UniqueConstraint('storage_name', name=op.f('uq_case_document_storage_name'))
    )
    with op.batch_alter_table('case_document', schema=None) as batch_op:
        batch_op.create_index('ix_case_document_sha256', ['sha256'], unique=False)
        batch_op.create_index('ix_case_document_submission', ['submission_id'], unique=False)

    op.create_table('case_letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=True),
    sa.Column('created_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('sent_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('given_up_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_attempt_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('problem', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_case_letter_case_id')),
    sa.ForeignKeyConstraint(['submission_id'], ['case_submission.id'], name=op.f('fk_case_letter_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_letter')),
    sa.UniqueConstraint('message_id', name=op.f('uq_case_letter_message_id'))
    )
    with op.batch_alter_table('case_letter', schema=None) as batch_op:
        batch_op.create_index('ix_case_letter_case', ['case_id'], unique=False)
        batch_op.create_index('ix_case_letter_open', ['next_attempt_at'], unique=False, sqlite_where=sa.text('sent_at IS NULL AND given_up_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL AND given_up_at IS NULL'))

    with op.batch_alter_table('office', schema=None) as batch_op:
        batch_op.add_column(sa.Column('organic_unit', sa.String(), nullable=False, server_default=''))

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('identity_number', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('address', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('notified_by', sa.String(), nullable=False, server_default=''))
        # Whoever writes on paper has an address and perhaps nothing else.
        batch_op.drop_constraint(batch_op.f('ck_person_reachable'), type_='check')
        batch_op.create_check_constraint(
            batch_op.f('ck_person_reachable'),
            "erased_at IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL OR address <> ''",
        )

    _guard_events()



SECTORS = (
    # code, Catalan, Spanish, English, whether a basic service of Ley 10/2025
    ('telecom', 'Telecomunicacions', 'Telecomunicaciones', 'Telecommunications', True),
    ('energy', 'Energia', 'Energía', 'Energy', True),
    ('water', 'Aigua', 'Agua', 'Water', True),
    ('financial', 'Serveis financers', 'Servicios financieros', 'Financial services', True),
    ('insurance', 'Assegurances', 'Seguros', 'Insurance', False),
    ('transport', 'Transports', 'Transportes', 'Transport', True),
    ('postal', 'Missatgeria i paqueteria', 'Mensajería y paquetería', 'Post and parcels', True),
    ('goods', 'Comerç i béns de consum', 'Comercio y bienes de consumo', 'Shops and goods', False),
    ('vehicles', 'Vehicles i tallers', 'Vehículos y talleres', 'Vehicles and garages', False),
    ('home_services', 'Serveis a la llar', 'Servicios para el hogar', 'Services at home', False),
    ('housing', 'Habitatge', 'Vivienda', 'Housing', False),
    ('travel_leisure', 'Turisme i lleure', 'Turismo y ocio', 'Travel and leisure', False),
    ('hospitality', 'Restauració', 'Restauración', 'Bars and restaurants', False),
    ('health', 'Salut i estètica', 'Salud y estética', 'Health and beauty', False),
    ('education', 'Ensenyament', 'Enseñanza', 'Education', False),
    ('other', 'Altres', 'Otros', 'Other', False),
)


def _name_sectors() -> None:
    # There is no official list: these are the headings that offices of the region publish. A case points at one.
    table = sa.table(
        'sector', sa.column('code'), sa.column('names', sa.JSON), sa.column('position'), sa.column('basic_service')
    )
    op.bulk_insert(
        table,
        [
            {'code': code, 'names': {'ca': ca, 'es': es, 'en': en}, 'position': position, 'basic_service': basic}
            for position, (code, ca, es, en, basic) in enumerate(SECTORS)
        ],
    )


def _guard_events() -> None:
    # Events are only ever added; their words may be emptied, and nothing else of them changed.
    if op.get_bind().dialect.name == 'sqlite':
        refuse = "BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END"
        fixed = 'id, case_id, happened_at, kind, actor, details, for_consumer, of_mediation'
        op.execute(f'CREATE TRIGGER case_event_no_delete BEFORE DELETE ON case_event {refuse}')
        op.execute(f'CREATE TRIGGER case_event_no_update BEFORE UPDATE OF {fixed} ON case_event {refuse}')
        op.execute(
            f'CREATE TRIGGER case_event_words BEFORE UPDATE OF words ON case_event WHEN NEW.words IS NOT NULL {refuse}'
        )
        return
    op.execute('''
        CREATE FUNCTION case_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND NEW.words IS NULL AND (
                (NEW.id, NEW.case_id, NEW.happened_at, NEW.kind, NEW.actor, NEW.details::text,
                 NEW.for_consumer, NEW.of_mediation)
                IS NOT DISTINCT FROM
                (OLD.id, OLD.case_id, OLD.happened_at, OLD.kind, OLD.actor, OLD.details::text,
                 OLD.for_consumer, OLD.of_mediation)
            ) THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'case_event is append-only';
        END $$
    ''')
    op.execute('''
        CREATE TRIGGER case_event_append_only BEFORE UPDATE OR DELETE ON case_event
        FOR EACH ROW EXECUTE FUNCTION case_event_append_only()
    ''')


def downgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_person_reachable'), type_='check')
        batch_op.create_check_constraint(
            batch_op.f('ck_person_reachable'), 'erased_at IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL'
        )
        batch_op.drop_column('notified_by')
        batch_op.drop_column('address')
        batch_op.drop_column('identity_number')

    with op.batch_alter_table('office', schema=None) as batch_op:
        batch_op.drop_column('organic_unit')

    with op.batch_alter_table('case_letter', schema=None) as batch_op:
        batch_op.drop_index('ix_case_letter_open', sqlite_where=sa.text('sent_at IS NULL AND given_up_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL AND given_up_at IS NULL'))
        batch_op.drop_index('ix_case_letter_case')

    op.drop_table('case_letter')
    with op.batch_alter_table('case_document', schema=None) as batch_op:
        batch_op.drop_index('ix_case_document_submission')
        batch_op.drop_index('ix_case_document_sha256')

    op.drop_table('case_document')
    with op.batch_alter_table('case_deadline', schema=None) as batch_op:
        batch_op.drop_index('ix_case_deadline_running', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index('ix_case_deadline_case')

    op.drop_table('case_deadline')
    with op.batch_alter_table('mediation_access', schema=None) as batch_op:
        batch_op.drop_index('ix_mediation_access_in_force', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.drop_table('mediation_access')
    op.drop_table('destruction')
    with op.batch_alter_table('case_submission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_submission_case_id'))
        batch_op.drop_index(batch_op.f('ix_case_submission_appointment_id'))

    op.drop_table('case_submission')
    with op.batch_alter_table('case_requirement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_requirement_case_id'))

    op.drop_table('case_requirement')
    with op.batch_alter_table('case_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_note_case_id'))

    op.drop_table('case_note')
    with op.batch_alter_table('case_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_link_case_id'))

    op.drop_table('case_link')
    with op.batch_alter_table('case_event', schema=None) as batch_op:
        batch_op.drop_index('ix_case_event_case')

    op.drop_table('case_event')
    if op.get_bind().dialect.name != 'sqlite':
        op.execute('DROP FUNCTION case_event_append_only')
    with op.batch_alter_table('case_clock_stop', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_clock_stop_case_id'))

    op.drop_table('case_clock_stop')
    op.drop_table('case_block')
    with op.batch_alter_table('case_appointment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_appointment_case_id'))

    op.drop_table('case_appointment')
    with op.batch_alter_table('case_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_file_person_id'))
        batch_op.drop_index('ix_case_file_opened')
        batch_op.drop_index('ix_case_file_open_due', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_case_file_company_id'))
        batch_op.drop_index('ix_case_file_assignee')

    op.drop_table('case_file')
    op.drop_table('retention_rule')
    with op.batch_alter_table('company', schema=None) as batch_op:
        batch_op.drop_index('ix_company_name')

    op.drop_table('company')
    op.drop_table('case_counter')
    op.drop_table('sector')
