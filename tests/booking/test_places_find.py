"""Finding a municipality by what people type."""

import unicodedata

import pytest

from booking.distance import distance
from booking.find_municipality import by_slug, choices, find
from booking.import_places import Place, import_places, read_places
from booking.models import Municipality, MunicipalityStatus
from database import db, writing
from tests.support.queries import counted

NAMES = [place.name for place in read_places()]


@pytest.fixture
def province(app):
    import_places(read_places(), None)


def found(text):
    """What the page shows: one name when it is clear, else the names to choose from."""
    matches = find(db.session(), text)
    return matches.exact.name if matches.exact else [place.name for place in matches.several]


def suggested(text):
    matches = find(db.session(), text)
    assert matches.exact is None
    assert matches.several == []
    return [place.name for place in matches.nearest]


def without_accents(name):
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))


def without_article(name):
    head, _, tail = name.partition("'") if name.startswith("l'") else name.partition(" ")
    return tail if head in ("l", "el", "la", "els", "les") else name


WAYS_TO_WRITE = [
    str,
    str.upper,
    without_accents,
    without_article,
    lambda name: f"  {name.replace(' ', '   ')} ",
    lambda name: name.replace("-", " "),
    lambda name: name.replace("-", ""),
    lambda name: name.replace("'", "´"),
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: name.replace("Sant ", "San ").replace("ny", "ñ").replace(" i ", " y ").replace("à", "á"),
    lambda name: name.replace("Santa ", "Sta. ").replace("Sant ", "St. "),
    lambda name: f"{name} (Barcelona)",
    lambda name: f"08000 {name}",
]


@pytest.mark.database("sqlite")  # the searching is ours; the order of the answers, below, is the database's
@pytest.mark.parametrize("write", WAYS_TO_WRITE)
def test_every_name_is_found_however_it_is_written(province, write):
    session = db.session()

    wrong = [name for name in NAMES if (match := find(session, write(name)).exact) is None or match.name != name]

    assert wrong == []


def test_every_name_with_its_article_behind_is_found(province):
    behind = {"l'": "{}, l'", "el ": "{}, el", "la ": "{}, la", "els ": "{}, els", "les ": "{}, les"}

    for name in NAMES:
        for article, form in behind.items():
            if name.startswith(article):
                assert found(form.format(name.removeprefix(article))) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ametlla", "l'Ametlla del Vallès"),
        ("La Ametlla del Vallés", "l'Ametlla del Vallès"),
        ("Hospitalet", "l'Hospitalet de Llobregat"),
        ("San Cugat del Vallés", "Sant Cugat del Vallès"),
        ("Vilanova y la Geltrú", "Vilanova i la Geltrú"),
        ("Villanueva y Geltrú", "Vilanova i la Geltrú"),
        ("Villafranca del Penedés", "Vilafranca del Penedès"),
        ("San Baudilio de Llobregat", "Sant Boi de Llobregat"),
        ("San Vicente de los Huertos", "Sant Vicenç dels Horts"),
        ("San Juan Despí", "Sant Joan Despí"),
        ("San Lorenzo de Hortóns", "Sant Llorenç d'Hortons"),
        ("San Pedro de Ribas", "Sant Pere de Ribes"),
        ("Santa Margarita de Montbuy", "Santa Margarida de Montbui"),
        ("Santa Coloma de Gramanet", "Santa Coloma de Gramenet"),
        ("Esplugas", "Esplugues de Llobregat"),
        ("Molins de Rey", "Molins de Rei"),
        ("Caldas de Montbuy", "Caldes de Montbui"),
        ("Cañellas", "Canyelles"),
        ("Poliñá", "Polinyà"),
        ("Moyá", "Moià"),
        ("Vich", "Vic"),
        ("Tarrasa", "Terrassa"),
        ("Moncada y Reixach", "Montcada i Reixac"),
        ("Olesa de Monserrat", "Olesa de Montserrat"),
        ("San Sadurní de Noya", "Sant Sadurní d'Anoia"),
        ("Bigas y Riells", "Bigues i Riells del Fai"),
        ("Puigreig", "Puig-reig"),
        ("Sabadel", "Sabadell"),
        ("Martorell", "Martorell"),
        ("Torelló", "Torelló"),
        ("Santa Maria de Corcó", "l'Esquirol"),
        ("Bellaterra", "Cerdanyola del Vallès"),
        ("S. Feliu de Codines", "Sant Feliu de Codines"),
    ],
)
def test_a_spanish_a_short_or_a_former_name_is_enough(province, text, name):
    assert found(text) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Santa Coloma", ["Santa Coloma de Cervelló", "Santa Coloma de Gramenet"]),
        ("san cugat", ["Sant Cugat del Vallès", "Sant Cugat Sesgarrigues"]),
        ("Arenys", ["Arenys de Mar", "Arenys de Munt"]),
        ("Vilasar", ["Vilassar de Dalt", "Vilassar de Mar"]),
        ("Lliçà", ["Lliçà d'Amunt", "Lliçà de Vall"]),
        ("sant quirico", ["Sant Quirze de Besora", "Sant Quirze del Vallès", "Sant Quirze Safaja"]),
        ("Llavaneres", ["Sant Andreu de Llavaneres"]),
        ("viladec", ["Viladecans", "Viladecavalls"]),
        ("Sant Boi de Llo", ["Sant Boi de Llobregat"]),
    ],
)
def test_what_may_mean_several_gives_them_to_choose_from_in_the_order_of_the_alphabet(province, text, names):
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Barclona", "Barcelona"),
        ("Brcelona", "Barcelona"),
        ("Motnornès", "Montornès del Vallès"),
        ("hospitalt de llobregat", "l'Hospitalet de Llobregat"),
        ("Granolers del Valles", "Granollers"),
        ("Sant Sadruni d'Anoia", "Sant Sadurní d'Anoia"),
        ("Gleida", "Gelida"),
    ],
)
def test_a_typing_mistake_only_suggests_and_the_closest_comes_first(province, text, name):
    assert suggested(text)[0] == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "la",
        "de los",
        "xyzxyz",
        "12345",
        "'; DROP TABLE municipality; --",
        "<script>alert(1)</script>",
        "\x00",
        "😀",
        "a" * 10_000,
    ],
)
def test_nonsense_finds_nothing_and_breaks_nothing(province, text):
    assert find(db.session(), text) == find(db.session(), "")


def test_there_are_never_more_suggestions_than_one_can_look_at(province):
    assert len(suggested("Sant Pxxx de Mar")) <= 6


def test_a_new_name_is_found_at_once(province):
    assert suggested("Vilanova de l'Exemple") != ["Vilanova de l'Exemple"]

    new = Place("08999", "exemple", "Exemple", "exemple", "Bages", 1, MunicipalityStatus.UNKNOWN, in_pilot=False)
    import_places([new], None)

    assert found("exemple") == "Exemple"


def test_a_status_changed_by_hand_shows_at_once(province):
    assert not find(db.session(), "Gelida").exact.has_own_office

    with writing() as session:
        session.get(Municipality, "08091").status = MunicipalityStatus.OWN_OFFICE

    assert find(db.session(), "Gelida").exact.has_own_office


def test_finding_costs_two_queries(province):
    for text in ("Gelida", "Santa Coloma", "Barclona"):
        db.session.rollback()
        with counted(db.engine) as queries:
            find(db.session(), text)
        assert len(queries) == 2


def test_the_choices_are_all_names_with_their_addresses(province):
    everything = choices(db.session())

    assert len(everything) == 311
    assert everything[0] == ("Abrera", "abrera")
    assert ("l'Ametlla del Vallès", "l-ametlla-del-valles") in everything


def test_an_address_leads_to_its_municipality_or_to_none(province):
    assert by_slug(db.session(), "gelida").name == "Gelida"
    assert by_slug(db.session(), "gelidaa") is None


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [
        ("", "", 0),
        ("vic", "vic", 0),
        ("vic", "vci", 1),
        ("vic", "vc", 1),
        ("vic", "vicc", 1),
        ("vic", "vac", 1),
        ("a", "bcd", 3),
    ],
)
def test_the_distance_counts_typing_mistakes(one, other, away):
    assert distance(one, other, 3) == away
    assert distance(other, one, 3) == away
    assert distance(one, other, away - 1) is None
