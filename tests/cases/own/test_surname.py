import pytest

from cases.surname import fits


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Aina Roca", "roc"),
        ("Aina Roca", "ROCA"),
        ("Aina Roca Puig", "pui"),
        ("Maria dels Àngels Solé", "sol"),
        ("Núria Ñíguez", "nig"),
        ("Joan de la Creu", "cre"),
        ("Xin Li", "li"),
        ("Aina", "ain"),
        ("T.", "t"),
        ("Pere d'Urgell", "urg"),
    ],
)
def test_the_beginning_of_a_surname_fits(name, typed):
    assert fits(name, typed)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Aina Roca", ""),
        ("Aina Roca", "..."),
        ("Aina Roca", "ain"),
        ("Aina Roca", "ro"),
        ("Joan de la Creu", "de"),
        ("Aina Roca", "puig"),
        ("", "x"),
    ],
)
def test_anything_else_does_not(name, typed):
    assert not fits(name, typed)
