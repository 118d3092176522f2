"""What staff can go to, as far as it exists and is open to them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext as _

import access
from access import Role
from web.languages import language_root


@dataclass(frozen=True)
class Entry:
    """A line of the menu."""

    name: str
    url: str
    current: bool


def init_app(app: Flask) -> None:
    """Give templates `staff_menu()`."""
    app.jinja_env.globals["staff_menu"] = lambda: entries(g.staff.roles) if "staff" in g else []


def entries(roles: frozenset[Role]) -> list[Entry]:
    """The pages that somebody with these roles works with, the one to begin the day with first."""
    names = {
        "/agenda": _("Agenda"),
        "/coordinacio/setmana": _("Setmana"),
        "/coordinacio/pendents": _("Pendents"),
        "/expedients": _("Expedients"),
    }
    return [
        Entry(name, language_root() + path, f"{request.path}/".startswith(f"{path}/"))
        for path, name in names.items()
        if _is_open(path, roles)
    ]


def home(roles: frozenset[Role]) -> str:
    """Where to land after signing in."""
    pages = entries(roles)
    return pages[0].url if pages else url_for("staff.account")


def _is_open(path: str, roles: frozenset[Role]) -> bool:
    # Every page of staff has the menu, and there are hundreds of addresses: each is looked for once.
    found: dict[str, access.Access | None] = current_app.extensions.setdefault("staff_menu", {})
    if path not in found:
        found[path] = _declared(path)
    declared = found[path]
    return declared is not None and declared.admits(roles)


def _declared(path: str) -> access.Access | None:
    """Who may open this address; None if there is none."""
    for rule in current_app.url_map.iter_rules():
        if rule.rule == path and "GET" in (rule.methods or ()):
            return access.of(current_app.view_functions[rule.endpoint])
    return None
