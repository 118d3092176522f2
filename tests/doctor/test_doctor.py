"""`flask doctor` as a whole: a line for each finding, plain advice, nothing changed."""

import os
import subprocess
import sys

import doctor
from database import db
from doctor.finding import Level
from tests.doctor.report import about, examine, faults, now
from tests.support.settings import settings_for
from tests.teams.standin import CLARA, SERVICE_MAILBOX


def test_a_healthy_installation_gets_good_words_only(app, healthy):
    assert faults(examine(app)) == []


def test_the_command_prints_a_line_for_each_finding_and_ends_well(app, healthy):
    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 0, result.output
    assert all(line.startswith("ok    ") for line in result.stdout.splitlines())
    assert f"{CLARA}: calendar and Teams meetings" in result.output


def test_the_command_fails_and_gives_advice_when_something_must_be_done(app, standin):
    standin.faults("403_scope", mailbox=SERVICE_MAILBOX)

    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 1
    assert f"FAIL  GRAPH_MAILBOX {SERVICE_MAILBOX}: mailbox_out_of_scope" in result.output
    assert "      -> let the application into the mailbox" in result.output
    assert "FAIL  worker: none has shown itself for 90 seconds" in result.output


def test_the_doctor_changes_nothing_and_sends_nothing(app, healthy, standin, tmp_path):
    examine(app)

    assert standin.mails() == []
    assert standin.events(CLARA) == []
    assert list((tmp_path / "outbox").iterdir()) == []


def test_settings_that_cannot_be_used_are_all_listed_without_a_traceback():
    command = [sys.executable, "-m", "flask", "--app", "app", "doctor"]
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}

    ended = subprocess.run(command, env=environment, capture_output=True, text=True)

    assert ended.returncode == 1
    assert "  - SECRET_KEY: is not set\n  - DATABASE_URL: is not set\n" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_mail_url_that_means_nothing_is_a_finding(app):
    broken = settings_for(str(db.engine.url), MAIL_URL="smtp://cita:a/secret@mail")

    finding = about(doctor.examine(broken, now()), "MAIL_URL and Graph")

    assert finding.level is Level.FAIL
    assert "secret" not in finding.says
