"""What the browser tests rely on must itself see what it promises to see."""

import pytest
from flask import Flask

from tests.support.screen import assert_accessible, assert_fits, browsers, shot

PAGE = """<!doctype html><html lang="ca"><head><title>Cita</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head>
<body><main><h1>Cita</h1>{}</main></body></html>"""


PAGES = {
    "good": "<p>Bon dia</p>",
    "unlabelled": "<input>",
    "wide": "<p style='width:500px'>ample</p>",
    "elsewhere": "<img alt='' src='http://127.0.0.2:9/a.png'>",
    "missing": "<img alt='' src='/no/such/picture.png'>",
    "broken": "<script>nothing.at.all</script>",
}


@pytest.fixture
def app():
    """Pages of our own; the site itself is looked at by its journeys."""
    app = Flask(__name__)
    app.add_url_rule("/<name>", "page", lambda name: PAGE.format(PAGES[name]))
    return app


def test_a_good_page_passes_in_every_way_of_looking_at_it(anybody):
    anybody.goto("/good")

    assert_accessible(anybody)
    assert_fits(anybody)
    assert shot(anybody, "screen-test").stat().st_size > 0


def test_an_inaccessible_page_is_seen_with_javascript_and_without(open_browser):
    for javascript in (True, False):
        page = open_browser(javascript=javascript)
        page.goto("/unlabelled")

        with pytest.raises(AssertionError, match="label"):
            assert_accessible(page)


def test_a_page_that_scrolls_sideways_is_seen(page):
    page.goto("/wide")

    with pytest.raises(AssertionError, match="px wide"):
        assert_fits(page)


@pytest.mark.parametrize(
    ("path", "complaint"),
    [("/elsewhere", "asks another host"), ("/missing", "answers 404"), ("/broken", "script error")],
)
def test_what_the_browser_complains_of_fails_the_test(chromium, site, path, complaint):
    with pytest.raises(AssertionError, match=complaint), browsers(chromium, site) as open_browser:
        open_browser().goto(path)
