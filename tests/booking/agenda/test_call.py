"""The page of a call, and entering it."""

import pytest
from sqlalchemy import select, update

from booking.arrive import arrive
from booking.attend.take_notes import save_note
from booking.models import Appointment, Attendance, Call, GraphCall, Meeting, Message, Office, Person
from booking.pages.lookup import token_of
from database import db, writing
from staff.models import AuditEntry
from tests.booking.agenda.conftest import TEAMS
from tests.support.browser_client import Browser
from tests.support.calls import ATTENDED, close_call
from tests.support.queries import counted
from tests.support.staff import signed_in
from tests.support.world import AINA, at, book_for, open_slots


def looks():
    db.session.rollback()
    return db.session.scalars(select(AuditEntry).where(AuditEntry.action == "appointment_seen")).all()


def another_office():
    with writing() as session:
        office = db.session.scalars(select(Office)).one()
        other = Office(
            **{column.key: getattr(office, column.key) for column in Office.__mapper__.columns if column.key != "id"}
            | {"slug": "other"}
        )
        session.add(other)
        session.flush()
        return other.id


def test_everything_of_the_call_is_on_one_page(desk):
    page = desk.clara.get(f"/cites/{desk.aina}")

    assert page.h1 == f"Cita {desk.aina}"
    for words in ("Aina Roca", "612 34 56 78", "aina@example.org", "Gelida", "Llum i Gas, SA", "ajuda amb l'idioma"):
        assert words in page.text
    assert "M'han cobrat dues vegades la mateixa factura." in page.text
    assert page.link("612 34 56 78").href == "tel:+34612345678"
    assert "Va demanar la cita" in page.texts(".timeline li")[0]


def test_each_look_is_on_record(desk):
    desk.clara.get(f"/cites/{desk.aina}")
    desk.clara.get(f"/cites/{desk.aina}/trucada")

    assert [(one.member_id, one.subject_kind, one.subject_id) for one in looks()] == [
        (desk.clara_id, "appointment", str(desk.appointment(desk.aina).id))
    ] * 2


def test_the_calls_of_a_colleague_can_be_seen(desk, colleague):
    page = colleague.get(f"/cites/{desk.aina.lower()}")

    assert "Aina Roca" in page.text
    assert len(looks()) == 1


@pytest.mark.parametrize("page", ["", "/trucada"])
def test_the_calls_of_another_office_do_not_exist(app, desk, page):
    stranger = signed_in(app, "technician", "coordinator", office_id=another_office())

    assert stranger.get(f"/cites/{desk.aina}{page}").status_code == 404
    assert looks() == []


@pytest.mark.parametrize("reference", ["AAA-AAA", "x", "%2e%2e", "0", "AAA-AAA'--", "🦊"])
def test_a_wrong_reference_is_no_page(desk, reference):
    assert desk.clara.get(f"/cites/{reference}").status_code == 404


def test_a_viewer_reads_and_can_do_nothing(app, desk, clock):
    clock.move_to(at(24, "15:20"))
    viewer = signed_in(app, "viewer", office_id=desk.world.office_id)

    page = viewer.get(f"/cites/{desk.aina}")

    assert [form.action for form in page.forms] == ["/surt"]


def test_messages_say_what_became_of_them(desk):
    with writing() as session:
        first, second = session.scalars(select(Message).order_by(Message.id).limit(2)).all()
        first.sent_at = at(23, "10:00")
        second.given_up_at, second.problem = at(23, "10:01"), "mailbox_refused"

    page = desk.clara.get(f"/cites/{desk.aina}")

    assert page.texts(".ledger tbody tr") == [
        "la persona confirmació enviat dilluns 23 de novembre, 10:00",
        "el tècnic cita nova no ha sortit mailbox_refused",
    ]


def test_calls_to_microsoft_are_there_for_a_support_case(desk):
    with writing() as session:
        meeting = session.scalars(select(Meeting).order_by(Meeting.id)).first()
        session.add(
            GraphCall(meeting_id=meeting.id, called_at=at(23, "9:00"), action="open", outcome="throttled", status=429)
        )

    assert "open : throttled (429)" in desk.clara.get(f"/cites/{desk.aina}").text


def test_other_calls_of_perhaps_the_same_person_are_named(desk):
    [slot] = open_slots(desk.world, at(25, "10:00"), technicians=desk.world.technicians[1:])
    other = book_for(AINA, desk.world, slot, now=at(24, "15:00"))
    reference = db.session.get_one(Appointment, other.appointment_id).reference

    page = desk.clara.get(f"/cites/{desk.aina}")

    assert "Potser és la mateixa persona" in page.text
    assert page.link("dimecres 25 de novembre, 10:00").href == f"/cites/{reference}"
    assert "Potser" not in desk.clara.get(f"/cites/{desk.bernat}").text


def test_somebody_of_another_office_is_never_perhaps_the_same(desk):
    other_id = another_office()
    with writing() as session:
        session.execute(update(Appointment).where(Appointment.reference == desk.bernat).values(office_id=other_id))
        session.execute(update(Person).where(Person.name == "Bernat Vila").values(email=AINA.email))

    assert "Potser" not in desk.clara.get(f"/cites/{desk.aina}").text


def test_it_costs_the_same_however_much_has_happened(desk):
    def cost():
        with counted(db.engine) as queries:
            desk.clara.get(f"/cites/{desk.aina}")
        return len(queries)

    few = cost()
    one = desk.appointment(desk.aina)
    for number in range(5):
        save_note(one.id, "what_happened", f"text {number}", number, desk.clara_id, at(24, "15:40"))
    close_call(one.id, ATTENDED, desk.clara_id, at(24, "15:50"))

    assert cost() <= few + 1  # names of those who wrote and closed


def test_what_teams_reports_is_told_as_a_number_of_minutes(desk):
    with writing() as session:
        meeting = session.scalars(select(Meeting).order_by(Meeting.id)).first()
        session.add(
            Attendance(
                meeting_id=meeting.id,
                due_since=at(24, "16:05"),
                next_attempt_at=at(24, "16:15"),
                settled_at=at(24, "16:06"),
                technician_seconds=1500,
                guest_seconds=1260,
            )
        )

    assert "Teams diu: tècnic 25 min, altres persones 21 min." in desk.clara.get(f"/cites/{desk.aina}").text


def test_a_person_who_was_erased_is_still_a_page(desk):
    with writing() as session:
        session.execute(
            update(Person).where(Person.name == AINA.name).values(
                name="", email=None, phone=None, erased_at=at(23, "9:00")
            )
        )  # fmt: skip

    assert "Les seves dades es van esborrar" in desk.clara.get(f"/cites/{desk.aina}").text


def test_a_coordinator_may_move_it_and_a_technician_asks_a_coordinator(app, desk):
    coordinator = signed_in(app, "coordinator", office_id=desk.world.office_id)

    page = coordinator.get(f"/cites/{desk.aina}")

    assert page.link("Mou o reassigna").href == f"/coordinacio/cites/{desk.aina}/mou"
    assert f"/cites/{desk.aina}/entra" not in [form.action for form in page.forms]
    assert "Mou o reassigna" not in desk.clara.get(f"/cites/{desk.aina}").text


def test_what_is_over_is_not_moved(app, desk, clock):
    clock.move_to(at(24, "16:00"))

    page = signed_in(app, "coordinator", office_id=desk.world.office_id).get(f"/cites/{desk.aina}")

    assert "Mou o reassigna" not in page.text


# Entering


def test_one_press_records_the_start_and_leads_to_the_meeting(desk, clock):
    clock.move_to(at(24, "15:25"))

    desk.clara.get(f"/cites/{desk.aina}")
    page = desk.clara.submit(form=f"/cites/{desk.aina}/entra")

    assert (page.status_code, page.location) == (303, TEAMS)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    call = db.session.scalars(select(Call)).one()
    assert (call.started_at, call.started_by) == (at(24, "15:25"), desk.clara_id)


def test_the_pages_with_that_button_let_a_form_lead_away_and_others_do_not(desk):
    for address in ("/agenda", f"/cites/{desk.aina}", f"/cites/{desk.aina}/trucada"):
        assert "form-action" not in desk.clara.get(address).headers["Content-Security-Policy"]
    assert "form-action 'self'" in desk.clara.get("/els-meus-horaris").headers["Content-Security-Policy"]


def test_entering_again_keeps_the_first_time(desk, clock):
    clock.move_to(at(24, "15:25"))
    desk.clara.get(f"/cites/{desk.aina}")
    desk.clara.submit(form=f"/cites/{desk.aina}/entra")
    clock.move_to(at(24, "15:35"))
    desk.clara.get(f"/cites/{desk.aina}")
    desk.clara.submit(form=f"/cites/{desk.aina}/entra")

    assert db.session.scalars(select(Call)).one().started_at == at(24, "15:25")


def forged(browser, page, url, **fields):
    """Sent by hand, with the token of a form of another page."""
    token = browser.get(page).forms[0].fields["csrf_token"].sent[0]
    return browser.post(url, {"csrf_token": token, **fields})


def test_a_forged_press_does_not_open_the_door_before_time(desk):
    page = forged(desk.clara, "/agenda", f"/cites/{desk.aina}/entra")

    assert page.status_code == 409
    assert "S'hi pot entrar un quart d'hora abans" in page.text
    assert db.session.scalars(select(Call)).all() == []


def test_long_after_the_end_there_is_nothing_to_enter(desk, clock):
    clock.move_to(at(24, "17:00"))
    browser = desk.next_morning()

    assert forged(browser, "/agenda", f"/cites/{desk.aina}/entra").status_code == 409


def test_without_a_link_the_press_records_the_start_and_shows_the_telephone(desk, clock):
    with writing() as session:
        session.execute(update(Meeting).values(join_url=None))
    clock.move_to(at(24, "15:30"))

    desk.clara.get(f"/cites/{desk.aina}")
    page = desk.clara.submit(form=f"/cites/{desk.aina}/entra")

    assert page.url.endswith(f"/cites/{desk.aina}/trucada")
    assert page.link("612 34 56 78")
    assert db.session.scalars(select(Call)).one().started_at == at(24, "15:30")


def test_the_waiting_person_is_told_that_the_technician_is_there(app, desk, clock):
    token = token_of(desk.appointment(desk.aina).id)
    clock.move_to(at(24, "15:36"))
    aina = Browser(app)
    assert "El tècnic va una mica tard" in aina.get(f"/c/{token}/entrar").text

    desk.clara.get(f"/cites/{desk.aina}")
    desk.clara.submit(form=f"/cites/{desk.aina}/entra")

    assert "El tècnic ja hi és" in aina.get(f"/c/{token}/entrar").text


def test_after_a_move_nobody_is_there_any_more(app, desk, clock):
    clock.move_to(at(24, "15:25"))
    desk.clara.get(f"/cites/{desk.aina}")
    desk.clara.submit(form=f"/cites/{desk.aina}/entra")
    with writing() as session:
        session.execute(
            update(Appointment)
            .where(Appointment.reference == desk.aina)
            .values(starts_at=at(24, "15:30"), technician_id=desk.world.technicians[1])
        )
    token = token_of(desk.appointment(desk.aina).id)

    assert "El tècnic ja hi és" not in Browser(app).get(f"/c/{token}/entrar").text


def test_the_technician_sees_who_waits(desk, clock):
    clock.move_to(at(24, "15:28"))
    arrive(desk.appointment(desk.aina).id, at(24, "15:28"))

    assert "Ja espera des de les 15:28" in desk.clara.get(f"/cites/{desk.aina}").text
