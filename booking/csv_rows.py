"""Tables that come as CSV files: read whole and checked, or refused with the line to correct."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


class BadFile(Exception):
    """A file that cannot be imported, and why. Nothing of it was stored."""

    def __init__(self, path: Path, reason: str, line: int | None = None) -> None:
        self.path = path
        self.line = line
        super().__init__(f"{path.name}{f', line {line}' if line else ''}: {reason}")


@dataclass(frozen=True)
class Row:
    """One line of a file, its cells without surrounding spaces."""

    path: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def refuse(self, reason: str) -> BadFile:
        """The error to raise for this line."""
        return BadFile(self.path, reason, self.line)

    def required(self, column: str) -> str:
        """A cell that may not be empty. Raises `BadFile`."""
        if not self.cells[column]:
            raise self.refuse(f"{column} is empty")
        return self.cells[column]

    def ine_code(self) -> str:
        """The cell `ine_code`: five digits, as text, because the codes of Barcelona begin with a zero."""
        code = self.cells["ine_code"]
        if len(code) != 5 or not (code.isascii() and code.isdigit()):
            raise self.refuse(f"ine_code must be five digits, not {code!r}")
        return code


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """The lines of a UTF-8 file with a header that has at least these columns.

    Raises `BadFile` when it cannot be read, lacks a column, or has a line with more or fewer cells than the header.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(path, csv.reader(file, strict=True), columns)
    except OSError as error:
        raise BadFile(path, f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise BadFile(path, "is not UTF-8 text; save it as 'CSV UTF-8'") from error


def _rows(path: Path, lines: Iterator[list[str]], columns: Sequence[str]) -> Iterator[Row]:
    header = [cell.strip() for cell in next(lines, [])]
    missing = [column for column in columns if column not in header]
    if missing:
        raise BadFile(path, f"has no column {', '.join(missing)}", line=1)
    number = 1
    try:
        for cells in lines:
            number = lines.line_num  # type: ignore[attr-defined]  # of the csv reader, which has no public type
            if not cells:
                continue
            if len(cells) != len(header):
                raise BadFile(path, f"has {len(cells)} cells where the header has {len(header)}", number)
            yield Row(path, number, dict(zip(header, (cell.strip() for cell in cells), strict=True)))
    except csv.Error as error:
        raise BadFile(path, f"is not a CSV file ({error})", number + 1) from error
