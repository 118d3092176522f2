import unicodedata

import pytest
from hypothesis import given, strategies as st

from mail.clean import one_line, paragraphs

LINE_BREAKS = ["\r", "\n", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
UNSEEN = ["\u202e", "\u202a", "\u2066", "\u2069", "\u200f", "\u061c", "\u200b", "\u2060", "\ufeff", "\u00ad", "\u3164"]
FAMILY = "👩🏽\u200d👩🏿\u200d👧\u200d👦"

anything = st.text(st.characters(), max_size=300)
tricky = st.text(
    st.sampled_from([*UNSEEN, *'\r\n\v\x1c\x85\u2028\x00\u200d\ufe0f\ufe01\ud800e\u0301"👩🇪 ']), max_size=300
)


@pytest.mark.parametrize("line_break", LINE_BREAKS)
def test_a_line_break_of_any_kind_becomes_a_blank(line_break):
    assert one_line(f"Aina{line_break}Bcc: bernat@example.org") == "Aina Bcc: bernat@example.org"


@pytest.mark.parametrize("char", [*UNSEEN, "\ud800", "\ufffe", "\U000e0001", "\U000e0150", "\u2800"])
def test_what_nobody_can_see_is_left_out(char):
    assert one_line(f"Ai{char}na") == "Aina"


@pytest.mark.parametrize("text", ["", None, " ", "\u3164\u200b", "\x00\r\n"])
def test_a_name_of_nothing_visible_is_empty(text):
    assert one_line(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        FAMILY,
        "❤️",
        "👩‍❤️‍👨",
        "🏳️‍🌈",
        "🧑🏽‍⚕️",
        "🇪🇸",
        "\U0001f3f4\U000e0065\U000e0073\U000e0063\U000e0074\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष",
        "L·lúcia d’Òrrius <3",
    ],
)
def test_signs_written_with_several_characters_stay_whole(text):
    assert one_line(text) == text
    assert paragraphs(text) == text


def test_a_joiner_that_joins_no_emoji_is_left_out():
    assert one_line("A\u200di\u200cn\u200d👩a") == "Ain👩a"


def test_a_row_of_selectors_cannot_carry_a_hidden_text():
    assert one_line("❤" + "\ufe0f\ufe00\ufe01" * 9) == "❤️"


def test_straight_quotes_become_typographic_in_one_line_and_stay_in_paragraphs():
    assert one_line('Bar "El Racó"') == "Bar ’El Racó’"
    assert paragraphs('Em van dir "no".') == 'Em van dir "no".'


def test_an_accent_typed_apart_is_joined_to_its_letter():
    assert one_line("Nu\u0301ria") == "Núria"
    assert one_line("Nu\u200b\u0301ria") == "Núria"


def test_the_limit_tears_no_sign_apart():
    assert one_line("abc" + FAMILY, limit=6) == "abc"
    assert one_line("ab🇪🇸🇦🇩", limit=5) == "ab🇪🇸"
    assert one_line("ab👍🏽", limit=3) == "ab"
    assert one_line("x\u0328\u0301" * 2, limit=4) == "x\u0328\u0301"
    assert len(one_line("\u0301" * 500, limit=120)) == 120


def test_paragraphs_keep_lines_and_at_most_one_empty_one():
    typed = "  Vaig comprar\tun telèfon.\r\n\r\n\r\n\r\nNo funciona.\u2028Gràcies.  \n"

    assert paragraphs(typed) == "Vaig comprar un telèfon.\n\nNo funciona.\nGràcies."


def test_paragraphs_are_cut_at_their_limit():
    assert paragraphs("Prou.\n" * 2000, limit=20) == "Prou.\nProu.\nProu.\nPr"


@given(anything | tricky, st.integers(1, 150))
def test_one_line_is_one_clean_line_whatever_is_typed(text, limit):
    cleaned = one_line(text, limit)

    assert len(cleaned) <= limit
    assert len(cleaned.splitlines()) <= 1
    assert '"' not in cleaned
    assert not {unicodedata.category(char) for char in cleaned} & {"Cc", "Cs", "Zl", "Zp"}
    assert unicodedata.is_normalized("NFC", cleaned)
    assert one_line(cleaned, limit) == cleaned


@given(anything | tricky, st.integers(1, 150))
def test_paragraphs_hold_no_control_but_the_line_feed(text, limit):
    cleaned = paragraphs(text, limit)

    assert len(cleaned) <= limit
    assert not {unicodedata.category(char) for char in cleaned if char != "\n"} & {"Cc", "Cs", "Zl", "Zp"}
    assert "\n\n\n" not in cleaned
    assert paragraphs(cleaned, limit) == cleaned
