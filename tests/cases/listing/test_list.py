"""The list of cases: what a line says, what narrows it, page after page."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from booking.models import Person
from cases.models import Case
from database import db, writing
from tests.support.cases import case_of
from tests.support.queries import counted
from tests.support.staff import signed_in
from tests.support.world import AINA, MADRID, NOW


def numbers(page):
    """Last digits of the cases on the page, in order."""
    return "".join(re.findall(r"/000000(\d)$", " ".join(page.texts("tbody th a")).replace(" ", "\n"), re.M))


def test_a_line_says_what_the_registry_says(cases, clara):
    page = clara.get("/expedients")

    line = page.texts("tbody tr")[3]
    assert page.h1 == "Expedients"
    for words in ("2026/0000002", "E/77", "Bernat Vila", "Gelida", "Reclamació", "Naturgy", "En tràmit", "Baixa",
                  "23/11/2026", "L'oficina", "Sense assignar", cases["2026/0000002"]):  # fmt: skip
        assert words in line, words
    assert "458973" in page.texts("tbody tr")[4]
    assert "E02020000 - Ser. Suport Polítiques de Consum" in page.text
    assert "5 expedients" in page.text


def test_a_line_that_was_shown_before_says_what_is_true_now(cases, clara):
    assert "En tràmit" in clara.get("/expedients").texts("tbody tr")[3]
    with writing() as session:
        case = session.query(Case).filter_by(number="2026/0000002").one()
        session.get_one(Person, case.person_id).name = "<b>Bernat</b> Vila"
        case.internal_detail = '"><script>'

    page, en = clara.get("/expedients"), clara.get("/en/expedients")

    assert "<b>Bernat</b> Vila" in page.texts("tbody tr")[3]
    assert '"><script>' in page.texts("tbody tr")[3]
    assert not page.query("table.cases script, table.cases tbody b")
    assert "In progress" in en.texts("tbody tr")[3]
    assert en.link("2026/0000002").href.startswith("/en/expedients/")
    assert "En tràmit" in clara.get("/expedients").texts("tbody tr")[3]


def test_what_was_opened_last_comes_first_and_other_offices_are_not_there(cases, clara):
    assert numbers(clara.get("/expedients")) == "54321"
    assert numbers(clara.get("/expedients?q=0000099")) == ""


def test_a_case_whose_required_papers_arrived_is_the_offices_turn(cases, clara):
    with writing() as session:
        session.execute(update(Case).where(Case.number == "2026/0000003").values(papers_arrived_at=NOW))

    assert "L'oficina" in clara.get("/expedients").texts("tbody tr")[2]
    assert numbers(clara.get("/expedients?actua=office")) == "321"
    assert numbers(clara.get("/expedients?actua=consumer")) == ""
    page = clara.get(clara.get("/expedients").link("Han enviat documents").href)
    assert numbers(page) == "3"
    assert "Aina Roca" in page.texts("tbody tr")[0]
    taken = clara.client.get("/expedients.csv?estat=arribats").get_data(as_text=True)
    assert "L'oficina" in taken.splitlines()[1]


@pytest.fixture
def deadlines(cases):
    """As far from today as they were from the day of the other tests."""
    today = datetime.now(MADRID).date()
    with writing() as session:
        for number, days in (("3", -3), ("4", 5)):
            session.execute(
                update(Case)
                .where(Case.number == f"2026/000000{number}")
                .values(next_due_on=today + timedelta(days=days))
            )


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("estat=pending", "1"), ("estat=oberts", "4321"), ("estat=answered", "5"),
        ("tramit=complaint", "4"), ("municipi=Torrelles de Llobregat", "3"), ("municipi=torrelles+llobregat", "3"),
        ("canal=mailbox", "3"), ("sector=energy", "2"),
        ("assignat=jo", "531"), ("assignat=2", "4"), ("assignat=ningu", "2"), ("assignat=jo&estat=oberts", "31"),
        ("actua=office", "21"), ("actua=consumer", "3"), ("actua=company", "4"), ("actua=nobody", "5"),
        ("actua=board", ""), ("termini=vencut", "3"), ("termini=setmana", "4"),
        ("des=2026-11-23&fins=2026-11-23", "54321"), ("des=2026-11-24", ""), ("fins=2026-11-22", ""),
        ("q=naturgy", "2"), ("q=bernat", "42"), ("q=aina&estat=pending", "1"), ("q=factura aig", "1"),
        ("q=2026", "54321"),
    ],
)  # fmt: skip
def test_filters(cases, deadlines, clara, address, expected):
    assert numbers(clara.get(f"/expedients?{address}")) == expected


def test_what_is_late_says_so_and_what_may_be_done_is_late_for_nobody(cases, deadlines, clara):
    assert "vençut fa 3 dies" in clara.get("/expedients?termini=vencut").text
    assert "5 dies" in clara.get("/expedients?termini=setmana").text
    with writing() as session:
        session.execute(update(Case).where(Case.number == "2026/0000003").values(next_deadline="office_may_act"))

    assert "ja hi podem actuar" in clara.get("/expedients?estat=documents_required").text
    assert numbers(clara.get("/expedients?termini=vencut")) == ""


@pytest.mark.parametrize(
    "address",
    [
        "estat=xyz", "tramit=claim'--", "municipi=Atlantis", "canal=x", "assignat=99", "assignat=1e3", "assignat=-1",
        "assignat=99999999999999999999", "sector=gold", "actua=me", "termini=mai", "des=2026-02-30", "des=0001-01-01",
        "fins=9999-12-31", "q=%25", "q=%22", "q=%F0%9F%98%80",
    ],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_said_and_narrows_nothing(cases, clara, address):
    page = clara.get(f"/expedients?{address}")

    assert page.status_code == 200
    assert "no s'ha tingut en compte" in page.text
    assert numbers(page) == "54321"


@pytest.mark.parametrize(
    "typed",
    [
        "'", '"aina', "%", "a'; DROP TABLE case_file; --", "aina OR 1=1", "NEAR(a b)", "aina* -roca", "\\", "<script>",
        "(", "aina & !x", ":*", "\x00aina", "\ufeff", "aina\ud7ff", "x" * 10_000, "a " * 5_000, "{aina}",
        "${7*7}", "{{7*7}}",
    ],
)  # fmt: skip
def test_whatever_is_searched_for_there_is_a_page(cases, clara, typed):
    page = clara.submit("/expedients", button="Filtra", q=typed)

    assert page.status_code == 200
    assert len(numbers(clara.get("/expedients"))) == 5


def test_the_form_shows_what_was_asked_for(cases, clara):
    page = clara.get("/expedients?q=aina&estat=oberts&municipi=Gelida&assignat=jo")

    form = page.form(button="Filtra")
    sent = {name: field.sent for name, field in form.fields.items()}
    assert sent["q"] == ["aina"]
    assert sent["estat"] == ["oberts"]
    assert sent["municipi"] == ["Gelida"]
    assert sent["assignat"] == ["jo"]


def test_what_is_searched_for_stands_in_no_address(cases, app, clara, world):
    page = clara.submit("/expedients", button="Filtra", q="Aina Roca", estat="oberts")
    found = numbers(page)

    assert found
    assert "estat=oberts" in page.url
    assert not any("Aina" in link.href for link in page.links)
    assert numbers(clara.get(page.url)) == found

    other = signed_in(app, "technician", office_id=world.office_id)
    assert "és d'un altre navegador" in other.get(page.url).text


def test_who_asks_with_too_many_words_is_told(cases, clara):
    assert "10 primeres paraules" in clara.get("/expedients?q=a+b+c+d+e+f+g+h+i+j+k").text


def test_an_empty_list_says_which_filter_empties_it(cases, clara):
    page = clara.get("/expedients?estat=pending&canal=mailbox&q=aina")

    assert "Cap expedient" in page.text
    told = page.texts(".empty li")
    assert "Estat: Pendent : sense aquest filtre n'hi ha 1" in told
    assert "Cerca: aina : sense aquest filtre tampoc no n'hi ha cap" in told
    assert numbers(clara.follow("Estat: Pendent")) == "3"


def test_an_office_without_cases_is_told_how_they_come(world, clara):
    assert "L'oficina encara no en té cap" in clara.get("/expedients").text


@pytest.fixture
def many(world):
    """120 cases, opened minute by minute, numbered so; the first hundred of Gelida."""
    with writing() as session:
        for number in range(1, 121):
            town = "08091" if number <= 100 else "08289"
            case_of(session, world, AINA, NOW + timedelta(minutes=number), municipality_id=town, facts="Factura")


def serials(page):
    return [int(number[5:]) for number in page.texts("tbody th a")]


@pytest.mark.parametrize(
    "address", ["", "?q=factura", "?des=2026-01-01", "?q=aina&estat=oberts", "?q=aina&des=2026-01-01"]
)
def test_page_after_page_and_back(many, clara, address):
    first = clara.get(f"/expedients{address}")
    assert serials(first) == list(range(120, 70, -1))
    assert "120 expedients" in first.text

    second = clara.follow("Següents")
    assert serials(second) == list(range(70, 20, -1))
    assert "120 expedients" in second.text
    assert serials(clara.follow("Següents")) == list(range(20, 0, -1))
    assert "Següents" not in clara.page.text

    assert serials(clara.follow("Anteriors")) == serials(second)
    assert serials(clara.follow("Anteriors")) == serials(first)
    assert "Anteriors" not in clara.page.text


def test_dates_that_are_near_are_listed_by_date_page_after_page(many, clara):
    today = datetime.now(MADRID).date()
    with writing() as session:
        for case in session.query(Case):
            case.next_deadline, case.next_due_on = "remedy", today + timedelta(days=case.id % 7)

    shown = serials(clara.get("/expedients?termini=setmana"))
    while "Següents" in clara.page.text:
        shown += serials(clara.follow("Següents"))

    assert shown == sorted(range(1, 121), key=lambda number: (number % 7, number))


@pytest.mark.parametrize("place", ["despres=E-0000-0000", "abans=E-0000-0000"])
def test_a_place_that_there_is_not_leads_to_the_first_page(many, clara, place):
    page = clara.get(f"/expedients?{place}")

    assert serials(page)[0] == 120
    assert "Aquesta pàgina de la llista ja no hi és" in page.text


@pytest.mark.parametrize("place", ["despres=';--", "despres=", "abans=%00", "despres=" + "9" * 500])
def test_a_place_that_is_no_reference_is_no_place(many, clara, place):
    assert serials(clara.get(f"/expedients?{place}"))[0] == 120


def test_a_case_of_another_office_is_no_place(cases, clara):
    page = clara.get(f"/expedients?despres={cases['2026/0000099']}")

    assert "Aquesta pàgina de la llista ja no hi és" in page.text


def test_beyond_a_thousand_the_list_says_more(cases, clara, monkeypatch):
    monkeypatch.setattr("cases.list_cases.PAGE", 2)
    monkeypatch.setattr("cases.desk.listing.MOST_COUNTED", 4)
    monkeypatch.setattr("cases.desk.listing.PAGE", 2)

    assert "Més de 1.000 expedients" in clara.get("/expedients").text


def test_a_destroyed_case_shows_its_number_and_nothing_else(cases, clara):
    with writing() as session:
        case = session.query(Case).filter_by(number="2026/0000001").one()
        case.destroyed_at, case.destroyed_by_rule = NOW, "claim/72"
        session.get_one(Person, case.person_id).name = ""

    line = clara.get("/expedients").texts("tbody tr")[-1]

    assert "2026/0000001" in line
    assert "Destruït" in line
    assert "Reclamació" not in line


def test_a_page_costs_the_same_number_of_questions_however_many_cases(cases, many, clara):
    clara.get("/expedients?q=aina")
    with counted(db.engine) as queries:
        clara.get("/expedients?q=aina")

    assert len(queries) <= 6


def test_on_paper_there_is_more_of_it_and_what_was_asked_for(many, clara):
    page = clara.get("/expedients?estat=oberts&imprimeix=1")

    assert len(serials(page)) == 120
    assert "Estat: oberts" in page.text
    assert not page.query("form.list-filters")


def test_staff_without_an_office_are_told_so(app, world):
    from tests.support.staff import signed_in

    assert signed_in(app, "technician").get("/expedients").status_code == 409
