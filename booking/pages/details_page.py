"""The pages of step 4: the form, the form without its hour, and the check before the promise."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import render_template

from booking.free_times import Hour, hours_between
from booking.pages.cards import by_day, local
from booking.pages.filling import Filling
from booking.pages.visit import now
from database import db
from forms.mail_domains import suggest_mail_domain

MORE_DAYS = timedelta(days=14)
"""How far "Més hores" looks beyond the lost hour."""


def details_page(filling: Filling, problem: str | None = None) -> str:
    """The form with what was typed so far. `problem`: `too_many` appointments, or a form that is `not_ours`."""
    return _form(filling, problem)


def lost_page(filling: Filling, more: bool = False) -> tuple[str, int]:
    """The form with what was typed, and hours to choose instead of the one that cannot be had (409)."""
    search, start = filling.offer.search(), filling.slot.starts_at
    problem = "lost" if search.terms.earliest_start(search.now) <= start else "too_late"
    if not more:
        return _form(filling, problem, alternatives=filling.nearest()), 409
    hours = hours_between(db.session(), search, start - timedelta(hours=12), start + MORE_DAYS)
    return _form(filling, problem, more_days=by_day(hours)), 409


def check_page(filling: Filling) -> str:
    """What was typed, to look over before it is promised."""
    form = filling.form
    return render_template(
        "booking/check.html",
        **_common(filling),
        mail_suggestion=suggest_mail_domain(form.email.data) if form.email.data else None,
    )


def _form(
    filling: Filling,
    problem: str | None,
    alternatives: list[Hour] | None = None,
    more_days: list[tuple[date, list[Hour]]] | None = None,
) -> str:
    held_until = filling.held_until()
    return render_template(
        "booking/details.html",
        **_common(filling),
        seconds_left=(held_until - now()).seconds if held_until else None,
        can_extend=filling.can_extend(),
        problem=problem,
        alternatives=alternatives,
        more_days=more_days,
        days_url=filling.offer.days_url(),
        back_url=filling.offer.day_url(local(filling.slot.starts_at).date()),
    )


def _common(filling: Filling) -> dict[str, Any]:
    return {
        "form": filling.form,
        "card": filling.card,
        "office": filling.offer.contact,
        "held_until": filling.held_until(),
    }
