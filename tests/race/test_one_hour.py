"""Fifty people press for one hour at the same moment, over HTTP. One gets it, and the others get other hours."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from booking.models import Appointment, AppointmentLink, Slot
from database import db
from mail.spoken import spoken
from tests.race.crowd import Wish, crowd
from tests.support.world import AINA, MADRID, book_for, build_world, open_slots

LOST = "Aquesta hora l'acaba de reservar una altra persona"
AT_MOST = 60.0
"""Seconds that anybody waits for an answer when fifty press at once, on a busy machine with two cores."""


def booking(person, slot_id, clicks=1):
    """Somebody who confirms an hour that is not held for them: their hold has ended while they looked it over."""
    return Wish(
        person=person,
        page=f"/cita/{slot_id}/dades?municipi=gelida&servei=consum",
        button="Continua",
        fields={"name": f"Persona {person}", "email": f"persona{person}@example.org", "privacy_read": True},
        also_sent={"confirm": "1"},
        clicks=clicks,
    )


def moving(person, token, slot_id):
    return Wish(person=person, page=f"/c/{token}/canvia/{slot_id}", button="Canvia l'hora")


def owner_of(slot_id):
    db.session.rollback()
    return db.session.get_one(Slot, slot_id).appointment_id


def appointments():
    db.session.rollback()
    return db.session.scalars(select(Appointment).order_by(Appointment.id)).all()


def all_lost_well(losers, slot_id):
    for outcome in losers:
        assert outcome.status == 409
        assert LOST in outcome.page.text
        assert outcome.offered
        assert str(slot_id) not in outcome.offered


@pytest.mark.parametrize("people", [50, pytest.param(500, marks=pytest.mark.slow)])
def test_one_of_many_books_and_the_others_are_offered_the_nearest_hours(people, site, town, hours):
    _, slots = town
    slot_id = slots[hours[4]]

    outcomes = crowd(site, [booking(person, slot_id) for person in range(people)])

    won = [outcome for outcome in outcomes if outcome.status == 303]
    assert len(won) == 1
    assert "/c/" in won[0].location
    assert len(appointments()) == 1
    assert owner_of(slot_id) == appointments()[0].id
    assert appointments()[0].person.name == f"Persona {won[0].person}"
    all_lost_well([outcome for outcome in outcomes if outcome.status != 303], slot_id)
    nearest = [slots[hour] for hour in (hours[3], hours[5])]
    assert {int(choice) for outcome in outcomes if outcome.status == 409 for choice in outcome.offered[:2]} == set(
        nearest
    )
    assert max(outcome.seconds for outcome in outcomes) < AT_MOST * people / 50


@pytest.mark.usefixtures("town")
def test_one_of_many_holds_the_hour_and_the_others_see_the_day_without_it(site, hours):
    day = hours[4].astimezone(MADRID).date().isoformat()
    words = spoken(hours[4], MADRID, "ca").full

    outcomes = crowd(site, [Wish(person, f"/cita/gelida/consum/{day}", words) for person in range(50)])

    assert sorted(outcome.status for outcome in outcomes) == [303] + [409] * 49
    for outcome in outcomes:
        if outcome.status == 409:
            buttons = [button.text for form in outcome.page.forms for button in form.buttons]
            assert LOST in outcome.page.text
            assert words not in buttons
            assert spoken(hours[5], MADRID, "ca").full in buttons
    db.session.rollback()
    assert len(db.session.scalars(select(Slot).where(Slot.held_by.is_not(None))).all()) == 1
    assert max(outcome.seconds for outcome in outcomes) < AT_MOST


def test_a_pool_gives_each_technician_one_and_the_others_nothing(site, app, hours):
    world = build_world(technicians=5)
    slots = open_slots(world, *hours[:3])
    at_the_hour = [slots[number * 3] for number in range(5)]

    outcomes = crowd(site, [booking(person, at_the_hour[0]) for person in range(25)])

    assert sorted(outcome.status for outcome in outcomes) == [303] * 5 + [409] * 20
    assert sorted(appointment.technician_id for appointment in appointments()) == sorted(world.technicians)
    assert {owner_of(slot) for slot in at_the_hour} == {appointment.id for appointment in appointments()}
    for outcome in outcomes:
        assert outcome.status == 303 or not {str(slot) for slot in at_the_hour} & set(outcome.offered)


def test_who_loses_a_race_while_moving_keeps_the_old_hour(site, town, hours):
    world, slots = town
    movers = {}
    for person in range(10):
        guest = replace(AINA, name=f"Persona {person}", email=f"persona{person}@example.org")
        movers[person] = book_for(guest, world, slots[hours[5 + person]], now=_now())
    slot_id = slots[hours[0]]

    outcomes = crowd(
        site,
        [moving(person, booked.token, slot_id) for person, booked in movers.items()]
        + [booking(person, slot_id) for person in range(10, 40)],
    )

    assert sorted(outcome.status for outcome in outcomes) == [303] + [409] * 39
    [won] = [outcome.person for outcome in outcomes if outcome.status == 303]
    all_lost_well([outcome for outcome in outcomes if outcome.status == 409], slot_id)
    for person, booked in movers.items():
        own_hour = hours[0] if person == won else hours[5 + person]
        assert owner_of(slots[own_hour]) == booked.appointment_id
        assert db.session.get_one(Appointment, booked.appointment_id).starts_at == own_hour
    assert len(appointments()) == (10 if won < 10 else 11)


def test_a_form_sent_ten_times_at_once_makes_one_appointment_and_leads_to_it_every_time(site, town, hours):
    _, slots = town

    outcomes = crowd(site, [booking(0, slots[hours[0]], clicks=10)], processes=1)

    [token] = db.session.scalars(select(AppointmentLink.token)).all()
    assert {(outcome.status, outcome.location) for outcome in outcomes} == {(303, f"/c/{token}")}


def _now():
    return datetime.now(UTC)
