"""The end of a call and its case: one for each attended call, never two, none for who did not come."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from booking.attend.close_call import Ending
from booking.attend.errors import AlreadyClosed
from booking.erase import erase_on_request
from booking.models import Appointment, Call, Message, Person
from cases.end_call import NotJoinable
from cases.models import Case, CaseAppointment, CaseEvent, CaseLetter, Submission
from database import db, writing
from staff.models import AuditEntry
from tests.cases.opening.conftest import AINA_WITH_ALL, END, START
from tests.support.calls import ANSWERED, ATTENDED, JOINED, MISSED, close_call, correct_call
from tests.support.world import BERNAT, NOW, at


def cases():
    db.session.rollback()
    return db.session.scalars(select(Case).order_by(Case.id)).all()


def the_case():
    [case] = cases()
    return case


def joined():
    """Ids of appointment and case, call by call."""
    db.session.rollback()
    rows = db.session.execute(
        select(CaseAppointment.appointment_id, CaseAppointment.case_id).order_by(CaseAppointment.appointment_id)
    )
    return [tuple(row) for row in rows]


def history():
    db.session.rollback()
    return [event.kind for event in db.session.scalars(select(CaseEvent).order_by(CaseEvent.id))]


def test_an_attended_call_opens_a_case_with_all_that_is_known(call_id, clara, noted, world):
    close_call(call_id, ATTENDED, clara, END)

    case, call = the_case(), db.session.get_one(Appointment, call_id)
    assert (case.person_id, case.municipality_id) == (call.person_id, world.municipality_id)
    assert (case.assignee_id, case.language) == (world.technicians[0], "ca")
    assert (case.channel, case.procedure, case.state) == ("video", "claim", "pending")
    assert case.facts == "M'han cobrat dues vegades la mateixa factura.\n\nLi van cobrar el 3 i el 5."
    assert case.request == "Que li tornin 116,70 €."
    assert case.prior_reply == "Diu que ja ho mirarà."
    assert case.company_as_told == "Llum i Gas, SA"
    assert (case.requested_at, case.opened_at) == (NOW, END)
    assert joined() == [(call_id, case.id)]


def test_a_call_by_telephone_says_so(clara, book_another):
    call_id = book_another(replace(AINA_WITH_ALL, needs=["telephone_instead"]), day=24)

    close_call(call_id, ATTENDED, clara, END)

    assert the_case().channel == "phone"


def test_a_question_that_was_answered_is_opened_and_closed_in_one_step(call_id, clara):
    close_call(call_id, ANSWERED, clara, END)

    case = the_case()
    assert (case.procedure, case.state, case.closed_at) == ("enquiry", "answered", END)
    assert db.session.scalars(select(CaseLetter.kind)).all() == ["case_closed"]


def test_who_did_not_come_has_no_case_and_is_offered_another_hour(call_id, clara):
    close_call(call_id, MISSED, clara, END)

    assert cases() == []
    assert db.session.scalars(select(Message.kind).where(Message.kind == "missed")).all() == ["missed"]


@pytest.mark.parametrize("outcome", ["technician_absent", "cut_off"])
def test_nobody_attended_to_has_a_case(call_id, clara, outcome):
    close_call(call_id, Ending(outcome, "new_call"), clara, END)

    assert cases() == []


def test_saying_it_twice_opens_one(call_id, clara):
    close_call(call_id, ATTENDED, clara, END)
    close_call(call_id, ATTENDED, clara, END + timedelta(minutes=1))

    assert the_case().opened_at == END


def test_saying_something_else_opens_no_second(call_id, clara):
    close_call(call_id, ATTENDED, clara, END)

    with pytest.raises(AlreadyClosed):
        close_call(call_id, ANSWERED, clara, END)

    assert the_case().state == "pending"


def test_many_pressing_at_once_open_one(app, call_id, clara):
    barrier = Barrier(6)

    def press():
        with app.app_context():
            barrier.wait()
            close_call(call_id, ATTENDED, clara, END)

    threads = [Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert joined() == [(call_id, the_case().id)]
    assert the_case().number == "2026/0000001"


def test_an_attended_call_that_leads_nowhere_cannot_be_said(call_id, clara):
    with pytest.raises(ValueError, match="leads to a case"):
        close_call(call_id, Ending("attended", "nothing"), clara, END)

    assert db.session.scalars(select(Call)).all() == []


def test_papers_handed_in_before_are_the_cases(call_id, clara):
    with writing() as session:
        session.add(
            Submission(
                reference="R-7KMR-4PDX", once_key="k", case_id=None, appointment_id=call_id, received_at=NOW,
                handed_in_by="consumer",
            )
        )  # fmt: skip

    close_call(call_id, ATTENDED, clara, END)

    assert db.session.scalars(select(Submission.case_id)).all() == [the_case().id]


# A call that follows


def test_a_call_that_follows_joins_the_open_case(call_id, clara, book_another):
    close_call(call_id, ATTENDED, clara, END)
    case = the_case()
    number, reference = case.number, case.reference
    other = book_another()

    close_call(other, JOINED, clara, at(26, "15:55"), reference)

    case = the_case()
    assert (case.number, case.updated_at) == (number, at(26, "15:55"))
    assert joined() == [(call_id, case.id), (other, case.id)]
    assert history() == ["opened", "call_joined"]


def test_a_case_of_somebody_else_cannot_be_joined(call_id, clara, book_another):
    close_call(call_id, ATTENDED, clara, END)
    reference = the_case().reference
    bernats = book_another(BERNAT)

    with pytest.raises(NotJoinable):
        close_call(bernats, JOINED, clara, at(26, "15:55"), reference)

    assert joined() == [(call_id, the_case().id)]
    assert db.session.scalars(select(Call.appointment_id)).all() == [call_id]


def test_a_case_that_is_closed_meanwhile_is_not_joined_and_the_call_stays_open(call_id, clara, book_another):
    close_call(call_id, ANSWERED, clara, END)
    other = book_another()

    with pytest.raises(NotJoinable):
        close_call(other, JOINED, clara, at(26, "15:55"), the_case().reference)

    assert db.session.scalars(select(Call.appointment_id)).all() == [call_id]


# Corrections


def test_there_and_back_and_there_again_is_still_one_case(call_id, clara):
    close_call(call_id, ATTENDED, clara, END)
    correct_call(call_id, MISSED, "Em vaig equivocar", clara, END + timedelta(minutes=1))
    correct_call(call_id, ATTENDED, "No m'havia equivocat", clara, END + timedelta(minutes=2))

    assert joined() == [(call_id, the_case().id)]
    assert history() == ["opened", "call_corrected", "call_corrected"]


def test_a_case_stays_when_it_turns_out_that_nobody_came_and_its_history_says_so(call_id, clara):
    close_call(call_id, ATTENDED, clara, END)

    correct_call(call_id, MISSED, "Era una altra persona", clara, END + timedelta(minutes=1))

    event = db.session.scalars(select(CaseEvent).where(CaseEvent.kind == "call_corrected")).one()
    assert event.details == {"appointment": str(call_id), "outcome": "consumer_absent"}
    assert (event.words, event.actor, event.for_consumer) == ("Era una altra persona", str(clara), False)
    assert the_case().is_open


def test_a_correction_to_attended_opens_the_case(call_id, clara):
    close_call(call_id, MISSED, clara, END)

    correct_call(call_id, ATTENDED, "Va trucar per telèfon", clara, END + timedelta(minutes=1))

    assert joined() == [(call_id, the_case().id)]
    assert the_case().opened_at == END + timedelta(minutes=1)


def test_a_correction_to_attended_may_join_a_case(call_id, clara, book_another):
    close_call(call_id, ATTENDED, clara, END)
    reference, other = the_case().reference, book_another()
    close_call(other, MISSED, clara, at(26, "15:55"))

    correct_call(other, JOINED, "Va entrar tard", clara, at(26, "15:56"), reference)

    assert joined() == [(call_id, the_case().id), (other, the_case().id)]


def test_a_call_closed_before_there_were_cases_gets_its_own_by_a_correction(call_id, clara):
    with writing() as session:
        call = Call(appointment_id=call_id, starts_at=START, technician_id=1, checked=[])
        call.closed_at, call.outcome, call.next_step = END, "attended", "open_case"
        session.add(call)

    correct_call(call_id, ATTENDED, "No tenia expedient", clara, END + timedelta(days=1))

    assert joined() == [(call_id, the_case().id)]


# Who is not there any more


def test_a_person_who_was_erased_meanwhile_has_no_case_but_the_call_can_be_closed(call_id, clara):
    reference = db.session.get_one(Appointment, call_id).reference
    erase_on_request(reference, END + timedelta(hours=1))

    close_call(call_id, ATTENDED, clara, END + timedelta(hours=2))

    assert cases() == []
    call = db.session.scalars(select(Call)).one()
    assert (call.outcome, call.next_step) == ("attended", "nothing")
    assert db.session.scalars(select(Person.name)).all() == [""]


def test_who_ended_the_call_is_who_opened_the_case(call_id, clara):
    close_call(call_id, ATTENDED, clara, END)

    db.session.rollback()
    entries = db.session.execute(select(AuditEntry.action, AuditEntry.member_id).order_by(AuditEntry.id)).all()
    assert [tuple(entry) for entry in entries] == [("call_closed", clara), ("case_opened", clara)]
