"""What needs a hand is on the list with its reason in words, what has waited longest on top; nothing else is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from booking.models import Appointment, Message, Slot, Technician
from booking.pending.pages.words import ADVICE, NOBODY_THERE, words_for
from booking.timetable import NOBODY_ATTENDS
from database import db, writing
from mail import problem
from teams import Advice
from tests.support.post_office import NO_SUCH_MAILBOX
from tests.support.queries import counted
from tests.support.staff import signed_in
from tests.support.world import AINA, NOW, at
from tests.teams.standin import CLARA

OPENING = "POST */events"


@pytest.fixture(autouse=True)
def calendars_are_read(follow):
    read(follow)


def read(follow, **values):
    with writing() as session:
        session.execute(update(Technician).values(**({"busy_read_at": follow.clock()} | values)))


def test_nothing_to_do_says_so_with_the_time(pending):
    page = pending.open()

    assert page.h1 == "Pendents"
    assert "Tot al dia" in page.text
    assert "Comprovat a les 9:00" in page.text


def test_a_meeting_that_microsoft_refuses_is_listed_with_the_plain_reason(pending, follow):
    follow.standin.faults("403_scope", calls=OPENING)
    follow.book()
    follow.work()

    page = pending.open()

    assert page.h1 == "Pendents (1)"
    assert page.texts(".matter h2") == ["La reunió de Teams no s'ha pogut fer"]
    assert "Microsoft 365 no ens deixa obrir aquesta bústia." in page.text
    assert "Aina Roca" in page.text


def test_a_meeting_that_is_tried_again_is_left_alone_for_an_hour(pending, follow):
    follow.standin.faults("503", calls=OPENING)
    follow.book()
    follow.work_for(minutes=59)
    read(follow)
    assert pending.headings == []

    follow.clock.later(minutes=2)

    assert pending.headings == ["La reunió de Teams no s'ha pogut fer"]
    assert "Microsoft 365 no respon" in pending.browser.page.text


def test_a_promise_that_nobody_takes_up_is_listed_too(pending, follow):
    follow.book()
    follow.clock.later(minutes=61)
    read(follow)

    assert pending.headings == [
        "La reunió de Teams no s'ha pogut fer", "Un correu no pot sortir", "Un correu no pot sortir",
    ]  # fmt: skip
    assert "«worker»" in pending.browser.page.text


def test_an_event_that_cannot_be_removed_is_listed_as_what_it_is(pending, follow):
    follow.book()
    follow.work()
    follow.standin.faults("403_scope", calls="DELETE */events/*")
    follow.cancel()
    follow.work()

    assert pending.headings == ["Una reunió que ja no cal encara és al calendari"]


def test_a_refused_letter_shows_the_telephone(pending, follow):
    follow.mail.mood = lambda address: NO_SUCH_MAILBOX if "aina" in address else None
    follow.book(guest=replace(AINA, phone="+34612345678"))
    follow.work()

    page = pending.open()

    assert page.texts(".matter h2") == ["Un correu ha estat rebutjat"]
    assert "612 34 56 78" in page.text
    assert "Corregeix l'adreça · 15:30 Aina Roca" in [link.text for link in page.links]


def test_the_oldest_letter_stands_for_those_that_it_holds_back(pending, follow):
    follow.mail.mood = lambda address: NO_SUCH_MAILBOX if "aina" in address else None
    follow.book()
    follow.work()
    follow.move("16:00")
    follow.work()

    assert pending.headings == ["Un correu ha estat rebutjat"]


def test_a_call_that_nobody_would_attend(pending, follow):
    follow.book()
    follow.work()
    with writing() as session:
        session.execute(update(Slot).where(Slot.appointment_id.is_not(None)).values(blocked="absence"))

    assert pending.headings == ["Una cita sense qui l'atengui"]
    assert "El tècnic serà fora." in pending.browser.page.text


@pytest.mark.parametrize("values", [{"blocked": "unreadable"}, {"blocked": "outlook", "accepted": "outlook"}])
def test_a_call_that_may_well_be_attended_is_not_reported(pending, follow, values):
    follow.book()
    follow.work()
    with writing() as session:
        session.execute(update(Slot).where(Slot.appointment_id.is_not(None)).values(**values))

    assert pending.headings == []


def test_a_call_that_nobody_closed_is_listed_next_day(pending, follow):
    follow.book()
    follow.work()
    follow.clock.now = at(25, "9:00")
    read(follow)

    assert pending.headings == ["Ningú no ha dit com va acabar una trucada"]
    assert pending.browser.page.link("Tanca-la").href.endswith("#acaba")
    assert pending.browser.page.texts(".matter-whose time") == ["dimarts 24 de novembre, 15:30"]


def test_a_date_of_another_year_says_its_year(pending, follow):
    read(follow, busy_read_at=NOW - timedelta(days=365), busy_problem="unavailable")

    [since] = pending.open().texts(".matter-since time")

    assert since == "diumenge 23 de novembre de 2025, 9:00"


def test_calendars_that_are_not_read_are_one_line_for_each_reason(pending, follow):
    read(follow, busy_read_at=NOW - timedelta(minutes=61), busy_problem="unavailable")
    assert pending.headings == ["L'Outlook fa estona que no es llegeix"]
    assert pending.browser.page.texts(".matter-whose") == ["Clara, Martí, Núria"]
    assert "s'ofereixen segons l'última lectura" in pending.browser.page.text

    with writing() as session:
        session.execute(
            update(Technician)
            .where(Technician.email == CLARA)
            .values(busy_read_at=None, busy_problem="mailbox_out_of_scope")
        )

    assert pending.headings == ["L'Outlook fa estona que no es llegeix"] * 2
    assert "Mentrestant les seves hores no s'ofereixen." in pending.browser.page.text


def test_what_is_over_is_nobodys_business_any_more(pending, follow):
    follow.standin.faults("403_scope", calls=OPENING)
    follow.mail.mood = lambda address: NO_SUCH_MAILBOX
    follow.book()
    follow.work()
    follow.clock.now = at(24, "16:00")
    read(follow)

    assert pending.headings == []


def test_what_has_waited_longest_is_on_top(pending, follow):
    follow.mail.mood = lambda address: NO_SUCH_MAILBOX if "aina" in address else None
    follow.book("15:30")
    follow.work()
    follow.clock.later(minutes=5)
    follow.standin.faults("403_scope", calls=OPENING)
    follow.book("16:00", guest=replace(AINA, name="Aina Segona", email="segona@example.org"))
    follow.work()

    assert pending.headings == ["Un correu ha estat rebutjat", "La reunió de Teams no s'ha pogut fer"]


def test_the_number_of_queries_does_not_depend_on_what_is_found(pending, follow, app):
    def queries():
        pending.sign_in()
        with counted(db.engine) as found:
            pending.browser.get("/coordinacio/pendents")
        return len(found)

    queries()  # the first page of a process reads what later ones remember
    nothing = queries()
    follow.standin.faults("403_scope", calls=OPENING)
    follow.mail.mood = lambda address: NO_SUCH_MAILBOX
    for hour in ("15:30", "16:00", "16:30", "17:00"):
        follow.book(hour, guest=replace(AINA, email=f"aina{hour[:2]}{hour[3:]}@example.org"))
    follow.work()
    with writing() as session:
        session.execute(update(Slot).where(Slot.appointment_id.is_not(None)).values(blocked="holiday"))

    assert queries() == nothing
    assert pending.open().h1 == "Pendents (16)"


def test_another_office_sees_nothing_of_it(app, pending, follow):
    follow.standin.faults("403_scope", calls=OPENING)
    follow.book()
    follow.work()
    reference = db.session.get_one(Appointment, follow.appointment_id).reference
    elsewhere = signed_in(app, "coordinator")

    page = elsewhere.get("/coordinacio/pendents")

    assert "El teu compte no és de cap oficina" in page.text
    assert "Aina" not in page.text
    assert elsewhere.get(f"/coordinacio/pendents/{reference}/adreca").status_code == 404


def test_every_advice_of_both_gateways_has_words():
    codes = {getattr(problem, name) for name in dir(problem) if name.isupper()} | set(Advice)

    assert codes <= ADVICE.keys()
    assert set(NOBODY_ATTENDS) == NOBODY_THERE.keys()


def test_a_code_of_a_later_release_has_words_of_some_kind(app):
    with app.test_request_context():
        assert str(words_for("something_new").reason) == "No s'ha pogut fer."


class TestTheCredential:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, entra_secret_expires=date(2026, 12, 20))

    @pytest.mark.parametrize(
        ("today", "says"),
        [
            ("19", None),
            ("20", "caduca d'aquí a 30 dies"),
            ("14 December", "caduca d'aquí a 6 dies"),
            ("19 December", "caduca d'aquí a 1 dia"),
            ("21 December", "ha caducat"),
        ],
    )
    def test_its_end_is_announced_in_time(self, pending, follow, today, says):
        day, _, month = today.partition(" ")
        follow.clock.now = at(int(day), "10:00", 12 if month else 11)
        read(follow)

        headings = pending.headings

        assert headings == [] if says is None else says in headings[0]


def test_a_letter_that_was_let_go_is_not_listed(pending, follow):
    follow.mail.mood = lambda address: NO_SUCH_MAILBOX
    follow.book()
    follow.work()
    with writing() as session:
        session.execute(update(Message).values(superseded_at=NOW))

    assert pending.headings == []
