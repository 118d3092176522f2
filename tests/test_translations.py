"""Every text exists in every language, and says the same to the program: placeholders, tags, plurals."""

import re
from collections import Counter

import pytest

from tests.support.texts import (
    PLACEHOLDER,
    ROOT,
    bare_in_python,
    bare_in_template,
    catalogue,
    messages,
    source_texts,
    wordings,
)
from web.catalogues import path_of, read_catalogue
from web.languages import LANGUAGES

TRANSLATED = sorted(LANGUAGES.keys() - {"ca"})
SAME_AS_CATALAN = {
    "es": {
        "%(num)s byte", "A", "a partir del %(day)s", "Acreditada", "Agenda", "Agenda: %(day)s", "Caduca", "Caducada",
        "Carta", "Cita", "Cita %(reference)s", "Cita confirmada: %(when)s", "Color", "Confirmada", "consulta", "De",
        "Desistida", "DNI o NIE", "e-NOTUM", "Empresa", "Entrada", "Entrada del personal", "Error:", "Explica", "Falta",
        "Franja %(number)s", "Hola, %(name)s:", "Hola:", "Hora", "hora", "hora de Barcelona", "hora local: %(city)s",
        "ID", "Idioma", "la Junta Arbitral", "la persona", "La persona espera", "NIF", "Nota interna", "Número",
        "Oficina", "opcional", "Persona", "Presencial", "presencial", "Prevista", "provisional", "Regla", "Responsable",
        "Sector", "Si no funciona", "Web", "Última lectura:", "última lectura: %(moment)s",
    },
    "en": {
        "%(num)s byte", "%(num)s document", "Agenda", "Agenda: %(day)s", "Document", "Documents", "e-NOTUM", "Error:",
        "ID", "provisional", "Sector", "Urgent",
    },
}  # fmt: skip
NEVER_TRANSLATED = {
    "apdcat.gencat.cat", "Català", "Español", "English", "None", ". , SHA-256", "SHA-256", "SHA256SUMS", "dades.json",
    "index.json", "10 per hour", "days to choose", "free days", '<option value="',
}  # fmt: skip
"""Names (of files too), markup, limits, and the word that a browser sends when WTForms was given nothing."""
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt"))
FORMS = sorted((ROOT / "forms").rglob("*.py"))
VIEWS = sorted(
    path
    for path in ROOT.glob("[a-z]*/**/*.py")
    if path.relative_to(ROOT).parts[0] not in ("tests", "forms", "build")
    and not {"standin", "viewer"} & set(path.parts)
    and re.search(r"flask_babel|render_template", path.read_text())
)
"""Whatever else shows pages or speaks their language; the stand-in and the viewer of letters are for us."""


def name_of(path):
    return str(path.relative_to(ROOT))


@pytest.fixture(params=TRANSLATED)
def language(request):
    return request.param


@pytest.fixture
def translations(language):
    """Pairs of a text and its translation, each one wording, or singular and plural; none of those still missing."""
    pairs = [(wordings(message.id), wordings(message.string)) for message in messages(catalogue(language))]
    return [(text, translation) for text, translation in pairs if all(translation)]


def test_the_catalogue_holds_exactly_the_texts_of_the_service(language):
    known = {wordings(message.id) for message in messages(catalogue(language))}

    assert source_texts() - known == set(), "new: run bin/translations update, and translate"
    assert known - source_texts() == set(), "gone: run bin/translations update"


def test_every_text_is_translated_and_none_is_doubtful_or_left_over(language):
    of_language = catalogue(language)

    assert [message.id for message in messages(of_language) if not all(wordings(message.string))] == []
    assert [message.id for message in messages(of_language) if message.fuzzy] == []
    assert list(of_language.obsolete) == []


def test_both_numbers_of_a_plural_are_translated(translations):
    assert [text for text, translation in translations if len(text) != len(translation)] == []


def test_a_translation_fills_in_the_same_values(translations):
    def values(wording):
        return Counter(PLACEHOLDER.findall(wording))

    assert [
        (one, other)
        for text, translation in translations
        for one, other in zip(text, translation, strict=True)
        if values(one) != values(other)
    ] == []


def test_a_percent_sign_stands_only_in_placeholders(translations):
    assert [
        wording
        for text, translation in translations
        for wording in (*text, *translation)
        if "%" in PLACEHOLDER.sub("", wording)
    ] == []


def test_a_translation_has_the_same_tags(translations):
    def tags(wording):
        return Counter(re.findall(r"</?\w[^>]*>|&\w+;", wording))

    assert [(text, translation) for text, translation in translations if tags(text[0]) != tags(translation[0])] == []


def test_a_translation_asks_when_the_text_asks(translations):
    assert [text for text, translation in translations if text[0].endswith("?") != translation[0].endswith("?")] == []


def test_no_text_or_translation_is_a_piece_to_be_joined_to_another(translations):
    assert [words for pair in translations for wording in pair for words in wording if words != words.strip()] == []


def test_what_is_the_same_in_both_languages_is_meant_to_be(language, translations):
    same = {text[0] for text, translation in translations if text == translation}

    assert same - SAME_AS_CATALAN[language] == set(), "Catalan left where a translation should be"
    assert SAME_AS_CATALAN[language] - same == set(), "no longer the same, or gone: take them off the list"


def test_the_header_says_what_is_needed_and_nobody_s_name(language):
    header, _, _ = path_of(ROOT / "translations", language).read_text().partition("\n\n")

    assert re.findall(r'^"([\w-]+):', header, re.MULTILINE) == [
        "Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    ]  # fmt: skip


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_holds_no_word_that_no_translator_sees(path):
    assert set(bare_in_template(path.read_text())) - NEVER_TRANSLATED == set()


@pytest.mark.parametrize("path", FORMS, ids=name_of)
def test_a_form_holds_no_word_that_no_translator_sees(path):
    assert set(bare_in_python(path.read_text())) - NEVER_TRANSLATED == set()


@pytest.mark.parametrize("path", VIEWS, ids=name_of)
def test_a_view_holds_no_sentence_that_no_translator_sees(path):
    assert set(bare_in_python(path.read_text(), labels=False)) - NEVER_TRANSLATED == set()


def test_a_language_without_its_catalogue_stops_the_site_at_once(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_catalogue(tmp_path / "messages.po")


class TestTheSearchForBareWords:
    """Whoever trusts it should know what it finds."""

    @pytest.mark.parametrize(
        "source",
        [
            "<p>Hola</p>",
            '<p>{{ _("Hola") }} bon dia</p>',
            '<img alt="Un mapa">',
            '{{ button("Torna enrere") }}',
            '{% set title = "Anul·lada" %}',
            '{{ note(_("Hola"), "Torna enrere") }}',
        ],
    )
    def test_finds_words_in_a_template(self, source):
        assert bare_in_template(source)

    @pytest.mark.parametrize(
        "source",
        [
            '<p class="lead">{{ _("Hola") }}: {{ name }} · 24</p>',
            '{# Un comentari #}<a href="{{ url_for("site.privacy") }}">{{ _("Privacitat") }}</a>',
            '{{ note("info", _("Hola, %(name)s:", name=clean(name))) }}',
        ],
    )
    def test_leaves_what_is_marked_or_no_text(self, source):
        assert bare_in_template(source) == []

    def test_finds_strings_of_a_form_and_leaves_docstrings(self):
        source = '"""A form."""\nlabel = "Nom i cognoms"\nother = _("Correu electrònic")\ncode = "sign_language"\n'

        assert bare_in_python(source) == ["Nom i cognoms"]
