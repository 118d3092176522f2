"""Dídac at work in a real browser: the office that he coordinates, and what he does again and again."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from booking.models import Appointment, Meeting, Slot
from booking.publish_slots import publish_slots
from database import db, writing
from staff.pages.guard import COOKIE
from tests.booking.coordination.people import several
from tests.booking.coordination.steps import works
from tests.support.settings import settings_for
from tests.support.staff import member, session_of
from tests.support.world import MADRID, book_for, build_world


@pytest.fixture
def settings(database_url, address, tmp_path):
    """Calendars in Outlook do not matter here: nobody has read them."""
    mail = f"file:{tmp_path / 'outbox'}"
    return settings_for(database_url, PUBLIC_URL=address, MAIL_URL=mail, OUTLOOK_BUSY="0")


@pytest.fixture
def monday():
    """Of next week."""
    today = datetime.now(MADRID).date()
    return today + timedelta(days=7 - today.weekday())


@pytest.fixture
def world(app, monday):
    """Three technicians with hours from Monday to Friday, and nine calls next week, one with nobody to attend it."""
    world = build_world(technicians=3)
    now = datetime.now(UTC)
    for technician in world.technicians:
        works(technician, weekdays=range(1, 6), starts=time(9), ends=time(12))
    publish_slots(world.office_id, now, MADRID, reads_outlook=False)
    days = [monday + timedelta(days=number) for number in range(3)]
    slots = db.session.scalars(select(Slot.id).where(Slot.local_date.in_(days)).order_by(Slot.starts_at)).all()
    for guest, slot in zip(several(9), slots[::5], strict=False):
        book_for(guest, world, slot, now=now)
    with writing() as session:
        for meeting in session.scalars(select(Meeting).where(Meeting.appointment_id > 2)):
            meeting.join_url = "https://teams.example/l/1"
        session.scalars(select(Slot).where(Slot.appointment_id == 3)).one().blocked = "outlook"
    return world


def sign_in(page, world, site):
    token = session_of(member("coordinator", office_id=world.office_id))
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": site}])
    return page


@pytest.fixture
def didac(world, anybody, site):
    """Dídac, on a phone and at a desk."""
    return sign_in(anybody, world, site)


def week_of(monday):
    year, week, _ = monday.isocalendar()
    return f"/coordinacio/setmana/{year}-W{week:02}"


def call(number=1):
    db.session.rollback()
    return db.session.get_one(Appointment, number)
