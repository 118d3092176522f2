"""Tables for spreadsheet programs, written row by row: how many there are does not matter to the memory.

A text that begins like a formula would be carried out when somebody opens the file, and texts come from people; so none
of them begins like one (OWASP, "CSV injection").
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO

Cell = str | int | date | datetime | None
"""Moments must be aware; they are shown on the clock of their zone, and naive in the file."""

FORMULA_BEGINS = frozenset("=+-@")

_BLANKS = frozenset("\t\r\n")
"""Some programs leave them out, and then look at what follows."""

MOST_XLSX_ROWS = 1_048_575
"""What a sheet of Excel holds besides its head."""

LONGEST_XLSX_TEXT = 32_767

CHUNK = 64 * 1024


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a program would take it for a formula."""
    return f"'{text}" if text[:1] in _BLANKS or text.lstrip()[:1] in FORMULA_BEGINS else text


def csv_chunks(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The table as Excel in Catalan or Spanish opens it: UTF-8 with its mark, semicolons, days as 24/11/2026."""
    chunk = io.StringIO()
    writer = csv.writer(chunk, delimiter=";")
    chunk.write("\ufeff")
    writer.writerow(map(harmless, head))
    for row in rows:
        writer.writerow([_as_text(cell) for cell in row])
        if chunk.tell() >= CHUNK:
            yield chunk.getvalue().encode()
            chunk.seek(0)
            chunk.truncate()
    yield chunk.getvalue().encode()


def xlsx_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """The table as an Excel file with one sheet of this name: a temporary file, to be closed by the caller.

    Days and moments are real ones; everything else is text, never a formula, a number or a link.
    """
    import xlsxwriter  # a megabyte and a half that most processes never need

    file = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(name)
        bold = book.add_format({"bold": True})
        day, moment = (book.add_format({"num_format": code}) for code in ("dd/mm/yyyy", "dd/mm/yyyy hh:mm:ss"))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head) - 1, 20)
        for column, title in enumerate(head):
            sheet.write_string(0, column, title, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell.replace(tzinfo=None), moment)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                elif cell:
                    sheet.write_string(number, column, cell[:LONGEST_XLSX_TEXT])
    file.seek(0)
    return file


def file_chunks(file: IO[bytes]) -> Iterator[bytes]:
    """What is in the file, a piece at a time; then the file is closed."""
    with file:
        while chunk := file.read(CHUNK):
            yield chunk


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return harmless(cell) if isinstance(cell, str) else str(cell)
