"""What refusals of the verbs mean, in plain words."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app
from flask_babel import gettext
from sqlalchemy import select

from booking.coordinate.errors import (
    AbsenceRefused,
    ClosureRefused,
    HourHeld,
    HoursRefused,
    HourTaken,
    Impossible,
    NoMail,
    PaleColour,
    ReasonWanted,
    SlugTaken,
    StaleForm,
    StaleRevision,
)
from booking.errors import NotLive, NotOffered, Refusal
from database import db
from staff.models import StaffMember
from web.dates import Dates


def _(text: str, **variables: object) -> str:
    return str(gettext(text, **variables))


def said(refusal: Refusal) -> str:
    """One sentence: what is in the way."""
    if isinstance(refusal, Impossible):
        return _impossible(refusal)
    if isinstance(refusal, StaleRevision):
        return _stale(refusal)
    if isinstance(refusal, HourHeld):
        return _("Algú està reservant aquesta hora ara mateix. Si no acaba, serà lliure a les %(clock)s.",
                 clock=_dates().clock(refusal.until))  # fmt: skip
    if isinstance(refusal, AbsenceRefused):
        return _absence(refusal)
    if isinstance(refusal, ClosureRefused):
        return _closure(refusal)
    if isinstance(refusal, HoursRefused):
        return _hours(refusal)
    return _SIMPLE[type(refusal)]()


_SIMPLE: dict[type[Refusal], Callable[[], str]] = {
    HourTaken: lambda: _("Aquesta hora l'acaba d'ocupar una altra cita. La d'aquesta persona continua com estava."),
    NotLive: lambda: _("La cita està anul·lada o ja ha passat: no es pot canviar."),
    NotOffered: lambda: _("L'oficina no ofereix aquest servei en aquest municipi."),
    NoMail: lambda: _("La persona no va deixar cap correu: truca-li."),
    ReasonWanted: lambda: _("Escriu el motiu: aquest canvi se surt d'una norma o no s'avisarà la persona."),
    PaleColour: lambda: _("Aquest color no es llegiria prou bé sobre blanc: tria'n un de més fosc (contrast 4,5:1)."),
    SlugTaken: lambda: _("Un altre servei ja té aquesta paraula a l'adreça: tria'n una altra."),
    StaleForm: lambda: _("Mentrestant ho ha canviat una altra persona. Mira com ha quedat i torna-hi."),
}


def _impossible(refusal: Impossible) -> str:
    return {
        "other_office": _("Aquest tècnic no és d'aquesta oficina."),
        "left": _("Aquest tècnic ja no hi treballa."),
        "not_given": _("Aquest tècnic no dona aquest servei."),
        "absent": _("Aquest tècnic és absent a aquesta hora."),
        "same_place": _("La cita ja és amb aquest tècnic i a aquesta hora."),
        "not_ours": _("Aquest dia no el pot treure aquesta oficina."),
        "off_grid": _("Les cites comencen en punt o a i mitja."),
        "past": _("Aquesta hora ja ha passat."),
        "too_far": _("Aquesta hora és massa lluny: no es pot posar res a més d'un any."),
    }[refusal.because]


def _stale(refusal: StaleRevision) -> str:
    when = _dates().moment(refusal.happened_at)
    what = {
        "moved": _("la persona ha canviat l'hora"),
        "cancelled": _("la cita s'ha anul·lat"),
        "moved_by_office": _("%(name)s ha canviat l'hora", name=_name(refusal.actor)),
        "reassigned": _("%(name)s l'ha passat a un altre tècnic", name=_name(refusal.actor)),
        "asked_to_choose": _("%(name)s ha demanat a la persona que triï una altra hora", name=_name(refusal.actor)),
    }.get(refusal.kind, _("s'ha canviat"))
    return _("Mentrestant %(what)s (%(when)s). No s'ha fet el teu canvi: mira com ha quedat.", what=what, when=when)


def _absence(refusal: AbsenceRefused) -> str:
    if refusal.because == "overlap" and refusal.starts_at and refusal.ends_at:
        dates = _dates()
        return _(
            "%(name)s ja té una absència que coincideix: del %(first)s al %(last)s.",
            name=refusal.name,
            first=dates.moment(refusal.starts_at),
            last=dates.moment(refusal.ends_at),
        )
    return {
        "ends_before_it_begins": _("L'absència acaba abans de començar."),
        "too_long": _("Una absència dura com a molt un any. Si és per a més temps, treu-li l'horari."),
        "past": _("Aquesta absència ja ha passat."),
        "too_far": _("L'absència comença d'aquí a més d'un any: revisa l'any."),
    }[refusal.because]


def _closure(refusal: ClosureRefused) -> str:
    if refusal.because == "overlap" and refusal.first_day and refusal.last_day:
        dates = _dates()
        return _(
            "Ja hi ha un tancament que coincideix: del %(first)s al %(last)s.",
            first=dates.long_date(refusal.first_day),
            last=dates.long_date(refusal.last_day),
        )
    return {
        "ends_before_it_begins": _("El tancament acaba abans de començar."),
        "too_long": _("Un tancament dura com a molt un any."),
        "past": _("Aquests dies ja han passat."),
        "too_far": _("El tancament comença d'aquí a més d'un any: revisa l'any."),
    }[refusal.because]


def _hours(refusal: HoursRefused) -> str:
    rows = [number + 1 for number in refusal.rows]
    if refusal.because == "overlap":
        return _(
            "Les franges %(one)s i %(other)s coincideixen: ajunta-les o escurça'n una.", one=rows[0], other=rows[1]
        )
    return {
        "ends_before_it_begins": lambda: _("La franja %(row)s acaba abans de començar.", row=rows[0]),
        "off_grid": lambda: _("La franja %(row)s ha de començar i acabar en punt o a i mitja.", row=rows[0]),
        "not_given": lambda: _("El servei de la franja %(row)s no el dona aquest tècnic.", row=rows[0]),
        "past": lambda: _("L'horari nou pot començar avui o més endavant."),
        "too_far": lambda: _("L'horari nou ha de començar d'aquí a un any com a molt: revisa l'any."),
    }[refusal.because]()


def _name(actor: str) -> str:
    """Of the member of staff; consumers and the system have none here."""
    number = int(actor) if actor.isdecimal() else None
    name = db.session.scalar(select(StaffMember.name).where(StaffMember.id == number))
    return name or _("una altra persona")


def _dates() -> Dates:
    found: Dates = current_app.extensions["dates"]
    return found
