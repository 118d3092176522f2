from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from jinja2 import DictLoader, Environment
from justhtml import JustHTML

from mail.letters import KINDS, STAFF_KINDS, write
from mail.mime import to_mime
from tests.mail.environment import letter_environment
from tests.mail.messages import SERVICE, facts, letter as a_letter, received, typed

LINKS = ("appointment_url", "join_url", "move_url", "cancel_url", "calendar_url", "help_url")
WHEN = {
    "ca": "dimarts 24 de novembre, 10:30",
    "es": "martes 24 de noviembre, 10:30",
    "en": "Tuesday 24 November, 10:30",
}


@pytest.fixture(scope="module")
def environment():
    return letter_environment()


@pytest.fixture
def written(environment):
    return lambda kind="confirmed", **changes: write(kind, facts(**changes), environment)


def words_of(html):
    return JustHTML(html, fragment=False).query("body")[0].to_text(separator=" ").split()


def bare(words):
    return {word.strip("():,.–·") for word in words}


def links_of(html):
    return [link.attrs["href"] for link in JustHTML(html).query("a") if link.attrs["href"].startswith("http")]


@pytest.mark.parametrize("language", ["ca", "es", "en"])
@pytest.mark.parametrize("kind", KINDS + STAFF_KINDS)
def test_every_letter_tells_when_where_and_what_to_do(kind, language, written):
    letter = written(kind, language=language)

    assert WHEN[language] in letter.subject
    for part in (letter.text, " ".join(words_of(letter.html))):
        for fact in ("hora de Barcelona", "10:30", "11:00", "K7M-4PD", "Consum. Atenció telemàtica", "900 000 000"):
            assert fact in part
    assert f'lang="{language}"' in letter.html
    assert "{{" not in letter.text + letter.html
    assert "\n\n\n" not in letter.text


@pytest.mark.parametrize("kind", KINDS + STAFF_KINDS)
def test_text_and_html_say_the_same_and_lead_to_the_same_places(kind, written):
    letter = written(kind)

    assert bare(words_of(letter.html)) <= bare(letter.text.split())
    assert links_of(letter.html) == [line for line in letter.text.splitlines() if line.startswith("https://")]


@pytest.mark.parametrize(
    ("kind", "beginning"),
    [
        ("confirmed", "Cita confirmada: dimarts 24 de novembre, 10:30"),
        ("link_ready", "Enllaç de la videotrucada: dimarts"),
        ("moved", "Cita canviada: dimarts"),
        ("cancelled", "Cita anul·lada: dimarts"),
        ("reminder_48h", "Recordatori de la cita: dimarts"),
        ("reminder_2h", "La teva cita comença aviat: dimarts"),
        ("recovered_link", "Enllaç de la teva cita: dimarts"),
        ("technician_booked", "Cita nova: dimarts 24 de novembre, 10:30 · K7M-4PD · Consum"),
        ("technician_moved", "Cita canviada: dimarts"),
        ("technician_cancelled", "Cita fora de la teva agenda: dimarts"),
    ],
)
def test_the_subject_begins_with_the_fact(kind, beginning, written):
    assert written(kind).subject.startswith(beginning)


def test_a_confirmation_says_how_to_join_keep_move_and_cancel(written):
    letter = written("confirmed")

    assert "prem «Sí», «Accepta» o «Afegeix al calendari» en aquest missatge" in letter.text
    assert "Entra a la videotrucada:\nhttps://cita.example.cat/c/TOKEN/entrar" in letter.text
    assert sorted(links_of(letter.html)) == sorted(getattr(facts(), name) for name in LINKS)


def test_a_move_tells_the_time_before(written):
    letter = written("moved")

    assert "Abans: divendres 20 de novembre, 15:30" in letter.text
    assert "canviï també al teu calendari" in letter.text


@pytest.mark.parametrize("kind", ["reminder_48h", "reminder_2h"])
def test_a_reminder_names_what_a_missed_visit_costs_and_how_to_cancel(kind, written):
    text = written(kind).text

    assert "Si no pots venir, una altra persona pot fer servir aquests 30 minuts" in text
    assert "Anul·la la cita:\nhttps://cita.example.cat/c/TOKEN/anulla" in text


def test_a_longer_service_names_its_own_minutes(written):
    ends_at = facts().starts_at + timedelta(minutes=60)

    assert "aquests 60 minuts" in written("reminder_48h", ends_at=ends_at).text


@pytest.mark.parametrize(
    ("by_office", "said"), [(True, "Hem hagut d'anul·lar la teva cita"), (False, "La teva cita està anul·lada")]
)
def test_a_cancellation_says_whose_it_was_and_offers_another_time(by_office, said, written):
    letter = written("cancelled", cancelled_by_office=by_office)

    assert letter.text.startswith(said)
    assert links_of(letter.html) == ["https://cita.example.cat/c/TOKEN"]
    assert letter.calendar_description.startswith("Cita anul·lada: dimarts 24 de novembre, 10:30 (hora de Barcelona)")
    assert "entrar" not in letter.calendar_description


def test_while_the_meeting_has_no_link_the_letter_says_that_it_follows(written):
    letter = written("confirmed", link_pending=True)

    assert "L'enllaç de la videotrucada t'arribarà en un altre correu" in letter.text
    assert "https://cita.example.cat/c/TOKEN/entrar" not in links_of(letter.html)
    assert "https://cita.example.cat/c/TOKEN" in links_of(letter.html)


@pytest.mark.parametrize("kind", ["confirmed", "moved", "reminder_48h", "reminder_2h"])
def test_who_asked_for_a_telephone_call_is_told_to_wait_for_it(kind, written):
    letter = written(kind, channel_phone=True)

    assert "et trucarem al telèfon" in letter.text
    assert "Et trucarem per telèfon" in letter.text
    assert "videotrucada" not in (letter.text + letter.html).lower()
    assert (letter.calendar_summary, letter.calendar_location) == (
        "Cita de consum (trucada telefònica)",
        "Et trucarem per telèfon",
    )
    assert "entrar" not in letter.calendar_description


def test_the_calendar_entry_holds_the_link_and_nothing_of_the_person(written):
    letter = written("confirmed")

    assert letter.calendar_summary == "Cita de consum (videotrucada)"
    assert letter.calendar_location == "Videotrucada (Microsoft Teams)"
    assert letter.calendar_description.splitlines() == [
        "Cita confirmada: dimarts 24 de novembre, 10:30 (hora de Barcelona)",
        "Entra a la videotrucada: https://cita.example.cat/c/TOKEN/entrar",
        "Mira, canvia o anul·la la cita: https://cita.example.cat/c/TOKEN",
    ]


@pytest.mark.parametrize("kind", STAFF_KINDS)
def test_a_technician_reads_nothing_of_the_consumer(kind, written):
    letter = written(kind)

    assert "Aina" not in letter.subject + letter.text + letter.html
    assert "TOKEN" not in letter.text + letter.html
    assert links_of(letter.html) == ["https://cita.example.cat/cites/K7M-4PD"]
    assert "Hola, Clara Puig:" in letter.text
    assert letter.calendar_summary == letter.calendar_description == letter.calendar_location == ""


@pytest.mark.parametrize(
    ("starts_at", "said"),
    [
        (datetime(2026, 10, 23, 7, 30, tzinfo=UTC), "divendres 23 d’octubre, 9:30"),
        (datetime(2026, 10, 26, 8, 30, tzinfo=UTC), "dilluns 26 d’octubre, 9:30"),
        (datetime(2027, 3, 26, 14, 30, tzinfo=UTC), "divendres 26 de març, 15:30"),
        (datetime(2027, 3, 29, 13, 30, tzinfo=UTC), "dilluns 29 de març, 15:30"),
    ],
)
def test_the_local_hour_is_right_on_both_sides_of_a_clock_change(starts_at, said, written):
    letter = written(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30))

    assert said.replace("’", "'") in letter.subject.replace("’", "'")


def test_an_office_on_another_clock_names_its_place(written):
    letter = written(time_zone="Atlantic/Canary")

    assert "hora local: Illes Canàries" in letter.text
    assert "9:30 – 10:00" in letter.text


@pytest.mark.parametrize("name", ["www.premi.example", "http://premi.example", "aina@example.org", "", "\u202e"])
def test_a_name_that_looks_like_an_address_or_like_nothing_is_not_greeted(name, written):
    letter = written(name=name)

    assert "\nHola:\n" in letter.text
    assert "premi" not in letter.text + letter.html


def test_markup_in_a_name_is_shown_and_not_obeyed(written):
    letter = written(name="<b>Aina</b>\r\nBcc: x", technician_name="")

    assert "<b>Aina" not in letter.html
    assert "Bcc: x" not in letter.text.splitlines()


@pytest.mark.parametrize("name", LINKS)
@pytest.mark.parametrize(
    "url",
    [
        "",
        "/c/TOKEN",
        "http://cita.example.cat/c/TOKEN",
        "javascript:alert(1)",
        "https://",
        "https://a b",
        "https://ñ.cat/",
    ],
)
def test_an_empty_or_unencrypted_link_is_refused_without_repeating_it(name, url, written):
    with pytest.raises(ValueError, match=name) as refused:
        written(**{name: url})

    assert "TOKEN" not in str(refused.value)


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_links_to_this_machine_may_be_unencrypted(host, written):
    assert f"http://{host}/c/TOKEN/entrar" in written(join_url=f"http://{host}/c/TOKEN/entrar").text


@pytest.mark.parametrize(
    "change",
    [
        {"staff_url": ""},
        {"language": "fr"},
        {"starts_at": facts().starts_at.replace(tzinfo=None)},
        {"previous_starts_at": facts().starts_at.replace(tzinfo=None)},
        {"ends_at": facts().starts_at},
        {"previous_starts_at": None},
    ],
)
def test_a_letter_with_half_of_the_facts_is_refused(change, written):
    with pytest.raises(ValueError, match=r"."):
        written("technician_moved", **change)


def test_there_is_no_letter_of_an_unknown_kind(written):
    with pytest.raises(ValueError, match="postcard"):
        written("postcard")


@pytest.mark.parametrize("escaping", [True, False])
def test_an_environment_that_escapes_all_or_nothing_is_refused(escaping):
    careless = Environment(loader=DictLoader({}), autoescape=escaping)

    with pytest.raises(ValueError, match="escapes"):
        write("confirmed", facts(), careless)


def test_styles_are_inlined_and_the_dark_colours_kept(written):
    html = written().html

    assert "@media (prefers-color-scheme: dark)" in html
    assert 'style="' in html
    assert html.count("<style") == 1
    assert "@import" not in html
    assert "http://" not in html


@settings(max_examples=50)
@given(typed, typed)
def test_nothing_typed_adds_a_link_an_element_or_a_header(name, service):
    letter = write("confirmed", facts(name=name, service=service), letter_environment())

    plain = write("confirmed", facts(), letter_environment())
    message = to_mime(a_letter(subject=letter.subject, text=letter.text, html=letter.html, to_name=name), SERVICE)
    assert links_of(letter.html) == links_of(plain.html)
    assert letter.html.count("<") == plain.html.count("<")
    assert letter.subject == plain.subject
    assert received(message).keys() == received(to_mime(a_letter(), SERVICE)).keys()


def test_extreme_facts_still_make_a_letter(written):
    letter = written(
        name="Maria del Carme " * 30, service="S" * 300, office_name="O" * 300, reference="R" * 200, office_phone=""
    )

    assert len(letter.subject) <= 120
    assert max(map(len, letter.text.splitlines())) < 200
