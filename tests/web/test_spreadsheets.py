"""Tables for spreadsheet programs: what people wrote stays text, and how many rows there are does not matter."""

import tracemalloc
from datetime import date, datetime
from xml.etree import ElementTree as ET
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest

from web.spreadsheets import csv_chunks, file_chunks, harmless, xlsx_file

MOMENT = datetime(2025, 5, 15, 16, 48, 6, tzinfo=ZoneInfo("Europe/Madrid"))
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def written(head, rows):
    return b"".join(csv_chunks(head, rows)).decode("utf-8-sig").split("\r\n")


def cells(head, rows):
    """Of an Excel file: type and text of each cell, as they lie in the file."""
    with xlsx_file("Full", head, rows) as file, ZipFile(file) as parts:
        sheet = ET.fromstring(parts.read("xl/worksheets/sheet1.xml"))
        assert not list(sheet.iter(f"{SHEET}f")), "a formula"
        return [(cell.get("t"), "".join(cell.itertext())) for cell in sheet.iter(f"{SHEET}c")]


@pytest.mark.parametrize(
    "text", ["=1+1", "+34", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "  @x", "=cmd|' /C calc'!A0", "\u00a0=1"]
)
def test_no_text_begins_like_a_formula(text):
    assert harmless(text) == f"'{text}"
    assert written([text], [])[0].strip('"').startswith("'")


@pytest.mark.parametrize("text", ["", "Aina", "1=1", "a-b", "l'aigua", "2025/0029005"])
def test_other_texts_stay_as_they_are(text):
    assert harmless(text) == text


def test_a_csv_is_what_excel_here_opens_with_a_double_click():
    data = b"".join(csv_chunks(["Número", "Dia"], [["Ço; no", date(2025, 5, 16)], ['"', MOMENT], [None, 3]]))

    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == ('Número;Dia\r\n"Ço; no";16/05/2025\r\n"""";15/05/2025 16:48:06\r\n;3\r\n')


def test_in_an_excel_file_texts_are_texts_and_days_are_days():
    found = cells(["=Cap"], [["=1+1"], ["https://example.org"], ["007"], [7], [date(2025, 5, 16)], [MOMENT], ["\x00"]])

    assert [text for kind, text in found if kind == "inlineStr"][:4] == ["=Cap", "=1+1", "https://example.org", "007"]
    assert (None, "7") in found
    assert (None, "45793") in found
    assert any(text.startswith("45792.70") for _, text in found)


def test_more_rows_take_no_more_memory():
    def peak(rows, write):
        tracemalloc.start()
        for _ in write(["A"] * 15, (["Una cel·la com les altres"] * 15 for _ in range(rows))):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    for write in (csv_chunks, lambda head, rows: file_chunks(xlsx_file("Full", head, rows))):
        peak(10, write)
        assert peak(4_000, write) < peak(1_000, write) + 200_000
