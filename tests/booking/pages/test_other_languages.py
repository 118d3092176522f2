"""The way of a consumer who reads Spanish or English: no page of it falls back into Catalan."""

import pytest

from tests.support.browser_client import Browser
from tests.support.texts import ROOT, left_in_catalan
from web.catalogues import path_of, read_catalogue

pytestmark = pytest.mark.database("sqlite")  # words do not depend on the database
DAYS = "/cita/gelida/consum"
HOURS = {
    "es": ("martes 24 de noviembre, 15:30", "martes 24 de noviembre, 16:00"),
    "en": ("Tuesday 24 November, 15:30", "Tuesday 24 November, 16:00"),
}


class Reader(Browser):
    """Somebody who reads one language only, and looks at every word of each page."""

    def __init__(self, app, language):
        super().__init__(app, language)
        self.language = language
        self.says = read_catalogue(path_of(ROOT / "translations", language)).gettext

    def press(self, button, **typed):
        return self.submit(button=self.says(button), **typed)

    def _checked(self, response):
        page = super()._checked(response)
        if page.is_html:
            assert left_in_catalan(page.html, self.language) == [], page
        return page


@pytest.fixture(params=["es", "en"])
def reader(app, world, request):
    return Reader(app, request.param)


def test_booking_moving_and_cancelling(reader):
    first, second = HOURS[reader.language]
    reader.get("/")
    reader.follow(reader.says("Demana cita"))
    reader.submit(q="Gelidda")
    reader.get(DAYS)
    reader.submit(button=first)
    reader.press("Continua", name="Aina Roca", email="aina@gmial.com", privacy_read=True)
    assert reader.page.h1 == reader.says("Revisa i confirma")
    reader.press("Confirma la cita")
    assert reader.page.h1 == reader.says("Ja tens la cita")
    appointment = reader.page.url

    reader.follow(reader.says("Entra a la videotrucada"))
    reader.get(appointment)
    reader.follow(reader.says("Canvia l'hora"))
    reader.submit(button=second)
    reader.press("Canvia l'hora")
    assert reader.page.texts("s") == [first]

    reader.follow(reader.says("Anul·la la cita"))
    reader.press("Anul·la la cita", reason="solved")
    assert reader.page.h1 == reader.says("La cita està anul·lada")


def test_every_mistake_in_the_details_is_explained(reader):
    reader.get(DAYS)
    reader.submit(button=HOURS[reader.language][0])

    page = reader.press("Continua", email="aina@", phone="12", matter="a" * 1_001, company="a" * 121)

    assert len(page.errors) == 6, page.errors


def test_what_no_page_offers_is_refused(reader):
    reader.get(DAYS)
    reader.submit(button=HOURS[reader.language][0])

    page = reader.submit(button=reader.says("Continua"), name="Aina", forged={"language": "xx", "needs": "yy"})

    assert len(page.errors) == 4, page.errors


def test_a_lost_link(reader):
    assert len(reader.submit("/recupera", button=reader.says("Envia'm l'enllaç")).errors) == 2
    assert reader.press("Envia'm l'enllaç", reference="K7", contact="aina").errors
    page = reader.press("Envia'm l'enllaç", reference="K7M-4PD", contact="aina@example.org")

    assert page.h1 == reader.says("Mira el correu")
