"""The client that all page tests stand on must itself see what it promises to see."""

import pytest
from flask import Flask, redirect, request

from tests.support.browser_client import Browser

FORM = """
<form method="post" action="/">
  <input type="hidden" name="csrf_token" value="t">
  <label for="name">Nom</label><input id="name" name="name" value="Aina">
  <label for="need">Necessitat</label>
  <select id="need" name="need"><option value="">Cap</option><option>LSC</option></select>
  <label><input type="checkbox" name="agree" value="y"> D'acord</label>
  <button>Desa</button> <button name="more" value="1">Més temps</button>
</form>"""


def page(main=FORM, lang="ca", title="Cita – Servei", h1="Cita"):
    return (
        f"<!doctype html><html lang={lang}><head><title>{title}</title></head><body><h1>{h1}</h1>{main}</body></html>"
    )


@pytest.fixture
def site():
    """A site of one page that shows whatever `site.html` is, and keeps what it was sent."""
    app = Flask(__name__)
    app.html, app.answer, app.received = page(), redirect("/", 303), None

    @app.route("/", methods=["GET", "POST"])
    def root():
        if request.method == "GET":
            return app.html
        app.received = request.form.to_dict(flat=False)
        return app.answer

    return app


def test_a_form_is_sent_as_the_page_has_it_and_as_the_person_fills_it(site):
    browser = Browser(site)

    browser.submit("/", name="Bernat", agree=True, button="Desa")

    assert site.received == {"csrf_token": ["t"], "name": ["Bernat"], "need": [""], "agree": ["y"]}
    assert browser.page.h1 == "Cita"


def test_a_pressed_button_sends_its_name(site):
    Browser(site).submit("/", button="Més temps")

    assert site.received["more"] == ["1"]


def test_only_a_forged_request_sends_what_the_page_does_not_offer(site):
    Browser(site).submit("/", button="Desa", forged={"need": "lluna", "slot": 7, "csrf_token": None})

    assert site.received == {"name": ["Aina"], "need": ["lluna"], "slot": ["7"]}


@pytest.mark.parametrize(
    "fields", [{"mail": "x"}, {"need": "lluna"}, {"csrf_token": "x"}, {"button": None}, {"button": "Esborra"}]
)
def test_what_the_page_does_not_offer_cannot_be_filled_or_pressed(site, fields):
    with pytest.raises(AssertionError):
        Browser(site).submit("/", **{"button": "Desa", **fields})


def test_a_change_that_redirects_with_302_is_refused(site):
    site.answer = redirect("/", 302)

    with pytest.raises(AssertionError, match="303"):
        Browser(site).submit("/", button="Desa")


def test_a_redirect_to_another_site_is_not_followed(site):
    site.answer = redirect("https://teams.example.org/meet", 303)

    assert Browser(site).submit("/", button="Desa").location == "https://teams.example.org/meet"


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        (page("<p><div>a</div></p>"), "invalid HTML"),
        (page(lang="fr"), "language is 'fr'"),
        (page("<h1>Dues</h1>"), "2 h1"),
        (page(title="Benvinguda"), "does not begin with the h1"),
        (page(title="Error: Cita"), "the title is 'Error: Cita'"),
        (page('<p id="a">1</p><p id="a">2</p>'), "id 'a' stands 2 times"),
        (page('<p aria-describedby="b">1</p>'), "leads to no id"),
        (page('<a href="#b">1</a>'), "not on the page"),
        (page("<script>1</script>"), "inline <script>"),
        (page('<p style="color:red">1</p>'), "<p style> is inline"),
        (page('<p onclick="x()">1</p>'), "<p onclick> is inline"),
        (page('<form method="get" action="/"><input name="q"><button>Cerca</button></form>'), "has no label"),
        (page('<form action="/"><input type="hidden" name="q"></form>'), "no button"),
        (page('<form method="post" action="/"><button>Desa</button></form>'), "no csrf_token"),
        (page('<a href="/"><svg></svg></a>'), "has no words"),
        (page('<img src="/a.png">'), "without alt"),
        (page('<a href="cita">1</a>'), "does not begin with /"),
    ],
)
def test_a_page_with_a_fault_is_refused(site, html, fault):
    site.html = html

    with pytest.raises(AssertionError, match=fault):
        Browser(site).get("/")
