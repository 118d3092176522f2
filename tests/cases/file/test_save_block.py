"""Saving a part of a file: once, by whoever has seen what is there."""

from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
import time_machine
from sqlalchemy import select

from booking.attend.close_call import Ending
from booking.models import Person
from cases.end_call import end_call
from cases.errors import BlockChanged, CaseDestroyed, Unreachable
from cases.links import current_token
from cases.models import Case, CaseBlock, CaseEvent, CaseLetter, Deadline
from cases.open_case import IdentifierTaken, PersonErased
from cases.representative import remove_representative
from cases.save_block import save_block
from database import db, writing
from staff.models import AuditEntry
from tests.cases.file.desk import new_case
from tests.support.browser_client import Browser
from tests.support.holidays import load_holidays
from tests.support.world import AINA, MADRID, NOW, at, book_for, minutes, open_slots


def save(case_id, member_id, block="facts", seen=0, later=0, **values):
    return save_block(case_id, block, values, seen, member_id, NOW + minutes(later))


def saved_events():
    return db.session.scalars(select(CaseEvent).where(CaseEvent.kind == "block_saved").order_by(CaseEvent.id)).all()


def audit():
    query = select(AuditEntry).where(AuditEntry.action == "case_block_saved").order_by(AuditEntry.id)
    return db.session.scalars(query).all()


def test_what_is_written_is_stored_and_told_without_its_words(app, case, case_id, clara):
    assert save(case_id, clara, facts="Van cobrar dues vegades.") == 1

    assert case().facts == "Van cobrar dues vegades."
    assert [event.details for event in saved_events()] == [{"block": "facts", "version": "1"}]
    assert [(entry.before, entry.after) for entry in audit()] == [
        ({"version": 0}, {"block": "facts", "version": "1", "fields": ["facts"]})
    ]


def test_the_same_again_changes_nothing(app, case_id, clara):
    save(case_id, clara, facts="Van cobrar dues vegades.")

    assert save(case_id, clara, facts="Van cobrar dues vegades.", seen=0) == 1
    assert len(saved_events()) == len(audit()) == 1


def test_the_second_of_two_is_told_and_overwrites_nothing(app, case, case_id, clara, dídac):
    save(case_id, clara, facts="El que escriu la Clara.")

    with pytest.raises(BlockChanged) as refused:
        save(case_id, dídac, facts="El que escriu en Dídac.")

    assert (refused.value.version, refused.value.saved_by) == (1, clara)
    assert case().facts == "El que escriu la Clara."
    assert save(case_id, dídac, facts="Els dos.", seen=1) == 2


def test_other_parts_of_the_file_are_no_obstacle(app, case, case_id, clara, dídac):
    save(case_id, clara, facts="El que ha passat.")

    save(case_id, dídac, block="request", request="Que ho tornin.", amount_claimed=Decimal("116.70"))

    assert (case().facts, case().request, str(case().amount_claimed)) == (
        "El que ha passat.", "Que ho tornin.", "116.70",
    )  # fmt: skip


def test_of_two_at_the_same_moment_one_is_told(app, case, case_id, clara, dídac):
    told, together = [], Barrier(2)

    def write(member_id, text):
        with app.app_context():
            together.wait()
            try:
                save(case_id, member_id, facts=text)
            except BlockChanged:
                told.append(text)

    texts = {clara: "El de la Clara", dídac: "El d'en Dídac"}
    threads = [Thread(target=write, args=one) for one in texts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(told) == 1
    assert case().facts in set(texts.values()) - set(told)


def test_codes_and_dates_are_in_the_record_and_personal_data_are_not(app, case_id, clara):
    save(case_id, clara, "person", name="Aina Roca i Ferrer", address="Carrer Major, 3", notified_by="paper")

    (entry,) = audit()
    assert entry.after == {
        "block": "person", "version": "1", "fields": ["address", "name", "notified_by"], "notified_by": "paper",
    }  # fmt: skip
    assert entry.before == {"version": 0, "notified_by": ""}


def test_a_number_that_another_case_has_is_refused_with_the_number_of_that_case(app, world, case_id, clara):
    other = new_case(world, registry_entry="E/000123-2026")

    with pytest.raises(IdentifierTaken) as refused:
        save(case_id, clara, "head", registry_entry="E/000123-2026")

    assert refused.value.number == db.session.get_one(Case, other).number
    assert refused.value.field == "registry_entry"


def test_a_number_that_two_cases_get_at_the_same_moment_goes_to_one(app, world, case_id, clara):
    other, told, together = new_case(world), [], Barrier(2)

    def number(one):
        with app.app_context():
            together.wait()
            try:
                save(one, clara, "head", external_id="458973")
            except IdentifierTaken as taken:
                told.append(taken.field)

    threads = [Thread(target=number, args=(one,)) for one in (case_id, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == ["external_id"]
    assert len(db.session.scalars(select(Case).where(Case.external_id == "458973")).all()) == 1


def test_the_language_of_the_case_and_of_its_letters_is_one(app, case, case_id, clara):
    save(case_id, clara, "person", language="es")

    assert (case().language, db.session.get_one(Person, case().person_id).language) == ("es", "es")


def test_whoever_can_be_reached_in_no_way_is_refused(app, case_id, clara):
    with pytest.raises(Unreachable):
        save(case_id, clara, "person", email=None, phone=None, address="")


@pytest.fixture
def first_link(case_id):
    """The address that went to where the case was opened for."""
    token = current_token(db.session(), case_id)
    db.session.rollback()
    return f"/e/{token}"


def letters():
    return db.session.scalars(select(CaseLetter.kind).order_by(CaseLetter.id)).all()


def test_a_corrected_address_is_written_to_and_the_wrong_one_reads_no_more(app, case_id, clara, first_link):
    browser, before = Browser(app), letters()

    save(case_id, clara, "person", email="aina.roca@example.org")

    assert letters() == [*before, "case_link"]
    assert browser.get(first_link).h1 == "Hi ha un enllaç més nou"
    assert browser.get(f"{first_link}/documents").status_code == 410
    assert browser.get(f"/e/{current_token(db.session(), case_id)}").h1 == "El teu expedient"


def test_an_address_that_is_taken_away_reads_no_more(app, case_id, clara, first_link):
    before = letters()

    save(case_id, clara, "person", email=None, phone="+34612345678")

    assert letters() == before
    assert Browser(app).get(first_link).status_code == 410


def test_the_page_of_a_call_that_is_over_leads_the_wrong_address_nowhere(app, world, clara):
    [slot] = open_slots(world, at(24, "15:30"))
    booked = book_for(AINA, world, slot)
    end_call(booked.appointment_id, Ending("attended", "open_case"), clara, at(24, "15:50"), MADRID)
    case_id = db.session.scalars(select(Case.id)).one()

    save(case_id, clara, "person", email="aina.roca@example.org", later=60 * 24 * 3)

    with time_machine.travel(at(27, "12:00"), tick=False):
        assert Browser(app).get(f"/c/{booked.token}").status_code == 410


@pytest.mark.parametrize(
    ("block", "changes"),
    [("person", {"phone": "+34612345678"}), ("representative", {"name": "Marc Vidal", "email": "marc@example.org"})],
)
def test_other_changes_leave_the_link_in_force(app, case_id, clara, first_link, block, changes):
    before = letters()

    save(case_id, clara, block, **changes)

    assert letters() == before
    assert Browser(app).get(first_link).status_code == 200


def test_the_day_of_the_claim_brings_its_dates(app, case_id, clara):
    save(case_id, clara, "prior_claim", prior_claim_on=date(2026, 10, 1))

    kinds = db.session.scalars(select(Deadline.kind).where(Deadline.case_id == case_id)).all()
    assert {"office_may_act", "claim_expires"} <= set(kinds)


def test_what_the_claim_is_about_moves_the_day_of_the_answer_and_is_in_the_record(app, case_id, clara):
    load_holidays(2026)
    save(case_id, clara, "head", sector_code="telecom")
    save(case_id, clara, "prior_claim", prior_claim_on=date(2026, 10, 1))
    save(case_id, clara, "prior_claim", seen=1, prior_claim_about_billing=True)

    answers = select(Deadline.due_on).where(Deadline.kind == "company_answers", Deadline.ended_at.is_(None))
    assert db.session.scalars(answers).one() == date(2026, 10, 8)
    assert audit()[-1].after["prior_claim_about_billing"] is True


def test_a_representative_comes_and_goes_leaving_nothing(app, case, case_id, clara):
    before = db.session.scalars(select(Person.id)).all()
    save(case_id, clara, "representative", name="Berta Roca", phone="+34622222222", representation="filla")
    assert db.session.get_one(Person, case().representative_id).name == "Berta Roca"

    with pytest.raises(BlockChanged):
        remove_representative(case_id, 0, clara, NOW)
    remove_representative(case_id, 1, clara, NOW)
    remove_representative(case_id, 1, clara, NOW)

    assert (case().representative_id, case().representation) == (None, "")
    assert db.session.scalars(select(Person.id)).all() == before


def test_a_representative_with_a_case_of_their_own_is_not_forgotten(app, world, case, case_id, clara):
    bernat = db.session.get_one(Case, new_case(world)).person_id
    with writing() as session:
        session.get_one(Case, case_id).representative_id = bernat

    remove_representative(case_id, 0, clara, NOW)

    assert db.session.get(Person, bernat) is not None


def test_what_is_left_of_an_erased_person_does_not_change(app, case, case_id, clara):
    with writing() as session:
        session.get_one(Person, session.get_one(Case, case_id).person_id).erased_at = NOW

    with pytest.raises(PersonErased):
        save(case_id, clara, "person", name="Aina")


def test_a_destroyed_case_does_not_change(app, case_id, clara):
    with writing() as session:
        session.get_one(Case, case_id).destroyed_at = NOW

    with pytest.raises(CaseDestroyed):
        save(case_id, clara, facts="Tard.")


@pytest.mark.parametrize(("block", "values"), [("facts", {"state": "answered"}), ("everything", {"facts": ""})])
def test_only_what_makes_up_a_block_is_saved_with_it(app, case_id, clara, block, values):
    with pytest.raises(ValueError, match="block"):
        save_block(case_id, block, values, 0, clara, NOW)

    assert db.session.scalars(select(CaseBlock)).all() == []
