"""Why a day is empty: every half hour of the weekly hours has one fate, and it is the one that consumers meet."""

from datetime import date, time, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from booking.free_times import Search, hours_of
from booking.models import Absence, BusyTime, Closure, Holiday, Office, Service, Slot, Technician, WorkingHours
from booking.publish_slots import publish_slots
from booking.terms import Terms
from booking.why_empty import why_empty
from database import db, writing
from tests.support.queries import counted
from tests.support.staff import signed_in
from tests.support.world import AINA, BERNAT, MADRID, NOW, at, book_for, build_world, slot_at

TUESDAY = date(2026, 11, 24)
WORDS = {"ca": "Festa", "es": "Fiesta", "en": "Feast"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def world(app):
    """Clara and Martí work on Tuesdays from 9 to 11; Núria never does."""
    world = build_world(technicians=3)
    add(
        *(
            WorkingHours(technician_id=one, weekday=2, starts=time(9), ends=time(11), valid_from=date(2026, 1, 1))
            for one in world.technicians[:2]
        )
    )
    with writing() as session:
        session.execute(update(Technician).values(busy_read_at=NOW))
    return world


def add(*rows):
    with writing() as session:
        session.add_all(rows)


def explain(world, day=TUESDAY, now=NOW, *, publish=True, reads_outlook=True):
    if publish:
        publish_slots(world.office_id, now, MADRID, reads_outlook)
    session = db.session()
    return why_empty(session, session.get_one(Office, world.office_id), day, now, MADRID, reads_outlook)


def fates(explained, row=0):
    """Of one technician: from when until when, and what."""
    return [
        (one.starts_at.astimezone(MADRID).hour, one.ends_at.astimezone(MADRID).hour, one.code)
        for one in explained.rows[row].stretches
    ]


def test_a_day_with_nothing_against_it(world):
    explained = explain(world)

    assert (explained.asked, explained.free, explained.removed) == (8, 8, {})
    assert fates(explained) == [(9, 11, "free")]


def test_nobody_works_that_day(world):
    explained = explain(world, date(2026, 11, 25))

    assert (explained.asked, explained.free) == (0, 0)
    assert {row.absent_because for row in explained.rows} == {"not_on_duty"}


def test_who_gives_no_service_has_no_hours(world):
    with writing() as session:
        session.execute(update(Service).values(withdrawn_at=NOW))

    assert {row.absent_because for row in explain(world).rows} == {"gives_nothing"}


def test_a_holiday_and_a_closure_have_names(world):
    add(Holiday(place="CT", day=TUESDAY, names=WORDS))
    explained = explain(world)
    assert (explained.removed, explained.names) == ({"holiday": 8}, {"holiday": WORDS})

    with writing() as session:
        session.delete(session.scalars(select(Holiday)).one())
        session.add(Closure(office_id=world.office_id, first_day=TUESDAY, last_day=TUESDAY, reason=WORDS))
    explained = explain(world)
    assert (explained.removed, explained.names) == ({"closure": 8}, {"closure": WORDS})


def test_each_half_hour_counts_for_one_rule(world):
    clara, marti, _ = world.technicians
    add(
        Absence(technician_id=clara, starts_at=at(24, "9:00"), ends_at=at(24, "10:00")),
        BusyTime(technician_id=clara, starts_at=at(24, "9:30"), ends_at=at(24, "10:30")),
    )
    with writing() as session:
        session.get_one(Technician, marti).busy_read_at = None

    explained = explain(world)

    assert explained.removed == {"absence": 2, "outlook": 1, "unreadable": 4}
    assert explained.free == 1
    assert sum(explained.removed.values()) + explained.free == explained.asked
    assert [one.code for one in explained.rows[0].stretches] == ["absence", "outlook", "free"]


def test_taken_held_and_too_near(world):
    explain(world)
    book_for(AINA, world, slot_at(at(24, "9:00")).id)
    with writing() as session:
        held = session.get_one(Slot, slot_at(at(24, "9:30")).id)
        held.held_by, held.held_until = "somebody", at(24, "8:30")

    explained = explain(world, now=at(24, "8:20"), publish=False)

    assert explained.removed == {"taken": 1, "held": 1, "notice": 4}
    assert explained.free == 2


def test_hours_of_today_that_have_passed(world):
    explain(world)

    explained = explain(world, now=at(24, "9:40"))

    assert explained.removed["past"] == 4


def test_beyond_the_horizon_to_the_minute(world):
    last = (NOW + timedelta(days=45)).astimezone(MADRID).date()
    add(
        WorkingHours(
            technician_id=world.technicians[0], weekday=last.isoweekday(), starts=time(8), ends=time(10),
            valid_from=date(2026, 1, 1),
        )
    )  # fmt: skip

    assert explain(world, last).removed == {"horizon": 1}, "the hour at 9:30 of the last day is not open yet"
    assert explain(world, last + timedelta(days=7)).removed == {"horizon": 4}


def test_what_is_not_published_yet_says_so(world):
    explained = explain(world, publish=False)

    assert explained.removed == {"unpublished": 8}


def test_a_call_outside_the_weekly_hours_is_shown_with_its_technician(world):
    explain(world)
    booked = book_for(BERNAT, world, slot_at(at(24, "9:00")).id)
    with writing() as session:
        session.add(
            Slot(
                office_id=world.office_id,
                technician_id=world.technicians[2],
                starts_at=at(24, "19:00"),
                ends_at=at(24, "19:30"),
                local_date=TUESDAY,
                blocked="hours",
                accepted="hours",
                appointment_id=booked.appointment_id,
            )
        )

    explained = explain(world, publish=False)

    assert [one.code for one in explained.rows[2].stretches] == ["taken"]
    assert explained.asked == 8, "it is not of the weekly hours"


def test_what_can_be_booked_is_what_consumers_are_offered(world):
    explain(world)
    book_for(AINA, world, slot_at(at(24, "9:30"), world.technicians[0]).id)
    session = db.session()
    office = session.get_one(Office, world.office_id)

    explained = explain(world, publish=False)

    for service, number in explained.offered:
        assert number == len(hours_of(session, Search(Terms.of(office, service), NOW), TUESDAY, MADRID))
    assert [number for _, number in explained.offered] == [4, 3]


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2026, 10, 25)])
def test_days_on_which_the_clock_changes(world, day, clock):
    now = at(1, "9:00", 10) if day.year == 2026 else NOW + timedelta(days=100)
    with writing() as session:
        session.execute(
            update(WorkingHours).values(weekday=7, starts=time(1), ends=time(4), valid_from=date(2026, 1, 1))
        )

    explained = explain(world, day, now, reads_outlook=False)

    assert explained.asked == explained.free == (8 if day.month == 3 else 12)


def test_a_past_day_is_not_explained(world):
    with pytest.raises(ValueError, match="past"):
        explain(world, date(2026, 11, 22))


def test_queries_do_not_depend_on_the_number_of_technicians(world):
    explain(world)
    with counted(db.engine) as few:
        explain(world, publish=False)
    with writing() as session:
        for number in range(20):
            session.add(Technician(office_id=world.office_id, name=f"T{number}", email=f"t{number}@tecnics.example"))
    with counted(db.engine) as many:
        explain(world, publish=False)

    assert len(many) == len(few)


class TestThePage:
    @pytest.fixture
    def didac(self, app, world):
        return signed_in(app, "coordinator", office_id=world.office_id)

    def test_says_it_in_words(self, world, didac):
        add(
            BusyTime(technician_id=world.technicians[0], starts_at=at(24, "9:00"), ends_at=at(24, "9:30")),
            Absence(technician_id=world.technicians[1], starts_at=at(24, "9:00"), ends_at=at(24, "11:00")),
        )
        explain(world)

        page = didac.get("/coordinacio/perque/2026-11-24")

        assert page.h1 == "Per què és buit: dimarts 24 de novembre"
        assert "L'horari setmanal demana 8 mitges hores. En queden lliures: 3." in page.text
        assert "9:00 – 9:30 · Ocupat a l'Outlook (llegit: dilluns 23 de novembre, 9:00)" in page.text
        assert "9:00 – 11:00 · Absència del tècnic" in page.text
        assert "No té horari aquest dia." in page.text
        assert "Consum. Atenció telemàtica: 3 hores" in page.text

    def test_without_a_day_it_is_today(self, didac):
        assert didac.get("/coordinacio/perque").h1 == "Per què és buit: dilluns 23 de novembre"
        assert didac.submit(dia="2026-12-01", button="Mira'l").h1 == "Per què és buit: dimarts 1 de desembre"

    @pytest.mark.parametrize(
        "address", ["?dia=dimarts", "/2026-02-30", "/2030-01-01", "/9999-12-31", "?dia=9999-12-31"]
    )
    def test_a_day_that_makes_no_sense_is_no_page(self, didac, address):
        assert didac.get(f"/coordinacio/perque{address}").status_code == 404

    def test_a_past_day_says_so(self, didac):
        assert "Aquest dia ja ha passat" in didac.get("/coordinacio/perque/2026-11-22").text
        assert didac.get("/coordinacio/perque/0001-01-01").status_code == 200

    def test_an_office_that_takes_no_bookings_says_why(self, world, didac):
        with writing() as session:
            session.execute(update(Office).values(closed_notice={"ca": "Obres", "es": "Obras", "en": "Works"}))

        assert "«Obres»" in didac.get("/coordinacio/perque/2026-11-24").text
