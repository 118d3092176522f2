"""Amounts and days of a case file, as people type them."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from forms.case_fields import MOST, amount, as_typed
from forms.cases_file import FactsForm, PriorClaimForm, RelationForm

CENTS = st.integers(0, int(MOST * 100)).map(lambda cents: Decimal(cents) / 100)


@pytest.mark.parametrize(
    ("typed", "euros"),
    [
        ("1.234,56", "1234.56"), ("1234.56", "1234.56"), ("1234,56", "1234.56"), ("116,70", "116.70"),
        ("116,7", "116.70"), ("116", "116.00"), ("1.234", "1234.00"), ("1.234.567,8", "1234567.80"),
        ("1,234.56", "1234.56"), (" 1 234,56 € ", "1234.56"), ("30 euros", "30.00"), ("0", "0.00"), ("0,05", "0.05"),
    ],
)  # fmt: skip
def test_amounts_are_taken_exactly(typed, euros):
    assert str(amount(typed)) == euros


@pytest.mark.parametrize(
    "typed",
    ["116,705", "1234.567", "1,234", "cent", "12a", "-5", "1.23.456", "1,2,3", "", ",50", "9" * 12, "1e3", "½", "١٢"],
)
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValueError, match=r"amount|much"):
        amount(typed)


@given(CENTS)
def test_an_amount_comes_back_from_its_field_as_it_was(euros):
    assert amount(as_typed(euros)) == euros


@given(st.text("0123456789.,-€ ", max_size=14))
def test_whatever_is_typed_is_an_amount_or_refused(typed):
    try:
        euros = amount(typed)
    except ValueError:
        return
    assert euros == euros.quantize(Decimal("0.01"))
    assert euros >= 0


class Relation(RelationForm):
    today = date(2026, 11, 23)


class PriorClaim(PriorClaimForm):
    today = date(2026, 11, 23)


def test_a_wrong_amount_is_kept_and_told_with_an_example(fill):
    form = fill(Relation, amount_paid="116,705")

    assert form.amount_paid.data == "116,705"
    assert "com ara 1.234,56" in form.amount_paid.errors[0]


@pytest.mark.parametrize(
    ("typed", "told"),
    [("2026-11-24", "encara no ha arribat"), ("0206-11-24", "massa antic"), ("ahir", "com ara 24/11/2026")],
)
def test_a_day_that_cannot_be_is_told(fill, typed, told):
    assert told in fill(Relation, contracted_on=typed).contracted_on.errors[0]


def test_a_reply_does_not_come_before_the_claim(fill):
    form = fill(PriorClaim, prior_claim_on="2026-10-02", prior_reply_on="2026-10-01")

    assert form.prior_reply_on.errors == ["La resposta no pot ser anterior a la reclamació"]


def test_a_form_knows_what_was_touched_in_it(fill):
    shown = json.dumps({"facts": "Una línia.\n\nUna altra."})
    sent = {"facts": "Una línia.\r\n\r\nUna altra.", "was": shown, "version": "3"}

    assert fill(FactsForm, **sent).touched == set()
    assert fill(FactsForm, **sent | {"facts": "Tota una altra."}).touched == {"facts"}
    assert fill(FactsForm, **sent | {"was": "[not json"}).touched == {"facts"}
    assert fill(FactsForm, **sent).seen == 3
