"""Mails about a case: they say that something changed and where to read it, never what."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from justhtml import JustHTML

from mail.case_letters import CASE_KINDS, CaseFacts, HandedIn, write_case_letter
from tests.mail.environment import letter_environment

FACTS = CaseFacts(
    language="ca",
    name="Aina Roca",
    reference="E-7KMR-4PDX",
    time_zone="Europe/Madrid",
    office_name="Oficina de consum",
    office_phone="900 000 000",
    office_phone_hours="de 9 a 14 h",
    case_url="https://cita.example/e/token",
    documents_url="https://cita.example/e/token/documents",
    receipt="R-2233-4455",
    received_at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
    files=(HandedIn(1_234, "ab" * 32), HandedIn(5, "cd" * 32)),
)


def write(kind, **changes):
    return write_case_letter(kind, replace(FACTS, **changes), letter_environment())


def plain(letter):
    return JustHTML(letter.html).to_text(separator=" ", strip=True)


@pytest.mark.parametrize("kind", CASE_KINDS)
def test_every_mail_names_the_case_and_leads_to_its_page(kind):
    letter = write(kind)

    for part in (letter.text, letter.html):
        assert "E-7KMR-4PDX" in part
        assert "https://cita.example/e/token" in part
        assert "900 000 000" in part
    assert "Hola, Aina Roca:" in letter.text
    assert "{{" not in letter.text + letter.html


@pytest.mark.parametrize("kind", CASE_KINDS)
def test_a_mail_is_never_called_a_notification(kind):
    letter = write(kind)

    assert "notifica" not in (letter.subject + letter.text + plain(letter)).lower()


def test_a_receipt_lists_when_and_what_by_size_and_hash():
    letter = write("documents_received")

    for part in (letter.text, plain(letter)):
        assert "R-2233-4455" in part
        assert "dimarts 24 de novembre, 10:30 (hora de Barcelona)" in part
        assert "1234 bytes, SHA-256 " + "ab" * 32 in part
        assert "cd" * 32 in part


def test_other_mails_list_no_files():
    assert "SHA-256" not in write("case_changed").text


@pytest.mark.parametrize("kind", ["documents_wanted", "answer_wanted"])
def test_a_demand_says_that_the_mail_sets_no_deadline(kind):
    assert "el termini compta des de la comunicació oficial" in write(kind).text


def test_a_mail_about_an_answer_wants_no_papers_and_leads_to_the_case():
    letter = write("answer_wanted")

    assert "Ara et toca a tu" in letter.subject
    for papers in ("Falten documents", "Necessitem documents", FACTS.documents_url):
        assert papers not in letter.subject + letter.text + letter.html


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("case_invented", {}),
        ("case_opened", {"case_url": "http://cita.example/e/token"}),
        ("case_opened", {"language": "de"}),
        ("documents_received", {"files": ()}),
    ],
)
def test_what_cannot_be_written_is_refused(kind, changes):
    with pytest.raises(ValueError, match=r".+"):
        write(kind, **changes)


def test_a_name_that_looks_like_an_address_is_not_repeated():
    assert "evil.example" not in write("case_opened", name="Mira http://evil.example").text
