"""Sixty fictional petitions as scenes (see data/README.md): half a year of them, in every state that moves lead to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from cases.demo_scene import Scene, Step

_FILE: Final = Path(__file__).parent / "data" / "demo-cases.json"

_FIRST_NAMES: Final = (
    "Aleix", "Berta", "Carles", "Dolors", "Èric", "Fina", "Genís", "Helena", "Ignasi", "Joana",
    "Kilian", "Llúcia", "Marcel", "Noemí", "Oleguer", "Paula", "Quirze", "Remei", "Sergi", "Teresa",
)  # fmt: skip
_SURNAMES: Final = ("Exemple", "Mostra", "Prova")

_YOUNGEST: Final = timedelta(days=1)
_EVERY: Final = timedelta(days=3)
_NOT_LOOKED_AT: Final = timedelta(days=10)

Way = tuple[tuple[str, float], ...]
"""States, and when they were entered: 0 is the opening, 1 is now."""

_ENQUIRY: Final[tuple[Way, ...]] = ((("answered", 0.1),), (("answered", 0.3),), ())
_COMPLAINT: Final[tuple[Way, ...]] = ((("in_progress", 0.2), ("answered", 0.5)), (("in_progress", 0.3),))
_REPORT: Final[tuple[Way, ...]] = ((("in_progress", 0.2), ("referred", 0.6)), (("in_progress", 0.3),))
_EARLY_CLAIM: Final[tuple[Way, ...]] = (
    (("in_progress", 0.3),),
    (("documents_required", 0.9),),
    (("in_progress", 0.2), ("withdrawn", 0.7)),
    (),
)
"""The company was not asked yet, or has time left to answer, or there is none."""

_TO_COMPANY: Final[Way] = (("in_progress", 0.1), ("sent_to_company", 0.2))
_IN_MEDIATION: Final[Way] = (*_TO_COMPANY, ("in_mediation", 0.4))
_RIPE_CLAIM: Final[tuple[Way, ...]] = (
    (*_IN_MEDIATION, ("closed_agreement", 0.7)),
    (("in_progress", 0.2), ("sent_to_company", 0.8)),
    _IN_MEDIATION,
    (*_TO_COMPANY, ("closed_company_refused", 0.8)),
    (("in_progress", 0.2), ("documents_required", 0.95)),
    (*_IN_MEDIATION, ("closed_partial_agreement", 0.9)),
    (("in_progress", 0.4),),
    (*_IN_MEDIATION, ("in_arbitration", 0.8)),
    (*_IN_MEDIATION, ("closed_no_agreement", 0.8)),
)

_WAYS: Final[Mapping[str, tuple[Way, ...]]] = {
    "enquiry": _ENQUIRY,
    "complaint": _COMPLAINT,
    "infringement_report": _REPORT,
    "early_claim": _EARLY_CLAIM,
    "ripe_claim": _RIPE_CLAIM,
}

_PRIOR_CLAIM: Final[Mapping[str, tuple[int, int | None]]] = {
    "pending": (12, None),
    "no_reply": (50, None),
    "unsatisfactory": (60, 35),
}
"""Days before the opening on which the company was asked, and on which it replied."""

_WHY: Final[Mapping[str, str]] = {
    "closed_agreement": "L'empresa torna tot l'import.",
    "closed_partial_agreement": "L'empresa en torna la meitat i la persona ho accepta.",
    "closed_no_agreement": "L'empresa no ofereix res.",
    "closed_company_refused": "L'empresa no ha contestat.",
    "referred": "És competència d'un altre organisme.",
    "withdrawn": "La persona ho ha resolt pel seu compte.",
}
_TOLD: Final[Mapping[str, Mapping[str, str]]] = {
    "referred": {
        "ca": "L'hem passada a l'Agència Catalana del Consum.",
        "es": "La hemos pasado a la Agencia Catalana del Consumo.",
    },
    "answered": {
        "ca": "Et vam explicar quins drets tens i com reclamar.",
        "es": "Te explicamos qué derechos tienes y cómo reclamar.",
    },
    "documents_required": {
        "ca": "Ens cal la factura i el que vas escriure a l'empresa.",
        "es": "Necesitamos la factura y lo que escribiste a la empresa.",
    },
}


def petitions(now: datetime, zone: ZoneInfo) -> Iterator[Scene]:
    """The oldest first; those of the same kind go through the ways of their kind in turn."""
    told = json.loads(_FILE.read_text("utf-8"))
    in_turn = sorted(enumerate(told), key=lambda item: item[0] * 23 % len(told))  # not one sector after the other
    taken: Counter[str] = Counter()
    for position, (number, petition) in enumerate(in_turn):
        age = _YOUNGEST + _EVERY * (len(told) - 1 - position)
        kind = _kind(petition)
        way = _WAYS[kind][taken[kind] % len(_WAYS[kind])] if age > _NOT_LOOKED_AT else ()
        taken[kind] += 1
        yield _scene(petition, number, _opening(now - age, zone, position), now, way)


def _kind(petition: Mapping[str, Any]) -> str:
    """The procedure; of claims, whether there is a company that has had its say or its time."""
    if petition["procedure"] != "claim":
        return str(petition["procedure"])
    had_its_time = petition["prior_claim"] in ("no_reply", "unsatisfactory")
    return "ripe_claim" if had_its_time and "company" in petition else "early_claim"


def _opening(moment: datetime, zone: ZoneInfo, position: int) -> datetime:
    """An hour of the office on that day, or on the Friday before."""
    day = moment.astimezone(zone).date()
    day -= timedelta(days=max(0, day.weekday() - 4))
    return datetime.combine(day, time(15 + position % 4, position % 2 * 30 + 10), zone)


def _scene(petition: Mapping[str, Any], number: int, opened_at: datetime, now: datetime, way: Way) -> Scene:
    first, surname = _FIRST_NAMES[number % len(_FIRST_NAMES)], _SURNAMES[number // len(_FIRST_NAMES)]
    amount = Decimal(petition["amount_claimed"]) if petition["amount_claimed"] else None
    claimed_on, replied_on = _prior_claim(petition["prior_claim"], opened_at.date())
    return Scene(
        external_id=f"demo-{petition['id']}",
        name=f"{first} {surname}",
        email=f"persona{number + 1}@example.org",
        phone=f"+346000001{number:02}",
        language=petition["language"],
        municipality_id=petition["ine_code"],
        channel=petition["channel"],
        procedure=petition["procedure"],
        requested_at=opened_at - timedelta(days=4, hours=5),
        opened_at=opened_at,
        technician=number,
        sector_code=petition["sector"],
        company=petition.get("company", ""),
        facts=petition["text"],
        urgent=petition["urgent"],
        amount_claimed=amount,
        prior_claim_on=claimed_on,
        prior_reply_on=replied_on,
        steps=tuple(
            Step(
                at=opened_at + (now - opened_at) * fraction,
                to=state,
                why=_WHY.get(state, ""),
                told=_TOLD.get(state, {}).get(petition["language"], ""),
                recovered=_recovered(state, amount),
            )
            for state, fraction in way
        ),
    )


def _prior_claim(code: str, opened_on: date) -> tuple[date | None, date | None]:
    claimed, replied = _PRIOR_CLAIM.get(code, (None, None))
    return (
        opened_on - timedelta(days=claimed) if claimed else None,
        opened_on - timedelta(days=replied) if replied else None,
    )


def _recovered(state: str, amount: Decimal | None) -> Decimal | None:
    if state == "closed_agreement":
        return amount or Decimal(0)
    return ((amount or Decimal(0)) / 2).quantize(Decimal("0.01")) if state == "closed_partial_agreement" else None
