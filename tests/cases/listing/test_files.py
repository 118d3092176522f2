"""The list as a file for a spreadsheet program: complete, harmless, on record, and of no weight to the process."""

import csv
import tracemalloc
from datetime import timedelta
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update

from booking.models import Person
from cases.list_cases import Wanted, read_all
from cases.list_filters import Filters
from cases.models import Case
from database import db, writing
from staff.models import AuditEntry
from tests.support.cases import case_of
from tests.support.world import AINA, MADRID, NOW

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def table(answer):
    """The rows of a CSV."""
    assert answer.status_code == 200
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def sheet(answer):
    """The texts of an Excel file, row by row."""
    assert answer.status_code == 200
    with ZipFile(BytesIO(answer.data)) as parts:
        root = ET.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    assert not list(root.iter(f"{SHEET}f"))
    return [["".join(cell.itertext()) for cell in row] for row in root.iter(f"{SHEET}row")]


def entries():
    db.session.rollback()
    return db.session.scalars(select(AuditEntry).where(AuditEntry.action == "cases_exported")).all()


def test_a_csv_has_the_columns_of_the_registry(cases, clara):
    answer = clara.get("/expedients.csv?estat=in_progress")

    head, row = table(answer)
    line = dict(zip(head, row, strict=True))
    assert head[:14] == [
        "ID", "Nom tràmit", "Registre", "Expedient", "Classificació", "Data petició", "Data actualització",
        "Estat petició", "Detall estat", "Estat intern", "Detall estat intern", "Usuari assignat", "Orgànic",
        "Nom interessat",
    ]  # fmt: skip
    assert line["Expedient"] == "2026/0000002"
    assert line["Nom tràmit"] == "Reclamació"
    assert line["Data petició"] == "23/11/2026 10:00:00"
    assert line["Orgànic"] == "E02020000 - Ser. Suport Polítiques de Consum"
    assert line["Qui ha d'actuar"] == "L'oficina"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=expedients-")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_same_list_in_excel_and_in_other_languages(cases, clara):
    rows = sheet(clara.get("/expedients.xlsx?q=naturgy"))
    assert len(rows) == 2
    assert "2026/0000002" in rows[1]

    assert table(clara.get("/en/expedients.csv"))[0] != table(clara.get("/expedients.csv"))[0]


@pytest.mark.parametrize("evil", ["=HYPERLINK(1)", "+1", "-1", "@a", "\t=1"])
def test_what_people_write_is_no_formula(cases, clara, evil):
    with writing() as session:
        session.execute(update(Person).values(name=evil))
        session.execute(update(Case).values(internal_detail=evil, company_as_told=evil))

    cells = {cell for row in table(clara.get("/expedients.csv")) for cell in row}
    assert f"'{evil}" in cells
    assert evil not in cells
    assert sheet(clara.get("/expedients.xlsx"))


def test_whoever_takes_the_list_is_on_record_without_what_they_searched_for(cases, didac):
    didac.get("/expedients.csv?q=aina&estat=oberts&des=2026-11-01&assignat=ningu")

    (entry,) = entries()
    assert entry.after == {
        "kind": "csv",
        "rows": 0,
        "filters": {"question": 1, "state": "open", "since": "2026-11-01", "assignee": "nobody"},
    }
    didac.get("/expedients.xlsx")
    assert [one.after["rows"] for one in entries()] == [0, 5]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_who_may_only_look_takes_nothing(cases, viewer, kind):
    assert viewer.get(f"/expedients.{kind}").status_code == 403
    assert not entries()
    assert "CSV" not in viewer.get("/expedients").text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_filter_that_means_nothing_would_give_the_wrong_file(cases, clara, kind):
    page = clara.get(f"/expedients.{kind}?estat=obertt")

    assert page.status_code == 422
    assert "No s'ha baixat res" in page.text
    assert not entries()


def test_more_cases_than_an_excel_sheet_has_rows_are_refused(cases, clara, monkeypatch):
    monkeypatch.setattr("cases.desk.list_files.MOST_XLSX_ROWS", 3)

    page = clara.get("/expedients.xlsx")

    assert page.status_code == 422
    assert "Baixa'ls en CSV" in page.text


@pytest.fixture
def many(world):
    def add(number):
        with writing() as session:
            for one in range(number):
                case_of(session, world, AINA, NOW + timedelta(seconds=one), facts="Factura")

    return add


@pytest.mark.parametrize("address", ["", "?q=factura", "?des=2026-01-01"])
def test_a_long_list_is_complete_and_nothing_comes_twice(many, clara, monkeypatch, address):
    monkeypatch.setattr("cases.list_cases.BATCH", 7)
    many(30)

    head, *rows = table(clara.get(f"/expedients.csv{address}"))

    numbers = [row[head.index("Expedient")] for row in rows]
    assert sorted(set(numbers)) == sorted(numbers)
    assert len(numbers) == 30


def test_what_changes_while_it_is_read_does_not_come_twice(many, world, monkeypatch):
    monkeypatch.setattr("cases.list_cases.BATCH", 5)
    many(10)
    reading = read_all(db.session(), Wanted(world.office_id, Filters(), NOW.date(), MADRID))
    first = [next(reading).number for _ in range(3)]

    many(1)

    rest = [line.number for line in reading]
    assert len(set(first + rest)) == len(first + rest)


def test_more_cases_take_no_more_memory(many, app, clara):
    def peak():
        tracemalloc.start()
        answer = clara.client.get("/expedients.csv", buffered=False)
        size = sum(len(chunk) for chunk in answer.iter_encoded())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        answer.close()
        return size, most

    many(50)
    peak()
    _, few = peak()
    many(1_200)
    size, more = peak()

    assert size > 150_000
    assert more < few + 3_000_000
