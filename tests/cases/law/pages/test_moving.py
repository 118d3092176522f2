"""Where a case stands, on its page; and the pages that move it."""

import re
from decimal import Decimal

import pytest

from cases.deadline_kinds import KINDS
from cases.models import Case
from cases.move_case import move
from cases.states import STATES
from database import writing
from tests.cases.law.conftest import read
from tests.cases.law.pages.steps import NOW, at, head, steps
from tests.support.cases import give_company
from tests.support.staff import signed_in
from tests.support.world import MADRID
from web.languages import force_language


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


def test_another_procedure_is_chosen_with_a_reason(desk, opened):
    case = opened()

    page = desk.submit(at(case, "/tramit"), form="act", to="claim", why="Cal")
    assert (page.status_code, page.errors) == (422, ["Ja és d'aquest tràmit: tria'n un altre"])

    desk.submit(form="act", to="mediation", why="Volen parlar")
    assert read(case).procedure == "mediation"


def test_only_coordinators_open_a_closed_case_again_and_say_why(desk, board, opened):
    case = opened(state="withdrawn", closed_at=NOW)
    assert desk.get(at(case, "/reobre")).status_code == 403

    page = board.submit(at(case, "/reobre"), form="act")
    assert (page.status_code, page.errors) == (422, ["Escriu per què"])
    board.submit(form="act", why="Era un error")

    assert (read(case).state, read(case).is_open) == ("in_progress", True)


def test_another_offices_case_does_not_exist(app, world, opened):
    stranger = signed_in(app, "technician", office_id=None)

    assert stranger.get(at(opened(), "/estat/in_progress")).status_code == 404


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/estat/in_progress", "El termini per resoldre continua comptant."),
        ("/estat/withdrawn", "El termini per resoldre s'acaba."),
        ("/requeriment", "El termini per resoldre s'atura quan es notifica un requeriment de documentació, no abans."),
        ("/resolucio/inadmissible", "El termini per resoldre s'acaba."),
    ],
)
def test_what_an_act_does_to_the_time_to_resolve_is_said_before(desk, opened, path, says):
    assert says in desk.get(at(opened(), path)).text
