"""What people see on Spanish and English pages and in their letters: no Catalan is left over."""

import pytest
from flask import abort, render_template
from flask_babel import force_locale
from flask_wtf.csrf import CSRFError

from mail.letters import KINDS, STAFF_KINDS, write
from tests.mail.messages import facts
from tests.support.browser_client import Browser
from tests.support.texts import left_in_catalan
from tests.web.examples import PAGES, context_of
from tests.web.site import make_site
from web.errors import PAGES as ERRORS
from web.languages import LANGUAGES

TRANSLATED = sorted(LANGUAGES.keys() - {"ca"})
SITE_PAGES = ("/ajuda/videotrucada", "/prova", "/accessibilitat", "/privacitat")


def fail(name):
    if name == "csrf":
        raise CSRFError
    abort(int(name))


@pytest.fixture(scope="module")
def site():
    """The templates, with an example for each page and a way to each error."""
    app = make_site()
    app.add_url_rule("/<name>", "page", lambda name: render_template(context_of(name)[0], **context_of(name)[1]))
    app.add_url_rule("/fails/<name>", "fails", fail)
    return app


@pytest.fixture(params=TRANSLATED)
def language(request):
    return request.param


@pytest.fixture
def visitor(site, language):
    return Browser(site, language)


@pytest.mark.parametrize("address", [*(f"/{name}" for name in PAGES), *SITE_PAGES])
def test_a_page_is_wholly_in_its_language(address, visitor, language):
    page = visitor.get(address)

    assert page.status_code == 200
    assert left_in_catalan(page.html, language) == []


@pytest.mark.parametrize("name", [*(str(code) for code in ERRORS), "csrf"])
def test_an_error_is_told_in_the_language_of_the_page(name, visitor, language):
    page = visitor.get(f"/fails/{name}")

    assert page.status_code == (400 if name == "csrf" else int(name))
    assert left_in_catalan(page.html, language) == []


@pytest.mark.parametrize(
    "changes", [{}, {"channel_phone": True}, {"link_pending": True}, {"cancelled_by_office": True}], ids=str
)
@pytest.mark.parametrize("kind", KINDS + STAFF_KINDS)
def test_a_letter_is_wholly_in_the_language_of_its_reader(kind, changes, site, language):
    with site.app_context(), force_locale(LANGUAGES[language].locale):
        letter = write(kind, facts(language=language, **changes), site.jinja_env)

    for part in vars(letter).values():
        assert left_in_catalan(part, language) == []


def test_a_page_that_was_left_in_catalan_would_be_noticed(site, language):
    page = Browser(site).get("/check")

    assert {"Revisa i confirma", "Volies dir", "Canvia"} <= set(left_in_catalan(page.html, language))
