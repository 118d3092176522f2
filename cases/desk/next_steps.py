"""What may be done with a case now: one step before all others, which are folded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _

from cases.desk.seen import seen_of
from cases.law_wording import law_word
from cases.models import Case, Deadline, Requirement, Resolution
from cases.notification import rejected_if_unopened
from cases.states import STATES, moves_from

_FIRST_STEP: Final = {
    "enquiry": "answered",
    "complaint": "answered",
    "infringement_report": "referred",
    "mediation": "in_mediation",
    "arbitration": "in_arbitration",
    "claim": "sent_to_company",
}
"""Where an examined case usually goes, by procedure."""


@dataclass(frozen=True)
class Step:
    """A button or a link."""

    words: str
    url: str
    by_post: bool = False
    """Done by pressing it; else a page asks for more."""
    seen: Mapping[str, str] = field(default_factory=dict)
    """What the press was decided upon: hidden fields by name."""


@dataclass(frozen=True)
class Steps:
    """All of them."""

    main: Step | None
    others: list[Step]


@dataclass(frozen=True)
class Now:
    """What the steps depend on."""

    case: Case
    requirement: Requirement | None
    deadline: Deadline | None
    """The nearest that counts."""
    resolution: Resolution | None
    today: date
    may_reopen: bool


def steps_of(now: Now) -> Steps:
    """The steps that the case allows today, for whoever may change it."""
    main = _main(now)
    others = [step for step in (*_acts(now), *_moves(now)) if main is None or step.url != main.url]
    return Steps(main, others)


def _main(now: Now) -> Step | None:
    state, case = now.case.state, now.case
    if state == "documents_required":
        return _of_requirement(now)
    if now.resolution is not None and now.resolution.notified_on is None and not case.is_open:
        return _to("cases.notification", case, _("Apunta la notificació de la resolució"))
    if state == "pending":
        return replace(_move(case, "in_progress"), by_post=True, seen=seen_of(case, now.requirement))
    if state == "in_progress":
        return _move(case, _FIRST_STEP[case.procedure])
    if state == "sent_to_company":
        late = now.deadline is not None and now.deadline.due_on < now.today
        return _move(case, "closed_company_refused" if late else "in_progress")
    return _move(case, "closed_agreement") if case.is_open else None


def _of_requirement(now: Now) -> Step:
    case, requirement = now.case, now.requirement
    if requirement is None:
        return _move(case, "in_progress")
    if case.papers_arrived_at is not None:  # whatever the date says: it counts until there is a resolution (art. 73.3)
        return _met(case, requirement)
    if requirement.notified_on is None:
        over = requirement.deposited_on and rejected_if_unopened(requirement.deposited_on, now.today)
        if over and requirement.notified_by == "enotum":
            return _to("cases.notification", case, _("Apunta-la com a rebutjada"), rebutjada=over.isoformat())
        return _to("cases.notification", case, _("Apunta la notificació"))
    if now.deadline is not None and now.deadline.due_on < now.today:
        return _resolution(case, "deemed_withdrawn" if requirement.purpose == "remedy" else "lapsed")
    return _met(case, requirement)


def _acts(now: Now) -> list[Step]:
    case, requirement = now.case, now.requirement
    acts = []
    if requirement is not None:
        acts += [_met(case, requirement), _to("cases.notification", case, _("Apunta la notificació"))]
        if requirement.purpose == "remedy" and not requirement.extension_days and _still_runs(now, "remedy"):
            acts.append(_to("cases.extension", case, _("Amplia el termini")))
    if now.deadline is not None and not now.deadline.extended_by and _still_runs(now, "mediation_ends"):
        acts.append(_to("cases.mediation_extension", case, _("Amplia la mediació")))
    if not case.is_open:
        return [_to("cases.reopen", case, _("Torna'l a obrir"))] if now.may_reopen else []
    acts.append(_to("cases.procedure", case, _("Canvia el tràmit")))
    acts.append(_to("cases.clock", case, _("Atura el termini") if case.clock_stopped_on is None else _("El rellotge")))
    return acts


def _still_runs(now: Now, kind: str) -> bool:
    return now.deadline is not None and now.deadline.kind == kind and now.today <= now.deadline.due_on


def _moves(now: Now) -> list[Step]:
    return [_move(now.case, to) for to in moves_from(now.case.state) if _fits(now, to)]


def _fits(now: Now, to: str) -> bool:
    """A resolution about a requirement fits the one that there is."""
    purpose = {"deemed_withdrawn": "remedy", "lapsed": "lapse"}.get(to)
    return purpose is None or (now.requirement is not None and now.requirement.purpose == purpose)


def _move(case: Case, to: str) -> Step:
    way = STATES[to].entered_by
    if way == "requirement":
        return _to("cases.requirement", case, law_word("move", to))
    if way == "resolution":
        return _resolution(case, to)
    if case.state == "sent_to_company" and to == "in_progress":
        words = _("L'empresa ha respost: continua")
    elif case.state == "documents_required" and to == "in_progress":
        words = _("Continua sense la documentació")
    else:
        words = law_word("move", to)
    return _to("cases.state", case, words, state=to)


def _resolution(case: Case, outcome: str) -> Step:
    return _to("cases.resolution", case, law_word("move", outcome), outcome=outcome)


def _met(case: Case, requirement: Requirement) -> Step:
    url, seen = url_for("cases.met", reference=case.reference), seen_of(case, requirement)
    return Step(_("Ja hi és tot: continua"), url, by_post=True, seen=seen)


def _to(endpoint: str, case: Case, words: str, **values: Any) -> Step:
    return Step(words, url_for(endpoint, reference=case.reference, **values))
