"""Many calls at once, absences and closures, on the pages."""

import pytest
from sqlalchemy import select

from booking.book import Guest
from booking.models import Absence, Closure, Holiday, Slot, Technician
from database import db, writing
from tests.booking.coordination.steps import change, move
from tests.support.staff import signed_in
from tests.support.world import BERNAT, at, slot_at

from .conftest import HOUR

TUESDAY = {"first_day": "2026-11-24", "last_day": "2026-11-24"}


@pytest.fixture
def clara(desk):
    return desk.world.technicians[0]


@pytest.fixture
def marti(desk):
    return desk.world.technicians[1]


@pytest.fixture
def nuria(desk):
    return desk.world.technicians[2]


@pytest.fixture
def bernat(desk, clara):
    return desk.book(BERNAT, clara, at(24, "16:30"))


def leave_free(*places):
    """Of all the hours that nobody has, only these: technician and start."""
    with writing() as session:
        session.execute(db.update(Slot).where(Slot.appointment_id.is_(None)).values(blocked="outlook"))
        for technician, start in places:
            session.get_one(Slot, slot_at(start, technician).id).blocked = None


def state(desk, *references):
    return [(desk.call(one).technician_id, desk.call(one).starts_at) for one in references]


class TestChosenByHand:
    def test_several_are_ticked_and_given_to_a_colleague(self, desk, didac, bernat, marti):
        didac.get("/coordinacio/setmana/2026-W48?tria=1")
        page = didac.submit(button="Mira on poden anar", cita=[desk.aina, bernat], a=str(marti))
        assert page.h1 == "On poden anar aquestes cites"

        page = didac.submit(button="Fes les que estan marcades")

        assert page.h1 == "S'han fet 2 de 2"
        assert state(desk, desk.aina, bernat) == [(marti, HOUR), (marti, at(24, "16:30"))]

    def test_one_alone_by_its_own_button(self, desk, didac, bernat, clara):
        page = didac.get(f"/coordinacio/reparteix?cita={desk.aina}&cita={bernat}")

        page = didac.submit(button=f"Accepta {desk.aina}")

        assert page.h1 == "S'han fet 1 de 1"
        assert state(desk, bernat) == [(clara, at(24, "16:30"))]

    def test_a_call_whose_hour_nobody_else_has_free_stays_unless_another_hour_is_chosen(
        self, desk, didac, bernat, clara, marti, nuria
    ):
        leave_free((marti, HOUR), (clara, at(24, "16:00")), (nuria, at(24, "16:00")))
        didac.get("/coordinacio/setmana/2026-W48?tria=1")
        page = didac.submit(button="Mira on poden anar", cita=[desk.aina, bernat])
        words = page.texts("tbody tr")[1]
        assert "Ningú més no té lliure aquesta hora. Es pot canviar a dimarts 24 de novembre, 16:00 , Núria" in words

        page = didac.submit(button="Fes les que estan marcades")

        assert page.h1 == "S'han fet 1 de 1"
        assert state(desk, desk.aina, bernat) == [(marti, HOUR), (clara, at(24, "16:30"))]

    def test_the_other_hour_is_taken_by_its_own_button(self, desk, didac, clara, nuria):
        leave_free((clara, at(24, "16:00")), (nuria, at(24, "16:00")))
        didac.get(f"/coordinacio/reparteix?cita={desk.aina}")

        didac.submit(button=f"Accepta {desk.aina}")

        assert state(desk, desk.aina) == [(nuria, at(24, "16:00"))]

    def test_somebody_who_has_not_that_hour_free_is_named(self, desk, didac, marti, nuria):
        leave_free((nuria, HOUR), (marti, at(24, "16:00")))

        page = didac.get(f"/coordinacio/reparteix?cita={desk.aina}&a={marti}")

        assert "Martí no té lliure aquesta hora. Es pot canviar a dimarts 24 de novembre, 16:00 , Martí" in page.text

    def test_a_call_of_whoever_shall_have_it_stays(self, desk, didac, clara):
        page = didac.get(f"/coordinacio/reparteix?cita={desk.aina}&a={clara}")

        assert "Ja la té Clara." in page.text
        assert page.query("input[name=line]") == []

    def test_a_call_outside_new_hours_cannot_stay(self, desk, didac, clara):
        leave_free((clara, at(24, "16:00")))
        didac.get(f"/coordinacio/horaris/{clara}")
        didac.submit(button="Mira què canviarà", **{"rows-0-starts": "16:00"})
        didac.follow("Mira on poden anar")

        didac.submit(button="Fes les que estan marcades")

        assert state(desk, desk.aina) == [(clara, at(24, "16:00"))]

    def test_each_line_has_its_result(self, desk, didac, bernat, clara, marti):
        didac.get(f"/coordinacio/reparteix?cita={desk.aina}&cita={bernat}")
        move(desk.call().id, clara, at(24, "16:00"))

        page = didac.submit(button="Fes les que estan marcades")

        assert page.h1 == "S'han fet 1 de 2"
        assert "Mentrestant Dídac Roca ha canviat l'hora" in page.text
        assert state(desk, desk.aina) == [(clara, at(24, "16:00"))]

    def test_nothing_ticked_is_said(self, desk, didac):
        didac.get(f"/coordinacio/reparteix?cita={desk.aina}")

        page = didac.submit(button="Fes les que estan marcades", line=[])

        assert page.status_code == 422
        assert "Marca almenys una cita" in page.text

    @pytest.mark.parametrize("line", ["", "x", "AAA-AAA/0/demana", "K7M-4PD/0/1-20261324T9999Z", "🙂/0/demana"])
    def test_lines_that_the_page_did_not_offer_do_nothing(self, desk, didac, line):
        didac.get(f"/coordinacio/reparteix?cita={desk.aina}")

        page = didac.submit(button="Fes les que estan marcades", line=[], forged={"only": line})

        assert page.status_code == 422

    def test_nobody_free_asks_the_person_or_says_that_they_must_be_rung_up(self, desk, didac, clara):
        nobody = desk.book(Guest("Pere", None, "+34612345678", "ca"), clara, at(24, "16:30"))
        with writing() as session:
            session.execute(db.update(Slot).values(blocked="closure"))

        page = didac.get(f"/coordinacio/reparteix?cita={desk.aina}&cita={nobody}")
        assert "no va deixar correu: truca-li" in page.text
        page = didac.submit(button=f"Demana-li {desk.aina}")

        assert "Li hem demanat que triï una altra hora." in page.text
        assert desk.call().asked_to_choose_at is not None

    def test_calls_of_another_office_are_not_there(self, app, desk):
        stranger = signed_in(app, "coordinator", office_id=None)

        assert stranger.get(f"/coordinacio/reparteix?cita={desk.aina}").status_code == 409


def test_the_calls_of_somebody_who_left_are_given_away(desk, didac, bernat, clara):
    change(Technician, left_at=at(23, "8:00"))
    with writing() as session:
        session.execute(db.update(Technician).where(Technician.id != clara).values(left_at=None))
    didac.get("/coordinacio/setmana/2026-W48")
    didac.follow("Reparteix les seves cites")

    page = didac.submit(button="Fes les que estan marcades")

    assert page.h1 == "S'han fet 2 de 2"
    assert clara not in [technician for technician, _ in state(desk, desk.aina, bernat)]


class TestAbsence:
    def test_it_is_looked_at_put_on_file_and_its_calls_given_away(self, desk, didac, clara):
        page = didac.get("/coordinacio/absencies")
        page = didac.submit(button="Mira quines cites toca", who=[str(clara)], kind="training", **TUESDAY)
        assert "Toca 1 cita" in page.text
        assert db.session.scalars(select(Absence)).all() == []

        page = didac.submit(button="Desa l'absència")
        assert page.h1 == "On poden anar aquestes cites"
        didac.submit(button="Fes les que estan marcades")

        assert desk.call().technician_id != clara
        absence = db.session.scalars(select(Absence)).one()
        assert (absence.starts_at, absence.ends_at, absence.kind) == (at(24, "0:00"), at(25, "0:00"), "training")
        words = didac.get("/coordinacio/absencies").texts("main li")
        assert [one.partition(" · ")[0] for one in words] == ["Clara : dimarts 24 de novembre , tot el dia (formació)"]

    def test_hours_of_the_day(self, desk, didac, clara):
        didac.get("/coordinacio/absencies")
        didac.submit(button="Desa l'absència", who=[str(clara)], first_hour="15:00", last_hour="16:00", **TUESDAY)

        assert db.session.scalars(select(Absence.starts_at)).one() == at(24, "15:00")
        assert db.session.scalars(select(Absence.ends_at)).one() == at(24, "16:00")

    @pytest.mark.parametrize(
        ("first", "last", "words"),
        [
            ("2026-11-24", "2026-11-22", "L'absència acaba abans de començar."),
            ("2026-11-24", "2028-01-01", "Una absència dura com a molt un any."),
            ("2026-11-01", "2026-11-02", "Aquesta absència ja ha passat."),
            ("2028-11-01", "2028-11-02", "revisa l'any"),
        ],
    )
    @pytest.mark.parametrize("button", ["Mira quines cites toca", "Desa l'absència"])
    def test_what_makes_no_sense_is_refused_with_clear_words(self, desk, didac, clara, first, last, words, button):
        didac.get("/coordinacio/absencies")

        page = didac.submit(button=button, who=[str(clara)], first_day=first, last_day=last)

        assert page.status_code == 409
        assert words in page.text
        assert db.session.scalars(select(Absence)).all() == []

    @pytest.mark.parametrize("day", ["", "demà", "0000-00-00", "9999-12-31", "2026-02-30"])
    def test_what_is_no_day_is_told_at_the_field_or_refused(self, desk, didac, clara, day):
        didac.get("/coordinacio/absencies")

        page = didac.submit(button="Desa l'absència", who=[str(clara)], first_day=day, last_day=day)

        assert page.status_code in (409, 422)
        assert db.session.scalars(select(Absence)).all() == []

    def test_overlapping_is_refused_with_the_other_one(self, desk, didac, clara):
        for _ in range(2):
            didac.get("/coordinacio/absencies")
            page = didac.submit(button="Desa l'absència", who=[str(clara)], **TUESDAY)

        assert page.status_code == 409
        assert "Clara ja té una absència que coincideix" in page.text

    def test_back_again(self, desk, didac, clara):
        didac.get("/coordinacio/absencies")
        didac.submit(button="Desa l'absència", who=[str(clara)], **TUESDAY)
        didac.get("/coordinacio/absencies")

        didac.submit(button="Treu-la · Clara")

        assert db.session.scalars(select(Absence)).all() == []


class TestClosure:
    def test_days_are_closed_and_opened_again(self, desk, didac, clara):
        didac.get("/coordinacio/tancaments")
        page = didac.submit(button="Tanca aquests dies", ca="Festa major", **TUESDAY)
        assert "El tancament està desat" in page.text
        assert slot_at(at(24, "16:00"), clara).blocked == "closure"

        didac.get("/coordinacio/tancaments")
        didac.submit(button="Treu-lo · Festa major")

        db.session.rollback()
        assert db.session.scalars(select(Closure)).all() == []
        assert slot_at(at(24, "16:00"), clara).blocked is None

    def test_one_that_makes_no_sense_is_refused(self, desk, didac):
        didac.get("/coordinacio/tancaments")

        page = didac.submit(button="Tanca aquests dies", ca="Festa", first_day="2026-11-25", last_day="2026-11-24")

        assert page.status_code == 409
        assert "El tancament acaba abans de començar." in page.text

    def test_a_local_holiday_is_added_and_taken_away(self, desk, didac, clara):
        didac.get("/coordinacio/tancaments")
        didac.submit(button="Afegeix-lo", day="2026-11-24", name="Sant Martí")
        assert slot_at(at(24, "16:00"), clara).blocked == "holiday"

        didac.get("/coordinacio/tancaments")
        didac.submit(button="Treu-lo · Sant Martí")

        assert db.session.scalars(select(Holiday)).all() == []

    def test_a_holiday_of_all_catalonia_is_not_the_office_s_to_take_away(self, desk, didac):
        with writing() as session:
            holiday = Holiday(place="CT", day=at(24, "12:00").date(), names={"ca": "Festa"})
            session.add(holiday)
            session.flush()
            number = holiday.id
        page = didac.get("/coordinacio/tancaments")
        token = page.form(None, "Afegeix-lo", {}).fields["csrf_token"].sent[0]

        page = didac.post(f"/coordinacio/festius/{number}/treu", {"csrf_token": token})

        assert page.status_code == 409
        assert len(db.session.scalars(select(Holiday)).all()) == 1
