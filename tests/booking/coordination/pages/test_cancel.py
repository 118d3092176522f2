"""Cancelling by a coordinator: whose wish it was, what the person hears, and when it is refused."""

import pytest

from booking.models import Office
from tests.booking.coordination.steps import change, move, unsent
from tests.support.world import slot_at

from .conftest import HOUR


@pytest.fixture
def question(desk, didac):
    didac.get(f"/coordinacio/cites/{desk.aina}/mou")
    return didac.follow("Anul·la la cita")


@pytest.mark.parametrize("wish", ["consumer", "office"])
def test_the_hour_is_free_at_once_and_everybody_hears(desk, didac, question, wish):
    clara = desk.world.technicians[0]

    didac.submit(button="Anul·la la cita", wish=wish)

    assert (desk.call().cancelled_by, desk.call().revision) == (wish, 1)
    assert slot_at(HOUR, clara).appointment_id is None
    assert unsent(desk.call().id) == [("consumer", "cancelled"), (clara, "technician_cancelled")]


def test_the_time_that_consumers_have_does_not_bind_the_office(desk, didac, question):
    change(Office, cancel_cutoff_minutes=100_000)

    didac.submit(button="Anul·la la cita", wish="consumer")

    assert desk.call().cancelled_at is not None


def test_whose_wish_it_is_must_be_said(desk, didac, question):
    page = didac.submit(button="Anul·la la cita")

    assert page.status_code == 422
    assert desk.call().cancelled_at is None


def test_what_a_colleague_changed_meanwhile_is_told(desk, didac, question):
    move(desk.call().id, desk.world.technicians[1], HOUR)

    page = didac.submit(button="Anul·la la cita", wish="consumer")

    assert page.status_code == 409
    assert "Mentrestant Dídac Roca l'ha passat a un altre tècnic" in page.text
    assert desk.call().cancelled_at is None


def test_cancelling_twice_is_refused_in_words(desk, didac, question):
    didac.submit(button="Anul·la la cita", wish="consumer")

    page = didac.get(f"/coordinacio/cites/{desk.aina}/anulla")

    assert "Ja no es pot anul·lar" in page.text
