"""What an address `/e/<token>` stands for: the case, or the right refusal."""

from __future__ import annotations

from datetime import datetime

from flask import abort, session
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import Gone

from cases.models import Case, CaseLink
from database import db

PROVEN = "case_proven"
"""In the browser's cookie: ids of the cases for which it gave the beginning of the surname."""

REMEMBERED = 5
"""Cases that one browser may have open at a time, a council's for instance."""


class CaseLinkReplaced(Gone):
    """The person has asked for a newer link since."""


class CaseGone(Gone):
    """The case was destroyed, by rule or because the person asked for it."""

    def __init__(self, when: datetime, rule: str) -> None:
        super().__init__()
        self.when = when
        self.rule = rule


def case_of(token: str) -> Case:
    """The case with its person, office, company and municipality, in one query.

    404 for an unknown token. Raises CaseLinkReplaced or CaseGone (410).
    """
    row = db.session.execute(
        select(Case, CaseLink.revoked_at)
        .join(CaseLink, CaseLink.case_id == Case.id)
        .where(CaseLink.token == token)
        .options(
            joinedload(Case.person, innerjoin=True),
            joinedload(Case.office, innerjoin=True),
            joinedload(Case.municipality, innerjoin=True),
            joinedload(Case.company),
        )
    ).first()
    if row is None:
        abort(404)
    case: Case = row[0]
    if case.destroyed_at is not None:
        raise CaseGone(case.destroyed_at, case.destroyed_by_rule)
    if row.revoked_at is not None:
        raise CaseLinkReplaced
    return case


def is_proven(case: Case) -> bool:
    """Whether this browser has given the beginning of the surname."""
    return case.id in session.get(PROVEN, [])


def remember_proof(case: Case) -> None:
    """Ask this browser no more, until it is closed."""
    others = [one for one in session.get(PROVEN, []) if one != case.id]
    session[PROVEN] = [*others, case.id][-REMEMBERED:]
