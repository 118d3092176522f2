"""The list as a file for a spreadsheet program: with the filters of its address, of any length."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response
from flask_babel import gettext
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from access import changes_on_get, for_roles
from booking.agenda.routes import Answer, now, today
from cases.desk.list_address import Choices
from cases.desk.list_lines import head, rows
from cases.desk.listing import asked_for, list_page, wanted_by
from cases.desk.routes import routes
from cases.export_list import export_list
from cases.list_cases import Wanted, read_all
from cases.list_statements import Line
from database import db
from staff.pages.guard import staff
from web.security import personal
from web.spreadsheets import MOST_XLSX_ROWS, Cell, csv_chunks, file_chunks, xlsx_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@routes.get("/expedients.csv")
@personal
@changes_on_get("who takes the list out is on record")
@for_roles("technician", "coordinator", "administrator")
def list_csv() -> Answer:
    """Semicolons, as Excel here opens it."""
    asked, choices = asked_for()
    if asked.not_understood:
        return list_page(asked, choices, nothing_taken=True), 422
    wanted = wanted_by(asked)
    export_list(wanted, "csv", staff().member_id, now())
    return _download(csv_chunks(head(), _rows(wanted, choices)), "text/csv; charset=utf-8", "csv")


@routes.get("/expedients.xlsx")
@personal
@changes_on_get("who takes the list out is on record")
@for_roles("technician", "coordinator", "administrator")
def list_xlsx() -> Answer:
    """Excel's own format. It is made whole before it is sent, in a file: its end says where its parts are."""
    asked, choices = asked_for()
    wanted = wanted_by(asked)
    if asked.not_understood:
        return list_page(asked, choices, nothing_taken=True), 422
    if export_list(wanted, "xlsx", staff().member_id, now()) > MOST_XLSX_ROWS:
        return list_page(asked, choices, too_long=True), 422
    file = xlsx_file(str(gettext("Expedients")), head(), _rows(wanted, choices))
    return _download(file_chunks(file), XLSX, "xlsx")


def _rows(wanted: Wanted, choices: Choices) -> Iterator[list[Cell]]:
    return rows(_lines(wanted, db.engine), wanted.today, wanted.zone, choices.unit)


def _lines(wanted: Wanted, engine: Engine) -> Iterator[Line]:
    """They are read while the answer is sent, when the session of the request has ended."""
    with Session(engine) as session:
        yield from read_all(session, wanted)


def _download(chunks: Iterator[bytes], media_type: str, ending: str) -> Response:
    answer = Response(chunks, content_type=media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=f"expedients-{today(now())}.{ending}")
    return answer
