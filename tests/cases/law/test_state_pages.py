"""Where a case stands, on its page; and the pages of what may be done with it."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete

from booking.models import HolidayYear
from cases.deadline_kinds import KINDS
from cases.models import Case
from cases.move_case import move
from cases.notification import Days
from cases.notify import notify_requirement
from cases.require_documents import Demand, require_documents
from cases.states import STATES
from database import writing
from tests.cases.law.conftest import deadlines, read
from tests.support.cases import case_of, give_company
from tests.support.holidays import load_holidays
from tests.support.staff import signed_in
from tests.support.world import MADRID
from web.languages import force_language

NOW = datetime.now(UTC)
TODAY = NOW.astimezone(MADRID).date()


@pytest.fixture
def opened(world):
    """A case on the desk for three months; values are columns."""
    load_holidays(TODAY.year - 1, TODAY.year, TODAY.year + 1)

    def make(**values):
        with writing() as session:
            return case_of(session, world, now=NOW - timedelta(days=90), **values).id

    return make


@pytest.fixture
def desk(app, world):
    """The browser of a technician."""
    return signed_in(app, "technician", name="Clara Soler", office_id=world.office_id)


@pytest.fixture
def board(app, world):
    """The browser of a coordinator."""
    return signed_in(app, "coordinator", office_id=world.office_id)


def at(case_id, path=""):
    return f"/expedients/{read(case_id).reference}{path}"


def asked(case_id, clara, days_ago=0, by="enotum"):
    """An invoice is required, and the notification deposited, so many days ago."""
    when = NOW - timedelta(days=days_ago)
    deposited = None if by == "in_person" else when.astimezone(MADRID).date()
    demand = Demand("remedy", ("invoice",), "", by, deposited)
    return require_documents(case_id, demand, clara, when, read(case_id).state, MADRID)


def head(page):
    return " ".join(page.texts("#state"))


def steps(page):
    return page.texts(".state-main .button")


def test_the_page_says_who_must_act_and_offers_one_step(desk, opened):
    page = desk.get(at(opened(state="in_progress")))

    assert "Ara ha d'actuar l'oficina" in head(page)
    assert "no corre cap termini" in head(page)
    assert steps(page) == ["Envia'l a l'empresa"]
    assert "Deriva'l a un altre organisme" in page.texts(".state-steps .button")


@pytest.mark.parametrize(
    ("state", "procedure", "step"),
    [
        ("pending", "claim", ["Posa'l en tràmit"]),
        ("in_progress", "enquiry", ["Dona'l per respost"]),
        ("in_progress", "mediation", ["Comença la mediació"]),
        ("sent_to_company", "claim", ["L'empresa ha respost: continua"]),
        ("in_mediation", "claim", ["Tanca'l amb acord"]),
        ("withdrawn", "claim", []),
    ],
)
def test_the_first_step_is_the_usual_one(desk, opened, state, procedure, step):
    closed_at = NOW if state == "withdrawn" else None

    assert steps(desk.get(at(opened(state=state, procedure=procedure, closed_at=closed_at)))) == step


def test_a_viewer_sees_where_it_stands_and_no_steps(app, world, opened):
    page = signed_in(app, "viewer", office_id=world.office_id).get(at(opened()))

    assert "Ara ha d'actuar l'oficina" in head(page)
    assert page.query(".state .button") == []


def test_a_new_case_is_taken_up_with_one_press(desk, opened):
    case = opened()

    desk.get(at(case))
    page = desk.submit(button="Posa'l en tràmit")

    assert read(case).state == "in_progress"
    assert steps(page) == ["Envia'l a l'empresa"]


@pytest.mark.parametrize(
    ("language", "term", "ground"),
    [
        ("es", "plazo dado por la oficina", "Ley 7/2017, art. 18.1"),
        ("en", "time given by the office", "Act 7/2017, art. 18.1"),
    ],
)
def test_what_a_date_rests_on_is_said_in_the_language_of_the_page(app, world, opened, clara, language, term, ground):
    case = opened()
    desk = signed_in(app, "technician", office_id=world.office_id, language=language)
    assert ground in desk.get(at(case, "/resolucio/inadmissible")).texts("main p.muted")

    give_company(case)
    move(case, "sent_to_company", "", "", clara, NOW, "pending", MADRID)
    assert f"({term})" in head(desk.get(at(case)))


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_article_of_the_tables_stays_in_catalan(app, language):
    with app.test_request_context("/"):
        force_language(language)
        said = " ".join(str(line.article) for line in (*STATES.values(), *KINDS.values()))

    assert "39/2015, art. 68.1" in said
    assert not re.search(r"Llei|Codi|Decret |termini| i ", said)


def test_a_case_is_moved_from_its_page(desk, opened):
    case = opened()
    give_company(case)

    page = desk.submit(at(case, "/estat/sent_to_company"), form="act")

    assert read(case).state == "sent_to_company"
    assert "Ara ha d'actuar l'empresa" in head(page)
    assert "Respondre a l'oficina" in head(page)


def test_what_goes_to_a_company_says_to_which_and_that_the_office_sends_it(desk, opened):
    case = opened()
    give_company(case, "Llum i Gas, SA")

    page = desk.get(at(case, "/estat/sent_to_company"))

    assert "Llum i Gas, SA" in page.text
    assert "D'aquí no s'envia res" in page.text


@pytest.mark.parametrize("to", ["sent_to_company", "in_mediation", "in_arbitration"])
def test_a_case_without_a_company_is_not_sent_to_it_and_the_company_is_chosen_first(desk, opened, to):
    case = opened(state="in_progress", company_as_told="la de la llum")

    page = desk.get(at(case, f"/estat/{to}"))

    assert "Abans cal triar l'empresa" in page.text
    assert "la de la llum" in page.text
    assert page.query("form#act") == []
    assert desk.follow("Tria l'empresa").url.endswith(at(case, "/empresa"))


def test_a_company_taken_out_meanwhile_is_said_and_what_was_typed_is_kept(desk, opened):
    case = opened()
    give_company(case)
    desk.get(at(case, "/estat/sent_to_company"))
    with writing() as session:
        session.get_one(Case, case).company_id = None

    page = desk.submit(form="act", told="Els hem donat quinze dies.")

    assert (page.status_code, page.errors) == (409, ["No se sap a quina empresa: tria-la abans"])
    assert "Els hem donat quinze dies." in page.html
    assert [link for link in page.query("main a") if link.attrs["href"].endswith("/empresa")]
    assert read(case).state == "pending"

    give_company(case)
    desk.submit(form="act")
    assert read(case).state == "sent_to_company"


def test_a_move_without_its_reason_comes_back_with_what_was_typed(desk, opened):
    case = opened()

    page = desk.submit(at(case, "/estat/withdrawn"), form="act", told="Com ens has demanat, ho tanquem.")

    assert (page.status_code, page.errors) == (422, ["Escriu per què"])
    assert "Com ens has demanat, ho tanquem." in page.html
    assert read(case).state == "pending"


def test_an_agreement_asks_for_its_amounts(desk, opened):
    case = opened(state="in_progress")

    page = desk.submit(
        at(case, "/estat/closed_agreement"), form="act", claimed="120,505", recovered="", why="Han pagat"
    )
    assert page.status_code == 422
    assert len(page.errors) == 2

    desk.submit(form="act", claimed="120,50", recovered="0", why="Han pagat")
    assert (read(case).state, read(case).amount_claimed) == ("closed_agreement", Decimal("120.50"))


def test_more_recovered_than_claimed_is_asked_about(desk, opened):
    case = opened(state="in_progress")
    assert "més del que es reclamava" not in desk.get(at(case, "/estat/closed_agreement")).text

    page = desk.submit(form="act", claimed="300", recovered="3.000,50", why="Han pagat")

    assert page.status_code == 422
    assert page.errors == ["És més del que es reclamava: corregeix-ho, o marca que és correcte"]
    assert "3.000,50" in page.html
    assert read(case).state == "in_progress"

    desk.submit(form="act", more_is_right=True)
    assert (read(case).state, read(case).amount_recovered) == ("closed_agreement", Decimal("3000.50"))


def test_a_partial_agreement_recovers_no_more_than_was_claimed(desk, opened):
    case = opened(state="in_progress")

    page = desk.submit(
        at(case, "/estat/closed_partial_agreement"), form="act", claimed="10", recovered="9.999", why="Han pagat"
    )

    assert page.status_code == 422
    assert page.errors == ["És més del que es reclamava: no seria un acord parcial. Corregeix-ho, o tanca'l amb acord"]
    assert "És correcte" not in page.text
    assert read(case).state == "in_progress"


def test_whoever_is_late_is_told_what_somebody_else_did(desk, opened, clara):
    case = opened()
    desk.get(at(case, "/estat/referred"))
    move(case, "in_progress", "", "", clara, NOW, "pending", MADRID)

    page = desk.submit(form="act", why="No és nostre", told="Ho porta la DGSFP.")

    assert page.status_code == 409
    assert "Mentrestant algú l'ha passat a «En tràmit»" in page.errors[0]
    assert "Ho porta la DGSFP." in page.html

    desk.submit(form="act")
    assert read(case).state == "referred"


def test_an_impossible_move_says_what_is_possible(desk, opened):
    case = opened(state="in_arbitration")
    assert "Des d'aquest estat no s'hi pot passar" in desk.get(at(case, "/estat/referred")).text

    desk.get(at(case, "/estat/in_progress"))
    token = desk.page.query("input[name=csrf_token]")[0].attrs["value"]
    url = at(case, "/estat/referred")
    data = {"csrf_token": token, "seen_state": "in_arbitration", "why": "x", "told": "x"}
    page = desk.post(url, data, headers={"Referer": f"http://localhost{url}"})

    assert page.status_code == 409
    assert "De «A la Junta Arbitral» no s'hi pot passar. Es pot fer: Tanca'l amb acord" in page.errors[0]
    assert read(case).state == "in_arbitration"


@pytest.mark.parametrize("path", ["/estat/nowhere", "/estat/pending", "/resolucio/answered"])
def test_there_is_no_page_for_what_is_no_move(desk, opened, path):
    assert desk.get(at(opened(), path)).status_code == 404


def test_states_with_an_act_of_their_own_lead_to_it(desk, opened):
    case = opened()

    assert desk.get(at(case, "/estat/documents_required")).h1 == "Requereix documentació"
    assert desk.get(at(case, "/estat/inadmissible")).h1 == "Resol que no s'admet"


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


def test_another_procedure_is_chosen_with_a_reason(desk, opened):
    case = opened()

    page = desk.submit(at(case, "/tramit"), form="act", to="claim", why="Cal")
    assert (page.status_code, page.errors) == (422, ["Ja és d'aquest tràmit: tria'n un altre"])

    desk.submit(form="act", to="mediation", why="Volen parlar")
    assert read(case).procedure == "mediation"


def test_the_clock_is_stopped_and_goes_on(desk, opened):
    case = opened()

    page = desk.submit(at(case, "/rellotge"), form="act", why="other_body", since=TODAY.isoformat())
    assert "s'espera l'informe d'un altre organisme" in head(page)

    desk.get(at(case, "/rellotge"))
    page = desk.submit(button="Que torni a comptar des d'avui")
    assert "termini per resoldre aturat" not in head(page)


def test_the_clock_does_not_stop_before_the_case_began(desk, opened):
    case = opened()

    page = desk.submit(
        at(case, "/rellotge"), form="act", why="other_body", since=(TODAY - timedelta(days=100)).isoformat()
    )

    assert (page.status_code, page.errors) == (422, ["Tria un dia entre l'obertura de l'expedient i avui"])
    assert read(case).clock_stopped_on is None


def test_only_coordinators_open_a_closed_case_again_and_say_why(desk, board, opened):
    case = opened(state="withdrawn", closed_at=NOW)
    assert desk.get(at(case, "/reobre")).status_code == 403

    page = board.submit(at(case, "/reobre"), form="act")
    assert (page.status_code, page.errors) == (422, ["Escriu per què"])
    board.submit(form="act", why="Era un error")

    assert (read(case).state, read(case).is_open) == ("in_progress", True)


@pytest.mark.parametrize(
    ("months", "said"), [(11, "Aviat farà un any"), (13, "Fa més d'un any"), (0, "encara té temps")]
)
def test_the_year_of_the_claim_is_watched(desk, opened, months, said):
    claimed_on = TODAY - timedelta(days=round(months * 30.5))

    assert said in head(desk.get(at(opened(prior_claim_on=claimed_on))))


def test_another_offices_case_does_not_exist(app, world, opened):
    stranger = signed_in(app, "technician", office_id=None)

    assert stranger.get(at(opened(), "/estat/in_progress")).status_code == 404


def test_deadlines_that_other_holidays_move_are_accepted_on_a_page(board, desk, opened):
    case = opened()
    give_company(case)
    desk.submit(at(case, "/estat/sent_to_company"), form="act")
    before = deadlines(case)["company_replies_to_us"]
    work_day = next(TODAY + timedelta(days=step) for step in range(1, 9) if _is_free(TODAY + timedelta(days=step)))
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


def _is_free(day: date) -> bool:
    """A working day in every year: no holiday of Catalonia near."""
    return day.weekday() < 5 and (day.month, day.day) not in {(12, 8), (12, 25), (1, 1), (1, 6), (5, 1), (6, 24)}
