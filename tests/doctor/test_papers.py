"""Whether documents can be kept, and whether somebody looks into them."""

import pytest

from antivirus import problem as scanning, scanner_for
from doctor import papers
from doctor.finding import Level
from outside import Papers
from storage import problem as storing, storage_for
from tests.mail.mail_server import free_port
from tests.support.clamd import scanner_stand_in


def found(tmp_path, scanner_url=None, folder="documents"):
    scanner = scanner_for(scanner_url) if scanner_url else None
    return list(papers.check(Papers(storage_for(f"file:{tmp_path / folder}"), scanner)))


def test_a_folder_that_can_be_used_is_fine_and_is_left_empty(tmp_path):
    documents, scanner = found(tmp_path)

    assert documents.level is Level.OK
    assert [path for path in (tmp_path / "documents").rglob("*") if path.is_file()] == []
    assert scanner.level is Level.WARN
    assert "unscanned" in scanner.says


def test_a_folder_that_cannot_be_used_is_found(tmp_path):
    (tmp_path / "file").touch()

    documents, _ = found(tmp_path, folder="file/documents")

    assert documents.level is Level.FAIL
    assert documents.advice == papers.ADVICE[storing.FOLDER_UNWRITABLE]


def test_a_scanner_that_answers_is_fine(tmp_path):
    with scanner_stand_in() as stand_in:
        assert found(tmp_path, stand_in.url)[1].level is Level.OK


def test_a_scanner_that_is_not_there_is_found(tmp_path):
    _, scanner = found(tmp_path, f"tcp://127.0.0.1:{free_port()}")

    assert scanner.level is Level.FAIL
    assert scanner.advice == papers.ADVICE[scanning.SCANNER_UNREACHABLE]


@pytest.mark.parametrize("problem", [storing, scanning])
def test_every_code_of_both_has_its_advice(problem):
    codes = {value for name, value in vars(problem).items() if name.isupper() and isinstance(value, str)}

    assert codes <= papers.ADVICE.keys()
