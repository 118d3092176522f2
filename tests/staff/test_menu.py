"""What staff can go to: only what is there, and only what is open to them."""

import pytest

from access import for_roles
from staff.pages.menu import entries, home
from staff.pages.routes import routes
from tests.web.site import make_site


@pytest.fixture
def site():
    """A site with two of the pages that a menu may hold."""
    site = make_site()
    site.register_blueprint(routes)
    site.add_url_rule("/agenda", "agenda", for_roles("technician")(lambda: ""))
    site.add_url_rule("/coordinacio/pendents", "pending", for_roles("coordinator", "technician")(lambda: ""))
    return site


@pytest.mark.parametrize(
    ("role", "names", "first"),
    [
        ("technician", ["Agenda", "Pendents"], "/agenda"),
        ("coordinator", ["Pendents"], "/coordinacio/pendents"),
        ("viewer", [], "/compte"),
    ],
)
def test_the_menu_has_what_there_is_for_the_role_and_the_day_begins_with_the_first(site, role, names, first):
    with site.test_request_context("/"):
        assert [entry.name for entry in entries(frozenset({role}))] == names
        assert home(frozenset({role})) == first


def test_the_menu_says_where_one_is_also_further_in(site):
    with site.test_request_context("/agenda/2026-11-24"):
        agenda, pending = entries(frozenset({"technician"}))

    assert (agenda.current, pending.current) == (True, False)


def test_the_menu_stays_in_the_language(site):
    client = site.test_client()
    site.add_url_rule("/menu", "menu", lambda: entries(frozenset({"technician"}))[0].url)

    assert client.get("/en/menu").text == "/en/agenda"
