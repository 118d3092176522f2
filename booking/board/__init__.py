"""What coordinators see: the week, moving and reassigning, absences and closures, calls for others, hours, the office.

Each view fetches, asks one verb, and answers. To the staff of another office nothing here exists.
"""

from __future__ import annotations

from flask import Flask, g
from flask_babel import gettext as _

from access import Role
from booking.board import (
    absences,
    addresses,
    cancel,
    closures,
    hours,
    move,
    new_call,
    office,
    services,
    spread,
    week,
)
from booking.board.routes import COORDINATORS, routes

JOURNEYS = (week, move, cancel, spread, new_call, absences, closures, hours, services, office)
"""Importing these modules adds their views to the blueprint."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    addresses.init_app(app)
    app.register_blueprint(routes)
    app.jinja_env.globals["board_ways"] = lambda: ways(g.staff.roles)


def ways(roles: frozenset[Role]) -> list[tuple[str, str]]:
    """Name and endpoint of what somebody with these roles can go to from here, besides what the menu has."""
    if roles.isdisjoint(COORDINATORS):
        return []
    return [
        (_("Cita nova"), "board.new_call"),
        (_("Absències"), "board.absences"),
        (_("Tancaments i festius"), "board.closures"),
        (_("Terminis i festes"), "cases.deadlines"),
        (_("Horaris"), "board.all_hours"),
        (_("Serveis"), "board.services"),
        (_("Oficina"), "board.office_details"),
        (_("Conservació"), "cases.retention"),
        (_("Dades d'una persona"), "cases.people"),
    ]
