"""What the pages of a call show and offer of cases: the one that it belongs to, those that it may join, its papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _

from booking.attend.day import DayCall
from cases.models import Case
from cases.papers.place import Place
from cases.papers.read_papers import Paper, papers_at
from cases.same_person import Related, case_of_call, related_cases, usual
from database import db
from forms.agenda import CloseForm


@dataclass(frozen=True)
class CallCases:
    """Cases that have to do with a call."""

    own: Case | None
    related: Sequence[Related]
    """Of perhaps the same person."""
    papers: Sequence[Paper]
    """That the person sent for the call, as long as no case has them."""


def cases_of(found: DayCall) -> CallCases:
    """Read in three queries, however many there are."""
    session, appointment = db.session(), found.appointment
    return CallCases(
        case_of_call(session, appointment.id),
        related_cases(session, appointment),
        papers_at(session, Place(appointment_id=appointment.id)),
    )


def offer_cases(form: CloseForm, found: DayCall, cases: CallCases) -> None:
    """Let the technician choose what comes of the call: nothing more to choose once it has a case."""
    if cases.own is not None:
        form.keep_case(found.call.next_step if found.call else None)
        return
    theirs = usual(cases.related)
    joins = [(one.reference, _join_words(one)) for one in cases.related if one.is_open]
    form.offer_cases(joins, theirs.reference if theirs else None)


def _join_words(one: Related) -> str:
    about = " · ".join(filter(None, (one.person, one.company)))
    day = current_app.extensions["dates"].long_date(one.opened_at)
    return str(
        _("S'afegeix a l'expedient %(number)s, obert el %(day)s: %(about)s", number=one.number, day=day, about=about)
    )
