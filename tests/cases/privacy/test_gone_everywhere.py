"""A case that was destroyed says so wherever it is asked for, whoever asks and whatever they send."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cases.destroy import destroy
from cases.models import Case
from database import writing
from staff.pages.guard import COOKIE
from tests.support.addresses import address_of, rules, sample_values
from tests.support.staff import member, session_of
from tests.support.world import NOW


@pytest.fixture
def values(app):
    """Something real for each address, of a case that was destroyed since."""
    app.config["WTF_CSRF_ENABLED"] = False  # what is there is asked here, not whether a form has its token
    values = sample_values()
    with writing() as session:
        case_id = session.scalars(select(Case.id).where(Case.reference == values["cases.reference"])).one()
        closed = {"state": "answered", "closed_at": NOW - timedelta(days=9), "next_deadline": None, "next_due_on": None}
        session.execute(update(Case).where(Case.id == case_id).values(closed))
    destroy([case_id], "claim-12", member("coordinator", office_id=values["office_id"]), NOW)
    return values


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_of_a_destroyed_case_is_gone(app, values, method):
    who = session_of(member("coordinator", "technician", "administrator", office_id=values["office_id"]))

    asked = [
        rule
        for rule in rules(app, method)
        if rule.endpoint.startswith("own_case.")
        or (rule.endpoint.startswith("cases.") and "reference" in rule.arguments)
    ]

    assert len(asked) > 10
    for rule in asked:
        client = app.test_client()
        client.set_cookie(COOKIE, who)
        answer = client.open(address_of(app, rule, values), method=method)
        assert answer.status_code == 410, rule
        assert "Aina" not in answer.text, rule
