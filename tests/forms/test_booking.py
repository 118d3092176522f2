import pytest

from forms.booking import DetailsForm

AINA = {
    "name": "Aina Puig",
    "email": "aina@example.org",
    "language": "ca",
    "privacy_read": "y",
    "once_key": "k",
}


def test_name_mail_and_the_box_are_enough(fill):
    form = fill(DetailsForm, **AINA)

    assert not form.errors
    assert form.email.address == "aina@example.org"
    assert form.phone.number is None


def test_a_telephone_does_instead_of_a_mail_address(fill):
    form = fill(DetailsForm, **{**AINA, "email": "", "phone": "612 34 56 78"})

    assert not form.errors
    assert form.phone.number == "+34612345678"
    assert form.phone.data == "612 34 56 78", "shown as typed"


def test_without_both_one_is_asked_for(fill):
    form = fill(DetailsForm, **{**AINA, "email": ""})

    assert form.email.errors == ["Escriu un correu o un telèfon: necessitem una manera d'avisar-te"]


def test_who_wants_to_be_rung_up_must_give_a_number(fill):
    form = fill(DetailsForm, **AINA, needs=["telephone_instead"])

    assert form.phone.errors == ["Escriu el telèfon on t'hem de trucar"]


def test_every_field_empty_says_what_each_wants(fill):
    form = fill(DetailsForm, name="", email="", phone="", language="ca")

    assert {name for name, messages in form.errors.items() if messages} == {"name", "email", "privacy_read"}


@pytest.mark.parametrize(
    "typed", ["aina", "aina@", "@example.org", "aina@example", "a b@example.org", "aina@example..org"]
)
def test_what_is_no_mail_address_is_said_with_an_example(fill, typed):
    assert fill(DetailsForm, **{**AINA, "email": typed}).email.errors == ["Escriu el correu com ara nom@exemple.cat"]


def test_a_domain_with_accents_is_kept_as_the_network_writes_it(fill):
    assert fill(DetailsForm, **{**AINA, "email": "aina@Castanyé.cat"}).email.address == "aina@xn--castany-hya.cat"


@pytest.mark.parametrize("typed", ["12", "612 345 67", "abc", "+34 6", "999 999 999 999"])
def test_what_is_no_telephone_number_is_said_with_an_example(fill, typed):
    assert "612 345 678" in fill(DetailsForm, **{**AINA, "phone": typed}).phone.errors[0]


def test_a_foreign_number_keeps_its_country(fill):
    assert fill(DetailsForm, **{**AINA, "phone": "+33 6 12 34 56 78"}).phone.number == "+33612345678"


def test_a_name_of_ten_thousand_characters_is_asked_to_be_shorter(fill):
    form = fill(DetailsForm, **{**AINA, "name": "a" * 10_000})

    assert form.name.errors == ["El nom és massa llarg: escriu-lo en 120 caràcters o menys"]


def test_a_matter_too_long_comes_back_whole(fill):
    form = fill(DetailsForm, **AINA, matter="línia\n" * 300)

    assert form.matter.errors
    assert form.matter.data.count("línia") == 300


def test_line_breaks_and_signs_nobody_sees_do_not_get_in(fill):
    form = fill(DetailsForm, **{**AINA, "name": "Aina\r\nBcc: b@example.org\u202e\u0000"})

    assert form.name.data == "Aina Bcc: b@example.org"


def test_a_name_of_signs_nobody_sees_is_no_name(fill):
    assert fill(DetailsForm, **{**AINA, "name": "\u200b\u202e"}).name.errors == ["Escriu el teu nom"]


def test_only_needs_and_languages_on_offer_are_taken(fill):
    assert fill(DetailsForm, **AINA, needs=["champagne"]).needs.errors
    assert fill(DetailsForm, **{**AINA, "language": "xx"}).language.errors


@pytest.mark.parametrize(
    ("sent", "slot"), [("12", 12), ("", None), ("-1", None), ("1e3", None), ("²", None), ("9" * 40, None)]
)
def test_another_hour_is_a_number_or_nothing(fill, sent, slot):
    assert fill(DetailsForm, **AINA, slot=sent).chosen_slot == slot
