"""Cases that come from no call, typed in by staff."""

import csv
from io import StringIO
from threading import Barrier, Thread

import pytest
import time_machine
from sqlalchemy import func, select

from booking.models import Municipality, MunicipalityStatus, Person
from cases.models import Case, CaseEvent, CaseLetter
from cases.open_by_hand import NotServed, Petition, Told, open_by_hand
from cases.open_case import IdentifierTaken
from database import db, writing
from tests.support.staff import browser_with, member, session_of
from tests.support.world import MADRID, NOW, at

PAGE = "/expedients/nou"
FILLED = {
    "channel": "mailbox",
    "requested_on": "2026-11-20",
    "name": "Aina Roca",
    "email": "aina@example.org",
    "municipality": "08091",
    "company": "Llum i Gas",
    "sector": "energy",
    "facts": "M'han cobrat dues vegades.",
    "request": "Que m'ho tornin.",
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(app, world, clara):
    return browser_with(app, session_of(clara))


@pytest.fixture
def elsewhere(world):
    """A town with an office of its own."""
    with writing() as session:
        session.add(
            Municipality(
                ine_code="08015", slug="badalona", name="Badalona", name_sort="Badalona", comarca="Barcelonès",
                population=223_000, status=MunicipalityStatus.OWN_OFFICE,
            )
        )  # fmt: skip
    return "08015"


def cases():
    db.session.rollback()
    return db.session.scalars(select(Case).order_by(Case.id)).all()


def opened(desk, **fields):
    desk.get(PAGE)
    return desk.submit(button="Obre l'expedient", **FILLED | fields)


def test_what_came_to_the_mailbox_is_a_case_with_all_that_was_written(desk, world, clara):
    page = opened(desk, registry_entry="E/000123-2026", external_id="458973", phone="612 345 678")

    [case] = cases()
    person = db.session.get_one(Person, case.person_id)
    assert page.url.endswith(f"/expedients/{case.reference}")
    assert page.h1 == "Expedient 2026/0000001"
    assert (person.name, person.email, person.phone) == ("Aina Roca", "aina@example.org", "+34612345678")
    assert (case.channel, case.procedure, case.sector_code) == ("mailbox", "claim", "energy")
    assert (case.registry_entry, case.external_id) == ("E/000123-2026", "458973")
    assert (case.facts, case.request) == ("M'han cobrat dues vegades.", "Que m'ho tornin.")
    assert case.requested_at == at(20, "0:00")
    assert case.assignee_id == world.technicians[0]
    assert db.session.scalars(select(CaseEvent.actor)).all() == [str(clara)]
    assert db.session.scalars(select(CaseLetter.kind)).all() == ["case_opened"]


def test_a_day_without_an_hour_is_shown_as_a_day(desk):
    page = opened(desk)
    assert "Demanat 20 de novembre de 2026 Obert" in " ".join(page.texts("#head .file-facts"))

    exported = desk.get("/expedients.csv")
    head, row = csv.reader(StringIO(exported.data.decode("utf-8-sig")), delimiter=";")
    assert dict(zip(head, row, strict=True))["Data petició"] == "20/11/2026"


def test_an_address_is_enough_to_find_a_person(desk):
    opened(desk, email="", address="Carrer Major, 3, Gelida")

    assert db.session.scalars(select(Person.address)).all() == ["Carrer Major, 3, Gelida"]
    assert db.session.scalars(select(CaseLetter)).all() == []


def test_without_any_way_to_find_the_person_one_is_asked_for(desk):
    page = opened(desk, email="")

    assert page.status_code == 422
    assert page.errors == ["Escriu un correu, un telèfon o una adreça: cal poder trobar la persona"]
    assert page.form(button="Obre l'expedient").fields["facts"].sent == ["M'han cobrat dues vegades."]


def test_what_is_missing_is_said_field_by_field(desk):
    desk.get(PAGE)

    page = desk.submit(button="Obre l'expedient", requested_on="")

    assert page.status_code == 422
    assert page.errors == [
        "Tria per on ha arribat",
        "Escriu el dia, com ara 24/11/2026",
        "Escriu el nom i els cognoms",
        "Escriu un correu, un telèfon o una adreça: cal poder trobar la persona",
        "Tria on viu",
    ]


def test_nobody_has_asked_tomorrow(desk):
    page = opened(desk, requested_on="2026-11-24")

    assert page.status_code == 422
    assert "Aquest dia encara no ha arribat" in page.errors[0]


def test_what_was_asked_today_was_not_asked_later_than_now(desk):
    opened(desk, requested_on="2026-11-23")

    assert cases()[0].requested_at == at(23, "0:00")


def test_a_town_with_an_office_of_its_own_is_a_warning_and_no_barrier(desk, elsewhere):
    page = opened(desk, municipality=elsewhere, channel="council")
    assert page.status_code == 409
    assert page.errors == ["La teva oficina no atén aquest municipi. Si l'has d'obrir igualment, marca-ho."]
    assert cases() == []

    desk.submit(button="Obre l'expedient", not_served_known=True)

    [case] = cases()
    assert (case.municipality_id, case.channel) == (elsewhere, "council")


@pytest.mark.parametrize("field", ["registry_entry", "external_id"])
def test_a_number_that_another_case_has_leads_to_that_case(desk, field):
    opened(desk, **{field: "458973"})

    page = opened(desk, **{field: "458973"})

    assert page.status_code == 409
    assert page.errors == ["Aquest número ja és de l'expedient 2026/0000001."]
    assert page.link("Expedient 2026/0000001").href.endswith(cases()[0].reference)
    assert db.session.scalar(select(func.count(Person.id))) == 1


def test_pressing_twice_opens_one_case(desk):
    desk.get(PAGE)
    form = desk.page.form(button="Obre l'expedient")
    for name, value in FILLED.items():
        form.fields[name].fill(value)
    data = {field.name: field.sent for field in form.fields.values()}

    answers = [desk.post(PAGE, data) for _ in range(2)]

    [case] = cases()
    assert [answer.location for answer in answers] == [f"http://localhost/expedients/{case.reference}"] * 2


@pytest.mark.parametrize(
    "forged",
    [
        {"channel": "pigeon"},
        {"procedure": "revenge"},
        {"municipality": "99999"},
        {"sector": "everything"},
        {"assignee": "999"},
        {"assignee": "Clara"},
        {"once_key": None},
        {"once_key": "x" * 65},
    ],
)
def test_what_the_page_does_not_offer_opens_nothing(desk, forged):
    desk.get(PAGE)

    page = desk.submit(button="Obre l'expedient", forged=forged, **FILLED)

    assert page.status_code == 422
    assert cases() == []


@pytest.mark.parametrize(("role", "status"), [("coordinator", 200), ("administrator", 200), ("viewer", 403)])
def test_whoever_may_change_cases_may_open_them(app, world, role, status):
    somebody = browser_with(app, session_of(member(role, office_id=world.office_id)))

    assert somebody.get(PAGE).status_code == status


def test_whoever_works_for_no_office_is_told_so(app, world):
    assert browser_with(app, session_of(member("technician"))).get(PAGE).status_code == 409


def test_the_list_leads_there_for_those_who_may(app, world, desk):
    assert desk.get("/expedients").link("Obre un expedient").href == PAGE

    viewer = browser_with(app, session_of(member("viewer", office_id=world.office_id)))
    assert "Obre un expedient" not in viewer.get("/expedients").text


# At the same moment


def petition(world, once_key, **values):
    return Petition(
        office_id=world.office_id,
        once_key=once_key,
        channel="mailbox",
        procedure="claim",
        municipality_id=world.municipality_id,
        requested_on=NOW.date(),
        **values,
    )


def all_at_once(app, clara, *petitions):
    """What became of each: a reference, or the name of the refusal."""
    barrier, outcomes = Barrier(len(petitions)), []

    def press(one):
        with app.app_context():
            barrier.wait()
            try:
                told = Told("Aina Roca", "aina@example.org", None, "", "ca")
                outcomes.append(open_by_hand(one, told, clara, NOW, MADRID).reference)
            except (IdentifierTaken, NotServed) as refusal:
                outcomes.append(type(refusal).__name__)

    threads = [Thread(target=press, args=[one]) for one in petitions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_a_form_pressed_many_times_at_once_opens_one_case(app, world, clara):
    outcomes = all_at_once(app, clara, *[petition(world, "one form") for _ in range(6)])

    assert outcomes == [cases()[0].reference] * 6
    assert len(cases()) == 1
    assert db.session.scalar(select(func.count(Person.id))) == 1


def test_of_several_forms_with_one_registry_entry_one_opens_a_case(app, world, clara):
    forms = [petition(world, f"form {number}", registry_entry="E/000123-2026") for number in range(4)]

    outcomes = all_at_once(app, clara, *forms)

    assert sorted(outcomes) == sorted([cases()[0].reference, *["IdentifierTaken"] * 3])
    assert [case.number for case in cases()] == ["2026/0000001"]
