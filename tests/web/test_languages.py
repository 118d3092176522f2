from flask import request, url_for

from tests.support.browser_client import Browser
from tests.web.site import make_site
from web.languages import current_language, force_language, language_links, page_url


def test_catalan_is_at_the_root_whatever_the_browser_prefers(browser):
    assert browser.get("/prova", headers={"Accept-Language": "en"}).language == "ca"


def test_the_same_path_under_a_prefix_is_the_page_in_that_language(app):
    assert Browser(app, "es").get("/prova").language == "es"
    assert Browser(app, "en").get("/prova").language == "en"


def test_links_stay_in_the_language_of_the_page(app):
    page = Browser(app, "es").get("/prova")

    assert page.link("Accessibilitat").href == "/es/accessibilitat"


def test_every_page_leads_to_itself_in_the_other_languages_with_its_query(browser):
    page = browser.get("/es/prova?q=l%27H")

    assert page.link("Català").href == "/prova?q=l%27H"
    assert page.link("English").href == "/en/prova?q=l%27H"


def test_the_bare_prefix_is_the_start_page(app):
    app.add_url_rule("/", "start", lambda: request.script_root + request.path)

    assert app.test_client().get("/es").text == "/es/"


def test_a_path_that_only_begins_like_a_language_is_not_one(browser):
    assert browser.get("/estany").language == "ca"


def test_behind_a_proxy_that_adds_a_prefix_the_language_follows_it(app):
    with app.test_request_context("/prova", base_url="http://localhost/consum"):
        assert [link.url for link in language_links()] == ["/consum/prova", "/consum/es/prova", "/consum/en/prova"]


def test_a_form_may_be_answered_in_another_language_and_its_links_follow():
    app = make_site()

    @app.get("/cita")
    def answer():
        force_language("es")
        return f"{current_language()} {url_for('site.privacy')} {page_url()}"

    assert app.test_client().get("/cita?q=a").text == "es /es/privacitat /es/cita?q=a"


def test_on_an_error_the_languages_lead_to_the_start(browser):
    assert browser.get("/es/no-hi-es").link("English").href == "/en/"
