"""By which words a case is found."""

import pytest
from sqlalchemy import delete, select, text

from booking.models import Person
from cases.history import changed, lock_case
from cases.models import Case, CaseSearch, Company
from cases.reindex import reindex_all
from cases.search_index import only_found, reindex_where
from cases.search_words import Question, index_words, words_of
from database import db, writing
from tests.support.cases import case_of
from tests.support.world import AINA, BERNAT, NOW


def found(typed):
    """Numbers of the cases that a search for this gives."""
    question = Question.of(typed)
    assert question is not None
    dialect = db.engine.dialect.name
    query = only_found(select(Case.number), dialect)
    return sorted(db.session.scalars(query, {"question": question.written_for(dialect)}))


@pytest.fixture
def case(app, world):
    """Aina's, about a bill of water; Bernat has another one."""
    with writing() as session:
        company = Company(
            office_id=world.office_id, name="Aigües del Penedès", name_folded="x", nif="A08000143", created_at=NOW
        )
        session.add(company)
        session.flush()
        case = case_of(
            session,
            world,
            AINA,
            number="2025/0029005",
            registry_entry="E/1234-2025",
            external_id="458973",
            facts="La factura de l'aigua és del col·legi. Canvi d'adreça?",
            request="Que la retornin",
            company_id=company.id,
            company_as_told="Aigües Gelida",
            internal_detail="Manca d'enviament",
        )
        case_of(session, world, BERNAT, number="2025/0029006")
        return case.id


@pytest.mark.parametrize(
    "typed",
    [
        "2025/0029005", "29005", "0029005", "002900", "458973", "e/1234-2025", "Aina", "AINA ROCA", "ròca aina", "roc",
        "penedes", "Penedès", "aigues gelida", "a08000143", "Gelida factura", "collegi", "col·legi", "adreca",
        "retornin", "enviament", "l'aigua",
    ],
)  # fmt: skip
def test_a_case_is_found_by(case, typed):
    assert "2025/0029005" in found(typed)


@pytest.mark.parametrize("typed", ["ina", "aina vila", "roc aina", "factures", "0290", "co"])
def test_a_case_is_not_found_by(case, typed):
    assert "2025/0029005" not in found(typed)


def test_all_of_the_words_are_wanted_and_the_last_may_be_a_beginning(case):
    assert found("2025") == ["2025/0029005", "2025/0029006"]
    assert found("2025 bern") == ["2025/0029006"]
    assert found("bern 2025") == []


@pytest.mark.parametrize(
    "typed",
    [
        '"aina', "aina\"*", "aina'", "aina; DROP TABLE case_file", "aina:*", "aina\\", "aina\x00", "(aina", "aina)",
        "aina & !roca", "NEAR(aina roca)", "words : aina", "^aina", "-aina", "+aina", "aina*roca", "aina OR",
        "NOT aina", "aina || roca", "<->aina", "aina%", "_aina_", "' OR 1=1 --", "😀 aina", "\uff41ina",
        "aina \U0001e900", "x" * 10_000, "aina " * 3_000, "²½ aina",
    ],
)  # fmt: skip
def test_whatever_is_typed_is_only_words(case, typed):
    assert set(found(typed)) <= {"2025/0029005", "2025/0029006"}


@pytest.mark.parametrize("typed", ["", " ", '"', "%", "_", "***", "\x00", "' -- ;", "·", "😀"])
def test_what_has_no_word_is_no_question(typed):
    assert Question.of(typed) is None


def test_an_operator_of_a_search_language_is_a_word_like_others(case):
    assert found("aina OR roca") == []
    assert found("aina%") == ["2025/0029005"]


def test_who_asks_with_more_words_than_are_looked_for_is_told():
    assert Question.of("un dos tres").left_out is False
    assert Question.of(" ".join("abcdefghijk")).left_out is True


def test_a_change_is_found_at_once_and_what_it_was_before_no_longer(case):
    with writing() as session:
        case = lock_case(session, case)
        session.get_one(Person, case.person_id).name = "Aina Ferrer"
        case.facts = "Una altra cosa"
        changed(session, case, "block_saved", "system", NOW)

    assert found("ferrer") == ["2025/0029005"]
    assert found("altra") == ["2025/0029005"]
    assert found("roca") == found("factura") == []


def test_a_company_under_a_new_name_is_found_in_all_its_cases(case):
    with writing() as session:
        session.scalars(select(Company)).one().name = "Sorea"
        assert len(reindex_where(session, Case.company_id.is_not(None))) == 1

    assert found("sorea") == ["2025/0029005"]
    assert found("penedes") == []


def test_all_can_be_made_anew(app, case):
    with writing() as session:
        session.execute(delete(CaseSearch).where(CaseSearch.case_id == case))
    assert found("aina") == []

    result = app.test_cli_runner().invoke(args=["cases", "reindex"])

    assert result.output.strip() == "2 cases indexed"
    assert found("aina") == ["2025/0029005"]
    assert reindex_all() == 2


@pytest.mark.database("sqlite")
def test_the_full_text_table_holds_what_its_source_holds(case):
    with writing() as session:
        session.execute(text("INSERT INTO case_search_fts (case_search_fts, rank) VALUES ('integrity-check', 1)"))


def test_words():
    assert words_of("L'Òrgan del col·legi, 50% (ç_ñ)") == ["l", "organ", "del", "collegi", "50", "c", "n"]
    assert index_words("2025/0029005", None, "2025") == "0029005 2025 29005"
    assert index_words("0000") == "0000"
    assert len(words_of("x" * 100)[0]) == 40
