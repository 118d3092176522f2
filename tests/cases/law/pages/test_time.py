"""The pages about time: mediation, the stopped clock, the year of the claim, holidays."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete

from booking.import_holidays import barcelona_holidays, catalan_holidays
from booking.models import HolidayYear
from cases.move_case import move
from database import writing
from tests.cases.law.conftest import deadlines, read
from tests.cases.law.pages.steps import NOW, TODAY, asked, at, head
from tests.support.cases import give_company
from tests.support.world import MADRID


def test_a_mediation_is_extended_once_with_its_cause(desk, opened):
    case = opened(state="in_progress")
    give_company(case)
    desk.submit(at(case, "/estat/in_mediation"), form="act")
    before = deadlines(case)["mediation_ends"]
    assert "Amplia la mediació" in desk.get(at(case)).texts(".state-steps .button")

    page = desk.submit(at(case, "/mediacio/ampliacio"), form="act", months="2", told="Esperem el perit.")
    assert (page.status_code, page.errors) == (422, ["Escriu per què"])
    assert "Esperem el perit." in page.html

    page = desk.submit(form="act", why="Falta el peritatge")
    assert "ampliat 2 mesos" in head(page)
    assert deadlines(case)["mediation_ends"] > before + timedelta(days=55)
    assert "Amplia la mediació" not in page.texts(".state-steps .button")
    assert "S'ha ampliat la mediació" in page.texts(".timeline")[0]
    assert "Per què s'ha ampliat" in page.texts(".timeline")[0]

    page = desk.submit(at(case, "/mediacio/ampliacio"), form="act", why="Encara falta")
    assert (page.status_code, page.errors) == (
        409,
        ["El termini ja s'ha ampliat una vegada: no es pot tornar a ampliar."],
    )


def test_a_mediation_whose_time_is_over_is_not_extended(desk, opened, clara):
    case = opened(state="in_progress")
    give_company(case)
    move(case, "in_mediation", "", "", clara, NOW - timedelta(days=100), "in_progress", MADRID)

    assert "Amplia la mediació" not in desk.get(at(case)).texts(".state-steps .button")
    page = desk.submit(at(case, "/mediacio/ampliacio"), form="act", why="Falta el peritatge")

    assert page.status_code == 409
    assert "ja no es pot ampliar" in page.errors[0]
    assert "Falta el peritatge" in page.html


def test_without_a_mediation_there_is_nothing_to_extend(desk, opened):
    case = opened(state="in_progress")
    assert "No hi ha cap mediació per ampliar" in desk.get(at(case, "/mediacio/ampliacio")).text


def test_a_mediation_ended_meanwhile_is_said_to_whoever_extends_it(desk, opened, clara):
    case = opened(state="in_progress")
    give_company(case)
    desk.submit(at(case, "/estat/in_mediation"), form="act")
    desk.get(at(case, "/mediacio/ampliacio"))
    move(case, "in_progress", "", "", clara, NOW, "in_mediation", MADRID)

    page = desk.submit(form="act", why="Falta el peritatge")

    assert page.status_code == 409
    assert "Mentrestant algú l'ha passat a «En tràmit»" in page.errors[0]


def test_the_clock_is_stopped_and_goes_on(desk, opened):
    case = opened()

    page = desk.submit(at(case, "/rellotge"), form="act", why="other_body", since=TODAY.isoformat())
    assert "s'espera l'informe d'un altre organisme" in head(page)

    desk.get(at(case, "/rellotge"))
    page = desk.submit(button="Que torni a comptar des d'avui")
    assert "termini per resoldre aturat" not in head(page)


def test_a_clock_that_a_requirement_holds_too_is_not_said_to_run_again(desk, opened, clara):
    case = opened()
    desk.submit(at(case, "/rellotge"), form="act", why="other_body", since=TODAY.isoformat())
    asked(case, clara, by="in_person")

    page = desk.get(at(case, "/rellotge"))
    assert "Hi ha un requeriment obert: el termini continuarà aturat fins que s'acabi." in page.text
    page = desk.submit(button="Ja no s'atura per aquest motiu")

    assert "termini per resoldre aturat" in head(page)
    assert "la persona ha d'aportar documentació" in head(page)
    assert "El termini continua aturat, ara pel requeriment" in page.texts(".timeline")[0]


def test_the_clock_does_not_stop_before_the_case_began(desk, opened):
    case = opened()

    page = desk.submit(
        at(case, "/rellotge"), form="act", why="other_body", since=(TODAY - timedelta(days=100)).isoformat()
    )

    assert (page.status_code, page.errors) == (422, ["Tria un dia entre l'obertura de l'expedient i avui"])
    assert read(case).clock_stopped_on is None


@pytest.mark.parametrize(
    ("months", "said"), [(11, "Aviat farà un any"), (13, "Fa més d'un any"), (0, "encara té temps")]
)
def test_the_year_of_the_claim_is_watched(desk, opened, months, said):
    claimed_on = TODAY - timedelta(days=round(months * 30.5))

    assert said in head(desk.get(at(opened(prior_claim_on=claimed_on))))


def test_deadlines_that_other_holidays_move_are_accepted_on_a_page(board, desk, opened):
    case = opened()
    give_company(case)
    desk.submit(at(case, "/estat/sent_to_company"), form="act")
    before = deadlines(case)["company_replies_to_us"]
    work_day = _working_day_soon()
    with writing() as session:
        session.execute(delete(HolidayYear).where(HolidayYear.place == "08091", HolidayYear.year == work_day.year))

    page = board.get("/coordinacio/terminis")
    assert f"Falten les festes del {work_day.year} de Gelida" in page.text

    page = board.submit(municipality="08091", year=str(work_day.year), first_day=work_day.isoformat())
    assert deadlines(case)["company_replies_to_us"] == before
    page = board.submit(button="Accepta els que hi ha marcats")

    assert deadlines(case)["company_replies_to_us"] > before
    assert "Tots els terminis oberts acaben el dia que toca" in page.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"first_day": "2029-01-01"}, "Aquest dia no és de l'any 2031"),
        ({}, "Escriu les festes o marca que encara no se saben"),
        ({"first_day": "2031-01-02", "unknown": True}, "Escriu les festes o marca que encara no se saben"),
    ],
)
def test_local_holidays_are_of_their_year_or_unknown(board, opened, fields, said):
    opened()

    page = board.submit("/coordinacio/terminis", municipality="08091", year="2031", **fields)

    assert page.status_code == 422
    assert said in page.errors[0]


def _working_day_soon() -> date:
    """A day that the time given today counts, wherever the office or the person is: no holiday of either."""
    today = datetime.now(MADRID).date()
    soon = [today + timedelta(days=step) for step in range(2, 10)]
    years = {day.year for day in soon}
    holidays = {day for year in years for day in (*catalan_holidays(year), *barcelona_holidays(year))}
    return next(day for day in soon if day.weekday() < 5 and day not in holidays)
