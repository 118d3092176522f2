"""The states of a case: what each rests on, where it may go, who must act, what the clock does. Read it as a table.

Whatever a move does to deadlines, to the clock and to who must act stands here and nowhere else; cases/enter_state.py
carries it out. Words for each code are in cases/wording.py and cases/law_wording.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, Literal

from flask_babel import lazy_gettext as _

from cases.deadline_kinds import Party

Clock = Literal["runs", "stands_still", "over"]
"""The time to resolve. It stands still from the notification of a requirement of documents, not before (Ley 39/2015,
art. 22.1.a; cases/requirements.py), and whenever somebody stops it by hand (cases/stop_clock.py)."""

Way = Literal["move", "requirement", "resolution"]
"""How a state is entered: by a move, or by an act of its own (cases/require_documents.py, cases/resolve.py)."""


@dataclass(frozen=True)
class State:
    """A line of the table."""

    article: str
    """What it rests on; empty where no law knows it."""
    who_acts: Party
    next: tuple[str, ...] = ()
    """States that may follow. From one that closes only a coordinator leads back (cases/reopen_case.py)."""
    entered_by: Way = "move"
    clock: Clock = "runs"
    sets: str | None = None
    """Deadline that begins with it. Those of a requirement begin with its notification instead."""
    keeps: tuple[str, ...] = ()
    """Deadlines that go on running in it: entering it ends all others."""
    closes: bool = False
    wants_why: bool = False
    wants_told: bool = False
    """Something must be said to the person in the office's own words."""
    wants_company: bool = False
    """The company is one of the list: what the person called it can be written to by nobody."""
    office_sends: bool = False
    """Something goes to somebody else, by the office's own means: nothing is sent from here."""
    asks_amounts: bool = False
    in_part: bool = False
    """No more is recovered than was claimed."""
    letter: str | None = "case_changed"
    """Mail that tells the person to look; None: only if something was written for them."""


_Closed = partial(State, who_acts="nobody", clock="over", closes=True, wants_why=True, letter="case_closed")

_PRIOR_CLAIM: Final = ("company_answers", "office_may_act", "claim_expires")
_AGREED: Final = ("closed_agreement", "closed_partial_agreement")
_NOT_AGREED: Final = ("closed_no_agreement", "closed_company_refused")
_LEAVING: Final = ("answered", "referred", "inadmissible", "withdrawn")

STATES: Final[Mapping[str, State]] = {
    # Received and registered; nobody has looked.
    "pending": State(
        _("Llei 39/2015, art. 21.4"),
        "office",
        ("in_progress", "documents_required", "sent_to_company", *_LEAVING),
        sets="inform",
        keeps=("inform", *_PRIOR_CLAIM),
    ),
    # Being examined.
    "in_progress": State(
        "",
        "office",
        (
            "sent_to_company",
            "documents_required",
            "in_mediation",
            "in_arbitration",
            *_AGREED,
            *_NOT_AGREED,
            *_LEAVING,
        ),
        keeps=_PRIOR_CLAIM,
        letter=None,
    ),
    # Formal requirement, with the warning that otherwise it ends.
    "documents_required": State(
        _("Llei 39/2015, art. 68.1, 73 i 95.1"),
        "consumer",
        ("in_progress", "withdrawn", "deemed_withdrawn", "lapsed"),
        entered_by="requirement",
        clock="stands_still",
        keeps=("remedy", "lapse", *_PRIOR_CLAIM),
        letter="documents_wanted",
    ),
    # The claim was passed on; its reply is awaited.
    "sent_to_company": State(
        "",
        "company",
        ("in_progress", "in_mediation", "in_arbitration", "documents_required", *_AGREED, *_NOT_AGREED, *_LEAVING),
        sets="company_replies_to_us",
        wants_company=True,
        office_sends=True,
        keeps=("company_replies_to_us",),
    ),
    # Both accepted.
    "in_mediation": State(
        _("Decret 98/2014; Codi de consum, art. 132-1 a 132-3"),
        "office",
        (*_AGREED, *_NOT_AGREED, "in_arbitration", "in_progress", "withdrawn"),
        sets="mediation_ends",
        wants_company=True,
        keeps=("mediation_ends",),
    ),
    # Passed on to the arbitration board.
    "in_arbitration": State(
        _("RD 713/2024, art. 36.2"),
        "board",
        (*_AGREED, *_NOT_AGREED, "in_progress", "withdrawn"),
        sets="company_accepts_arbitration",
        wants_company=True,
        office_sends=True,
        keeps=("company_accepts_arbitration",),
    ),
    # Another body is competent; the person is told which.
    "referred": _Closed(_("Llei 39/2015, art. 14.1"), wants_told=True),
    "closed_agreement": _Closed("", asks_amounts=True),
    "closed_partial_agreement": _Closed("", asks_amounts=True, in_part=True),
    # The ways to arbitration and to court are open.
    "closed_no_agreement": _Closed(""),
    "closed_company_refused": _Closed(""),
    # Enquiries and complaints.
    "answered": _Closed("", wants_why=False),
    # By the person, in any way that leaves a trace.
    "withdrawn": _Closed(_("Llei 39/2015, art. 94")),
    # A requirement was not met: the date alone does nothing, a resolution does.
    "deemed_withdrawn": _Closed(_("Llei 39/2015, art. 68.1 i 21.1"), entered_by="resolution"),
    "inadmissible": _Closed(
        _("Llei 7/2017, art. 18.1"),
        entered_by="resolution",
        sets="notify_inadmissible",
        keeps=("notify_inadmissible",),
    ),
    # Three months of standstill after a warning.
    "lapsed": _Closed(_("Llei 39/2015, art. 95.1"), entered_by="resolution"),
}


def who_acts(state: str, papers_arrived_at: datetime | None) -> Party:
    """Who must act: once the person has sent what they were waited for, the office, which has to look at it."""
    return STATES[state].who_acts if papers_arrived_at is None else "office"


def moves_from(state: str) -> tuple[str, ...]:
    """States that may follow, the usual ones first."""
    return STATES[state].next
