"""The way in: from the start page to the right service, without dead ends."""

import json

import pytest

from booking.models import Municipality, MunicipalityStatus, Office, Service
from database import writing
from tests.support.world import NOW, open_slots


def add_municipality(name, slug, status=MunicipalityStatus.UNKNOWN, **more):
    with writing() as session:
        session.add(
            Municipality(
                ine_code=f"08{len(name):03}",
                slug=slug,
                name=name,
                name_sort=name,
                comarca="Alt Penedès",
                population=100,
                status=status,
                **more,
            )
        )


def close_office(world, **words):
    with writing() as session:
        session.get_one(Office, world.office_id).closed_notice = words


def test_the_start_page_leads_to_a_booking_and_to_a_lost_link(browser, world):
    browser.get("/")

    assert browser.page.link("Demana cita").href == "/cita"
    assert browser.page.link("He perdut l'enllaç").href == "/recupera"


def test_a_municipality_written_in_full_leads_straight_to_its_services(browser, world):
    browser.get("/cita")

    page = browser.submit(q="GELIDA")

    assert page.url.endswith("/cita/gelida")
    assert page.texts("ul.services b") == ["Consum. Atenció telemàtica", "Mediació"]


def test_words_that_fit_several_places_give_them_to_choose(browser, world):
    add_municipality("Sant Pere de Ribes", "sant-pere-de-ribes")
    add_municipality("Sant Pere de Riudebitlles", "sant-pere-de-riudebitlles")

    page = browser.get("/cita?q=San+Pedro+de+Ri")

    assert page.status_code == 200
    assert page.texts("ul.days b") == ["Sant Pere de Ribes", "Sant Pere de Riudebitlles"]


def test_a_mistyped_name_brings_the_nearest_and_the_whole_list(browser, world):
    page = browser.get("/cita?q=gilida")

    assert "Gelida" in page.texts("ul.days b")
    assert "Gelida" in page.texts("ul.columns a")


def test_a_name_like_nothing_brings_the_list_from_a_to_z(browser, world):
    page = browser.get("/cita?q=xxxxxxxxxx")

    assert "No hem trobat aquest municipi" in page.texts("h2")
    assert page.texts("ul.columns a") == ["Gelida"]


def test_the_last_choice_is_offered_again(browser, world):
    browser.get("/cita/gelida")

    assert browser.get("/cita").link("Gelida").href == "/cita/gelida"


def test_a_municipality_with_its_own_office_is_told_where_that_is(browser, world):
    add_municipality(
        "Sitges",
        "sitges",
        MunicipalityStatus.OWN_OFFICE,
        own_office_name="OMIC de Sitges",
        own_office_phone="938 111 222",
    )

    page = browser.get("/cita/sitges")

    assert page.h1 == "T'atén l'oficina de consum de Sitges"
    assert page.link("938 111 222").href == "tel:938111222"


def test_a_municipality_of_which_nothing_is_known_is_no_dead_end(browser, world):
    add_municipality("Olivella", "olivella")

    page = browser.get("/cita/olivella")

    assert page.status_code == 200
    assert page.link("938 000 000")


def test_the_only_service_is_not_asked_for(browser, world):
    with writing() as session:
        session.get_one(Service, world.long_service_id).withdrawn_at = NOW

    assert browser.get("/cita/gelida").url.endswith("/cita/gelida/consum")


@pytest.mark.parametrize("address", ["/", "/cita/gelida/consum", "/cita/gelida/consum/2026-11-24"])
def test_an_office_closed_for_a_time_says_so_in_its_own_words_and_gives_its_telephone(browser, world, address):
    close_office(world, ca="Tancat per obres fins dilluns.", es="Cerrado por obras hasta el lunes.")

    assert "Tancat per obres fins dilluns." in browser.get(address).text
    assert "Cerrado por obras hasta el lunes." in browser.get("/es" + address).text
    assert "Demana cita" not in [link.text for link in browser.get(address).links]


def test_an_hour_of_an_office_that_has_just_closed_is_not_held(browser, world):
    browser.get("/cita/gelida/consum")
    close_office(world, ca="Tancat per obres.")

    page = browser.submit(button="dimarts 24 de novembre, 15:30")

    assert page.status_code == 409
    assert "Tancat per obres." in page.text


def test_the_names_for_suggestions_are_one_list_that_browsers_may_keep(browser, world):
    answer = browser.get("/municipis.json")

    assert json.loads(answer.data) == ["Gelida"]
    assert "public" in answer.headers["Cache-Control"]


def test_a_service_may_take_an_hour_and_says_so(browser, world):
    open_slots(world)

    page = browser.get("/cita/gelida/mediacio")

    assert "60 minuts" in page.text
