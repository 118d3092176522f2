import pytest
from flask import abort
from sqlalchemy.exc import OperationalError

from tests.support.browser_client import Browser
from tests.web.site import make_site
from web.errors import PAGES


def database_gone():
    raise OperationalError("SELECT 1", {}, ConnectionError("connection refused"))


@pytest.mark.parametrize("code", PAGES)
def test_every_error_has_a_page_that_says_what_to_do_and_whom_to_call(app, browser, code):
    app.add_url_rule("/fails", "fails", lambda: abort(code))

    page = browser.get("/fails")

    assert page.status_code == code
    assert page.link("930 000 000").href == "tel:930000000"
    assert page.link("Torna a l'inici").href == "/"


def test_an_error_without_a_page_of_its_own_shows_the_general_one(app, browser):
    app.add_url_rule("/fails", "fails", lambda: abort(418))

    page = browser.get("/fails")

    assert (page.status_code, page.h1) == (418, "No hem entès el que ens has enviat")


def test_a_programming_mistake_is_a_page_too(app, browser):
    app.add_url_rule("/fails", "fails", lambda: 1 / 0)
    app.testing = app.config["PROPAGATE_EXCEPTIONS"] = False

    assert browser.get("/fails").status_code == 500


def test_without_the_database_the_page_still_has_a_telephone():
    app = make_site(load_office=database_gone)
    app.add_url_rule("/fails", "fails", database_gone)

    page = Browser(app).get("/fails")

    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"
    assert page.link("930 000 001")


def test_an_office_once_read_is_still_known_when_the_database_has_gone(app, browser):
    browser.get("/prova")
    desk = app.extensions["office_desk"]
    desk.load = database_gone
    desk._read_at = None

    assert browser.get("/prova").link("930 000 000")


def test_too_many_attempts_are_told_when_to_come_back(app, browser):
    app.add_url_rule("/fails", "fails", lambda: abort(429))

    assert browser.get("/fails").headers["Retry-After"] == "60"


def test_a_wrong_method_is_told_which_are_right(browser):
    page = browser.post("/prova")

    assert page.status_code == 405
    assert "GET" in page.headers["Allow"]


def test_a_form_without_its_token_is_refused_in_plain_words(app, browser):
    app.add_url_rule("/form", "form", lambda: "", methods=["POST"])

    page = browser.post("/form", {"name": "Aina"})

    assert (page.status_code, page.h1) == (400, "Aquesta pàgina ha caducat")


def test_an_error_page_repeats_nothing_of_the_request(browser):
    page = browser.get("/<script>alert(1)</script>?name=Aina")

    assert "alert" not in page.html
    assert "Aina" not in page.html
