"""Identity and tax numbers: real shapes, invented numbers, and the published examples of public bodies."""

import pytest
from hypothesis import given, strategies as st

from cases.nif import (
    FORMS,
    ORGANISATION_LETTERS,
    PERSON_LETTERS,
    WrongNumber,
    identity_number,
    is_identity_number,
    organisation_digit,
    passport_number,
    tax_number,
)

SEVEN = st.text("0123456789", min_size=7, max_size=7)
EIGHT = st.text("0123456789", min_size=8, max_size=8)
ANYTHING = st.text(max_size=14)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("12345678Z", "12345678Z"),
        (" 12.345.678-z ", "12345678Z"),
        ("1234567-L", "01234567L"),
        ("X1234567L", "X1234567L"),
        ("y-1234567-x", "Y1234567X"),
        ("Z1234567R", "Z1234567R"),
    ],
)
def test_identity_numbers_are_stored_in_one_way(typed, stored):
    assert identity_number(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("A58818501", "A58818501"),
        ("b-64717838", "B64717838"),
        ("ES B58378431", "B58378431"),
        ("J99216582", "J99216582"),
        ("P0801900B", "P0801900B"),  # a town council
        ("Q0818003F", "Q0818003F"),  # a public body
        ("M-1234567-L", "M1234567L"),
        ("12345678Z", "12345678Z"),  # self-employed
    ],
)
def test_tax_numbers_of_all_forms_of_business(typed, stored):
    assert tax_number(typed) == stored


@pytest.mark.parametrize("typed", ["12345678A", "X1234567A", "B64717839", "M1234567A", "J99216583"])
def test_a_wrong_check_character_is_told_from_a_wrong_shape(typed):
    with pytest.raises(WrongNumber) as refused:
        tax_number(typed)

    assert refused.value.fault == "check"


@pytest.mark.parametrize(
    "typed", ["", "12345678", "O1234567L", "T12345678", "I1234567A", "1234567890Z", "B6471783", "Ñ"]
)
def test_what_is_no_tax_number_is_refused(typed):
    with pytest.raises(WrongNumber) as refused:
        tax_number(typed)

    assert refused.value.fault == "shape"


def test_a_business_is_no_person():
    with pytest.raises(WrongNumber):
        identity_number("B64717838")


def test_passports_are_only_letters_and_digits():
    assert passport_number("ab 123-456") == "AB123456"
    assert passport_number("12345678") == "12345678"
    with pytest.raises(WrongNumber):
        passport_number("no el té aquí!")


@given(EIGHT)
def test_one_letter_of_23_fits_a_dni(digits):
    fitting = [letter for letter in PERSON_LETTERS if is_identity_number(digits + letter)]

    assert len(fitting) == 1


@given(st.sampled_from("XYZ"), SEVEN)
def test_a_nie_has_the_letter_of_the_dni_with_a_digit_for_its_first_letter(first, digits):
    fitting = [letter for letter in PERSON_LETTERS if is_identity_number(first + digits + letter)]

    assert fitting == [
        letter for letter in PERSON_LETTERS if is_identity_number(f"{'XYZ'.index(first)}{digits}{letter}")
    ]


@given(st.sampled_from(FORMS), SEVEN)
def test_one_digit_and_one_letter_fit_an_organisation(form, digits):
    check = organisation_digit(digits)

    assert tax_number(f"{form}{digits}{check}") == f"{form}{digits}{check}"
    assert tax_number(f"{form}{digits}{ORGANISATION_LETTERS[check]}")
    with pytest.raises(WrongNumber):
        tax_number(f"{form}{digits}{(check + 1) % 10}")


@given(SEVEN, st.integers(0, 6), st.integers(1, 9))
def test_a_digit_mistyped_is_always_noticed(digits, place, by):
    mistyped = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]

    assert organisation_digit(mistyped) != organisation_digit(digits)


@given(ANYTHING)
def test_anything_is_taken_as_it_will_be_stored_or_refused(typed):
    for read in (identity_number, tax_number, passport_number):
        try:
            stored = read(typed)
        except WrongNumber:
            continue
        assert read(stored) == stored
        assert stored.isascii()
