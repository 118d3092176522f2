"""What offices say of themselves."""

import pytest

from booking.models import Office, Service
from database import db, writing
from doctor.finding import Level
from tests.doctor.report import about, examine, faults

NAME = "Oficina de consum"


def change(kind, **values):
    with writing() as session:
        session.execute(db.update(kind).values(**values))


@pytest.mark.parametrize(
    ("hours", "level", "says"),
    [
        ({"ca": "al matí", "es": "por la mañana"}, Level.FAIL, "not written in en"),
        ({"ca": "al matí", "es": " ", "en": "mornings"}, Level.FAIL, "not written in es"),
        ({"ca": "al matí", "es": "por la mañana", "en": "al matí"}, Level.WARN, "in English what it says in Catalan"),
    ],
)
def test_a_text_that_lacks_a_language_is_found(app, healthy, hours, level, says):
    change(Office, phone_hours=hours)

    finding = about(examine(app), f"{NAME}, telephone hours")

    assert finding.level is level
    assert says in finding.says
    assert "/coordinacio/oficina" in finding.advice


def test_figures_say_the_same_in_every_language(app, healthy):
    change(Office, phone_hours=dict.fromkeys(("ca", "es", "en"), "9-14 h"))

    assert faults(examine(app)) == []


def test_the_notice_and_the_words_of_services_are_looked_at_too(app, healthy):
    change(Office, closed_notice={"ca": "Tancat", "es": "Cerrado"})
    change(Service, descriptions={"ca": "Mediació", "es": "Mediación", "en": ""})

    found = examine(app)

    assert about(found, f"{NAME}, notice").level is Level.FAIL
    assert "/coordinacio/serveis/" in about(found, f"{NAME}, description of consum").advice
    assert about(found, f"{NAME}, description of mediacio").level is Level.FAIL


def test_what_the_law_asks_for_and_is_empty_is_found(app, healthy):
    change(Office, controller=" ", dpo_email="")

    assert about(examine(app), f"{NAME}, texts").says == "without controller, dpo_email"


@pytest.mark.parametrize(
    ("colour", "says"), [("#ffe066", "contrast of 1.3 to 1"), ("pine", "is no colour"), ("#7a1f5c", None)]
)
def test_a_colour_that_cannot_be_read_is_found(app, healthy, colour, says):
    change(Office, colour=colour)

    found = [finding for finding in faults(examine(app)) if finding.subject == f"{NAME}, colour"]

    assert [says in finding.says for finding in found] == ([] if says is None else [True])
