"""What needs a hand, and why a day is empty, in a real browser: with and without JavaScript, narrow and wide."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from booking.models import (
    Absence,
    BusyTime,
    CalendarSubscription,
    Divergence,
    Meeting,
    Message,
    Slot,
    Technician,
    WorkingHours,
)
from booking.publish_slots import publish_slots
from database import writing
from staff.pages.guard import COOKIE
from tests.browser.journeys import expect_path, look_sized
from tests.support.staff import member, session_of
from tests.support.world import AINA, BERNAT, MADRID, book_for, build_world, open_slots


@pytest.fixture
def settings(settings):
    """By HTTP all the same, as this browser comes: what Microsoft would tell lies in the tables already."""
    return replace(settings, graph_notifications=True)


@pytest.fixture
def world(app):
    """Three appointments the day after tomorrow, and much that has gone wrong."""
    world = build_world(technicians=2)
    now = datetime.now(UTC)
    start = (now + timedelta(days=2)).replace(hour=9, minute=0, second=0, microsecond=0)
    slots = open_slots(world, *(start + number * timedelta(minutes=30) for number in range(3)), technicians=[1])
    for guest, slot in zip((AINA, BERNAT), slots, strict=False):
        book_for(guest, world, slot, now=now - timedelta(hours=3))
    with writing() as session:
        first, second = session.scalars(select(Meeting).order_by(Meeting.id))
        first.problem, first.next_attempt_at, first.attempts = "mailbox_out_of_scope", None, 4
        second.settled_at = now
        session.execute(
            update(Message)
            .where(Message.recipient == "consumer")
            .values(problem="mailbox_refused", given_up_at=now, attempts=1)
        )
        session.execute(update(Message).where(Message.recipient == "technician").values(sent_at=now))
        session.execute(update(Slot).where(Slot.appointment_id == 2).values(blocked="absence"))
        session.add(
            Divergence(
                meeting_id=second.id,
                meeting_settled_at=now,
                found_at=now,
                difference="moved",
                starts_at=start + timedelta(hours=3),
                ends_at=start + timedelta(hours=4),
            )
        )
        session.add(
            CalendarSubscription(
                technician_id=1,
                client_state="secret",
                problem="address_not_reached",
                attempts=1,
                next_attempt_at=now + timedelta(hours=1),
            )
        )
        session.get_one(Technician, 1).busy_read_at = now
        session.get_one(Technician, 2).busy_problem = "mailbox_missing"
    return world


@pytest.fixture
def didac(world, anybody, site):
    """Dídac, signed in, on a phone and at a desk."""
    token = session_of(member("coordinator", office_id=world.office_id))
    anybody.context.add_cookies([{"name": COOKIE, "value": token, "url": site}])
    return anybody


def test_the_list_is_read_and_worked_off(didac):
    didac.goto("/coordinacio/pendents")
    expect(didac.get_by_role("heading", level=1)).to_have_text("Pendents (7)")
    look_sized(didac, "pending")

    didac.get_by_role("button", name="Torna-ho a provar").click()
    expect(didac.get_by_role("status")).to_contain_text("Ho tornem a provar")

    didac.get_by_role("button", name="Torna-ho a demanar").click()
    expect(didac.get_by_role("status")).to_contain_text("Hem tornat a demanar a Microsoft 365")

    didac.get_by_role("link", name="Corregeix l'adreça").first.click()
    look_sized(didac, "pending-address")
    didac.get_by_label("Adreça de correu").fill("nova@example.org")
    didac.get_by_role("button", name="Desa i envia").click()
    expect(didac.get_by_role("status")).to_contain_text("Adreça corregida")


def test_a_day_is_explained(world, didac):
    now = datetime.now(UTC)
    day = now.astimezone(MADRID).date() + timedelta(days=3)
    morning = datetime.combine(day, time(9), MADRID)
    with writing() as session:
        for technician_id in world.technicians:
            session.add(
                WorkingHours(
                    technician_id=technician_id,
                    weekday=day.isoweekday(),
                    starts=time(9),
                    ends=time(14),
                    valid_from=day - timedelta(days=30),
                )
            )
        session.add(Absence(technician_id=1, starts_at=morning, ends_at=morning + timedelta(hours=2)))
        session.add(BusyTime(technician_id=1, starts_at=morning, ends_at=morning + timedelta(hours=3)))
    publish_slots(world.office_id, now, MADRID, reads_outlook=True)

    didac.goto(f"/coordinacio/perque/{day}")

    expect(didac.get_by_role("main")).to_contain_text("L'horari setmanal demana 20 mitges hores")
    look_sized(didac, "why-empty")
    didac.get_by_label("Un altre dia").fill(str(day + timedelta(days=1)))
    didac.get_by_role("button", name="Mira'l").click()
    expect_path(didac, f"/coordinacio/perque/{day + timedelta(days=1)}")
