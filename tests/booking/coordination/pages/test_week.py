"""The week as a coordinator sees it: what stands where, filters, one day on a phone, and what it costs."""

import pytest

from booking.models import Call, Municipality, Slot, Technician
from database import db, writing
from tests.booking.coordination.people import several
from tests.booking.coordination.steps import change
from tests.support.forms import attributes
from tests.support.queries import counted
from tests.support.staff import signed_in
from tests.support.world import BERNAT, at

WEEK = "/coordinacio/setmana/2026-W48"


def test_calls_free_hours_and_what_needs_a_hand_are_said(desk, didac):
    change(Slot, blocked="outlook")

    page = didac.get(WEEK)

    assert f"15:30 {desk.aina} Gelida no hi haurà ningú" in page.text
    assert "1 cita · 0 hores lliures · 1 cita per resoldre" in page.text


def test_this_week_is_the_first_thing_in_the_menu(desk, didac):
    page = didac.get("/coordinacio/setmana")

    assert page.h1 == "Setmana del 23 de novembre de 2026"
    assert page.link("Setmana").href == "/coordinacio/setmana"


def test_each_call_leads_to_its_page_and_to_moving_it(desk, didac):
    page = didac.get(WEEK)

    assert page.link(f"15:30 {desk.aina} Gelida").href == f"/cites/{desk.aina}"
    assert didac.follow(f"Mou {desk.aina}").h1 == f"Mou o reassigna la cita {desk.aina}"


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        ("attended", "✓ Atesa"),
        ("consumer_absent", "– No s'ha presentat"),
        ("technician_absent", "! No la vam atendre"),
        ("cut_off", "⌁ Es va tallar"),
        (None, "? Per tancar"),
    ],
)
def test_a_call_that_is_over_says_how_it_ended_and_cannot_be_moved(desk, app, clock, outcome, word):
    one = desk.call()
    clock.move_to(one.ends_at)
    with writing() as session:
        call = Call(appointment_id=one.id, technician_id=one.technician_id, starts_at=one.starts_at)
        call.outcome, call.closed_at = outcome, outcome and one.ends_at
        session.add(call)
    coordinator = signed_in(app, "coordinator", office_id=desk.world.office_id)

    for address in (WEEK, f"{WEEK}?tria=1"):
        page = coordinator.get(address)
        assert page.texts("td li") == [f"15:30 {desk.aina} Gelida {word}"]
        assert page.link(desk.aina).href == f"/cites/{desk.aina}"
        assert page.query("[data-call]") == page.query("[name=cita]") == []
        assert "Tria'n unes quantes" not in page.text


def test_only_calls_that_can_be_moved_are_picked(desk, app, clock):
    bernat = desk.book(BERNAT, desk.world.technicians[0], at(24, "16:30"))
    clock.move_to(at(24, "16:10"))

    page = signed_in(app, "coordinator", office_id=desk.world.office_id).get(f"{WEEK}?tria=1")

    assert [attributes(one)["value"] for one in page.query("[name=cita]")] == [bernat]


def test_filters_are_in_the_address_and_stay_from_week_to_week(desk, didac):
    marti = desk.world.technicians[1]
    didac.get(WEEK)

    page = didac.submit(button="Filtra", tecnic=str(marti), estat="")

    assert f"tecnic={marti}" in page.url
    assert "0 cites" in page.text
    assert f"tecnic={marti}" in didac.follow("Setmana següent").url


def test_what_fits_nothing_says_how_to_see_everything_again(desk, didac):
    page = didac.get(WEEK + "?tecnic=999")

    assert "Cap tècnic amb aquest filtre" in page.text
    assert page.link("Mostra tothom")


@pytest.mark.parametrize("address", ["2026-W54", "1800-W01", "2026-W00", "2026-48"])
def test_a_week_that_there_is_not_is_an_unknown_page(desk, didac, address):
    assert didac.get(f"/coordinacio/setmana/{address}").status_code == 404


def test_capacity_leads_to_a_new_call_at_that_hour(desk, didac):
    didac.get(WEEK)

    page = didac.follow("2 lliures, dimarts 24 de novembre, 15:30")

    assert page.h1 == "Cita nova: tria l'hora"


def test_each_empty_day_to_come_leads_to_why_it_is_empty(desk, didac):
    page = didac.get(WEEK)
    days = [link.href for link in page.links if link.text.startswith("Per què és buit?")]
    assert days == [f"/coordinacio/perque/2026-11-{day}" for day in (23, 25, 26, 27)], "on Tuesday there are free hours"

    page = didac.follow("Per què és buit? dimecres 25 de novembre")

    assert page.h1 == "Per què és buit: dimecres 25 de novembre"


@pytest.mark.parametrize("filters", ["", "?estat=pendent", "?servei=2"])
def test_a_day_with_calls_is_not_called_empty(desk, didac, filters):
    with writing() as session:
        session.execute(db.update(Slot).where(Slot.appointment_id.is_(None)).values(blocked="outlook"))

    page = didac.get(WEEK + filters)

    assert "Per què és buit? dimarts 24 de novembre" not in page.text


def test_the_week_leads_to_the_day_that_is_shown_and_no_earlier_one_than_today(desk, didac):
    assert didac.get(f"{WEEK}?dia=2026-11-24").link("Per què un dia és buit?").href.endswith("/2026-11-24")
    page = didac.get("/coordinacio/setmana/2026-W47")
    assert page.link("Per què un dia és buit?").href.endswith("/2026-11-23")
    assert "Per què és buit?" not in page.text
    page = didac.get("/coordinacio/setmana/2030-W02")
    assert page.link("Per què un dia és buit?").href.endswith("/2027-11-24")
    assert "Per què és buit?" not in page.text


def test_a_viewer_sees_the_week_and_nothing_to_press(app, desk):
    viewer = signed_in(app, "viewer", office_id=desk.world.office_id)

    page = viewer.get(WEEK)

    assert desk.aina in page.text
    assert "Mou" not in page.text
    assert "Per què" not in page.text
    assert "Absències" not in page.text


def test_somebody_without_an_office_is_told_whom_to_ask(app, desk):
    page = signed_in(app, "coordinator").get(WEEK)

    assert page.status_code == 409
    assert page.h1 == "Encara no tens cap oficina"


@pytest.mark.parametrize("calls", [1, 6])
def test_the_page_costs_the_same_however_many_calls_there_are(desk, didac, calls):
    starts = [at(24, hour) for hour in ("16:00", "16:30")]
    places = [(technician, start) for technician in desk.world.technicians for start in starts]
    [first, *others] = zip(several(calls), places, strict=False)
    for guest, place in others:
        desk.book(guest, *place)
    didac.get(WEEK)
    desk.book(first[0], *first[1])

    with counted(db.engine) as queries:
        page = didac.get(WEEK)

    assert page.text.count("Mou ") == calls + 1  # Aina has one from the start
    assert len(queries) == 11


def test_a_week_in_which_nothing_has_changed_is_not_read_again(desk, didac):
    didac.get(WEEK)

    def statements():
        with counted(db.engine) as queries:
            didac.get(WEEK)
        return len(queries)

    # PostgreSQL counts the commits of its other databases too: while others write, what is kept is read again.
    assert any(statements() == 3 for _ in range(200))


def test_names_are_shown_as_they_are_written(desk, didac):
    change(Technician, name="<b>Clara & Co</b>")
    change(Municipality, name="l'Ametlla <i>")

    page = didac.get(WEEK)

    assert "<b>Clara & Co</b>" in page.text
    assert "l'Ametlla <i>" in page.text
