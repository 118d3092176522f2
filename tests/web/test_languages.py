import pytest
from flask import render_template_string, request, url_for
from flask_babel import force_locale
from flask_wtf import FlaskForm
from wtforms import SelectField

from forms.fields import SelectChoice
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

    assert page.link("Accesibilidad").href == "/es/accessibilitat"


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


def test_what_is_filled_into_a_text_is_escaped_and_a_percent_sign_is_written_twice(app):
    with app.test_request_context("/"):
        words = render_template_string("{{ _('Hola %(name)s, 100 %%', name=name) }}", name="<b>Aina</b>")

    assert words == "Hola &lt;b&gt;Aina&lt;/b&gt;, 100 %"


def test_numbers_choose_the_plural(app):
    with app.test_request_context("/"):
        text = "{% for n in (1, 2) %}{{ ngettext('%(num)s hora', '%(num)s hores', n) }};{% endfor %}"

        assert render_template_string(text) == "1 hora;2 hores;"


def test_letters_written_in_another_language_than_the_page_are_followed(app):
    with app.test_request_context("/"):
        before = current_language()
        with force_locale("en_GB"):
            assert current_language() == "en"
        assert current_language() == before == "ca"


def test_outside_the_application_the_language_is_catalan():
    assert current_language() == "ca"


class Choice(FlaskForm):
    colour = SelectField("Color", choices=[SelectChoice("green", "green")])


@pytest.mark.parametrize(
    ("language", "says"), [("ca", "Opció no acceptada"), ("es", "Opción inválida."), ("en", "Not a valid choice.")]
)
def test_what_a_form_says_by_itself_is_in_the_language_of_the_page(language, says):
    with make_site().test_request_context():
        force_language(language)
        form = Choice(data={"colour": "none"}, meta={"csrf": False})

        assert not form.validate()
        assert form.colour.errors == [says]


def test_the_messages_of_forms_are_read_once():
    with make_site().test_request_context():
        first = request.wtforms_translations
    with make_site().test_request_context():
        assert request.wtforms_translations is first
