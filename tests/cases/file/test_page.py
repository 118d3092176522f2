"""The page of a case file: who sees what of it, and what comes of its forms."""

import pytest
from sqlalchemy import select

from booking.models import Person
from cases.assign import assign
from cases.history import changed, lock_case
from cases.mediation import give_access
from cases.models import Case, CaseNote
from cases.notes import add_note
from cases.save_block import save_block
from database import db, writing
from staff.models import AuditEntry
from tests.cases.file.desk import NOTE, full_case, new_case, reference_of
from tests.support.browser_client import Browser
from tests.support.queries import counted
from tests.support.staff import browser_with, session_of, signed_in
from tests.support.world import NOW

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def full(world, clara):
    """Address of a case with something in each part."""
    return f"/expedients/{reference_of(full_case(world, clara))}"


def save(browser, address, block, button="Desa", **fields):
    """Type into a block, as its page names the fields, and press its button."""
    typed = {f"{block}-{name}": value for name, value in fields.items()}
    return browser.submit(address, form=f"{address}/{block}", button=button, **typed)


def test_the_whole_file_stands_on_one_page(at_desk, full):
    page = at_desk.get(full)

    assert page.h1 == "Expedient 2026/0000001"
    for words in (
        "Reclamació", "Urgent", "Energia", "Aina Roca i Ferrer", "12345678Z", "612 34 56 78", "Electrònica (e-NOTUM)",
        "4 de març de 2024", "233,40 €", "1.116,70 €", "Llum i Gas del Penedès", "A58818501", "la de la llum",
        "a partir del 2 de novembre de 2026", "Berta Roca", "Falta acreditar-ho", NOTE, "No formen part de l'expedient",
        "S'ha assignat a Clara", "expedient obert",
    ):  # fmt: skip
        assert words in page.text, words
    assert page.link("24 de novembre de 2026").href.startswith("/cites/")


def test_a_file_says_what_a_claim_cannot_go_on_without(at_desk, address):
    page = at_desk.get(address)

    missing = page.texts(".rows .missing, .block-read > p .missing")
    assert missing == ["Falta"] * 7  # document, address, facts, request, company, date of the contract, prior claim


def test_each_look_is_on_record(at_desk, clara, case_id, address):
    at_desk.get(address)
    at_desk.get(address.lower().replace("/e-", "/E-"))

    looks = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "case_seen")).all()
    assert [(look.member_id, look.subject_id) for look in looks] == [(clara, str(case_id))] * 2


def test_to_the_staff_of_another_office_a_case_does_not_exist(app, address):
    stranger = signed_in(app, "technician", "coordinator")

    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/empresa").status_code == 404
    assert Browser(app).get(address).h1 != "Expedient 2026/0000001"


def test_a_viewer_reads_the_file_and_can_change_nothing(app, world, full):
    viewer = signed_in(app, "viewer", office_id=world.office_id)

    page = viewer.get(full)

    assert "Aina Roca i Ferrer" in page.text
    assert NOTE not in page.text
    assert [form.action for form in page.forms] == ["/surt"]
    assert viewer.get(f"{full}/empresa").status_code == 403


def test_the_cost_does_not_grow_with_what_has_happened(at_desk, world, clara, full):
    at_desk.get(full)
    with counted(db.engine) as few:
        at_desk.get(full)
    case_id = db.session.scalars(select(Case.id)).one()
    for number in range(15):
        save_block(case_id, "facts", {"facts": f"Versió {number}."}, number + 1, clara, NOW)
        add_note(case_id, f"Nota {number}.", clara, NOW)
        assign(case_id, world.technicians[0] if number % 2 else None, clara, NOW)

    with counted(db.engine) as many:
        at_desk.get(full)

    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("block", "fields"),
    [
        ("head", {"registry_entry": "E/000123-2026", "internal_detail": "Videotrucada", "urgent": True}),
        ("facts", {"facts": "Primer.\nDesprés."}),
        ("request", {"request": "Que ho tornin."}),
        ("relation", {"contract_reference": "C-1", "contracted_where": "web"}),
        ("prior_claim", {"prior_claim_how": "Per correu", "prior_claim_about_billing": True}),
    ],
)
def test_a_block_is_saved_and_shown(at_desk, case, address, block, fields):
    page = save(at_desk, address, block, **fields)

    assert (page.status_code, page.errors) == (200, [])
    assert {name: getattr(case(), name) for name in fields} == fields


def test_amounts_and_days_are_stored_exactly(at_desk, case, address):
    save(at_desk, address, "request", amount_claimed="1.234,5", amount_recovered="0,05")
    save(at_desk, address, "relation", contracted_on="2026-11-20", amount_paid="116.70")

    assert (str(case().amount_claimed), str(case().amount_recovered)) == ("1234.50", "0.05")
    assert (str(case().contracted_on), str(case().amount_paid)) == ("2026-11-20", "116.70")


@pytest.mark.parametrize(
    ("block", "field", "typed", "told"),
    [
        ("request", "amount_claimed", "116,705", "Escriu l'import en euros amb dos decimals com a molt"),
        ("relation", "amount_paid", "cent euros", "com ara 1.234,56 o 116,70"),
        ("relation", "contracted_on", "2026-11-24", "Aquest dia encara no ha arribat"),
        ("person", "name", "", "Escriu el nom i els cognoms"),
        ("person", "email", "aina", "Escriu el correu com ara nom@exemple.cat"),
        ("person", "identity_number", "12345678A", "La lletra no correspon a aquest número"),
        ("person", "identity_number", "1234", "Escriu el DNI amb vuit xifres i la lletra"),
        ("person", "municipality", "Atlantis", "No sabem quin municipi és"),
        ("facts", "facts", "a" * 8_001, "El text és massa llarg"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_stays_as_typed(at_desk, case, address, block, field, typed, told):
    page = save(at_desk, address, block, **{field: typed})

    assert page.status_code == 422
    assert told in page.errors[0]
    name = f"{block}-{field}"
    assert page.form(f"{address}/{block}").fields[name].sent[0].lstrip("\n") == typed
    assert save(at_desk, address, "head", internal_state="segueix anant").status_code == 200


def test_a_reply_before_the_claim_is_told(at_desk, address):
    page = save(at_desk, address, "prior_claim", prior_claim_on="2026-10-02", prior_reply_on="2026-10-01")

    assert page.errors == ["La resposta no pot ser anterior a la reclamació"]


def test_what_the_claim_to_the_company_is_about_is_shown_once_it_is_said(at_desk, address):
    assert "un cobrament indegut" not in " ".join(at_desk.get(address).texts("#prior_claim .block-read"))

    page = save(at_desk, address, "prior_claim", prior_claim_about_billing=True)

    assert "Una factura o un cobrament indegut" in " ".join(page.texts("#prior_claim .block-read"))


def test_a_number_of_another_case_is_told_with_its_number(at_desk, world, address):
    new_case(world, registry_entry="E/000123-2026")

    page = save(at_desk, address, "head", registry_entry="E/000123-2026")

    assert page.status_code == 409
    assert page.errors == ["Ja el té l'expedient 2026/0000002. Revisa'l."]


def test_a_person_is_corrected(at_desk, case, address):
    page = save(
        at_desk, address, "person",
        name="Aina Roca i Ferrer", identity_number=" x-1234567-l ", municipality="GÈLIDA", phone="612 345 678",
        email="", language="es", notified_by="paper",
    )  # fmt: skip

    person = db.session.get_one(Person, case().person_id)
    assert page.errors == []
    assert (person.name, person.identity_number, person.phone, person.email) == (
        "Aina Roca i Ferrer", "X1234567L", "+34612345678", None,
    )  # fmt: skip
    assert (case().language, person.notified_by) == ("es", "paper")


def test_passports_are_free_and_a_person_needs_one_way_to_be_reached(at_desk, case, address):
    save(at_desk, address, "person", identity_kind="passport", identity_number="ab 123456")
    assert db.session.get_one(Person, case().person_id).identity_number == "AB123456"
    assert save(at_desk, address, "facts", facts="La pàgina encara sap que és un passaport.").status_code == 200

    page = save(at_desk, address, "person", email="", phone="")

    assert page.status_code == 409
    assert "Cal una manera de trobar-la" in page.errors[0]


def test_the_second_of_two_sees_both_texts_and_saves_with_both_before_their_eyes(
    at_desk, case, case_id, address, dídac
):
    at_desk.get(address)
    save_block(case_id, "request", {"request": "El d'en Dídac."}, 0, dídac, NOW)

    page = at_desk.submit(form=f"{address}/request", **{"request-request": "El de la Clara."})

    assert page.status_code == 409
    assert page.errors == ["Dídac Roca hi ha desat una altra cosa. El teu text encara no està desat."]
    assert "El d'en Dídac." in page.texts(".theirs")[0]
    assert page.form(f"{address}/request").fields["request-request"].sent == ["El de la Clara."]
    assert case().request == "El d'en Dídac."

    at_desk.submit(form=f"{address}/request", button="Desa", **{"request-request": "Tots dos."})
    assert case().request == "Tots dos."


def test_fields_that_this_person_did_not_touch_keep_what_the_other_saved(at_desk, case, case_id, address, dídac):
    at_desk.get(address)
    save_block(case_id, "person", {"address": "Carrer Nou, 5"}, 0, dídac, NOW)

    page = at_desk.submit(form=f"{address}/person", button="Desa", **{"person-phone": "612345678"})
    assert page.status_code == 409
    assert page.form(f"{address}/person").fields["person-address"].sent == ["Carrer Nou, 5"]
    at_desk.submit(form=f"{address}/person", button="Desa")

    person = db.session.get_one(Person, case().person_id)
    assert (person.address, person.phone) == ("Carrer Nou, 5", "+34612345678")


def test_whoever_touched_nothing_overwrites_nothing(at_desk, case, case_id, address, dídac):
    at_desk.get(address)
    save_block(case_id, "facts", {"facts": "El d'en Dídac."}, 0, dídac, NOW)

    page = at_desk.submit(form=f"{address}/facts", button="Desa")

    assert page.status_code == 200
    assert case().facts == "El d'en Dídac."


def test_a_representative_is_added_and_taken_out(at_desk, case, address):
    page = save(at_desk, address, "representative", name="Berta Roca", representation="filla", phone="622 222 222")
    assert "Falta acreditar-ho" in page.text

    page = save(at_desk, address, "representative", representation_proved_on="2026-11-20")
    assert "Falta acreditar-ho" not in page.text

    page = at_desk.submit(button="Treu el representant")
    assert "Actua per ella mateixa." in page.text
    assert case().representative_id is None


def test_a_representative_who_changed_meanwhile_is_not_taken_out(at_desk, case_id, address, dídac, case):
    save(at_desk, address, "representative", name="Berta Roca", representation="filla", phone="622 222 222")
    save_block(case_id, "representative", {"name": "Carles Roca"}, 1, dídac, NOW)

    page = at_desk.submit(button="Treu el representant")

    assert page.status_code == 409
    assert case().representative_id is not None


def test_a_note_is_added_and_an_empty_one_is_told(at_desk, address):
    page = at_desk.submit(address, button="Afegeix la nota", **{"note-text": ""})
    assert (page.status_code, page.errors) == (422, ["Escriu la nota"])

    page = at_desk.submit(button="Afegeix la nota", **{"note-text": NOTE})
    assert NOTE in page.texts("#notes")[0]
    assert db.session.scalars(select(CaseNote.text)).all() == [NOTE]


def test_a_case_is_assigned(at_desk, world, case, address):
    at_desk.submit(address, button="Assigna", assignee="")
    assert case().assignee_id is None

    page = at_desk.submit(button="Assigna", assignee=str(world.technicians[0]))
    assert "S'ha assignat a Clara" in page.text

    assert at_desk.submit(button="Assigna", forged={"assignee": "999"}).errors == ["Tria un tècnic de la llista"]


def test_a_case_closed_meanwhile_is_assigned_to_nobody(at_desk, case_id, address):
    at_desk.get(address)
    with writing() as session:
        case = session.get_one(Case, case_id)
        case.closed_at, case.state = NOW, "answered"

    page = at_desk.submit(button="Assigna", assignee="")

    assert page.status_code == 409
    assert "està tancat" in page.errors[0]


def test_coordinators_say_who_sees_the_mediation(app, at_desk, case_id, address, clara, dídac):
    with writing() as session:
        case = lock_case(session, case_id)
        case.procedure = "mediation"
        changed(session, case, "document_added", dídac, NOW, words="Proposta secreta.", of_mediation=True)
    page = at_desk.get(address)
    assert "accés restringit" in page.text
    assert "Proposta secreta." not in page.text
    assert "Dona-li accés" not in page.text

    coordinator = browser_with(app, session_of(dídac))
    assert "Proposta secreta." not in coordinator.get(address).text
    coordinator.submit(button="Dona-li accés", member=str(clara))

    assert "Proposta secreta." in at_desk.get(address).text
    coordinator.submit(address, button="Retira Clara Soler")
    assert "Proposta secreta." not in at_desk.get(address).text


def test_an_erased_person_is_only_said_to_be_erased(at_desk, case_id, address):
    with writing() as session:
        session.get_one(Person, session.get_one(Case, case_id).person_id).erased_at = NOW

    page = at_desk.get(address)

    assert "Les seves dades es van esborrar" in page.text
    assert f"{address}/person" not in [form.action for form in page.forms]


def test_leave_given_on_the_page_is_the_verbs_leave(app, case_id, clara, dídac):
    give_access(case_id, clara, dídac, NOW)

    page = browser_with(app, session_of(dídac)).get(f"/expedients/{reference_of(case_id)}")

    assert "Clara Soler" in page.texts("#mediation")[0]
