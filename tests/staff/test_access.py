"""Every address, opened as every kind of person: each gets what the declaration on the view says, and no more."""

import pytest
from flask import Flask

import access
from access import ROLES, bearer_token, changes_on_get, for_roles, for_staff, personal_link, public
from staff.pages import guard
from staff.pages.guard import UndeclaredAccess, check_declarations, staff
from tests.support.addresses import address_of, rules, sample_values
from tests.support.browser_client import Browser
from tests.support.staff import member, session_of
from tests.support.world import build_world

IN, STRANGER, FORBIDDEN, NOT_THERE = "let in", "asked to sign in", "forbidden", "not there"

PEOPLE = {
    "technician": ("technician", True),
    "technician of another office": ("technician", False),
    "viewer": ("viewer", True),
    "coordinator": ("coordinator", True),
    "administrator": ("administrator", True),
}
"""Role, and whether they work for the office of the sample appointment."""


@pytest.fixture
def values(app):
    app.config["WTF_CSRF_ENABLED"] = False  # who may send a form is asked here, not whether it has its token
    return sample_values()


def outcome(answer):
    if answer.status_code in (302, 303) and "/entra?" in answer.headers["Location"]:
        return STRANGER
    if answer.status_code == 403:
        return STRANGER if "Torna a entrar" in answer.text else FORBIDDEN
    return NOT_THERE if answer.status_code == 404 else IN


def expected(declared, role, ours):
    """What a declaration for staff promises to somebody with this role."""
    if role not in declared.roles:
        return FORBIDDEN
    return NOT_THERE if declared.of_office and not ours else IN


def opened(app, method, address, token=None):
    """What a browser gets that has done nothing else before."""
    client = app.test_client()
    if token is not None:
        client.set_cookie(guard.COOKIE, token)
    return outcome(client.open(address, method=method))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_strangers_get_what_is_public_and_are_asked_to_sign_in_for_the_rest(app, values, method):
    for rule in rules(app, method):
        declared = access.of(app.view_functions[rule.endpoint])

        found = opened(app, method, address_of(app, rule, values))

        # Of what is public some is not there, for what is sent along makes no sense: that is no question of who asks.
        # A script that asks by itself is told no; a page to sign in is of no use to it.
        staff_only = STRANGER if declared.counts_as_activity else FORBIDDEN
        assert found == staff_only if declared.kind == "staff" else found in (IN, NOT_THERE), rule


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_staff_get_what_their_role_is_for(app, values, method, who):
    role, ours = PEOPLE[who]
    person = member(role, office_id=values["office_id"] if ours else None)

    for rule in rules(app, method):
        declared = access.of(app.view_functions[rule.endpoint])
        if declared.kind == "staff":
            found = opened(app, method, address_of(app, rule, values), session_of(person))

            assert found == expected(declared, role, ours), rule


def test_whoever_may_only_look_can_send_nothing_but_their_way_out(app):
    for_viewers = {
        rule.rule for rule in rules(app, "POST") if "viewer" in access.of(app.view_functions[rule.endpoint]).roles
    }

    assert for_viewers == {"/surt/arreu", "/expedients/cerca"}


def test_a_personal_link_has_its_secret_in_the_address(app):
    for rule in app.url_map.iter_rules():
        declared = access.of(app.view_functions[rule.endpoint])

        assert (declared.kind == "personal_link") == bool({"token", "feed"} & rule.arguments), rule


def test_the_site_does_not_start_with_a_page_that_does_not_say_whom_it_is_for():
    site = Flask("site", static_folder=None)
    site.add_url_rule("/open", "open", public(lambda: ""))
    check_declarations(site)
    site.add_url_rule("/forgotten", "forgotten", lambda: "")

    with pytest.raises(UndeclaredAccess, match="forgotten"):
        check_declarations(site)


def test_a_page_added_later_without_saying_so_is_shown_to_nobody(app):
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    app.testing = app.config["PROPAGATE_EXCEPTIONS"] = False

    answer = app.test_client().get("/forgotten")

    assert answer.status_code == 500
    assert "secret" not in answer.text


@pytest.mark.parametrize("roles", [(), ("boss",), ("technician", "boss")])
def test_a_declaration_names_roles_that_exist(roles):
    with pytest.raises(ValueError, match="technician, coordinator"):
        for_roles(*roles)


def test_a_view_is_declared_once():
    with pytest.raises(ValueError, match="once"):
        personal_link(public(lambda: ""))
    with pytest.raises(ValueError, match="first"):
        changes_on_get("why")(lambda: "")


def test_a_declaration_admits_whom_it_names():
    assert access.of(for_staff(lambda: "")).admits(frozenset({"viewer"}))
    assert access.of(bearer_token(lambda: "")).admits(frozenset())
    assert not access.of(for_roles("viewer")(lambda: "")).admits(frozenset(ROLES) - {"viewer"})


def test_what_belongs_to_another_office_does_not_exist(app):
    office_id = build_world().office_id

    @app.get("/ours")
    @for_roles("technician", of_office=True)
    def ours():
        guard.only_of_office(office_id)
        return staff().name

    assert opened(app, "GET", "/ours", session_of(member("technician", office_id=office_id))) == IN
    assert opened(app, "GET", "/ours", session_of(member("technician"))) == NOT_THERE


def test_a_script_that_asks_by_itself_is_not_sent_to_a_page(app):
    build_world()

    @app.get("/news")
    @for_roles("technician", counts_as_activity=False)
    def news():
        return {}

    assert Browser(app).get("/news").status_code == 403


def test_what_staff_see_is_kept_by_no_cache(app):
    client = app.test_client()
    client.set_cookie(guard.COOKIE, session_of(member("viewer")))

    answer = client.get("/compte")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
