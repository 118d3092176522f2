"""Staff come in with their account of Microsoft, and end up where they were going."""

from tests.teams.standin import CLARA, DIDAC


def test_a_technician_signs_in_and_sees_who_they_are(world, person):
    clara = person()

    page = clara.sign_in(CLARA)

    assert page.h1 == "El teu compte"
    assert "Clara Soler" in page.text
    assert "personal tècnic" in page.text
