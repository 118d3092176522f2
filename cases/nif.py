"""Spanish identity and tax numbers: what they look like, and their check character. Pure; nothing is stored.

- DNI, eight digits and a letter: the number modulo 23 (Real Decreto 1553/2005, art. 11; Orden INT/2058/2008).
- NIE, X, Y or Z, seven digits and a letter: the first letter counts as 0, 1 or 2 (Real Decreto 557/2011, art. 206).
- K, L and M, of natural persons who have neither (Real Decreto 1065/2007, arts. 19.2 and 20.2): the letter is that of
  the seven digits alone.
- Organisations, a letter for their form, seven digits and a check character (Orden EHA/451/2008): the sum of the
  digits, those in odd places doubled, completed to the next ten. Foreign ones, public bodies, religious ones and
  non-residents have it as a letter, companies as a digit; what older numbers have differs, so both are taken.
"""

from __future__ import annotations

import re
from typing import Final, Literal

PERSON_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
ORGANISATION_LETTERS: Final = "JABCDEFGHI"

FORMS: Final = "ABCDEFGHJNPQRSUVW"
"""First letters of organisations: A company by shares, B limited company, … W establishment of a non-resident."""

_SEPARATORS = re.compile(r"[\s.\-/·_]+")
_DNI = re.compile(r"([0-9]{8})([A-Z])")
_NIE = re.compile(r"([XYZ])([0-9]{7})([A-Z])")
_OTHER_PERSON = re.compile(r"[KLM]([0-9]{7})([A-Z])")
_ORGANISATION = re.compile(rf"[{FORMS}]([0-9]{{7}})([0-9A-J])")
_PASSPORT = re.compile(r"[A-Z0-9]{4,20}")

Fault = Literal["shape", "check"]


class WrongNumber(ValueError):
    """Not a number of this kind. `fault`: it does not look like one, or its check character is another."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"no such number: {fault}")
        self.fault = fault


def compact(typed: str) -> str:
    """Capitals without separators, and without the ES of numbers that are used in other countries."""
    number = _SEPARATORS.sub("", typed).upper()
    return number[2:] if len(number) == 11 and number.startswith("ES") else number


def identity_number(typed: str) -> str:
    """A DNI or NIE with a right letter, as it is stored. Leading zeros may be left out. Raises WrongNumber."""
    number = compact(typed)
    if re.fullmatch(r"[0-9]{1,7}[A-Z]", number):
        number = number.zfill(9)
    if found := _DNI.fullmatch(number):
        return _checked(number, found[2] == _person_letter(found[1]))
    if found := _NIE.fullmatch(number):
        return _checked(number, found[3] == _person_letter(str("XYZ".index(found[1])) + found[2]))
    raise WrongNumber("shape")


def tax_number(typed: str) -> str:
    """The NIF of a business, self-employed people included, as it is stored. Raises WrongNumber."""
    number = compact(typed)
    if found := _ORGANISATION.fullmatch(number):
        digit = organisation_digit(found[1])
        return _checked(number, found[2] in (str(digit), ORGANISATION_LETTERS[digit]))
    if found := _OTHER_PERSON.fullmatch(number):
        return _checked(number, found[2] == _person_letter(found[1]))
    return identity_number(number)


def passport_number(typed: str) -> str:
    """A passport or another foreign document: letters and digits, nothing to check them by. Raises WrongNumber."""
    number = compact(typed)
    if not _PASSPORT.fullmatch(number):
        raise WrongNumber("shape")
    return number


def is_identity_number(number: str) -> bool:
    """Whether a stored number is a DNI or NIE."""
    try:
        return identity_number(number) == number
    except WrongNumber:
        return False


def organisation_digit(digits: str) -> int:
    """The check digit of the seven digits of an organisation's number."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[::2])
    return -(doubled + sum(map(int, digits[1::2]))) % 10


def _person_letter(digits: str) -> str:
    return PERSON_LETTERS[int(digits) % 23]


def _checked(number: str, right: bool) -> str:
    if not right:
        raise WrongNumber("check")
    return number
