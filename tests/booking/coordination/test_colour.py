"""An office's own colour: what can be read on white, and the sheet that pages wear."""

import pytest

from booking.coordinate.colour import colour_of, contrast_on_white, darker, is_readable, paler


@pytest.mark.parametrize(
    ("colour", "contrast"),
    [("#000000", 21.0), ("#ffffff", 1.0), ("#0f5b52", 7.96), ("#767676", 4.54), ("#777777", 4.48)],
)
def test_contrast_is_that_of_the_guidelines(colour, contrast):
    assert contrast_on_white(colour) == pytest.approx(contrast, abs=0.03)
    assert is_readable(colour) == (contrast >= 4.5)


@pytest.mark.parametrize("typed", ["", "#12345", "123456", "#1234567", "#12345g", "red", "#１２３４５６"])
def test_what_is_no_colour_is_refused(typed):
    with pytest.raises(ValueError, match="colour"):
        colour_of(typed)


def test_its_shades_are_darker_and_paler_and_still_read():
    assert colour_of(" #7A1F5C ") == "#7a1f5c"
    assert contrast_on_white(darker("#7a1f5c")) > contrast_on_white("#7a1f5c") > contrast_on_white(paler("#7a1f5c"))


def test_the_sheet_is_kept_for_ever_and_leaves_the_dark_alone(app):
    answer = app.test_client().get("/color/7a1f5c.css")

    assert "--pine: #7a1f5c" in answer.text
    assert "prefers-color-scheme: light" in answer.text
    assert answer.headers["Cache-Control"] == "public, immutable, max-age=31536000"


@pytest.mark.parametrize("colour", ["ffe066", "zzzzzz", "7a1f5c7", "}body{display"])
def test_there_is_no_sheet_for_a_colour_that_is_none_or_too_pale(app, colour):
    assert app.test_client().get(f"/color/{colour}.css").status_code == 404
