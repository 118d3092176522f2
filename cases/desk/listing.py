"""The list of cases, narrowed by what its address says."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from markupsafe import Markup

from access import Role, for_roles
from booking.agenda.routes import ONCE_DONE, Answer, now, today, zone
from booking.board.routes import NoOffice
from booking.pages.office_card import words
from cases.desk import list_address
from cases.desk.list_address import NAMES, Asked, Choices, choices_of, typed_in
from cases.desk.list_lines import shown
from cases.desk.list_words import due_words, filter_names, options, said, told
from cases.desk.routes import routes
from cases.desk.searches import key_of, words_of
from cases.list_cases import MOST_COUNTED, PAGE, Page, Place, PlaceGone, Wanted, read_page, what_empties_it
from cases.search_words import LONGEST_QUESTION
from database import db
from staff.pages.guard import staff
from web.languages import current_language
from web.security import personal

MOST_PRINTED = 500
"""Cases in the version for paper."""

MOST_TICKED = 2 * PAGE
"""Cases that one form may send."""

MAY_CHANGE: tuple[Role, ...] = ("technician", "coordinator", "administrator")

AFTER, BEFORE = "despres", "abans"
"""Where a page of the list begins: names in the address; the value is the reference of a case."""

_REFERENCE = re.compile(r"[A-Za-z0-9-]{4,20}")


@routes.get("/expedients")
@personal
@for_roles("technician", "coordinator", "administrator", "viewer")
def listing() -> Answer:
    """A page of the list; `imprimeix` gives it for paper, `tria` to choose cases from."""
    asked, choices = asked_for()
    return list_page(asked, choices)


@routes.post("/expedients/cerca")
@personal
@for_roles("technician", "coordinator", "administrator", "viewer")
def narrow() -> Answer:
    """On to the list with the filters of the form in its address; the words that are searched for stay out of it."""
    typed = typed_in(request.form)
    if NAMES["question"] in typed:
        typed[NAMES["question"]] = key_of(typed[NAMES["question"]][:LONGEST_QUESTION])
    return redirect(f"{url_for('.listing')}?{urlencode(typed)}", ONCE_DONE)


def asked_for() -> tuple[Asked, Choices]:
    """What the address asks for, and what there is to choose from."""
    choices = choices_of(db.session(), office_id(), staff().technician_id, now())
    return list_address.read(db.session(), request.args, choices, words_of), choices


def office_id() -> int:
    """The office of who is asking. Raises NoOffice."""
    found = staff().office_id
    if found is None:
        raise NoOffice
    return found


def wanted_by(asked: Asked) -> Wanted:
    """The list that these filters make."""
    return Wanted(office_id(), asked.filters, today(now()), zone())


def list_page(asked: Asked, choices: Choices, **more: Any) -> str:
    """The page; `more` is for what somebody has just done with it."""
    wanted = wanted_by(asked)
    on_paper = "imprimeix" in request.args
    root = url_for(".listing")
    page, gone = _page(wanted, MOST_PRINTED if on_paper else PAGE)
    may_change = staff().has(*MAY_CHANGE)
    context = {
        "asked": asked,
        "lines": shown(page.lines, wanted.today, wanted.zone, root),
        "page": page,
        "most_counted": MOST_COUNTED,
        "place_gone": gone,
        "choices": choices,
        "names": filter_names(),
        "selects": _selects(asked, choices),
        "addresses": NAMES,
        "told": told(asked, choices),
        "emptied_by": _emptied_by(wanted, page),
        "may_change": may_change,
        "picking": request.args.get("tria", "") if may_change else "",
        "options": options,
        "url": ways(asked),
        "root": root,
        "printed_at": now(),
    }
    return render_template("cases/list_paper.html" if on_paper else "cases/list.html", **context | more)


def _selects(asked: Asked, choices: Choices) -> Markup:
    """The filters of the form but for the search: what somebody searched for is kept nowhere."""
    typed = tuple((name, value) for name, value in asked.typed.items() if name != NAMES["question"])
    return _made_selects(current_language(), typed, choices)


@lru_cache(maxsize=256)
def _made_selects(language: str, typed: tuple[tuple[str, str], ...], choices: Choices) -> Markup:
    made = render_template(
        "cases/list_selects.html",
        typed=dict(typed),
        choices=choices,
        sectors=[(code, words(dict(names))) for code, names in choices.sectors],
        names=filter_names(),
        addresses=NAMES,
        said=said,
        due_words=due_words(),
        options=options,
    )
    return Markup(made)  # noqa: S704  # a template of ours made it


def _page(wanted: Wanted, limit: int) -> tuple[Page, bool]:
    """A page of the list, and whether the place that the address names is gone: then it is the first one."""
    place = None
    for name in (AFTER, BEFORE):
        typed = request.args.get(name, "")
        if _REFERENCE.fullmatch(typed):
            place = Place(typed, backwards=name == BEFORE)
    try:
        return read_page(db.session(), wanted, place, limit), False
    except PlaceGone:
        return read_page(db.session(), wanted, None, limit), True


def _emptied_by(wanted: Wanted, page: Page) -> list[tuple[str, int]]:
    return [] if page.lines or not wanted.filters.in_use else what_empties_it(db.session(), wanted)


def ways(asked: Asked) -> Callable[..., str]:
    """Gives addresses of the list with the same filters and with something else besides; None takes a filter out."""
    here = url_for(".listing")

    def url(endpoint: str = ".listing", **changes: str | None) -> str:
        query = {name: value for name, value in {**asked.typed, **changes}.items() if value}
        path = here if endpoint == ".listing" else url_for(endpoint)
        return f"{path}?{urlencode(query)}" if query else path

    return url
