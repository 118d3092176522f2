"""A call for somebody on the telephone or at the desk, on the pages."""

import pytest
from sqlalchemy import select

from booking.models import Appointment, Office
from database import db
from tests.booking.coordination.steps import change
from tests.support.world import BERNAT, NOW, at, minutes, open_slots

PERE = {"name": "Pere Mas", "phone": "612 345 678", "privacy_read": True}


def newest():
    db.session.rollback()
    return db.session.scalars(select(Appointment).order_by(Appointment.id.desc()).limit(1)).one()


def choose(didac, who="Martí", clock="15:30"):
    didac.get("/coordinacio/cita-nova?dia=2026-11-24")
    return didac.follow(f"{clock} {who}")


def test_somebody_on_the_telephone_needs_no_mail_and_gets_a_sheet(desk, didac):
    choose(didac)

    page = didac.submit(button="Dona la cita", **PERE)

    one = newest()
    assert page.url.endswith(f"/coordinacio/cites/{one.reference}/full")
    assert (one.person.name, one.person.phone, one.technician.name) == ("Pere Mas", "+34612345678", "Martí")
    assert "/c/" in page.text
    assert "imprimeix aquesta pàgina i dona-la-hi" in page.text


def test_the_card_of_a_call_for_somebody_not_known_yet_names_no_municipality(desk, didac):
    assert choose(didac).texts(".stub-where") == ["Videotrucada"]


def test_the_card_says_that_we_ring_up_whoever_asks_for_it(desk, didac):
    choose(didac)

    page = didac.submit(button="Dona la cita", needs=["telephone_instead"])

    assert page.texts(".stub-where") == ["Et trucarem per telèfon"]


def test_the_person_must_have_been_told_of_data_protection(desk, didac):
    choose(didac)

    page = didac.submit(button="Dona la cita", name="Pere Mas", phone="612 345 678")

    assert page.status_code == 422
    assert "Llegeix-li la informació sobre protecció de dades" in page.text


def test_some_way_to_reach_the_person_is_needed(desk, didac):
    choose(didac)

    assert didac.submit(button="Dona la cita", name="Pere Mas", privacy_read=True).status_code == 422


def test_who_is_free_right_now_is_offered_to_whoever_stands_at_the_desk(desk, didac, clock):
    clara, marti = desk.world.technicians[:2]
    open_slots(desk.world, NOW, technicians=[clara, marti])
    clock.move_to(NOW + minutes(10))

    didac.get("/coordinacio/cita-nova")
    page = didac.follow("Clara")
    assert "És abans del temps d'avís que té l'oficina." in page.text
    page = didac.submit(button="Dona la cita", reason="Ha vingut a l'oficina", **PERE)

    assert newest().starts_at == NOW


def test_an_hour_that_went_meanwhile_keeps_what_was_typed(desk, didac):
    choose(didac)
    desk.book(BERNAT, desk.world.technicians[1], at(24, "15:30"))

    page = didac.submit(button="Dona la cita", **PERE)

    assert page.status_code == 409
    assert "Aquesta hora l'acaba d'ocupar una altra cita" in page.text
    assert page.form("details").fields["name"].sent == ["Pere Mas"]


def test_the_rule_on_how_many_calls_a_person_has_is_said_when_it_is_known_who(desk, didac):
    change(Office, max_open_appointments=0)
    choose(didac)

    page = didac.submit(button="Dona la cita", **PERE)
    assert page.status_code == 409
    assert "La persona ja té el màxim de cites demanades." in page.text
    didac.submit(button="Dona la cita", reason="Són dos casos")

    assert newest().person.name == "Pere Mas"


def test_a_missed_call_leads_to_a_new_one_with_the_same_person(desk, didac):
    didac.get(f"/coordinacio/cita-nova?de={desk.aina}&dia=2026-11-24")
    page = didac.follow("16:00 Martí")

    assert page.form("details").fields["name"].sent == ["Aina Roca"]


@pytest.mark.parametrize("place", ["x", "1-20261124T1430Z", "999-20261124T1430Z", "2-20261124T1430Z"])
def test_an_address_that_somebody_made_up_leads_back_to_the_hours(desk, didac, place):
    page = didac.get(f"/coordinacio/cita-nova/{place}?servei=999")

    assert page.h1 == "Cita nova: tria l'hora"


def test_a_day_without_hours_is_said(desk, didac):
    page = didac.get("/coordinacio/cita-nova?dia=2026-11-29")

    assert "Cap hora lliure aquest dia" in page.text
