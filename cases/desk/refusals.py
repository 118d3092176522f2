"""What refusals of the acts on a case mean, in plain words: which field they are about, and which status they have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import current_app
from flask_babel import gettext

from cases.calendar import HolidaysNotLoaded
from cases.change_procedure import ProcedureChanged, SameProcedure
from cases.desk.state_view import place_name
from cases.errors import CaseRefusal
from cases.extend_mediation import NotInMediation
from cases.law_wording import law_word
from cases.local_holidays import FromTheOrder, NoSuchMunicipality
from cases.move_case import (
    AmountsWanted,
    CompanyWanted,
    ImpossibleMove,
    MoreArrived,
    MoreThanClaimed,
    NotPartial,
    OwnActWanted,
    StateChanged,
    ToldWanted,
    WhyWanted,
)
from cases.notification import WrongDay
from cases.notify import NoResolution, NoSuchReceipt
from cases.reopen_case import NotClosed
from cases.require_documents import AlreadyExtended, NoMoreTime, NothingAsked
from cases.requirements import NoRequirement
from cases.resolve import GroundWanted, NotYetOver
from cases.stop_clock import CaseClosed, ClockRuns, ClockStandsStill, DayNotPossible
from cases.wording import word
from database import db
from web.dates import Dates

CONFLICT, UNPROCESSABLE = 409, 422


def _(text: str, **variables: object) -> str:
    return str(gettext(text, **variables))


@dataclass(frozen=True)
class Said:
    """A refusal in words."""

    sentence: str
    field: str = ""
    """Id of the field that it is about."""
    status: int = CONFLICT


def said(refusal: CaseRefusal) -> Said:
    """One sentence: what is in the way, and what to do."""
    if isinstance(refusal, HolidaysNotLoaded):
        return _no_holidays(refusal)
    if isinstance(refusal, StateChanged):
        moment = _dates().moment(refusal.since)
        return Said(_("Mentrestant algú l'ha passat a «%(state)s» (%(moment)s). Mira si encara cal.",
                      state=word("state", refusal.state), moment=moment))  # fmt: skip
    if isinstance(refusal, ImpossibleMove):
        return _impossible(refusal)
    if isinstance(refusal, ProcedureChanged):
        return Said(_("Mentrestant algú n'ha canviat el tràmit: ara és %(procedure)s.",
                      procedure=word("procedure", refusal.procedure)))  # fmt: skip
    if isinstance(refusal, NoMoreTime):
        if refusal.due_on is None:
            return Said(_("Encara no corre cap termini que es pugui ampliar."))
        return Said(_("El termini es va acabar el %(day)s: ja no es pot ampliar.", day=_day(refusal.due_on)))
    if isinstance(refusal, NotYetOver):
        return _not_yet_over(refusal)
    if isinstance(refusal, WrongDay):
        return Said(_wrong_day(refusal), refusal.field, UNPROCESSABLE)
    sentence, field, status = _SIMPLE[type(refusal)]
    return Said(sentence(), field, status)


_SIMPLE: Final[Mapping[type[CaseRefusal], tuple[Callable[[], str], str, int]]] = {
    CompanyWanted: (lambda: _("No se sap a quina empresa: tria-la abans"), "", CONFLICT),
    WhyWanted: (lambda: _("Escriu per què"), "why", UNPROCESSABLE),
    ToldWanted: (lambda: _("Escriu què en diem a la persona: a quin organisme s'ha d'adreçar"), "told", UNPROCESSABLE),
    AmountsWanted: (lambda: _("Escriu els imports; 0 si no n'hi ha"), "claimed", UNPROCESSABLE),
    MoreThanClaimed: (
        lambda: _("És més del que es reclamava: corregeix-ho, o marca que és correcte"),
        "recovered",
        UNPROCESSABLE,
    ),
    NotPartial: (
        lambda: _("És més del que es reclamava: no seria un acord parcial. Corregeix-ho, o tanca'l amb acord"),
        "recovered",
        UNPROCESSABLE,
    ),
    NothingAsked: (lambda: _("Marca quins documents calen o escriu què se li demana"), "documents", UNPROCESSABLE),
    GroundWanted: (lambda: _("Tria el motiu"), "ground", UNPROCESSABLE),
    NoSuchReceipt: (lambda: _("Tria un document d'aquest expedient"), "receipt", UNPROCESSABLE),
    DayNotPossible: (lambda: _("Tria un dia entre l'obertura de l'expedient i avui"), "since", UNPROCESSABLE),
    OwnActWanted: (lambda: _("A aquest estat s'hi arriba amb un requeriment o una resolució"), "", CONFLICT),
    NoRequirement: (lambda: _("Ja no es requereix res: algú ho ha tancat mentrestant."), "", CONFLICT),
    MoreArrived: (lambda: _("Mentrestant han arribat documents: mira'ls abans a l'expedient."), "", CONFLICT),
    NoResolution: (lambda: _("L'expedient no té cap resolució per notificar."), "", CONFLICT),
    NotInMediation: (lambda: _("L'expedient no és en mediació."), "", CONFLICT),
    AlreadyExtended: (lambda: _("El termini ja s'ha ampliat una vegada: no es pot tornar a ampliar."), "", CONFLICT),
    SameProcedure: (lambda: _("Ja és d'aquest tràmit: tria'n un altre"), "to", UNPROCESSABLE),
    CaseClosed: (lambda: _("L'expedient és tancat."), "", CONFLICT),
    NotClosed: (lambda: _("L'expedient ja és obert."), "", CONFLICT),
    ClockStandsStill: (lambda: _("El termini ja està aturat."), "", CONFLICT),
    ClockRuns: (
        lambda: _("El termini ja corre, o s'ha aturat pel requeriment i continuarà quan s'acabi."),
        "",
        CONFLICT,
    ),
    FromTheOrder: (lambda: _("Les festes d'aquest municipi i any ja són les de l'ordre."), "municipality", CONFLICT),
    NoSuchMunicipality: (lambda: _("Tria el municipi"), "municipality", UNPROCESSABLE),
}


def _no_holidays(refusal: HolidaysNotLoaded) -> Said:
    place = place_name(db.session(), refusal.place)
    sentence = _(
        "No es pot comptar el termini: falten les festes del %(year)s de %(place)s. Qui coordina les pot posar a "
        "«Terminis i festes», o qui administra el servei amb «flask holidays import --year %(year)s».",
        year=refusal.year,
        place=place,
    )
    return Said(sentence)


def _impossible(refusal: ImpossibleMove) -> Said:
    state = word("state", refusal.state)
    if not refusal.allowed:
        return Said(_("És a «%(state)s», que és tancat: només qui coordina el pot tornar a obrir.", state=state))
    ways = "; ".join(law_word("move", to) for to in refusal.allowed)
    return Said(_("De «%(state)s» no s'hi pot passar. Es pot fer: %(ways)s.", state=state, ways=ways))


def _not_yet_over(refusal: NotYetOver) -> Said:
    if refusal.due_on is None:
        return Said(
            _("El termini encara no és definitiu: apunta primer quin dia es va obrir o rebutjar la notificació.")
        )
    return Said(_("La persona té temps fins al %(day)s: abans no es pot resoldre.", day=_day(refusal.due_on)))


def _wrong_day(refusal: WrongDay) -> str:
    on = "" if refusal.on is None else _day(refusal.on)
    return {
        "future": lambda: _("Aquest dia encara no ha arribat: revisa'l"),
        "before_asked": lambda: _("És d'abans que es demanés (%(day)s): revisa'l", day=on),
        "before_deposit": lambda: _("És d'abans que es diposités (%(day)s): revisa'l", day=on),
        "both": lambda: _("No pot ser oberta i rebutjada alhora: deixa'n només un dia"),
        "no_deposit": lambda: _("Escriu quin dia es va dipositar"),
        "rejected_already": lambda: _(
            "Als deu dies naturals va quedar rebutjada: posa el %(day)s com a rebutjada", day=on
        ),
        "nothing": lambda: _("Escriu almenys un dia"),
    }[refusal.problem]()


def _day(day: date) -> str:
    return _dates().long_date(day)


def _dates() -> Dates:
    found: Dates = current_app.extensions["dates"]
    return found
