"""The pages of a requirement, its notification, and the resolution that may follow."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from booking.models import HolidayYear
from cases.move_case import move
from cases.notification import Days
from cases.notify import notify_requirement
from database import writing
from tests.cases.law.conftest import deadlines, read
from tests.cases.law.pages.steps import NOW, TODAY, asked, at, head, steps
from tests.support.world import MADRID


def test_documents_are_required_and_the_provisional_time_is_shown(desk, opened):
    case = opened()

    page = desk.submit(
        at(case, "/requeriment"),
        form="act",
        documents=["invoice", "contract"],
        notified_by="enotum",
        deposited_on=TODAY.isoformat(),
    )

    assert "Ara ha d'actuar la persona" in head(page)
    assert "provisional" in head(page)
    assert steps(page) == ["Apunta la notificació"]
    assert "remedy" in deadlines(case)


def test_what_was_required_is_not_required_again_meanwhile(desk, opened, clara):
    case = opened()
    asked(case, clara)

    assert "Des d'aquest estat no s'hi pot passar" in desk.get(at(case, "/requeriment")).text


def test_a_requirement_says_what_and_how(desk, opened):
    case = opened()

    page = desk.submit(at(case, "/requeriment"), form="act", text="", deposited_on="")
    assert (page.status_code, page.errors) == (422, ["Tria com se li notifica"])

    page = desk.submit(form="act", notified_by="paper")
    assert (page.status_code, page.errors) == (422, ["Marca quins documents calen o escriu què se li demana"])
    assert read(case).state == "pending"


def test_a_year_without_holidays_is_said_plainly_and_the_form_is_kept(desk, opened, world):
    case = opened()
    with writing() as session:
        session.execute(delete(HolidayYear).where(HolidayYear.place == world.municipality_id))

    page = desk.submit(
        at(case, "/requeriment"), form="act", text="La factura.", notified_by="enotum", deposited_on=TODAY.isoformat()
    )

    assert page.status_code == 409
    assert f"falten les festes del {TODAY.year}" in page.errors[0]
    assert "de Gelida" in page.errors[0]
    assert "flask holidays import" in page.errors[0]
    assert "La factura." in page.html
    assert read(case).state == "pending"


def test_opening_the_notification_makes_it_final(desk, opened, clara):
    case = opened()
    asked(case, clara, days_ago=5)

    page = desk.submit(at(case, "/notificacio"), form="act", opened_on=(TODAY - timedelta(days=2)).isoformat())

    assert "provisional" not in head(page)
    assert "termini per resoldre aturat" in head(page)
    assert steps(page) == ["Ja hi és tot: continua"]


def test_days_in_the_wrong_order_are_refused_beside_the_field(desk, opened, clara):
    case = opened()
    asked(case, clara, days_ago=5)
    before = deadlines(case)

    page = desk.submit(
        at(case, "/notificacio"),
        form="act",
        deposited_on=(TODAY - timedelta(days=2)).isoformat(),
        opened_on=(TODAY - timedelta(days=3)).isoformat(),
    )

    assert page.status_code == 422
    assert "És d'abans que es diposités" in page.errors[0]
    assert deadlines(case) == before


@pytest.mark.parametrize(
    ("written", "said"), [("ahir", "Escriu el dia"), ("2100-01-01", "Aquest dia encara no ha arribat")]
)
def test_a_day_that_is_none_stays_as_typed(desk, opened, clara, written, said):
    case = opened()
    asked(case, clara, days_ago=5)

    page = desk.submit(at(case, "/notificacio"), form="act", opened_on=written)

    assert page.status_code == 422
    assert said in page.errors[0]
    assert written in page.html


def test_an_unopened_notification_is_suggested_as_rejected_and_not_done(desk, opened, clara):
    case = opened()
    asked(case, clara, days_ago=14)

    page = desk.get(at(case))

    assert "compta com a rebutjada" in head(page)
    assert steps(page) == ["Apunta-la com a rebutjada"]
    assert "provisional" in head(page)

    page = desk.follow("Apunta-la com a rebutjada")
    page = desk.submit(form="act")
    assert "provisional" not in head(page)
    assert deadlines(case)["remedy"] > TODAY - timedelta(days=4)


def test_when_all_is_there_one_press_goes_on(desk, opened, clara):
    case = opened()
    asked(case, clara, by="in_person")

    desk.get(at(case))
    page = desk.submit(button="Ja hi és tot: continua")

    assert read(case).state == "in_progress"
    assert "Ara ha d'actuar l'oficina" in head(page)


def test_pressing_it_once_more_is_refused_in_words(desk, opened, clara):
    case = opened()
    asked(case, clara, by="in_person")
    desk.get(at(case))
    move(case, "in_progress", "", "", clara, NOW, "documents_required", MADRID)

    page = desk.submit(button="Ja hi és tot: continua")

    assert (page.status_code, page.h1) == (409, "No s'ha pogut fer")


def test_time_is_extended_once(desk, opened, clara):
    case = opened()
    asked(case, clara)
    before = deadlines(case)["remedy"]

    page = desk.submit(at(case, "/ampliacio"), form="act", days="3")
    assert "ampliat 3 dies hàbils" in head(page)
    assert deadlines(case)["remedy"] > before
    assert "Amplia el termini" not in page.texts(".state-steps .button")

    page = desk.submit(at(case, "/ampliacio"), form="act", days="3")
    assert (page.status_code, page.errors) == (
        409,
        ["El termini ja s'ha ampliat una vegada: no es pot tornar a ampliar."],
    )


def test_a_resolution_waits_for_the_final_date(desk, opened, clara):
    case = opened()
    requirement = asked(case, clara, days_ago=60)

    page = desk.submit(at(case, "/resolucio/deemed_withdrawn"), form="act", reason="No ha aportat res.")
    assert page.status_code == 409
    assert "encara no és definitiu" in page.errors[0]

    opened_on = TODAY - timedelta(days=55)
    days = Days(TODAY - timedelta(days=60), opened_on)
    notify_requirement(case, requirement, days, "", clara, NOW - timedelta(days=50), MADRID)
    assert steps(desk.get(at(case))) == ["Resol que se'l té per desistit"]
    page = desk.submit(at(case, "/resolucio/deemed_withdrawn"), form="act", reason="No ha aportat res.")

    assert read(case).state == "deemed_withdrawn"
    assert steps(page) == ["Apunta la notificació de la resolució"]

    desk.submit(at(case, "/notificacio"), form="act", deposited_on=TODAY.isoformat(), opened_on=TODAY.isoformat())
    assert steps(desk.get(at(case))) == []


def test_the_page_of_a_resolution_says_that_the_person_still_has_time(desk, opened, clara):
    case = opened()
    requirement = asked(case, clara, days_ago=5)
    notify_requirement(case, requirement, Days(TODAY - timedelta(days=5), TODAY), "", clara, NOW, MADRID)

    page = desk.get(at(case, "/resolucio/deemed_withdrawn"))

    assert "La persona té temps fins al" in page.text
    assert "Abans no es pot resoldre." in page.text


def test_a_case_that_is_not_admitted_has_a_ground(desk, opened):
    case = opened()

    page = desk.submit(at(case, "/resolucio/inadmissible"), form="act", reason="No ha reclamat.")
    assert (page.status_code, page.errors) == (422, ["Tria el motiu"])

    desk.submit(form="act", ground="no_prior_claim")
    assert read(case).state == "inadmissible"
