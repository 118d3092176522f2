from datetime import UTC, date, datetime, timedelta

import pytest
from flask import render_template_string

from web.languages import force_language

TUESDAY = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def say(app, filter_name, value, language="ca"):
    with app.test_request_context("/"):
        force_language(language)
        return render_template_string("{{ value|" + filter_name + " }}", value=value)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ca", "dimarts 24 de novembre, 10:30"),
        ("es", "martes 24 de noviembre, 10:30"),
        ("en", "Tuesday 24 November, 10:30"),
    ],
)
def test_a_moment_is_said_in_full_on_the_offices_clock(app, language, words):
    assert say(app, "moment", TUESDAY, language) == words


def test_catalan_months_that_begin_with_a_vowel_are_elided(app):
    assert say(app, "day", date(2026, 8, 3)) == "dilluns 3 d’agost"


@pytest.mark.parametrize(
    ("language", "words"), [("ca", "novembre de 2026"), ("es", "noviembre de 2026"), ("en", "November 2026")]
)
def test_a_month_stands_alone_without_a_preposition(app, language, words):
    assert say(app, "month", TUESDAY, language) == words


def test_the_date_is_the_one_of_the_office_not_of_utc(app):
    assert say(app, "day", datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == "dimecres 1 de juliol"


def test_the_same_hour_of_utc_is_another_hour_after_the_clocks_change(app):
    before, after = datetime(2026, 10, 24, 8, 30, tzinfo=UTC), datetime(2026, 10, 26, 8, 30, tzinfo=UTC)

    assert say(app, "clock", before) == "10:30"
    assert say(app, "day_tag", after) == '<time datetime="2026-10-26">dilluns 26 d’octubre</time>'
    assert say(app, "clock_tag", after) == '<time datetime="2026-10-26T09:30+01:00">9:30</time>'


def test_what_is_kept_for_years_has_its_year(app):
    assert say(app, "long_moment", TUESDAY, "ca") == "24 de novembre de 2026, 10:30"
    assert say(app, "long_moment_tag", TUESDAY, "ca").endswith(">24 de novembre de 2026, 10:30</time>")
    assert say(app, "long_date_tag", TUESDAY.date(), "ca") == (
        '<time datetime="2026-11-24">24 de novembre de 2026</time>'
    )


def test_a_moment_of_which_only_the_day_is_known_has_no_hour(app):
    midnight = datetime(2026, 11, 23, 23, tzinfo=UTC)

    assert say(app, "known_tag", midnight) == '<time datetime="2026-11-24">24 de novembre de 2026</time>'
    assert say(app, "known_tag", TUESDAY) == say(app, "long_moment_tag", TUESDAY)
    almost = say(app, "known_tag", midnight + timedelta(seconds=1))
    assert almost.endswith("24 de novembre de 2026, 0:00</time>")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ca", "dimarts 24 de novembre de 2026, 10:30"),
        ("es", "martes 24 de noviembre de 2026, 10:30"),
        ("en", "Tuesday 24 November 2026, 10:30"),
    ],
)
def test_the_year_is_said_where_it_is_not_this_one(app, language, words):
    assert say(app, "moment(value.replace(year=2027))", TUESDAY, language) == words
    assert "2026" not in say(app, "moment(value.replace(month=1))", TUESDAY, language)


def test_whole_days_go_from_midnight_to_midnight_on_the_offices_clock(app):
    dates = app.extensions["dates"]
    midnight = datetime(2026, 10, 23, 22, tzinfo=UTC)
    after_the_clocks_change = datetime(2026, 10, 25, 23, tzinfo=UTC)

    assert dates.whole_days(midnight, after_the_clocks_change) == (date(2026, 10, 24), date(2026, 10, 25))
    assert dates.whole_days(midnight, TUESDAY) is None
    assert dates.whole_days(TUESDAY, midnight.replace(month=12)) is None


def test_what_ends_at_midnight_ends_with_its_day(app):
    midnight = datetime(2026, 11, 24, 23, tzinfo=UTC)

    words = "dimarts 24 de novembre, 24:00"
    assert say(app, "end_tag", midnight) == f'<time datetime="2026-11-25T00:00+01:00">{words}</time>'
    assert say(app, "end_tag", TUESDAY) == say(app, "moment_tag", TUESDAY)


def test_a_moment_without_a_zone_is_refused(app):
    with pytest.raises(ValueError, match="without a zone"):
        app.extensions["dates"].clock(datetime(2026, 11, 24, 9, 30))  # noqa: DTZ001  # the mistake under test
