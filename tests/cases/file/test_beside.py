"""Notes, who works on a case, and who may see its mediation."""

import pytest
from sqlalchemy import select

from booking.models import Technician
from cases.assign import CaseClosed, NotHere, assign
from cases.history import changed, lock_case
from cases.mediation import NotOfOffice, give_access, has_access, revoke_access, those_with_access
from cases.models import Case, CaseEvent, CaseNote, MediationAccess
from cases.notes import add_note
from cases.read_file import case_of, read_file
from database import db, writing
from staff.models import AuditEntry, StaffMember
from tests.cases.file.desk import reference_of
from tests.support.staff import member
from tests.support.world import NOW


def actions():
    return db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()


def kinds(case_id):
    return db.session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id)).all()


def test_a_note_is_kept_apart_from_the_history_and_is_on_record(app, case_id, clara):
    add_note(case_id, "Em sembla que exagera.", clara, NOW)

    assert db.session.scalars(select(CaseNote.text)).all() == ["Em sembla que exagera."]
    assert kinds(case_id) == ["opened"]
    assert actions()[-1] == "case_note_added"


def test_a_note_sent_twice_is_one_note_and_somebody_elses_is_another(app, case_id, clara, dídac):
    first = add_note(case_id, "Trucar demà.", clara, NOW)

    assert add_note(case_id, "Trucar demà.", clara, NOW) == first
    assert add_note(case_id, "Trucar demà.", dídac, NOW) != first
    with pytest.raises(ValueError, match="empty"):
        add_note(case_id, "", clara, NOW)


def test_a_case_is_given_to_a_technician_and_to_nobody(app, world, case, case_id, dídac):
    clara = world.technicians[0]

    assert assign(case_id, None, dídac, NOW)
    assert case().assignee_id is None
    assert assign(case_id, clara, dídac, NOW)
    assert not assign(case_id, clara, dídac, NOW)
    assert kinds(case_id) == ["opened", "assigned", "assigned"]
    assert db.session.scalars(select(CaseEvent.details)).all()[-1] == {"from": "", "to": str(clara)}


def test_a_closed_case_is_given_to_nobody(app, case_id, dídac):
    with writing() as session:
        session.get_one(Case, case_id).closed_at = NOW

    with pytest.raises(CaseClosed):
        assign(case_id, None, dídac, NOW)


def test_whoever_has_left_gets_no_case(app, world, case_id, dídac):
    with writing() as session:
        gone = Technician(office_id=world.office_id, name="Martí", email="m@x.example", left_at=NOW)
        session.add(gone)
        session.flush()
        gone_id = gone.id

    for technician_id in (gone_id, 999_999):
        with pytest.raises(NotHere):
            assign(case_id, technician_id, dídac, NOW)


def test_nobody_sees_the_mediation_without_leave_whatever_their_role(app, case_id, clara, dídac):
    assert not has_access(db.session(), case_id, dídac)

    give_access(case_id, clara, dídac, NOW)
    give_access(case_id, clara, dídac, NOW)
    assert [leave.member_id for leave in those_with_access(db.session(), case_id)] == [clara]

    revoke_access(case_id, clara, dídac, NOW)
    revoke_access(case_id, clara, dídac, NOW)
    assert not has_access(db.session(), case_id, clara)
    assert kinds(case_id) == ["opened", "mediation_access_given", "mediation_access_revoked"]

    give_access(case_id, clara, dídac, NOW)
    assert len(db.session.scalars(select(MediationAccess)).all()) == 2


def test_only_those_of_the_office_get_leave(app, case_id, dídac):
    stranger = member("technician", name="Forastera")
    with pytest.raises(NotOfOffice):
        give_access(case_id, stranger, dídac, NOW)
    with writing() as session:
        session.get_one(StaffMember, dídac).disabled_at = NOW
    with pytest.raises(NotOfOffice):
        give_access(case_id, dídac, dídac, NOW)


def test_events_of_the_mediation_are_read_by_those_with_leave_only(app, case_id, clara, dídac):
    give_access(case_id, clara, dídac, NOW)
    with writing() as session:
        case = lock_case(session, case_id)
        changed(session, case, "document_added", clara, NOW, words="Proposta de l'empresa.", of_mediation=True)

    case = case_of(db.session(), reference_of(case_id))
    hers, his = (read_file(db.session(), case, who) for who in (clara, dídac))

    assert "document_added" in [event.kind for event in hers.events]
    assert "document_added" not in [event.kind for event in his.events]
    assert (hers.hides_mediation, his.hides_mediation) == (False, True)
    assert his.is_about_mediation
