"""The first sign-in of somebody, in several browsers at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

from database import db
from staff.models import AuditEntry, StaffMember, StaffSession
from staff.sign_in import sign_in
from teams import Identity

CLARA = Identity("oid-of-clara", "tenant", "Clara", "tecnic1@tecnics.example", frozenset({"technician"}))
BROWSERS = 4


def test_one_person_comes_of_it_with_a_session_in_each(app, world):
    together = Barrier(BROWSERS)

    def come_in():
        with app.app_context():
            together.wait()
            return sign_in(CLARA, datetime.now(UTC), timedelta(hours=8)).token

    with ThreadPoolExecutor(BROWSERS) as browsers:
        tokens = {future.result() for future in [browsers.submit(come_in) for _ in range(BROWSERS)]}

    (clara,) = db.session.scalars(db.select(StaffMember))
    assert len(tokens) == len(db.session.scalars(db.select(StaffSession)).all()) == BROWSERS
    assert clara.technician_id == world.technicians[0]
    actions = [entry.action for entry in db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id))]
    assert sorted(actions) == ["roles_changed_in_entra", "technician_recognised"]
