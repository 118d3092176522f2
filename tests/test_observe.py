"""Promise 8 of the design: logs and metrics carry no personal data, whoever writes and whatever goes wrong."""

import json
import logging
import os
import socket
import subprocess
import sys
import threading
from importlib import import_module

import pytest
from flask import Flask, g
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError
from structlog import get_logger

import observe
import observe.logs
from config import SettingsError
from observe import harmless
from observe.errors import OUTSPOKEN
from tests.support.settings import settings_for

AINA = "Aina Puig"
TOKEN = "wD3kq0Zr9yB2uX7mTn5hVg"

log = get_logger("test")


@pytest.fixture
def lines(capsys):
    """What was logged since the last time this was called, line by line."""
    observe.logs.configure()
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.fixture
def site(lines):
    """A site of one page, with the token of a person in its address."""
    return make_site()


def make_site(view=lambda token: "here", **variables):
    site = Flask("site", static_folder=None)
    observe.init_app(site, settings_for("sqlite://", **variables))
    site.add_url_rule("/c/<token>", "page", view, methods=["GET", "POST"])
    return site


def test_what_stands_under_an_unknown_key_is_dropped(lines):
    log.info("booked", name=AINA, email="aina@example.org", token=TOKEN, appointment_id=7)

    (line,) = lines()
    assert (line["event"], line["appointment_id"], line["withheld"]) == ("booked", 7, 3)
    assert nothing_personal(line)


@pytest.mark.parametrize("value", [AINA, "aina@example.org", ["Aina"], {"name": "Aina"}, b"Aina", object()])
def test_a_known_key_takes_only_codes_and_numbers(lines, value):
    log.info("booked", problem=value, attempts=2)

    (line,) = lines()
    assert (line["attempts"], line["withheld"]) == (2, 1)
    assert "problem" not in line


def test_the_words_of_an_event_stand_in_the_code(lines):
    words = f"booked by {AINA}"

    log.info(words)

    (line,) = lines()
    assert line["event"] == harmless.WITHHELD
    assert line["where"].startswith("test_observe:")


def test_a_library_gives_its_words_and_its_numbers_but_no_data(lines):
    logging.getLogger("library").warning("%s wrote %d times to %s", AINA, 3, "aina@example.org")

    assert [line["event"] for line in lines()] == ["... wrote 3 times to ..."]


@pytest.mark.parametrize("logger", ["dbos", "gunicorn.error", "sqlalchemy.engine", "some.library"])
def test_words_that_a_library_put_together_with_data_are_withheld(lines, logger):
    words = f"Error serializing object: {AINA}"

    logging.getLogger(logger).error(words)

    (line,) = lines()
    assert (line["logger"], line["event"]) == (logger, harmless.WITHHELD)
    assert nothing_personal(line)


def test_words_that_were_put_together_with_an_error_leave_its_type_and_code(lines):
    try:
        raise ConnectionResetError(104, AINA)
    except OSError as error:
        words = f"Exception in queue thread: {error}"
        logging.getLogger("dbos").warning(words)

    (line,) = lines()
    assert (line["error"], line["error_code"]) == ("ConnectionResetError", "ECONNRESET")
    assert nothing_personal(line)


@pytest.mark.parametrize("logger", ["dbos", "werkzeug"])
def test_libraries_that_chat_are_heard_from_warnings_on(lines, logger):
    logging.getLogger(logger).setLevel(logging.INFO)

    logging.getLogger(logger).info("all is well")
    logging.getLogger(logger).warning("something is wrong")

    assert [line["event"] for line in lines()] == ["something is wrong"]


def test_arguments_that_do_not_fit_their_words_do_no_harm(lines):
    logging.getLogger("library").warning("%(who)s came", {"who": AINA})

    assert [line["event"] for line in lines()] == ["... came"]
    assert harmless.text("%d letters", ("aina@example.org",)) == "%d letters"


def test_an_extra_of_the_standard_library_is_a_key_like_any_other(lines):
    logging.getLogger("library").warning("no luck", extra={"problem": "throttled", "person": AINA})

    (line,) = lines()
    assert line["problem"] == "throttled"
    assert nothing_personal(line)


def test_dbos_keeps_our_handler_when_it_starts(lines):
    from dbos._logger import init_logger

    init_logger()
    logging.getLogger("dbos").warning("DBOS was already launched")

    assert [line["event"] for line in lines()] == ["DBOS was already launched"]


def test_configuring_twice_writes_each_line_once(lines):
    observe.logs.configure()

    log.info("once")

    assert len(lines()) == 1


def test_an_error_is_logged_by_type_and_place_and_never_by_its_text(lines):
    try:
        raise ValueError(f"not a name: {AINA}")
    except ValueError:
        log.exception("refused")

    (line,) = lines()
    assert line["error"] == "ValueError"
    assert line["stack"][-1].split(":")[0::2] == [
        __name__,
        "test_an_error_is_logged_by_type_and_place_and_never_by_its_text",
    ]
    assert nothing_personal(line)


def test_an_error_shows_what_caused_it(lines):
    try:
        try:
            raise ConnectionRefusedError(111, f"refused {AINA}")
        except OSError as cause:
            raise RuntimeError(AINA) from cause
    except RuntimeError as error:
        log.error("failed", exc_info=error)

    (line,) = lines()
    assert line["cause"]["error"] == "ConnectionRefusedError"
    assert line["cause"]["error_code"] == "ECONNREFUSED"
    assert nothing_personal(line)


def test_a_database_error_shows_its_code_and_not_what_was_being_written(lines):
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("CREATE TABLE person (name TEXT PRIMARY KEY)"))
        connection.execute(text("INSERT INTO person VALUES (:name)"), {"name": AINA})
        with pytest.raises(IntegrityError) as caught:
            connection.execute(text("INSERT INTO person VALUES (:name)"), {"name": AINA})
    assert AINA in str(caught.value)

    log.error("failed", exc_info=caught.value)

    (line,) = lines()
    assert (line["error"], line["error_code"]) == ("sqlalchemy.exc.IntegrityError", "SQLITE_CONSTRAINT_PRIMARYKEY")
    assert nothing_personal(line)


def test_an_error_of_ours_whose_text_is_safe_says_it(lines):
    log.error("cannot start", exc_info=SettingsError(["SECRET_KEY: is not set"]))

    assert "SECRET_KEY: is not set" in lines()[0]["says"]


def test_the_errors_that_may_speak_are_known_by_their_full_name():
    for name in OUTSPOKEN:
        module, _, kind = name.rpartition(".")
        assert getattr(import_module(module), kind).__module__ == module


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_error_that_ends_a_thread_is_logged_like_any_other(lines):
    def fail():
        raise ValueError(AINA)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    (line,) = lines()
    assert (line["level"], line["error"]) == ("critical", "ValueError")
    assert nothing_personal(line)


def test_an_error_that_ends_the_process_is_logged_like_any_other():
    program = f"import observe.logs; observe.logs.configure(); raise ValueError({AINA!r})"

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert ended.returncode == 1
    assert json.loads(ended.stderr)["event"] == "uncaught error"
    assert nothing_personal(ended.stderr)


def test_a_request_is_one_line_with_its_route_and_never_its_path(site, lines):
    answer = site.test_client().get(f"/c/{TOKEN}?email=aina@example.org", headers={"User-Agent": AINA})

    (line,) = lines()
    assert (line["method"], line["route"], line["status"]) == ("GET", "/c/<token>", 200)
    assert line["ms"] >= 0
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert nothing_personal(line)


def test_an_address_that_leads_nowhere_is_logged_without_it(site, lines):
    site.test_client().open(f"/nothing/{TOKEN}", method="AINA")

    (line,) = lines()
    assert (line["method"], line["route"], line["status"]) == ("(other)", "(none)", 404)
    assert nothing_personal(line)


def test_a_view_that_fails_is_logged_with_its_request_and_without_its_path(lines):
    def fail(token):
        raise ValueError(token)

    answer = make_site(fail).test_client().get(f"/c/{TOKEN}")

    error, request = lines()
    assert (error["error"], error["route"], request["status"]) == ("ValueError", "/c/<token>", 500)
    assert error["request_id"] == request["request_id"] == answer.headers["X-Request-Id"]
    assert nothing_personal(error)


def test_what_a_view_logs_carries_the_id_of_its_request(lines):
    def view(token):
        log.info("looked", appointment_id=1)
        return g.request_id

    answer = make_site(view).test_client().get(f"/c/{TOKEN}")

    assert [line["request_id"] for line in lines()] == [answer.text, answer.text]


def test_the_id_of_a_request_does_not_stick_to_what_comes_after_it(site, lines):
    site.test_client().get(f"/c/{TOKEN}")
    log.info("something else")

    assert "request_id" not in lines()[-1]


@pytest.mark.parametrize("given", ["8f14e45fceea167a5a36dedd4bea2543", "Root=1-67891233-abcdef012345678912345678"])
def test_the_id_that_the_proxy_gave_is_kept(lines, given):
    answer = make_site(PROXY_HOPS="1").test_client().get(f"/c/{TOKEN}", headers={"X-Request-Id": given})

    assert answer.headers["X-Request-Id"] == lines()[0]["request_id"] == given


@pytest.mark.parametrize("given", ["", "aina", "aina@example.org and more", "x" * 81, 'a"b' * 10])
def test_what_is_no_id_is_replaced(lines, given):
    answer = make_site(PROXY_HOPS="1").test_client().get(f"/c/{TOKEN}", headers={"X-Request-Id": given})

    assert answer.headers["X-Request-Id"] == lines()[0]["request_id"] != given


def test_without_a_proxy_nobody_chooses_the_id_of_a_request(site):
    given = "8f14e45fceea167a5a36dedd4bea2543"

    answer = site.test_client().get(f"/c/{TOKEN}", headers={"X-Request-Id": given})

    assert answer.headers["X-Request-Id"] != given


def test_workers_of_gunicorn_log_through_the_same_hands(tmp_path):
    """A real gunicorn whose only page fails: everything that it writes is ours, and nothing of it is personal."""
    (tmp_path / "gunicorn_site.py").write_text(
        "from tests.test_observe import make_site\n"
        "def application(environ, start_response):\n"
        "    make_site()\n"
        "    raise ValueError(environ['PATH_INFO'])\n"
    )
    # fmt: off
    program = [
        sys.executable, "-m", "gunicorn", "--logger-class", "observe.gunicorn.Logger", "--no-control-socket",
        "--bind", f"unix:{tmp_path}/socket", "--chdir", str(tmp_path), "--pythonpath", os.getcwd(),
        "gunicorn_site:application",
    ]
    # fmt: on
    with subprocess.Popen(program, stderr=subprocess.PIPE, text=True) as server:
        written = read_until(server, "Booting worker")
        ask(tmp_path / "socket", f"/c/{TOKEN}")
        written += read_until(server, "ValueError")
        server.terminate()
        written += server.stderr.readlines()

    events = [json.loads(line) for line in written]
    assert {"Starting gunicorn ...", "Error handling request ... ..."} <= {event["event"] for event in events}
    assert nothing_personal(written)


def test_the_master_of_gunicorn_loads_nothing_of_the_application():
    """Its workers are forked from it: what it had loaded would stay old after an upgrade."""
    program = "import sys, observe.gunicorn; sys.exit(not {'app', 'booking', 'database'}.isdisjoint(sys.modules))"

    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


def read_until(server, word):
    lines = []
    for line in server.stderr:
        lines.append(line)
        if word in line:
            break
    return lines


def ask(path, address):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
        client.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        while client.recv(4096):
            pass


def nothing_personal(what):
    written = json.dumps(what, ensure_ascii=False)
    return not any(word in written for word in ("Aina", "aina@", "Puig", TOKEN))
