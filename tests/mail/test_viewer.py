import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from mail.calendar import to_ics
from mail.mime import to_mime
from mail.transports.folder import FolderTransport, file_name
from mail.viewer.pages import create_viewer
from tests.mail.messages import SERVICE, calendar_message, letter
from tests.support.browser_client import Browser

ROOT = Path(__file__).parents[2]


@pytest.fixture
def post(tmp_path):
    def post(**changes):
        message = to_mime(letter(**changes), SERVICE)
        FolderTransport(tmp_path).send(message)
        return file_name(message)

    return post


@pytest.fixture
def browser(tmp_path):
    return Browser(create_viewer(tmp_path))


def test_an_empty_outbox_says_so(tmp_path):
    assert "Encara no hi ha cap carta" in Browser(create_viewer(tmp_path / "not-yet")).get("/").text


def test_the_newest_letter_stands_first(browser, post, tmp_path):
    older = post(subject="Primera", message_id="<one@cita.example.cat>")
    post(subject="Segona", message_id="<two@cita.example.cat>")
    os.utime(tmp_path / older, (1, 1))

    page = browser.get("/")

    assert page.text.index("Segona") < page.text.index("Primera")
    assert "2 en total" in page.text


def test_a_long_list_is_cut_and_says_so(tmp_path, post):
    for number in range(3):
        post(message_id=f"<n{number}@cita.example.cat>", calendar=None)

    assert "Les 2 últimes de 3." in Browser(create_viewer(tmp_path, page_length=2)).get("/").text


def test_a_letter_shows_its_text_calendar_and_headers(browser, post):
    name = post()
    browser.get("/")

    page = browser.follow("Cita confirmada: divendres 23 d’octubre, 9:30")

    assert "Aina Güell <aina@example.org>" in page.text
    assert "La teva cita està confirmada." in page.text
    assert "Calendari: REQUEST" in page.text
    assert "2026-10-23 07:30 UTC" in page.text
    assert "SEQUENCE:0" in page.text
    assert "Auto-Submitted" in page.text
    assert f'src="/{name}/html"' in page.html


def test_a_letter_without_calendar_says_so(browser, post):
    assert "no porta calendari" in browser.get(f"/{post(calendar=None)}").text


def test_the_calendar_object_and_the_letter_can_be_downloaded(browser, post, tmp_path):
    name = post()

    calendar = browser.client.get(f"/{name}/invite.ics")
    whole = browser.client.get(f"/{name}/letter.eml")

    assert calendar.data == to_ics(calendar_message())
    assert calendar.headers["Content-Disposition"] == 'attachment; filename="invite.ics"'
    assert whole.data == (tmp_path / name).read_bytes()


def test_a_letter_is_shown_without_scripts_origin_or_network(browser, post):
    name = post(html="<!doctype html><html><head><title>x</title></head><script>alert(1)</script><a href='/'>x</a>")

    shown = browser.client.get(f"/{name}/html")

    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert re.search(r"sandbox (?!.*allow-(scripts|same-origin|forms|top))", policy)
    assert '<head><base target="_blank">' in shown.text
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in browser.get(f"/{name}").html


def test_markup_in_a_letter_is_shown_as_text(browser, post):
    name = post(to_name="<script>alert(1)</script>", subject="<b>x</b>", text="<img src=x>")

    for path in ("/", f"/{name}"):
        html = browser.get(path).html
        assert "<script>" not in html
        assert "<img" not in html
        assert "<b>x" not in html


@pytest.mark.parametrize("path", ["/", "/nothing", "/20260914T080005Z-0000000000000000.eml", "/static/viewer.css"])
def test_every_answer_forbids_scripts_and_storing(path, tmp_path):
    with create_viewer(tmp_path).test_client().get(path) as answer:
        headers = answer.headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/..%2fsecret.eml", "/20260914T080005Z-0000000000000000.eml", "/20260914T080005Z-0.eml/letter.eml",
     "/.20260914T080005Z-0000000000000000.eml.abcd/html", "/x/invite.ics"],
)  # fmt: skip
def test_what_is_no_letter_is_not_found(path, tmp_path):
    (tmp_path.parent / "secret.eml").write_text("secret")
    (tmp_path / ".20260914T080005Z-0000000000000000.eml.abcd").write_text("half")

    answer = create_viewer(tmp_path).test_client().get(path)

    assert answer.status_code == 404
    assert "Aquesta carta no hi és" in answer.text


def test_a_calendar_that_nobody_can_read_is_shown_as_it_is(browser, post):
    name = post(calendar=("REQUEST", b"BEGIN:VCALENDAR\r\nbroken"))

    assert "broken" in browser.get(f"/{name}").text


def test_another_name_for_this_machine_is_not_answered(tmp_path):
    assert create_viewer(tmp_path).test_client().get("/", base_url="http://rebound.example").status_code == 400


def start_viewer(folder, environment):
    variables = {name: value for name, value in os.environ.items() if name != "VIDEOCITA_ENVIRONMENT"}
    return subprocess.Popen(
        [sys.executable, "-m", "mail.viewer", "--folder", str(folder), "--port", "0"],
        cwd=ROOT,
        env=variables | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("environment", [{}, {"VIDEOCITA_ENVIRONMENT": "production"}])
def test_outside_demo_and_test_the_viewer_does_not_start(environment, tmp_path):
    with start_viewer(tmp_path, environment) as viewer:
        _, said = viewer.communicate(timeout=60)

    assert viewer.returncode == 2
    assert "VIDEOCITA_ENVIRONMENT" in said


def test_in_the_demo_it_serves_this_machine(tmp_path, post):
    post()
    with start_viewer(tmp_path, {"VIDEOCITA_ENVIRONMENT": "demo"}) as viewer:
        try:
            address = viewer.stdout.readline().split()[-1]
            answer = requests.get(address, timeout=30)
        finally:
            viewer.terminate()
            viewer.communicate(timeout=60)

    assert address.startswith("http://127.0.0.1:")
    assert "Cita confirmada" in answer.text
