import pytest

from forms.cancelling import CancelForm
from forms.moving import MoveForm
from forms.municipality import MunicipalityForm
from forms.recover import RecoverForm


@pytest.mark.parametrize("typed", ["K7M-4PD", "k7m4pd", " k7m 4pd ", "K7M - 4PD"])
def test_a_reference_is_read_however_it_is_written(fill, typed):
    form = fill(RecoverForm, reference=typed, contact="aina@example.org")

    assert not any(form.errors.values())
    assert (form.reference.data, form.email, form.number) == ("K7M-4PD", "aina@example.org", None)


@pytest.mark.parametrize("typed", ["E-7KMR-4PDX", "e7kmr4pdx", "E 7kmr 4pdx"])
def test_a_reference_of_a_case_is_told_from_one_of_an_appointment(fill, typed):
    form = fill(RecoverForm, reference=typed, contact="aina@example.org")

    assert not any(form.errors.values())
    assert (form.reference.data, form.of_case) == ("E-7KMR-4PDX", True)


def test_a_link_is_recovered_by_telephone_too(fill):
    assert fill(RecoverForm, reference="K7M-4PD", contact="612 345 678").number == "+34612345678"


def test_what_is_neither_reference_nor_address_is_said(fill):
    form = fill(RecoverForm, reference="K7M", contact="aina")

    assert form.reference.errors == [
        "Escriu-la com surt al correu: K7M-4PD si és d'una cita, E-7KMR-4PDX si és d'un expedient"
    ]
    assert form.contact.errors == ["Escriu un correu com ara nom@exemple.cat o un telèfon com ara 612 345 678"]


@pytest.mark.parametrize(("chosen", "kept"), [("solved", "solved"), ("rather_not_say", None), (None, None)])
def test_a_reason_for_cancelling_is_optional(fill, chosen, kept):
    form = fill(CancelForm, **({"reason": chosen} if chosen else {}))

    assert not any(form.errors.values())
    assert form.reason_given == kept


def test_a_reason_not_on_offer_is_refused(fill):
    assert fill(CancelForm, reason="because").reason.errors


def test_moving_needs_an_hour(fill):
    assert fill(MoveForm).slot.errors
    assert fill(MoveForm, slot="7").slot.data == 7


def test_a_municipality_is_one_line_of_reasonable_length(fill):
    assert fill(MunicipalityForm, q="").q.errors == ["Escriu el nom del teu municipi"]
    assert fill(MunicipalityForm, q="x" * 200).q.errors == ["Escriu només el nom del municipi"]
    assert fill(MunicipalityForm, q="  l'Hospitalet\tde Llobregat ").q.data == "l'Hospitalet de Llobregat"
