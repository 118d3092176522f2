"""The list asks for what is open: nothing that grows with the years is read as a whole."""

import pytest
from sqlalchemy import event

from booking.notices.compare import compare_calendar, technicians_to_compare
from booking.pending.find import (
    differing,
    letters_not_sent,
    meetings_not_made,
    not_closed,
    not_told,
    old_readings,
    orphans,
)
from database import db
from tests.support.world import NOW, build_world

GROWS = ("appointment", "meeting", "message", "graph_call", "slot", "divergence", "call", "person")
OF_WHAT_IS_OPEN = ("_open", "_given_up")
FINDERS = (differing, letters_not_sent, meetings_not_made, not_closed, not_told, old_readings, orphans)


@pytest.mark.database("sqlite")  # PostgreSQL plans by how full the tables are, and here they are empty
@pytest.mark.parametrize("ask", [*FINDERS, technicians_to_compare, compare_calendar], ids=lambda ask: ask.__name__)
def test_no_table_that_grows_is_read_from_end_to_end(app, ask):
    world = build_world()
    plans = []

    @event.listens_for(db.engine, "before_cursor_execute")
    def explain(connection, cursor, statement, parameters, context, many):
        if statement.startswith("SELECT"):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in cursor.fetchall())

    if ask is compare_calendar:
        ask(world.technicians[0], None, lambda: NOW)
    elif ask is technicians_to_compare:
        ask(db.session(), NOW)
    else:
        ask(db.session(), world.office_id, NOW)

    assert plans
    scans = [plan for plan in plans if plan.startswith("SCAN") and plan.split()[1] in GROWS]
    assert [plan for plan in scans if not plan.endswith(OF_WHAT_IS_OPEN)] == []
    searches = [plan for plan in plans if "technician_id=?)" in plan and plan.split()[1] in GROWS]
    assert searches == [], "all that somebody ever did"
