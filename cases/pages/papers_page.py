"""The page on which a person hands in papers, of a case or of an appointment that has none yet."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from flask import redirect, render_template, request, session
from werkzeug.exceptions import Gone, RequestEntityTooLarge

from booking.pages.answers import ONCE_DONE, Answer
from booking.pages.visit import now
from cases.errors import CaseDestroyed
from cases.pages.give_out import gateways
from cases.pages.required import Required
from cases.papers.checklist import Wanted
from cases.papers.errors import CaseClosed, CaseFull, TooManyFiles
from cases.papers.inspect import Incoming
from cases.papers.limits import FILES_AT_ONCE
from cases.papers.place import Place
from cases.papers.read_papers import Receipt, kinds_of, papers_at
from cases.papers.receive import Delivery, Received, receive
from cases.papers.words import STATES, WHY, kinds_for_consumers, why_refused
from database import db
from forms.papers import PapersForm
from storage import StorageProblem
from web.uploads import receive_form

Refusal = Literal["request_too_large", "too_many", "full", "closed", "no_storage"]

HANDED_IN = "handed_in"
"""In the browser's cookie: receipts of what it sent itself, whose names it may see."""
REMEMBERED = 10


@dataclass(frozen=True)
class Corner:
    """Where somebody stands with their papers: plain values, for a change in between makes rows stale."""

    place: Place
    documents_url: str
    back_url: str
    receipt_url: Callable[[str], str]
    download_url: Callable[[str], str] | None
    """None before the second check, when only kinds and numbers are shown."""
    prove_url: str | None
    """Where the second check is."""
    takes_papers: bool
    checklist: Callable[[set[str]], list[Wanted]]
    """Which papers help, given the kinds that are there."""
    required: Required | None = None
    """What was formally asked for."""


def papers_page(
    corner: Corner,
    form: PapersForm | None = None,
    *,
    received: Received | None = None,
    refusal: Refusal | None = None,
) -> str:
    """The page. `received`: what came of files of which not all were accepted; `refusal`: why none was."""
    papers = [
        paper for paper in papers_at(db.session(), corner.place) if paper.by_consumer or not paper.document.of_mediation
    ]
    own = [paper for paper in papers if paper.by_consumer]
    return render_template(
        "own_case/documents.html",
        corner=corner,
        form=form or _form(),
        once_key=secrets.token_urlsafe(16),
        papers=own,
        own_kinds=kinds_of(own),
        others=kinds_of(paper for paper in papers if not paper.by_consumer),
        wanted=corner.checklist({kind for kind, _number in kinds_of(papers)}) if corner.takes_papers else [],
        received=received,
        refusal=refusal,
        files_at_once=FILES_AT_ONCE,
        why=WHY,
        why_refused=why_refused,
        states=STATES,
    )


def hand_in(corner: Corner) -> Answer:
    """Take what was sent. All well: on to the receipt; else the page, which says what became of each file."""
    try:
        receive_form()
        form = PapersForm(kinds_for_consumers())
        if not form.validate():
            return papers_page(corner, form), 422
        received = _received(corner, form)
    except RequestEntityTooLarge:
        return papers_page(corner, _form(), refusal="request_too_large"), 413
    except TooManyFiles:
        return papers_page(corner, _form(), refusal="too_many"), 422
    except CaseFull:
        return papers_page(corner, _form(), refusal="full"), 409
    except CaseClosed:
        return papers_page(corner, _form(), refusal="closed"), 409
    except StorageProblem:
        return papers_page(corner, _form(), refusal="no_storage"), 503
    except CaseDestroyed as destroyed:
        raise Gone from destroyed
    if received.receipt:
        session[HANDED_IN] = [*session.get(HANDED_IN, []), received.receipt][-REMEMBERED:]
        if not received.refused and not received.known:
            return redirect(corner.receipt_url(received.receipt), ONCE_DONE)
    return papers_page(corner, received=received), 200 if received.receipt or received.known else 422


def receipt_page(corner: Corner, receipt: Receipt) -> str:
    """What was handed in, when, with hashes (Ley 39/2015, art. 16.3). Names for whoever sent them or is proven."""
    return render_template(
        "own_case/receipt.html",
        corner=corner,
        receipt=receipt,
        sees_names=corner.download_url is not None or receipt.reference in session.get(HANDED_IN, []),
        states=STATES,
    )


def _received(corner: Corner, form: PapersForm) -> Received:
    papers = gateways()
    files = [Incoming(file.filename or "", file.stream) for file in form.files.data]
    delivery = Delivery(form.key, form.kind.data, files, "consumer")
    return receive(corner.place, delivery, papers.storage, papers.scanner is not None, now())


def _form() -> PapersForm:
    """An empty form; of what the address asks for, if a link of the list led here."""
    kinds = kinds_for_consumers()
    asked = request.args.get("mena", "")
    return PapersForm(kinds, formdata=None, data={"kind": asked if asked in kinds else "other"})
