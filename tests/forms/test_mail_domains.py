import pytest

from forms.mail_domains import suggest_mail_domain


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("aina@gmial.com", "aina@gmail.com"),
        ("aina@gmal.com", "aina@gmail.com"),
        ("aina@gmaill.com", "aina@gmail.com"),
        ("aina@gnail.com", "aina@gmail.com"),
        ("aina@gmail.con", "aina@gmail.com"),
        ("aina@GMAIL.CO", "aina@gmail.com"),
        ("aina@hotmial.es", "aina@hotmail.es"),
        ("aina@gmail.es", "aina@gmail.com"),
    ],
)
def test_a_slip_in_a_common_domain_is_pointed_out(typed, meant):
    assert suggest_mail_domain(typed) == meant


@pytest.mark.parametrize("typed", ["aina@gmail.com", "aina@mail.com", "aina@example.org", "aina", "@gmial.com", ""])
def test_what_may_be_meant_is_left_alone(typed):
    assert suggest_mail_domain(typed) is None
