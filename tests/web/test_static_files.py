import gzip
import re

import pytest

from web.static_files import SOURCE, StaticFiles, join_sheets


@pytest.fixture(scope="module")
def files():
    return StaticFiles(SOURCE)


def test_the_address_names_the_content_so_that_it_may_be_kept_for_ever(app, files):
    with app.test_client().get(f"/static/{files.hash}/app.css") as response:
        headers = response.headers

    assert headers["Cache-Control"].endswith("public, immutable")
    assert headers["Content-Type"].startswith("text/css")
    assert "Access-Control-Allow-Origin" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_address_changes_with_the_content(tmp_path):
    (tmp_path / "css").mkdir()
    sheet = tmp_path / "css" / "app.css"
    sheet.write_text("a { color: red }")
    before = StaticFiles(tmp_path).hash
    sheet.write_text("a { color: tan }")

    assert StaticFiles(tmp_path).hash != before


def test_files_are_served_compressed_and_the_same_in_every_language(app, files):
    with app.test_request_context("/es/prova"):
        url = files.url("js/app.js")

    assert url == f"/static/{files.hash}/js/app.js"
    with app.test_client().get(url, headers={"Accept-Encoding": "gzip"}) as response:
        assert response.headers["Content-Encoding"] == "gzip"


def test_a_file_that_is_not_there_is_noticed_when_the_page_is_made(files):
    with pytest.raises(KeyError, match=r"missing\.css"):
        files.url("missing.css")


def test_every_component_sheet_is_joined_once():
    imported = re.findall(r'@import "([^"]+)"', (SOURCE / "css" / "app.css").read_text())

    assert imported[0] == "variables.css"
    assert sorted([*imported, "app.css"]) == sorted(path.name for path in (SOURCE / "css").glob("*.css"))
    assert "@import" not in join_sheets(SOURCE / "css")


def test_style_and_scripts_stay_small():
    style = gzip.compress(join_sheets(SOURCE / "css").encode())
    scripts = [gzip.compress(path.read_bytes()) for path in (SOURCE / "js").glob("*.js")]

    assert len(style) < 8_000
    assert sum(map(len, scripts)) < 6_000, "all of them together, though no page loads more than three"


def test_the_style_asks_for_nothing_elsewhere():
    assert not re.search(r"url\(|https?:", join_sheets(SOURCE / "css"))
