"""The page on which the company of a case is found, added and corrected."""

import pytest
from sqlalchemy import update

from cases.companies import Details, enter_company
from cases.models import Case, Company
from database import db, writing
from tests.cases.file.desk import COMPANY, new_case
from tests.support.world import NOW

pytestmark = pytest.mark.usefixtures("clock")


def test_a_company_is_searched_and_chosen(at_desk, world, clara, case, address):
    other = new_case(world)
    company_id, _ = enter_company(other, COMPANY, 0, clara, NOW)
    at_desk.get(address)

    at_desk.follow("Busca l'empresa")
    page = at_desk.submit(button="Busca", q="gas llum")
    assert page.texts(".company-list b") == [COMPANY.name]
    assert "gas" not in page.url
    at_desk.submit(button="Tria-la Llum i Gas del Penedès, SA")

    assert case().company_id == company_id
    page = at_desk.get(f"{address}/empresa")
    assert "Surt en un altre expedient" in page.text
    at_desk.submit(button="No és aquesta: treu-la")
    assert case().company_id is None


def test_a_company_is_added_and_corrected(at_desk, case, address):
    at_desk.submit(
        f"{address}/empresa", button="Afegeix-la i tria-la", **{"new-name": "Gas Nou, SL", "new-nif": "b-64717838"}
    )
    company = db.session.get_one(Company, case().company_id)
    assert (company.name, company.nif) == ("Gas Nou, SL", "B64717838")

    at_desk.submit(f"{address}/empresa", button="Desa les dades", **{"company-name": "Gas Nou i Net, SL"})
    db.session.rollback()
    assert db.session.get_one(Company, case().company_id).name == "Gas Nou i Net, SL"


def test_a_known_tax_number_leads_to_the_company_that_has_it(at_desk, world, clara, case, address):
    company_id, _ = enter_company(new_case(world), COMPANY, 0, clara, NOW)

    page = at_desk.submit(
        f"{address}/empresa", button="Afegeix-la i tria-la", **{"new-name": "LLUM", "new-nif": COMPANY.nif}
    )

    assert "Aquesta empresa ja hi era" in page.text
    assert case().company_id == company_id


@pytest.mark.parametrize(("nif", "told"), [("B64717839", "no correspon a les altres"), ("64717", "com ara B64717838")])
def test_a_wrong_tax_number_is_told(at_desk, address, nif, told):
    page = at_desk.submit(
        f"{address}/empresa", button="Afegeix-la i tria-la", **{"new-name": "Gas Nou", "new-nif": nif}
    )

    assert page.status_code == 422
    assert told in page.errors[0]


def test_a_tax_number_of_another_company_is_told_with_its_name(at_desk, world, clara, case_id, address):
    enter_company(new_case(world), COMPANY, 0, clara, NOW)
    enter_company(case_id, Details("Gas Nou"), 0, clara, NOW)

    page = at_desk.submit(f"{address}/empresa", button="Desa les dades", **{"company-nif": COMPANY.nif})

    assert page.status_code == 409
    assert COMPANY.name in page.errors[0]


def test_a_company_chosen_or_corrected_meanwhile_is_told(at_desk, world, clara, case_id, address):
    at_desk.get(f"{address}/empresa")
    company_id, _ = enter_company(case_id, COMPANY, 0, clara, NOW)
    page = at_desk.submit(button="Afegeix-la i tria-la", **{"new-name": "Gas Nou"})
    assert "Algú ha triat una empresa" in page.errors[0]

    at_desk.get(f"{address}/empresa")
    with writing() as session:
        company = session.get_one(Company, company_id)
        company.name, company.version = "Llum Vella", 2
    page = at_desk.submit(button="Desa les dades", **{"company-name": "Llum Nova"})
    assert page.status_code == 409
    assert "Llum Vella" in page.texts(".theirs")[0]
    assert at_desk.submit(button="Desa les dades").status_code == 200
    db.session.rollback()
    assert db.session.get_one(Company, company_id).name == "Llum Nova"


@pytest.mark.parametrize("state", ["sent_to_company", "in_mediation", "in_arbitration"])
def test_a_case_that_is_with_its_company_is_not_left_without_one(at_desk, world, clara, case_id, case, address, state):
    company_id, _ = enter_company(case_id, COMPANY, 0, clara, NOW)
    page = at_desk.get(f"{address}/empresa")
    with writing() as session:
        session.execute(update(Case).where(Case.id == case_id).values(state=state))

    refused = at_desk.submit(button="No és aquesta: treu-la")

    assert refused.status_code == 409
    assert "L'expedient ja és amb aquesta empresa" in refused.errors[0]
    assert case().company_id == company_id
    assert "treu-la" in page.text
    assert "treu-la" not in at_desk.get(f"{address}/empresa").text
