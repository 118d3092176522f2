"""Every consumer page in every state, made from examples: what it must always be, whatever view shows it."""

import gzip

import pytest
from flask import render_template, request

from tests.support.browser_client import Browser
from tests.web.examples import PAGES, context_of
from tests.web.site import make_site


@pytest.fixture(scope="module")
def pages_app():
    app = make_site()

    @app.route("/<name>", methods=["GET", "POST"])
    def page(name):
        template, context = context_of(name)
        app.config["SENT"] = request.form.to_dict(flat=False)
        return render_template(template, **context)

    return app


@pytest.fixture
def visit(pages_app):
    return Browser(pages_app).get


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_free_of_faults_and_small(visit, name):
    page = visit(f"/{name}")

    assert page.status_code == 200
    assert len(gzip.compress(page.data)) < 12_000


@pytest.mark.parametrize(
    "name", ["details_wrong", "details_lost", "details_too_many", "move_lost", "municipality_empty"]
)
def test_what_is_wrong_is_said_first_and_leads_to_where_it_is_put_right(visit, name):
    page = visit(f"/{name}")

    assert page.title.startswith("Error: ")
    assert page.errors


def test_the_language_changes_inside_a_form_and_what_was_typed_goes_along(pages_app, visit):
    browser = Browser(pages_app)
    browser.get("/details")

    page = browser.submit(button="Español", name="Aina")

    assert page.url == "http://localhost/es/details"
    assert page.language == "es"
    assert pages_app.config["SENT"]["lang"] == ["es"]
    assert pages_app.config["SENT"]["name"] == ["Aina"]


@pytest.mark.parametrize("name", ["details", "details_lost", "check", "recover"])
def test_enter_in_a_field_presses_the_main_button_and_no_language(visit, name):
    (form,) = (form for form in visit(f"/{name}").forms if form.id)

    assert form.buttons[0].hidden
    assert not form.buttons[0].name


def test_the_values_travel_through_the_check_page(pages_app):
    browser = Browser(pages_app)
    browser.get("/check")

    browser.submit(button="Confirma la cita")

    sent = pages_app.config["SENT"]
    assert sent["matter"] == ["M'han cobrat dues vegades la mateixa factura.\nNo em tornen els diners."]
    assert sent["needs"] == ["sign_language", "accompanied"]
    assert sent["privacy_read"] == ["y"]
    assert sent["once_key"] == ["Zm9vYmFy"]
    assert sent["confirm"] == ["1"]


def test_every_row_of_the_check_page_leads_back_to_its_field(visit):
    buttons = [button for button in visit("/check").form("check").buttons if button.name == "edit"]

    assert [button.value for button in buttons] == [
        "back", "name", "email", "phone", "matter", "company", "needs", "language", "email",
    ]  # fmt: skip
    assert len({button.text for button in buttons}) == len(buttons)


def test_a_mistyped_domain_is_a_suggestion_and_no_barrier(visit):
    page = visit("/check")

    assert "aina@gmail.com?" in page.text
    assert page.form("check").button("Confirma la cita")


def test_pressing_an_hour_holds_it_with_what_the_hold_must_know(visit):
    form = visit("/hours").form(button="dimarts 24 de novembre, 10:30")

    assert form.button("dimarts 24 de novembre, 10:30").action == "/cita/100/guarda"
    assert {"csrf_token", "servei", "municipi"} <= set(form.fields)


def test_in_spanish_everything_leads_to_spanish_pages(pages_app):
    page = Browser(pages_app, "es").get("/hours")

    assert (
        page.form(button="martes 24 de noviembre, 10:30")
        .button("martes 24 de noviembre, 10:30")
        .action.startswith("/es/")
    )


def test_more_hours_are_offered_day_by_day_with_the_day_in_each_name(visit):
    page = visit("/details_lost_more")

    assert page.form("details").fields["slot"].choices == ["100", "101", "140", "141"]
    assert any(label.startswith("dijous 26 de novembre") for label in page.texts("label"))


@pytest.mark.parametrize(
    ("name", "there", "not_there"),
    [
        ("appointment", "Canvia l'hora", "Demana una altra cita"),
        ("appointment_too_late", "truca'ns", "Canvia l'hora"),
        ("appointment_cancelled", "Demana una altra cita", "Anul·la la cita"),
        ("appointment_by_phone", "Et trucarem al 612 345 678", "Entra a la videotrucada"),
        ("join_early", "Falten 90 minuts", "Entra a la videotrucada Què"),
        ("join_no_link", "et trucarem al 612 345 678", "Què et demanarà Teams"),
        ("join_late", "va una mica tard", "Falten"),
        ("cancel_already", "No has de fer res més", "Per què l'anul·les"),
        ("move_lost", "continua com estava", "La nova hora"),
    ],
)
def test_each_state_says_what_is_true_and_offers_only_what_can_be_done(visit, name, there, not_there):
    text = visit(f"/{name}").text

    assert there in text
    assert not_there not in text


def test_what_people_typed_is_shown_and_never_obeyed(pages_app):
    with pages_app.test_request_context("/check"):
        template, context = context_of("check")
        context["form"].name.data = '"><script>alert(1)</script>'
        html = render_template(template, **context)

    assert "<script>alert" not in html
