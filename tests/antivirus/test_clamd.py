"""What a scanner says about a stream, and how its silence is told from a verdict."""

import socket

import pytest

from antivirus import ScanProblem, scanner_for
from tests.mail.mail_server import free_port
from tests.support.clamd import EICAR, scanner_stand_in


@pytest.fixture
def stand_in():
    with scanner_stand_in() as known:
        yield known


def test_what_is_harmless_is_clean(stand_in):
    verdict = scanner_for(stand_in.url).scan([b"a letter", b"", b" and its end"])

    assert verdict.is_clean
    assert stand_in.streams == [len(b"a letter and its end")]


def test_a_virus_is_called_by_its_name_however_the_stream_is_cut(stand_in):
    verdict = scanner_for(stand_in.url).scan([EICAR[:20], EICAR[20:]])

    assert not verdict.is_clean
    assert verdict.signature == "Eicar-Test-Signature"


def test_a_scanner_that_is_not_there_says_nothing_about_the_bytes():
    with pytest.raises(ScanProblem) as caught:
        scanner_for(f"tcp://127.0.0.1:{free_port()}").scan([b"a letter"])

    assert caught.value.advice == "scanner_unreachable"


def test_a_scanner_that_hangs_up_says_nothing_either(stand_in):
    stand_in.hangs_up = True

    with pytest.raises(ScanProblem) as caught:
        scanner_for(stand_in.url).scan([b"a letter"])

    assert caught.value.advice == "scanner_unreachable"


def test_more_than_the_scanner_takes_is_a_matter_of_its_settings(stand_in):
    stand_in.limit = 1_000

    with pytest.raises(ScanProblem, match="StreamMaxLength") as caught:
        scanner_for(stand_in.url).scan([b"x" * 600, b"x" * 600])

    assert caught.value.advice == "scanner_refused"


@pytest.mark.parametrize("answer", ["UNKNOWN COMMAND", "stream: Can't allocate memory ERROR", ""])
def test_only_a_clear_answer_is_a_verdict(stand_in, answer):
    stand_in.says = answer or " "

    with pytest.raises(ScanProblem) as caught:
        scanner_for(stand_in.url).scan([b"a letter"])

    assert caught.value.advice == "scanner_refused"


def test_what_goes_wrong_in_reading_the_bytes_is_no_fault_of_the_scanner(stand_in):
    def broken():
        yield b"a letter"
        raise LookupError

    with pytest.raises(LookupError):
        scanner_for(stand_in.url).scan(broken())


def test_a_scanner_can_be_asked_whether_it_is_there(stand_in):
    scanner_for(stand_in.url).check()

    stand_in.says = "HELLO"
    with pytest.raises(ScanProblem, match="no clamd"):
        scanner_for(stand_in.url).check()


def test_a_scanner_may_listen_at_a_path(tmp_path):
    path = str(tmp_path / "clamd.ctl")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        listening.settimeout(10)
        with pytest.raises(ScanProblem, match="broke off"):
            _ask_and_hang_up(f"unix:{path}", listening)


def _ask_and_hang_up(url, listening):
    import threading

    def hang_up():
        connection, _ = listening.accept()
        connection.recv(100)
        connection.close()

    thread = threading.Thread(target=hang_up)
    thread.start()
    try:
        scanner_for(url).check()
    finally:
        thread.join()


@pytest.mark.parametrize(
    "url", ["", "clamd", "http://scanner:3310", "tcp://", "tcp://scanner/path", "unix:", "unix:relative", "tcp://a@b"]
)
def test_an_address_that_is_none_says_how_to_write_one(url):
    with pytest.raises(ValueError, match="tcp://host:3310"):
        scanner_for(url)
