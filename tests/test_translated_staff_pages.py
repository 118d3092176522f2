"""What staff see in Spanish and English: every page that leads to another, calls in every state, refusals."""

from collections import Counter, deque
from datetime import timedelta
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
import time_machine
from sqlalchemy import select, update
from werkzeug.exceptions import HTTPException

import access
from booking.demo import load_demo
from booking.models import (
    Absence,
    Appointment,
    CalendarSubscription,
    CallNote,
    Closure,
    Divergence,
    Meeting,
    Message,
    Slot,
    Technician,
)
from booking.publish_slots import publish_slots
from database import db, writing
from tests.support.addresses import address_of, rules, sample_values
from tests.support.staff import browser_with, member, session_of, signed_in
from tests.support.texts import left_in_catalan
from tests.support.world import MADRID, NOW

pytestmark = pytest.mark.database("sqlite")  # words do not depend on the database

NOON = NOW + timedelta(hours=4)
FIRST_PAGES = {
    "technician": ("/agenda", "/els-meus-horaris"),
    "coordinator": ("/coordinacio/setmana", "/coordinacio/setmana?tria=1", "/coordinacio/pendents"),
    "administrator": ("/coordinacio/setmana", "/coordinacio/pendents"),
    "viewer": ("/coordinacio/setmana", "/compte"),
}
"""Where each begins. All that has a link is found from there."""
ALIKE = 2
"""Pages of one address that differ in a day or a number only."""
OF_ONE_CALL = ("agenda.call", "agenda.during")
"""Of these all are opened: each call of the demonstration is in another state."""


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture(params=["es", "en"])
def language(request):
    return request.param


@pytest.fixture
def office_id(app):
    """The demonstration's office at noon, where much has gone wrong."""
    office_id = load_demo(NOON, MADRID, reads_outlook=True).office_id
    later = NOON + timedelta(days=3)
    with writing() as session:
        clara, marti, nuria = session.scalars(Technician.working_for(office_id))
        clara.busy_read_at = marti.busy_read_at = NOON
        nuria.busy_problem = "mailbox_missing"
        session.add_all(
            [
                Absence(technician_id=marti.id, starts_at=later, ends_at=later + timedelta(days=2), kind="training"),
                Closure(
                    office_id=office_id,
                    first_day=later.date(),
                    last_day=later.date(),
                    reason={"ca": "Obres", "es": "Obras", "en": "Works"},
                ),
                CalendarSubscription(
                    technician_id=clara.id,
                    client_state="secret",
                    problem="address_not_reached",
                    attempts=1,
                    next_attempt_at=later,
                ),
            ]
        )
        first, second = session.scalars(select(Meeting).order_by(Meeting.id).limit(2))
        first.problem, first.next_attempt_at, first.attempts = "mailbox_out_of_scope", None, 4
        second.settled_at = NOON
        session.add(
            Divergence(
                meeting_id=second.id,
                meeting_settled_at=NOON,
                found_at=NOON,
                difference="moved",
                starts_at=later,
                ends_at=later + timedelta(hours=1),
            )
        )
        session.execute(update(Appointment).values(matter="Lorem ipsum"))  # people write in whatever language they like
        session.execute(update(CallNote).values(text="Lorem ipsum"))
        session.execute(update(Message).values(sent_at=None, problem="mailbox_refused", given_up_at=NOON))
    publish_slots(office_id, NOON, MADRID, reads_outlook=True)
    with writing() as session:
        session.execute(update(Slot).where(Slot.appointment_id.is_not(None)).values(accepted=None, blocked="absence"))
    return office_id


class Reader:
    """Somebody with a role who opens whatever has a link, and looks at every word of each page."""

    def __init__(self, app, role, office_id, language):
        clara = db.session.scalars(select(Technician.id).order_by(Technician.id)).first()
        technician_id = clara if role == "technician" else None
        self.browser = signed_in(app, role, office_id=office_id, technician_id=technician_id, language=language)
        self.app, self.role, self.language = app, role, language
        self.opened = Counter()

    def read_everything(self):
        waiting = deque(f"/{self.language}{path}" for path in FIRST_PAGES[self.role])
        known = set(waiting)
        while waiting:
            page = self.browser.get(waiting.popleft())
            if page.is_html:
                self.read(page)
                found = (urljoin(page.url, link.href).removeprefix("http://localhost") for link in page.links)
                new = [address for address in dict.fromkeys(found) if address not in known and self.wants(address)]
                known.update(new)
                waiting.extend(new)

    def read(self, page):
        assert page.status_code < 500, page
        assert page.language == self.language, page
        assert left_in_catalan(page.html, self.language) == [], page

    def wants(self, address):
        """Whether it is a page for staff of a kind that has not been seen often."""
        place = urlsplit(address)
        try:
            endpoint, _ = self.app.url_map.bind("localhost").match(place.path.removeprefix(f"/{self.language}"))
        except HTTPException:
            return False
        if (
            not place.path.startswith(f"/{self.language}/")
            or access.of(self.app.view_functions[endpoint]).kind != "staff"
        ):
            return False
        kind = (endpoint, *sorted({name for name, _ in parse_qsl(place.query)}))
        self.opened[kind] += 1
        return self.opened[kind] <= ALIKE or endpoint in OF_ONE_CALL


@pytest.mark.slow
@pytest.mark.parametrize("role", FIRST_PAGES)
def test_every_page_that_has_a_link_is_wholly_in_its_language(app, office_id, language, role):
    reader = Reader(app, role, office_id, language)

    reader.read_everything()

    assert len(reader.opened) >= {"technician": 6, "coordinator": 25, "administrator": 25, "viewer": 4}[role], (
        reader.opened
    )


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_and_every_form_sent_empty_answers_in_its_language(app, language, method):
    app.config["WTF_CSRF_ENABLED"] = False
    values = sample_values()
    roles = ("technician", "coordinator", "administrator")
    everything = member(*roles, office_id=values["office_id"], technician_id=values["technician_id"])
    read = 0

    for rule in rules(app, method):
        if access.of(app.view_functions[rule.endpoint]).kind == "staff":
            client = browser_with(app, session_of(everything)).client  # anew, for some addresses end the session
            answer = client.open(f"/{language}{address_of(app, rule, values)}", method=method)
            if answer.mimetype == "text/html" and answer.status_code not in (302, 303):
                assert left_in_catalan(answer.text, language) == [], rule
                assert f'<html lang="{language}">' in answer.text or rule.rule.endswith("/ara"), rule
                read += 1

    assert read >= 15
