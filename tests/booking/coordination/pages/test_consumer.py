"""What the person sees of what coordinators do: on the page behind their one link."""

import pytest

from booking.coordinate.ask_to_choose import ask_to_choose
from booking.models import Appointment, AppointmentLink
from database import db
from tests.booking.coordination.people import DIDAC
from tests.booking.coordination.steps import move
from tests.support.browser_client import Browser
from tests.support.world import NOW, at

from .conftest import HOUR


@pytest.fixture
def aina(app, desk):
    """Her browser, and the address of her page."""
    browser = Browser(app)
    browser.page_url = f"/c/{db.session.scalars(AppointmentLink.current(desk.call().id)).one().token}"
    return browser


def test_another_technician_changes_nothing_that_she_sees(desk, aina):
    before = aina.get(aina.page_url).text

    move(desk.call().id, desk.world.technicians[1], HOUR)

    assert aina.get(aina.page_url).text == before


def test_another_hour_is_there_with_the_old_one_and_who_changed_it(desk, aina):
    move(desk.call().id, desk.world.technicians[0], at(24, "16:30"))

    page = aina.get(aina.page_url)

    assert "16:30" in page.text
    assert "Abans: dimarts 24 de novembre, 15:30" in page.text
    assert "Vam canviar l'hora" in page.text


def test_who_is_asked_to_choose_keeps_the_hour_and_chooses_by_the_same_link(desk, aina, clock):
    ask_to_choose(desk.call().id, 0, DIDAC, NOW)
    clock.move_to(at(24, "13:45"))

    page = aina.get(aina.page_url)
    assert "no et podrem atendre a l'hora que tens" in page.text
    aina.follow("Tria una altra hora")
    aina.submit(button="dimarts 24 de novembre, 16:00")
    page = aina.submit(button="Canvia l'hora")

    assert "Cal que triïs una altra hora" not in page.text
    db.session.rollback()
    assert db.session.get_one(Appointment, desk.call().id).starts_at == at(24, "16:00")
