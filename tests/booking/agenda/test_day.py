"""The agenda of a day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.arrive import arrive
from booking.attend.start_call import start_call
from booking.cancel import cancel
from booking.models import Meeting, Office, Slot
from database import db, writing
from tests.support.calls import ATTENDED, close_call
from tests.support.queries import counted
from tests.support.staff import signed_in
from tests.support.world import BERNAT, at, book_for, open_slots


def state_of(page, name):
    [line] = [line for line in page.query(".agenda .call") if name in line.to_text()]
    return " ".join(line.query(".call-state")[0].to_text(separator=" ").split())


def test_today_shows_the_calls_in_order_and_the_next_one_on_top(desk):
    page = desk.clara.get("/agenda")

    assert page.h1 == "Avui, dimarts 24 de novembre"
    assert page.texts(".next-call .next-who") == ["Aina Roca · Gelida"]
    assert "M'han cobrat dues vegades la mateixa factura." in page.text
    assert "Necessita: ajuda amb l'idioma" in page.text
    assert page.texts(".agenda .call-hour") == ["15:30", "16:30"]
    assert page.texts(".agenda .gap") == ["16:00 – 16:30 lliure", "17:00 – 17:30 lliure"]


def test_gaps_say_why_nobody_can_book_them_and_run_together(desk):
    with writing() as session:
        for slot in session.scalars(select(Slot).where(Slot.starts_at >= at(24, "16:00"))):
            slot.blocked = "outlook" if slot.appointment_id is None else None
    open_slots(desk.world, at(24, "17:30"), technicians=desk.world.technicians[:1])

    gaps = desk.clara.get("/agenda").texts(".agenda .gap")

    assert gaps == ["16:00 – 16:30 ocupat a l'Outlook", "17:00 – 17:30 ocupat a l'Outlook", "17:30 – 18:00 lliure"]


def test_who_has_pressed_the_button_is_shown_to_wait_since_then(desk, clock):
    clock.move_to(at(24, "15:27"))
    arrive(desk.appointment(desk.aina).id, at(24, "15:27"))
    clock.move_to(at(24, "15:29"))

    page = desk.clara.get("/agenda")

    assert page.texts(".next-call .waits") == ["Ja espera des de les 15:27"]
    assert state_of(page, "Aina Roca") == "◉ La persona espera Ja espera des de les 15:27"


def test_each_state_has_its_word(desk, clock):
    aina, bernat = desk.appointment(desk.aina).id, desk.appointment(desk.bernat).id
    seen = [state_of(desk.clara.get("/agenda"), "Aina")]
    clock.move_to(at(24, "15:20"))
    seen.append(state_of(desk.clara.get("/agenda"), "Aina"))
    clock.move_to(at(24, "15:31"))
    seen.append(state_of(desk.clara.get("/agenda"), "Aina"))
    start_call(aina, desk.clara_id, at(24, "15:31"))
    seen.append(state_of(desk.clara.get("/agenda"), "Aina"))
    clock.move_to(at(24, "16:00"))
    seen.append(state_of(desk.clara.get("/agenda"), "Aina"))
    close_call(aina, ATTENDED, desk.clara_id, at(24, "16:00"))
    seen.append(state_of(desk.clara.get("/agenda"), "Aina"))
    cancel(bernat, None, at(24, "15:00"))
    seen.append(state_of(desk.clara.get("/agenda"), "Bernat"))

    assert seen == [
        "○ Prevista",
        "◔ A punt de començar",
        "◕ Ja és l'hora i no hi ha ningú",
        "▶ En curs",
        "? Per tancar",
        "✓ Atesa",
        "✕ Anul·lada",
    ]


def test_an_arrival_for_an_hour_that_was_moved_is_no_arrival(desk, clock):
    clock.move_to(at(24, "15:27"))
    arrive(desk.appointment(desk.aina).id, at(24, "15:27"))
    appointment = desk.appointment(desk.aina)
    with writing() as session:
        one = session.merge(appointment)
        one.starts_at, one.ends_at, one.chosen_at = at(24, "17:00"), at(24, "17:30"), at(24, "15:28")

    page = desk.clara.get("/agenda")

    assert state_of(page, "Aina") == "○ Prevista"


def test_without_a_link_the_telephone_is_there(desk, clock):
    with writing() as session:
        for meeting in session.scalars(select(Meeting)):
            meeting.join_url = None
    clock.move_to(at(24, "15:20"))

    page = desk.clara.get("/agenda")

    assert "La videotrucada encara no té enllaç. Truca-li: 612 34 56 78" in page.texts(".next-call")[0]
    assert page.link("612 34 56 78").href == "tel:612345678"
    assert f"/cites/{desk.aina}/entra" in [form.action for form in page.forms]
    assert not page.query("form[target]")


def test_the_way_in_opens_a_quarter_of_an_hour_before(desk, clock):
    assert not [form for form in desk.clara.get("/agenda").forms if form.action.endswith("/entra")]

    clock.move_to(at(24, "15:15"))

    ways = [form.action for form in desk.clara.get("/agenda").forms if form.action.endswith("/entra")]
    assert set(ways) == {f"/cites/{desk.aina}/entra"}


def test_the_week_says_how_many_calls_each_day_has(desk):
    page = desk.clara.get("/agenda")

    assert page.texts(".week-strip li")[:3] == [
        "dl. 23 dilluns 23 de novembre: 0 cites",
        "dt. 24 dimarts 24 de novembre: 2 cites",
        "dc. 25 dimecres 25 de novembre: 0 cites",
    ]
    assert len(page.texts(".week-strip li")) == 5
    assert page.link("Setmana següent").href == "/agenda/2026-12-01"


def test_a_day_without_calls_leads_to_the_next_one_that_has_some(desk):
    page = desk.clara.get("/agenda/2026-11-23")

    assert "Cap cita aquest dia" in page.text
    assert page.link("Les properes són el dimarts 24 de novembre.").href == "/agenda/2026-11-24"
    assert "Encara no n'hi ha cap més" in desk.clara.get("/agenda/2026-11-26").text


def test_calls_nobody_closed_are_asked_for_the_next_morning(desk, clock):
    clock.move_to(at(24, "18:00"))
    assert "Com van acabar" not in desk.clara.get("/agenda").text
    clock.move_to(at(25, "8:30"))

    page = desk.next_morning().get("/agenda")

    assert "Com van acabar aquestes trucades?" in page.text
    assert page.link("dimarts 24 de novembre, 15:30 · Aina Roca").href == f"/cites/{desk.aina}/trucada#acaba"
    close_call(desk.appointment(desk.aina).id, ATTENDED, desk.clara_id, at(25, "8:30"))
    assert "Aina Roca" not in desk.next_morning().get("/agenda").text


def test_the_calls_of_others_are_not_on_it(desk, colleague):
    page = colleague.get("/agenda")

    assert "Aina" not in page.text
    assert "Cap cita aquest dia" in page.text


def test_somebody_with_the_role_who_takes_no_calls_is_told_so(app, desk):
    page = signed_in(app, "technician", office_id=desk.world.office_id).get("/agenda")

    assert "El teu compte no és de cap tècnic" in page.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1999-12-31"])
def test_a_day_of_another_age_is_no_address(desk, day):
    assert desk.clara.get(f"/agenda/{day}").status_code == 404


@pytest.mark.parametrize("day", ["2026-02-30", "demà", "2026-11-24x"])
def test_what_is_no_day_is_no_address(desk, day):
    assert desk.clara.get(f"/agenda/{day}").status_code == 404


def test_the_day_has_23_hours_when_the_clock_goes_forward(desk):
    open_slots(desk.world, at(28, "23:30", month=3), at(29, "0:00", month=3), technicians=desk.world.technicians[:1])

    assert desk.clara.get("/agenda/2026-03-28").texts(".gap") == ["23:30 – 0:00 lliure"]
    assert desk.clara.get("/agenda/2026-03-29").texts(".gap") == ["0:00 – 0:30 lliure"]


def test_it_costs_the_same_however_many_calls_there_are(app, desk):
    def cost():
        with writing() as session:  # what was kept is of no use any more
            session.get_one(Office, desk.world.office_id).max_moves += 1
        with counted(db.engine) as queries:
            assert desk.clara.get("/agenda").status_code == 200
        return len(queries)

    cost()  # the office of the footer is read once in a minute
    few = cost()
    start = at(24, "7:00")
    hours = [start + timedelta(minutes=30) * number for number in range(14)]
    with writing() as session:
        session.get_one(Office, desk.world.office_id).max_open_appointments = 99
    for slot in open_slots(desk.world, *hours, technicians=desk.world.technicians[:1]):
        book_for(BERNAT, desk.world, slot, now=at(23, "9:00"))

    page = desk.clara.get("/agenda")
    assert len(page.query(".agenda .call")) == 16
    assert cost() == few <= 8


def test_a_day_on_which_nothing_has_changed_is_not_read_again(desk):
    def cost():
        with counted(db.engine) as queries:
            desk.clara.get("/agenda")
        return len(queries)

    cost()

    # PostgreSQL counts the commits of its other databases too: while others write, what is kept is read again.
    assert any(cost() == 2 for _ in range(200))


def test_who_arrives_while_nothing_else_happens_is_seen_at_once(desk, clock):
    clock.move_to(at(24, "15:27"))
    before = desk.clara.get("/agenda")
    arrive(desk.appointment(desk.aina).id, at(24, "15:27"))

    after = desk.clara.get("/agenda")

    assert before.texts(".next-call .waits") == []
    assert after.texts(".next-call .waits") == ["Ja espera des de les 15:27"]


def test_the_clock_alone_opens_the_way_in_within_seconds(desk, clock):
    clock.move_to(at(24, "15:14") + timedelta(seconds=50))
    before = desk.clara.get("/agenda")
    clock.move_to(at(24, "15:15") + timedelta(seconds=10))

    after = desk.clara.get("/agenda")

    assert not before.query(".next-call form.enter")
    assert after.query(".next-call form.enter")


def test_the_script_gets_the_calls_alone_and_does_not_keep_the_session_alive(desk, clock):
    answer = desk.clara.client.get("/agenda/2026-11-24/ara")

    assert answer.status_code == 200
    assert 'data-line="next"' in answer.text
    assert "<html" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_script_of_somebody_who_is_signed_out_is_told_no(app, desk):
    assert app.test_client().get("/agenda/2026-11-24/ara").status_code == 403


def test_a_guests_words_are_text_and_nothing_else(desk):
    appointment = desk.appointment(desk.aina)
    with writing() as session:
        session.merge(appointment).matter = "<script>alert(1)</script>"

    page = desk.clara.get("/agenda")

    assert "<script>alert(1)</script>" in page.text
    assert not page.query("main script")
