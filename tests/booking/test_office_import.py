"""An office comes from a file: complete, once, and refused with the reason where the file does not make sense."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from booking.csv_rows import BadFile
from booking.demo import DEMO_OFFICE
from booking.import_office import import_office, read_office
from booking.models import Office, Service, Technician, WorkingHours
from database import db, writing
from tests.support.world import NOW

TODAY = NOW.date()


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_the_example_becomes_an_office_with_services_technicians_and_hours(app):
    imported = import_office(read_office(DEMO_OFFICE), TODAY)

    assert (imported.office_added, imported.services_added, imported.technicians_added) == (True, 2, 3)
    assert count(WorkingHours) == 17


def test_importing_again_adds_nothing_and_keeps_what_people_changed(app):
    import_office(read_office(DEMO_OFFICE), TODAY)
    with writing() as session:
        session.scalars(select(Office)).one().phone = "931 111 111"

    again = import_office(read_office(DEMO_OFFICE), TODAY)

    assert (again.office_added, again.services_added, again.technicians_added) == (False, 0, 0)
    assert db.session.scalars(select(Office.phone)).one() == "931 111 111"
    assert (count(Service), count(Technician)) == (2, 3)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (('slug = "oficina-demostracio"', ""), "office: slug is missing"),
        (('en = "Consumer mediation"', ""), "service 2: names needs a text for each of ca, es, en"),
        (("slots = 2", 'slots = "two"'), "service 2: slots is missing, empty or of the wrong kind"),
        (('services = ["consum"]', 'services = ["mediation"]'), "there is no service mediation"),
        (("weekdays = [2]", "weekdays = [0]"), "weekdays are numbers from 1, Monday, to 7"),
        (("from = 09:00:00, until = 13:00:00", "from = 13:00:00, until = 09:00:00"), "must begin before they end"),
        (("dpo_email", "dpo_mail"), "office: dpo_email is missing"),
        (("[office]", "[office"), "demo-office.toml"),
        (('phone = "930 000 000"', 'phone = "930 000 000"\nfax = "1"'), "nobody knows what fax means"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_the_reason(tmp_path, change, reason):
    path = Path(tmp_path, "demo-office.toml")
    path.write_text(DEMO_OFFICE.read_text(encoding="utf-8").replace(*change), encoding="utf-8")

    with pytest.raises(BadFile, match=reason.replace("[", r"\[")):
        read_office(path)


def test_the_command_says_what_it_did(app):
    result = app.test_cli_runner().invoke(args=["office", "import", str(DEMO_OFFICE)])

    assert result.exit_code == 0, result.output
    assert "Office added; 2 services, 3 technicians added" in result.output
    assert "Slots: " in result.output
