"""Moving and reassigning on the pages: what is shown before, what is refused, and two coordinators at once."""

import pytest

from booking.models import Absence, Office, Slot, Technician
from database import writing
from staff.models import StaffMember
from tests.booking.coordination.people import DIDAC
from tests.booking.coordination.steps import appointment, change, move, unsent
from tests.support.staff import browser_with, session_of, signed_in
from tests.support.world import BERNAT, at, slot_at

from .conftest import HOUR


def confirm(desk, technician, hour="15:30", day="2026-11-24"):
    address = f"/coordinacio/cites/{desk.aina}/mou/confirma?tecnic={technician}&dia={day}&hora={hour}"
    return desk.browser.get(address)


@pytest.fixture
def marti(desk):
    return desk.world.technicians[1]


@pytest.fixture
def clara(desk):
    return desk.world.technicians[0]


def test_a_colleague_at_the_same_hour_takes_the_call(desk, didac, marti):
    page = didac.get(f"/coordinacio/cites/{desk.aina}/mou")
    assert "A la mateixa hora, amb algú altre" in page.text

    place = f"{marti}-20261124T1430Z"
    page = didac.submit(button="Continua", lloc=place)
    assert "(la persona): no cal que en sàpiga res" in page.text
    assert "rebrà un correu en català: té una cita nova." in page.text
    page = didac.submit(button="Reassigna-la")

    assert page.url.endswith(f"/cites/{desk.aina}")
    assert desk.call().technician_id == marti
    assert "Martí" in page.text


def test_what_was_shown_is_what_is_sent(desk, didac, clara):
    page = confirm(desk, clara, "16:30")
    assert "(la persona): rebrà un correu en català amb la nova hora." in page.text

    didac.submit(button="Mou-la")

    assert unsent(desk.call().id) == [("consumer", "moved"), (clara, "technician_moved")]


def test_silence_needs_a_reason(desk, didac, clara):
    confirm(desk, clara, "16:30")

    page = didac.submit(button="Mou-la", silent=True)
    assert page.status_code == 409
    assert "Escriu el motiu" in page.text
    assert "no en rebrà res" in page.text
    didac.submit(button="Mou-la", silent=True, reason="Ho hem parlat ara mateix")

    assert unsent(desk.call().id) == [(clara, "technician_moved")]


def test_a_rule_is_said_and_broken_with_a_reason(desk, didac, clara):
    page = confirm(desk, clara, "19:00")
    assert "És fora de l'horari de qui l'atendrà." in page.text

    page = didac.submit(button="Mou-la")
    assert page.status_code == 409
    page = didac.submit(button="Mou-la", reason="La Clara es queda")

    assert desk.call().starts_at == at(24, "19:00")


@pytest.mark.parametrize(
    ("technician", "hour", "day", "words"),
    [
        (1, "15:30", "2026-11-24", "La cita ja és amb aquest tècnic i a aquesta hora."),
        (999, "15:30", "2026-11-24", None),
        (2, "15:30", "2026-11-20", "Aquesta hora ja ha passat."),
        (2, "15:40", "2026-11-24", "Les cites comencen en punt o a i mitja."),
        (2, "15:30", "2029-11-24", "Aquesta hora és massa lluny"),
    ],
)
def test_what_makes_no_sense_is_said_before_the_press(desk, technician, hour, day, words):
    page = confirm(desk, technician, hour, day)

    if words is None:
        assert page.status_code == 422
    else:
        assert words in page.text
        assert "Mou-la" not in page.text
    assert desk.call().revision == 0


def test_reassigning_to_somebody_absent_is_refused_in_plain_words(desk, didac, marti):
    confirm(desk, marti)
    with writing() as session:
        session.add(Absence(technician_id=marti, starts_at=at(24, "0:00"), ends_at=at(25, "0:00")))

    page = didac.submit(button="Reassigna-la")

    assert page.status_code == 409
    assert "Aquest tècnic és absent a aquesta hora." in page.text
    assert desk.call().technician_id == desk.world.technicians[0]


@pytest.fixture
def elsewhere(desk, marti):
    """Martí works for another office now."""
    with writing() as session:
        ours = session.get_one(Office, desk.world.office_id)
        columns = [column.name for column in Office.__table__.columns if column.name not in ("id", "slug")]
        other = Office(slug="altra", **{name: getattr(ours, name) for name in columns})
        session.add(other)
        session.flush()
        session.get_one(Technician, marti).office_id = other.id
    return marti


def test_reassigning_to_somebody_of_another_office_is_refused_and_tells_nothing_of_them(desk, didac, elsewhere):
    address = f"/coordinacio/cites/{desk.aina}/mou/confirma?lloc={elsewhere}-{HOUR:%Y%m%dT%H%M}Z"
    page = didac.get(address)
    assert "Aquest tècnic no és d'aquesta oficina." in page.text
    assert "Martí" not in page.text

    page = didac.post(address, {"csrf_token": token_of(didac), "revision": "0"})

    assert page.status_code == 409
    assert "Aquest tècnic no és d'aquesta oficina." in page.text
    assert (desk.call().technician_id, desk.call().revision) == (desk.world.technicians[0], 0)


def test_reassigning_to_whoever_has_it_is_refused(desk, didac, clara):
    address = f"/coordinacio/cites/{desk.aina}/mou/confirma?lloc={clara}-{HOUR:%Y%m%dT%H%M}Z"
    didac.get(f"/coordinacio/cites/{desk.aina}/mou")

    page = didac.post(address, {"csrf_token": token_of(didac), "revision": "0"})

    assert page.status_code == 409
    assert "La cita ja és amb aquest tècnic i a aquesta hora." in page.text
    assert desk.call().revision == 0


def test_whoever_loses_the_role_with_the_page_open_changes_nothing(desk, didac, marti):
    confirm(desk, marti)
    change(StaffMember, entra_roles=["technician"])

    page = didac.submit(button="Reassigna-la")

    assert (page.status_code, page.h1) == (403, "No pots veure aquesta pàgina")
    assert desk.call().revision == 0


def token_of(browser):
    """That of the open page's forms."""
    return next(form for form in browser.page.forms if "csrf_token" in form.fields).fields["csrf_token"].sent[0]


def test_an_hour_taken_meanwhile_is_refused_and_the_old_one_kept(desk, didac, marti):
    confirm(desk, marti, "16:30")
    desk.book(BERNAT, marti, at(24, "16:30"))

    page = didac.submit(button="Mou-la")

    assert page.status_code == 409
    assert "Aquesta hora l'acaba d'ocupar una altra cita" in page.text
    assert desk.call().starts_at == HOUR


def test_the_second_of_two_coordinators_hears_what_the_first_did(desk, didac, clara, marti):
    confirm(desk, clara, "16:30")
    move(desk.call().id, marti, HOUR)

    page = didac.submit(button="Mou-la")

    assert page.status_code == 409
    assert "Mentrestant Dídac Roca l'ha passat a un altre tècnic" in page.text
    assert "dimarts 24 de novembre, 15:30 · Martí" in page.text, "the first one's result"
    assert appointment(desk.call().id).starts_at == HOUR


def test_after_being_told_the_second_may_go_on(desk, didac, clara, marti):
    confirm(desk, clara, "16:30")
    move(desk.call().id, marti, HOUR)
    didac.submit(button="Mou-la")

    didac.submit(button="Mou-la")

    assert (desk.call().technician_id, desk.call().starts_at) == (clara, at(24, "16:30"))


def test_a_forged_revision_is_out_of_date(desk, didac, marti):
    confirm(desk, marti)

    page = didac.submit(button="Reassigna-la", forged={"revision": "zero"})

    assert page.status_code == 409
    assert desk.call().revision == 0


def test_leaving_without_a_choice_says_so(desk, didac):
    page = didac.get(f"/coordinacio/cites/{desk.aina}/mou/confirma")

    assert page.status_code == 422
    assert "Tria on ha d'anar la cita" in page.text


def test_a_call_that_is_over_cannot_be_moved_and_a_new_one_is_offered(app, desk, clock):
    clock.move_to(at(25, "9:00"))
    tomorrow = browser_with(app, session_of(DIDAC.staff_id))

    page = tomorrow.get(f"/coordinacio/cites/{desk.aina}/mou")

    assert "Ja no es pot canviar" in page.text
    assert tomorrow.follow("Dona-li una cita nova").h1 == "Cita nova: tria l'hora"


def test_a_call_of_another_office_does_not_exist(app, desk):
    stranger = signed_in(app, "coordinator")

    assert stranger.get(f"/coordinacio/cites/{desk.aina}/mou").status_code == 404
    assert stranger.get("/coordinacio/cites/AAA-AAA/mou").status_code == 404


def test_nobody_else_free_is_said(desk, didac):
    change(Slot, blocked="outlook")

    page = didac.get(f"/coordinacio/cites/{desk.aina}/mou")

    assert "Ningú més no té lliure aquesta hora" in page.text
    assert slot_at(HOUR, 1)
