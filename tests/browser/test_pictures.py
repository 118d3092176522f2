"""The pictures of README.md: the demonstration as people meet it. `bin/pictures` puts them into docs/."""

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect
from sqlalchemy import select, update

from booking.book import Guest
from booking.demo import load_demo
from booking.models import Absence, Meeting, Municipality, Service, Slot, Technician
from booking.publish_slots import publish_slots
from cases.demo import load_demo_cases
from cases.models import Case
from database import db, writing
from staff.pages.guard import COOKIE
from tests.support.screen import SCREENSHOTS, assert_accessible
from tests.support.settings import settings_for
from tests.support.staff import member, session_of
from tests.support.world import MADRID, NOW, World, at, book_for

pytestmark = pytest.mark.slow

AFTERNOON = NOW + timedelta(hours=8, minutes=2)
"""Monday, two minutes past five: somebody waits, somebody is late."""
SIZES = {"agenda": (1000, 1180), "week": (1200, 1120), "booking": (900, 1180), "case": (1000, 1180)}
"""Width and height in pixels of what the pictures show."""
BUSY_WEEK = 4
"""Of so many free half hours one is taken."""


@pytest.fixture
def settings(database_url, address, tmp_path):
    mail = f"file:{tmp_path / 'outbox'}"
    return settings_for(database_url, PUBLIC_URL=address, MAIL_URL=mail, OUTLOOK_BUSY="0")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AFTERNOON) as clock:
        yield clock


@pytest.fixture
def office_id(app):
    """The demonstration's office, with calls on every day of next week, and Núria away when she has some."""
    office_id = load_demo(AFTERNOON, MADRID, reads_outlook=False).office_id
    service_id = db.session.scalars(Service.offered_by(office_id)).first().id
    towns = db.session.scalars(select(Municipality.ine_code).where(Municipality.office_id == office_id)).all()
    week = select(Slot.id).where(
        Slot.starts_at.between(AFTERNOON + timedelta(days=6), AFTERNOON + timedelta(days=12)), Slot.is_free()
    )
    slots = db.session.scalars(week.order_by(Slot.starts_at, Slot.id), {"now": AFTERNOON, "holder": None}).all()
    db.session.rollback()
    for number, slot in enumerate(slots[::BUSY_WEEK]):
        guest = Guest(f"Persona {number}", f"persona{number}@example.org", None, "ca")
        world = World(office_id, service_id, service_id, [], towns[number % len(towns)])
        book_for(guest, world, slot, now=AFTERNOON)
    with writing() as session:
        nuria = session.scalars(Technician.working_for(office_id)).all()[-1].id
        away = at(2, "0:00", month=12)
        session.add(Absence(technician_id=nuria, starts_at=away, ends_at=away + timedelta(days=1), kind="training"))
        session.execute(update(Meeting).values(join_url="https://teams.example/l/1", settled_at=AFTERNOON))
    publish_slots(office_id, AFTERNOON, MADRID, reads_outlook=False)
    return office_id


def sign_in(page, site, *roles, **who):
    page.context.add_cookies([{"name": COOKIE, "value": session_of(member(*roles, **who)), "url": site}])
    return page


@pytest.fixture
def window(open_browser):
    """A browser as large as the picture of this name."""

    def window(name):
        width, height = SIZES[name]
        return open_browser("desktop", viewport={"width": width, "height": height})

    return window


def photograph(page, name):
    """What is seen without scrolling. Nobody shows a page that is not accessible."""
    assert_accessible(page)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"readme-{name}.png", animations="disabled")


def test_the_agenda(window, site, office_id):
    clara = db.session.scalars(Technician.working_for(office_id)).first().id
    page = window("agenda")
    sign_in(page, site, "technician", name="Clara Soler", office_id=office_id, technician_id=clara)

    page.goto("/agenda")

    expect(page.locator(".next-call")).to_be_visible()
    photograph(page, "agenda")


def test_the_week(window, site, office_id):
    page = sign_in(window("week"), site, "coordinator", office_id=office_id)

    page.goto("/coordinacio/setmana/2026-W49")

    assert page.locator("[data-call]").count() >= 20
    photograph(page, "week")


def test_a_case(window, site, office_id):
    load_demo_cases(office_id, AFTERNOON, MADRID)
    waiting = select(Case.reference).where(Case.state == "documents_required", Case.language == "ca")
    reference = db.session.scalars(waiting.order_by(Case.id.desc())).first()
    page = sign_in(window("case"), site, "technician", name="Clara Soler", office_id=office_id)

    page.goto(f"/expedients/{reference}")

    expect(page.locator("#state")).to_be_visible()
    photograph(page, "case")


def test_choosing_a_day(window, site, office_id):
    page = window("booking")

    page.goto("/cita/gelida/consum")

    photograph(page, "booking")
