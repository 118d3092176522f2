"""A technician's own hours, and the feed of their calls."""

from datetime import date, time

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from booking.cancel import cancel
from booking.models import Absence, Appointment, BusyTime, CalendarFeed, Slot, Technician, WorkingHours
from booking.reschedule import reschedule
from database import db, writing
from staff.models import AuditEntry
from tests.support.staff import signed_in
from tests.support.world import at, slot_at

HOURS = "/els-meus-horaris"


@pytest.fixture
def feed_url(desk):
    """The address that Clara has made."""
    desk.clara.get(HOURS)
    [url] = desk.clara.submit(button="Crea l'adreça").texts(".feed code")
    return url


def read(desk, url, **headers):
    return desk.clara.app.test_client().get(url.removeprefix("http://localhost"), headers=headers)


def events(answer):
    return Calendar.from_ical(answer.data).walk("VEVENT")


def test_the_week_absences_and_outlook_are_there_with_their_age(desk):
    clara = desk.world.technicians[0]
    with writing() as session:
        session.add_all([
            *(
                WorkingHours(technician_id=clara, weekday=2, starts=starts, ends=ends, valid_from=date(2026, 1, 1))
                for starts, ends in ((time(15, 30), time(19)), (time(9), time(13)))
            ),
            Absence(technician_id=clara, starts_at=at(26, "9:00"), ends_at=at(26, "19:00")),
            BusyTime(technician_id=clara, starts_at=at(25, "11:00"), ends_at=at(25, "12:00")),
        ])  # fmt: skip
        session.get_one(Technician, clara).busy_read_at = at(24, "14:50")

    page = desk.clara.get(HOURS)

    assert page.texts("main table tr") == ["dimarts 09:00–13:00, 15:30–19:00"]
    assert "dijous 26 de novembre, 9:00 – dijous 26 de novembre, 19:00" in page.text
    assert "Llegit per última vegada: dimarts 24 de novembre, 14:50" in page.text
    assert "dimecres 25 de novembre, 11:00 – 12:00" in page.text


AWAY = {"first_day": "2026-11-25", "last_day": "2026-11-25", "kind": "training"}


def test_an_absence_of_ones_own_takes_the_free_hours_away(desk):
    desk.clara.get(HOURS)
    page = desk.clara.submit(button="Desa l'absència", **AWAY)

    assert page.url.endswith(HOURS)
    assert page.texts("#absencies + ul li") == ["dimecres 25 de novembre , tot el dia"]
    db.session.rollback()
    [absence] = db.session.scalars(select(Absence))
    assert (absence.technician_id, absence.kind) == (desk.world.technicians[0], "training")
    free = select(Slot).where(Slot.starts_at == at(25, "9:00"), Slot.blocked.is_(None))
    assert db.session.scalars(free).all() == []
    assert [one.member_id for one in db.session.scalars(select(AuditEntry))] == [desk.clara_id]


def test_whole_days_are_said_with_the_last_one_and_without_their_midnights(desk):
    desk.clara.get(HOURS)

    page = desk.clara.submit(button="Desa l'absència", **{**AWAY, "last_day": "2026-11-27"})

    words = "de dimecres 25 de novembre a divendres 27 de novembre , tots els dies sencers"
    assert page.texts("#absencies + ul li") == [words]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"last_day": "2026-11-24"}, 409),
        ({"last_day": "2028-01-01"}, 409),
        ({"first_day": "2026-11-20", "last_day": "2026-11-21"}, 409),
        ({"first_day": ""}, 422),
        ({"first_day": "demà"}, 422),
    ],
)
def test_an_absence_that_makes_no_sense_is_refused_and_stays_on_the_page(desk, changes, status):
    desk.clara.get(HOURS)

    page = desk.clara.submit(button="Desa l'absència", **{**AWAY, **changes})

    assert page.status_code == status
    assert page.errors
    assert db.session.scalars(select(Absence)).all() == []


def test_nobody_else_can_be_put_down_as_away(desk):
    desk.clara.get(HOURS)

    desk.clara.submit(button="Desa l'absència", **AWAY, forged={"who": str(desk.world.technicians[1])})

    db.session.rollback()
    assert [one.technician_id for one in db.session.scalars(select(Absence))] == [desk.world.technicians[0]]


def test_a_calendar_that_cannot_be_read_is_said(desk):
    with writing() as session:
        session.execute(update(Technician).values(busy_read_at=None, busy_problem="mailbox_out_of_scope"))

    page = desk.clara.get(HOURS)

    assert "El teu calendari no es pot llegir" in page.text
    assert "mailbox_out_of_scope" in page.text


def test_the_feed_holds_the_calls_and_nothing_of_the_people(desk, feed_url):
    answer = read(desk, feed_url)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    one, other = events(answer)
    assert str(one["SUMMARY"]) == f"{desk.aina} · Gelida"
    assert one.decoded("DTSTART") == at(24, "15:30")
    assert str(one["URL"]) == f"http://localhost/cites/{desk.aina}"
    assert one["UID"] != other["UID"]
    for secret in (b"Aina", b"aina@example.org", b"612", b"factura", b"teams.example", b"Llum i Gas"):
        assert secret not in answer.data


def test_it_is_a_feed_of_rfc_5545(desk, feed_url):
    answer = read(desk, feed_url)

    calendar = Calendar.from_ical(answer.data)
    assert "METHOD" not in calendar
    assert (calendar["VERSION"], calendar["CALSCALE"]) == ("2.0", "GREGORIAN")
    for event in calendar.walk("VEVENT"):
        assert not event.errors
        assert event["SEQUENCE"] == 0
        assert event.decoded("DTSTAMP") == event.decoded("LAST-MODIFIED") == at(23, "9:00")
    lines = answer.data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in answer.data.replace(b"\r\n", b"")


def test_it_says_when_nothing_has_changed(desk, feed_url, clock):
    etag = read(desk, feed_url).headers["ETag"]
    clock.move_to(at(24, "15:20"))

    assert read(desk, feed_url, **{"If-None-Match": etag}).status_code == 304
    cancel(desk.appointment(desk.bernat).id, None, at(24, "15:00"))
    changed = read(desk, feed_url, **{"If-None-Match": etag})
    assert changed.status_code == 200
    assert len(events(changed)) == 1


def test_a_move_raises_sequence_and_keeps_the_uid(desk, feed_url, clock):
    before = events(read(desk, feed_url))[1]
    clock.move_to(at(24, "14:00"))
    reschedule(desk.appointment(desk.bernat).id, slot_at(at(25, "9:00")).id, "bernat", at(24, "14:00"))

    after = events(read(desk, feed_url))[1]

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after.decoded("DTSTAMP") == at(24, "14:00")
    assert after.decoded("DTSTART") == at(25, "9:00")


def test_a_new_address_ends_the_one_before(desk, feed_url):
    desk.clara.get(HOURS)
    [new] = desk.clara.submit(button="Fes-ne una de nova").texts(".feed code")

    assert new != feed_url
    assert read(desk, feed_url).status_code == 410
    assert read(desk, new).status_code == 200
    db.session.rollback()
    done = [one.action for one in db.session.scalars(select(AuditEntry)) if one.action.startswith("calendar_feed")]
    assert done == ["calendar_feed_renewed", "calendar_feed_renewed"]


def test_a_revoked_address_is_gone(desk, feed_url):
    desk.clara.get(HOURS)
    page = desk.clara.submit(button="Retira-la")

    assert page.texts(".feed code") == []
    assert read(desk, feed_url).status_code == 410


def test_the_address_of_somebody_who_has_left_is_gone(desk, feed_url):
    with writing() as session:
        session.execute(update(Technician).values(left_at=at(24, "15:00")))

    assert read(desk, feed_url).status_code == 410


def test_an_address_that_never_was_is_not_there(desk):
    assert read(desk, "/calendari/AAAAAAAAAAAAAAAAAAAAAA.ics").status_code == 404
    assert read(desk, "/calendari/x.ics").status_code == 404


def test_the_token_has_128_bits(desk, feed_url):
    token = db.session.scalars(select(CalendarFeed.token)).one()

    assert len(token) >= 22
    assert token in feed_url


def test_the_feed_of_one_shows_nothing_of_another(desk, feed_url):
    with writing() as session:
        session.execute(
            update(Appointment)
            .where(Appointment.reference == desk.aina)
            .values(technician_id=desk.world.technicians[1])
        )  # fmt: skip

    assert [str(one["SUMMARY"]) for one in events(read(desk, feed_url))] == [f"{desk.bernat} · Gelida"]


def test_somebody_who_takes_no_calls_has_no_feed(app, desk):
    nobody = signed_in(app, "technician", office_id=desk.world.office_id)
    token = nobody.get(HOURS).forms[0].fields["csrf_token"].sent[0]

    assert nobody.post(f"{HOURS}/calendari", {"csrf_token": token}).status_code == 409
    assert db.session.scalars(select(CalendarFeed)).all() == []
