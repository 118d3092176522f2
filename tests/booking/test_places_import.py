"""Importing the municipalities: complete, repeatable, and careful with what people decided."""

import pytest
from sqlalchemy import select

from booking.csv_rows import BadFile
from booking.import_places import MUNICIPALITIES, NameTaken, import_places, read_places, slug
from booking.models import Municipality, MunicipalityStatus
from database import db, writing
from tests.support.world import build_world

HEADER = "ine_code,name,name_sort,comarca,population,has_own_office,served_by_opic_umic,pilot_phase\n"
GELIDA = "08091,Gelida,Gelida,Alt Penedès,7933,no,yes,2\n"


@pytest.fixture
def file(tmp_path):
    def write(*lines, header=HEADER):
        path = tmp_path / "places.csv"
        path.write_text(header + "".join(lines), encoding="utf-8")
        return path

    return write


def municipality(code):
    return db.session.get(Municipality, code)


def test_the_file_has_all_311_municipalities_with_addresses_of_their_own():
    places = read_places()

    assert len(places) == 311
    assert sum(place.population for place in places) == 5_983_325
    assert len({place.slug for place in places}) == 311
    assert all(slug(place.slug) == place.slug for place in places)


def test_the_file_says_who_serves_52_and_leaves_the_others_unknown():
    statuses = [place.status for place in read_places()]

    assert statuses.count(MunicipalityStatus.OWN_OFFICE) == 15
    assert statuses.count(MunicipalityStatus.SERVED) == 37
    assert statuses.count(MunicipalityStatus.UNKNOWN) == 259
    assert sum(place.in_pilot for place in read_places()) == 25


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Gelida", "gelida"),
        ("l'Ametlla del Vallès", "l-ametlla-del-valles"),
        ("Castellar de n'Hug", "castellar-de-n-hug"),
        ("Sant Vicenç dels Horts", "sant-vicenc-dels-horts"),
        ("Palau-solità i Plegamans", "palau-solita-i-plegamans"),
        ("Sant Martí Sarroca", "sant-marti-sarroca"),
        ("Vil·la Nova", "villa-nova"),
    ],
)
def test_a_slug_is_the_name_in_plain_letters(name, expected):
    assert slug(name) == expected


def test_a_repeated_import_changes_nothing(app):
    world = build_world()
    first = import_places(read_places(), world.office_id)
    again = import_places(read_places(), world.office_id)

    assert (first.added, first.waiting, first.kept) == (310, 0, [])  # Gelida was there
    assert (again.added, again.changed, again.unchanged) == (0, 0, 311)
    assert municipality("08005").slug == "l-ametlla-del-valles"
    assert municipality("08005").office_id == world.office_id
    assert municipality("08015").has_own_office
    assert municipality("08001").status is MunicipalityStatus.UNKNOWN


def test_all_names_come_in_the_order_of_the_alphabet_whatever_the_database(app):
    import_places(read_places(), None)

    names = [row.name for row in db.session.scalars(Municipality.in_alphabet())]

    assert names[0] == "Abrera"
    assert names.index("l'Ametlla del Vallès") < names.index("Arenys de Mar")
    assert names.index("Olvan") > names.index("Òdena") > names.index("la Nou de Berguedà")
    assert names[-1] == "Viver i Serrateix"


def test_served_municipalities_wait_for_an_office(app, file):
    path = file(GELIDA)

    waiting = import_places(read_places(path), None)
    assert waiting.waiting == 1
    assert municipality("08091").status is MunicipalityStatus.UNKNOWN


def test_an_import_with_an_office_settles_those_that_waited(app):
    import_places(read_places(), None)
    with writing() as session:
        session.delete(session.get(Municipality, "08091"))
    world = build_world()

    settled = import_places(read_places(), world.office_id)

    assert (settled.added, settled.changed, settled.waiting) == (0, 37, 0)
    assert municipality("08005").office_id == world.office_id


def test_an_import_keeps_what_people_decided_and_says_so(app, file):
    world = build_world()
    import_places(read_places(), world.office_id)
    with writing() as session:
        session.get(Municipality, "08015").own_office_phone = "930 000 009"
        decided = session.get(Municipality, "08091")
        decided.status, decided.office_id = MunicipalityStatus.OWN_OFFICE, None
        decided.own_office_name = "OMIC de Gelida"

    imported = import_places(read_places(), world.office_id)

    assert imported.kept == ["Gelida"]
    assert municipality("08091").has_own_office
    assert municipality("08091").own_office_name == "OMIC de Gelida"
    assert municipality("08015").own_office_phone == "930 000 009"


def test_names_and_figures_follow_the_file_and_addresses_of_pages_stay(app, file):
    import_places(read_places(file(GELIDA)), None)

    changed = import_places(
        read_places(file(GELIDA.replace("Gelida,Gelida", "Gèlida,Gèlida").replace("7933", "8000"))), None
    )

    assert changed.changed == 1
    assert (municipality("08091").name, municipality("08091").population) == ("Gèlida", 8000)
    assert municipality("08091").slug == "gelida"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("8091,Gelida,Gelida,Alt Penedès,7933,no,yes,2\n", "line 3: ine_code must be five digits, not '8091'"),
        ("0809١,Gelida,Gelida,Alt Penedès,7933,no,yes,2\n", "line 3: ine_code must be five digits"),
        ("08001,Gelida,Gelida,Alt Penedès,7933,no,yes,2\n", "line 3: 08001 stands in line 2 already"),
        ("08091,ABRERA,Abrera,Alt Penedès,7933,no,yes,2\n", "line 3: abrera stands in line 2 already"),
        ("08091,Gelida,Gelida,Alt Penedès,7.933,no,yes,2\n", "line 3: population must be a whole number, not '7.933'"),
        ("08091,Gelida,Gelida,Alt Penedès,-1,no,yes,2\n", "line 3: population must be a whole number, not '-1'"),
        ("08091,Gelida,Gelida,Alt Penedès,,no,yes,2\n", "line 3: population must be a whole number, not ''"),
        ("08091,,Gelida,Alt Penedès,7933,no,yes,2\n", "line 3: name is empty"),
        ("08091,???,Gelida,Alt Penedès,7933,no,yes,2\n", "line 3: name has no letter"),
        ("08091,Gelida,Gelida,Alt Penedès,7933,sí,yes,2\n", "line 3: has_own_office must be yes, no or empty"),
        ("08091,Gelida,Gelida,Alt Penedès,7933,no,yes,3\n", "line 3: pilot_phase must be 1, 2 or empty"),
        ("08091,Gelida,Gelida,Alt Penedès,7933,yes,yes,\n", "line 3: a municipality cannot have its own office and be"),
        ("08091,Gelida,Gelida,Alt Penedès,7933\n", "line 3: has 5 cells where the header has 8"),
        ('08091,"Gelida"x,Gelida,Alt Penedès,7933,no,yes,2\n', "line 3: is not a CSV file"),
    ],
)
def test_a_line_that_cannot_be_right_is_refused_by_its_number(file, line, reason):
    with pytest.raises(BadFile, match=reason.replace("(", r"\(").replace("?", r"\?")):
        read_places(file("08001,Abrera,Abrera,Baix Llobregat,13227,,,\n", line))


def test_a_file_without_a_needed_column_is_refused(file):
    with pytest.raises(BadFile, match="line 1: has no column population, pilot_phase"):
        read_places(file(header="ine_code,name,name_sort,comarca,has_own_office,served_by_opic_umic\n"))


def test_an_empty_file_is_refused(file):
    with pytest.raises(BadFile, match="has no column ine_code"):
        read_places(file(header=""))


def test_a_file_that_is_not_utf8_or_not_there_is_refused(tmp_path):
    latin = tmp_path / "latin.csv"
    latin.write_bytes((HEADER + GELIDA).encode("latin-1"))

    with pytest.raises(BadFile, match="is not UTF-8 text"):
        read_places(latin)
    with pytest.raises(BadFile, match=r"gone.csv: cannot be read \(No such file"):
        read_places(tmp_path / "gone.csv")


def test_a_file_saved_by_a_spreadsheet_with_a_mark_in_front_is_read(tmp_path):
    marked = tmp_path / "marked.csv"
    marked.write_text("\ufeff" + HEADER + GELIDA, encoding="utf-8")

    assert [place.name for place in read_places(marked)] == ["Gelida"]


def test_a_place_whose_name_belongs_to_another_code_stores_nothing(app, file):
    import_places(read_places(file(GELIDA)), None)

    with pytest.raises(NameTaken, match="Gelida has code 08901 in the file, but 08091 in the database"):
        import_places(
            read_places(file("08001,Abrera,Abrera,Baix Llobregat,1,,,\n", GELIDA.replace("08091", "08901"))), None
        )

    assert db.session.scalars(select(Municipality.ine_code)).all() == ["08091"]


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["places", "import", *arguments])


def test_the_command_says_what_it_did(app):
    build_world()

    first = run(app)
    again = run(app)

    assert first.exit_code == 0
    assert first.output == "310 municipalities added, 1 changed, 0 as they were\n"
    assert again.output == "0 municipalities added, 0 changed, 311 as they were\n"


def test_the_command_without_an_office_says_what_waits(app):
    assert "37 are served by an office, but there is none yet" in run(app).output


def test_the_command_refuses_a_bad_file_in_one_line_and_stores_nothing(app, file):
    result = run(app, "--file", str(file(GELIDA, GELIDA)))

    assert result.exit_code == 1
    assert result.output == "Error: places.csv, line 3: 08091 stands in line 2 already\n"
    assert db.session.scalars(select(Municipality)).all() == []


def test_the_command_refuses_an_office_that_is_not_there(app):
    build_world()

    result = run(app, "--office", "diba")

    assert result.exit_code == 1
    assert result.output == "Error: There is no office 'diba'; there are: demo\n"


def test_the_file_is_where_the_readme_says():
    assert MUNICIPALITIES.with_name("README.md").read_text(encoding="utf-8").count("municipalities.csv") == 1
