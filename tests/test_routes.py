"""Rules that hold for every address of the site, also for those that are added tomorrow."""

import io

import pytest

import access
import request_limits
from access import ROLES
from database import Base, db
from tests.support.addresses import address_of, addresses, rules, sample_values
from tests.support.papers import PDF
from tests.support.staff import signed_in


@pytest.fixture
def values(app):
    return sample_values()


def everything():
    """All rows of all tables."""
    db.session.rollback()
    return {table.name: db.session.execute(table.select()).all() for table in Base.metadata.sorted_tables}


def declared_of(app, rule):
    """Who may use it."""
    return access.of(app.view_functions[rule.endpoint])


def test_opening_an_address_changes_nothing(app, values):
    client = app.test_client()
    before = everything()

    for address in addresses(app, "GET", values):
        answer = client.get(address)
        assert answer.status_code < 500, address
        assert everything() == before, f"GET {address} changed the tables"


def test_staff_who_only_look_change_nothing_either(app, values):
    client = signed_in(app, *ROLES).client
    before = everything()

    for rule in rules(app, "GET"):
        if access.of(app.view_functions[rule.endpoint]).changes_on_get:
            continue
        address = address_of(app, rule, values)
        answer = client.get(address)
        assert answer.status_code < 500, address
        assert everything() == before, f"GET {address} changed the tables"


def test_opening_changes_something_only_on_the_way_back_from_microsoft_and_where_a_look_is_on_record(app, values):
    declared = {rule.rule: access.of(app.view_functions[rule.endpoint]) for rule in rules(app, "GET")}

    changing = {rule for rule, who in declared.items() if who.changes_on_get}
    assert changing == {
        "/entra/tornada",
        "/cites/<reference>",
        "/cites/<reference>/trucada",
        "/cites/<reference>/documents/<document>",
        "/expedients/<reference>",
        "/expedients/<reference>/exporta",
        "/expedients.csv",
        "/expedients.xlsx",
        "/expedients/<reference>/documents",
        "/expedients/<reference>/documents/<document>",
        "/expedients/<reference>/documents/<document>/canvia",
    }


def test_looking_at_a_persons_data_adds_a_line_to_the_record_and_nothing_else(app, values):
    client = signed_in(app, "coordinator", office_id=values["office_id"]).client
    before = everything()

    call, case = f"/cites/{values['reference']}", f"/expedients/{values['cases.reference']}"
    for page in (call, f"{call}/trucada", case):
        assert client.get(page).status_code == 200

    after = everything()
    assert len(after.pop("audit_entry")) == len(before.pop("audit_entry")) + 3
    assert after == before


def test_nothing_is_sent_without_the_token_of_a_form(app, values):
    client = app.test_client()
    before = everything()

    for rule in rules(app, "POST"):
        if reads_late(app, rule):
            continue
        address = address_of(app, rule, values)
        for_programs = declared_of(app, rule).without_form_token
        answer = client.post(address, data={"name": "Bernat"})
        assert answer.status_code == (415 if for_programs else 400), address
        assert everything() == before, f"POST {address} without a token changed the tables"


def reads_late(app, rule):
    """Whether the view asks who it is before it reads what was sent, which may be 200 MB."""
    return request_limits.largest_upload(app.view_functions[rule.endpoint]) is not None


def test_no_file_is_taken_without_the_token_of_a_form_either(app, values):
    client = signed_in(app, "technician", "coordinator", office_id=values["office_id"]).client
    before = everything()
    uploads = [rule for rule in rules(app, "POST") if reads_late(app, rule)]

    for rule in uploads:
        address = address_of(app, rule, values)
        answer = client.post(address, data={"kind": "other", "files": (io.BytesIO(PDF), "factura.pdf")})
        assert answer.status_code == 400, address
        assert everything() == before, f"POST {address} without a token changed the tables"

    assert {rule.rule for rule in uploads} == {
        "/c/<token:token>/documents",
        "/e/<token:token>/documents",
        "/expedients/<reference>/documents",
    }


def test_programs_that_need_no_such_token_have_a_secret_of_their_own(app):
    for_programs = {rule.rule for rule in rules(app, "POST") if declared_of(app, rule).without_form_token}

    assert for_programs == {"/graph/avisos", "/graph/cicle"}
    assert all(
        declared_of(app, rule).kind == "bearer_token" for rule in rules(app, "POST") if rule.rule in for_programs
    )


def test_no_address_is_open_to_other_methods(app, values):
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods}

    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}
