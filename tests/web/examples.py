"""What views give to the consumer pages, made up: the agreement between the two, and pages to look at.

`PAGES` maps a name to (template, context). A context that needs a form is made inside a request: call `context_of`.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from flask import render_template
from markupsafe import Markup

from forms.booking import DetailsForm
from forms.cancelling import CancelForm
from forms.moving import MoveForm
from forms.municipality import MunicipalityForm
from forms.recover import RecoverForm


@dataclass
class Card:
    """The stub of an appointment, or of an hour that is held."""

    starts_at: datetime
    minutes: int = 30
    service: str = "Consum. Atenció telemàtica"
    municipality: str = "Gelida"
    reference: str | None = None
    by_phone: bool = False


@dataclass
class Hour:
    slot_id: int
    starts_at: datetime


@dataclass
class Day:
    date: date
    count: int
    morning: bool
    afternoon: bool
    url: str


@dataclass
class DayCell:
    date: date
    count: int
    url: str | None


@dataclass
class Month:
    first_day: date
    weeks: list[list[DayCell | None]] = field(default_factory=list)


@dataclass
class Place:
    """A municipality to choose, or the one that was chosen."""

    name: str
    comarca: str
    url: str = ""


@dataclass
class ServiceRow:
    name: str
    minutes: int
    description: str = ""
    url: str = ""


@dataclass
class OwnOffice:
    name: str
    address: str = ""
    phone: str = ""
    hours: str = ""
    url: str = ""


TUESDAY = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
GELIDA = Place("Gelida", "Alt Penedès", "/cita/gelida")
SERVICE = ServiceRow("Consum. Atenció telemàtica", 30, "Dubtes i reclamacions", "/cita/gelida/consum")
MEDIATION = ServiceRow("Mediació", 60, "Quan ja has reclamat i l'empresa accepta parlar-ne.", "/cita/gelida/mediacio")
TOKEN = "/c/vq1cXJm3Rr2mB0yT0Ab12w"


def hours(start=TUESDAY, number=6, step=30, first=100):
    return [Hour(first + n, start + timedelta(minutes=step * n)) for n in range(number)]


def days(number=30):
    """Working days from a Tuesday, every one with hours."""
    found = []
    day = TUESDAY.date()
    while len(found) < number:
        if day.weekday() < 5:
            count = 3 + len(found) * 7 % 12
            found.append(Day(day, count, day.weekday() != 0, day.weekday() != 4, f"/cita/gelida/consum/{day}"))
        day += timedelta(days=1)
    return found


def months(of_days):
    """The months that these days touch, as tables."""
    by_date = {day.date: day for day in of_days}
    found = []
    for (year, number), _ in groupby(of_days, key=lambda day: (day.date.year, day.date.month)):
        first = date(year, number, 1)
        month = Month(first)
        day = first - timedelta(days=first.weekday())
        while day <= first or day.month == number:
            week = []
            for _ in range(7):
                known = by_date.get(day)
                cell = DayCell(day, known.count if known else 0, known.url if known else None)
                week.append(cell if day.month == number else None)
                day += timedelta(days=1)
            month.weeks.append(week)
        found.append(month)
    return found


def calendar(number=30):
    free = days(number)
    return {
        "service": SERVICE,
        "municipality": GELIDA,
        "first": hours(number=3, step=30),
        "days": free,
        "months": months(free),
        "more_url": "/cita/gelida/consum?des=2027-01-08",
        "holidays": [(date(2026, 12, 8), "La Immaculada"), (date(2026, 12, 25), "Nadal")],
        "hold_fields": {"servei": "1", "municipi": "08091"},
        "back_url": "/cita/gelida",
    }


def one_day():
    return {
        "service": SERVICE,
        "municipality": GELIDA,
        "day": TUESDAY.date(),
        "morning": hours(number=5),
        "afternoon": hours(TUESDAY + timedelta(hours=5), 7, first=120),
        "previous_day": None,
        "next_day": days(2)[1],
        "hold_fields": {"servei": "1", "municipi": "08091"},
        "back_url": "/cita/gelida/consum",
        "days_url": "/cita/gelida/consum",
    }


def typed_details(**changes):
    values = {
        "name": "Aina Puig i Soler",
        "email": "aina@gmial.com",
        "phone": "612 345 678",
        "matter": "M'han cobrat dues vegades la mateixa factura.\nNo em tornen els diners.",
        "company": "Telefonia Exemple, SA",
        "needs": ["sign_language", "accompanied"],
        "language": "ca",
        "privacy_read": True,
        "once_key": "Zm9vYmFy",
    }
    return DetailsForm(formdata=None, data={**values, **changes})


def wrong_details():
    form = DetailsForm(formdata=None, data={"name": "", "email": "aina@", "language": "ca"})
    form.validate()
    return form


def details(**changes):
    return {
        "form": DetailsForm(formdata=None, data={"language": "ca", "once_key": "Zm9vYmFy"}),
        "card": Card(TUESDAY),
        "held_until": datetime(2026, 11, 21, 9, 42, tzinfo=UTC),
        "seconds_left": 590,
        "can_extend": True,
        "problem": None,
        "back_url": "/cita/gelida/consum/2026-11-24",
        **changes,
    }


def appointment(**changes):
    return {
        "card": Card(TUESDAY, reference="K7M-4PD"),
        "state": "upcoming",
        "is_new": False,
        "link_pending": False,
        "moved_from": None,
        "can_move": True,
        "can_cancel": True,
        "move_until": TUESDAY - timedelta(hours=2),
        "cancel_until": TUESDAY - timedelta(hours=1),
        "join_opens_at": TUESDAY - timedelta(minutes=15),
        "email": "aina@example.org",
        "phone": "612 345 678",
        "history": [
            (TUESDAY - timedelta(days=3), "booked"),
            (TUESDAY - timedelta(days=3, minutes=-1), "sent_confirmed"),
        ],
        "join_url": f"{TOKEN}/entrar",
        "move_url": f"{TOKEN}/canvia",
        "cancel_url": f"{TOKEN}/anulla",
        "calendar_url": f"{TOKEN}/cita.ics",
        "book_again_url": "/cita",
        "qr_svg": Markup('<svg width="10" height="10" aria-hidden="true"><path d="M0 0h10v10z"/></svg>'),
        **changes,
    }


def join(**changes):
    return {
        "card": Card(TUESDAY, reference="K7M-4PD"),
        "state": "open",
        "technician_here": False,
        "minutes_left": 12,
        "opens_at": TUESDAY - timedelta(minutes=15),
        "moved_from": None,
        "phone": "612 345 678",
        "appointment_url": TOKEN,
        "book_again_url": "/cita",
        **changes,
    }


def moving(**changes):
    return {
        **calendar(12),
        "card": Card(TUESDAY, reference="K7M-4PD"),
        "appointment_url": TOKEN,
        "cancel_url": f"{TOKEN}/anulla",
        "can_cancel": True,
        "hold_url": f"{TOKEN}/canvia/",
        "refused": None,
        "not_offered": None,
        **changes,
    }


def confirming_move(**changes):
    return {
        "form": MoveForm(formdata=None, data={"slot": 103}),
        "card": Card(TUESDAY, reference="K7M-4PD"),
        "new_starts_at": TUESDAY + timedelta(days=1),
        "alternatives": None,
        "appointment_url": TOKEN,
        "back_url": f"{TOKEN}/canvia/2026-11-25",
        **changes,
    }


def cancelling(**changes):
    return {
        "form": CancelForm(formdata=None),
        "card": Card(TUESDAY, reference="K7M-4PD"),
        "appointment_url": TOKEN,
        "book_again_url": "/cita",
        "refused": None,
        **changes,
    }


def search(query="", **changes):
    form = MunicipalityForm(formdata=None, data={"q": query})
    if changes.pop("invalid", False):
        form.validate()
    return {"form": form, "names_url": "/cita/municipis.json", "last": None, **changes}


ALPHABET = [
    ("A", [Place("Abrera", "Baix Llobregat", "/cita/abrera"), Place("Aguilar de Segarra", "Bages", "/cita/aguilar")]),
    ("G", [GELIDA, Place("la Garriga", "Vallès Oriental", "/cita/la-garriga")]),
]
SANT = [
    Place("Sant Pere de Ribes", "Garraf", "/cita/ribes"),
    Place("Sant Pere Sallavinera", "Anoia", "/cita/sallavinera"),
]

PAGES = {
    "start": ("start", lambda: {"start_url": "/cita", "recover_url": "/recupera", "closed_notice": None}),
    "start_closed": (
        "start",
        lambda: {"start_url": "/cita", "recover_url": "/recupera", "closed_notice": "Tancat fins al 8 de gener."},
    ),
    "municipality": ("municipality", lambda: search(last=GELIDA)),
    "municipality_several": ("municipality", lambda: search("sant pere", results=SANT)),
    "municipality_none": ("municipality", lambda: search("gilida", searched=True, nearest=[GELIDA], letters=ALPHABET)),
    "municipality_nowhere": ("municipality", lambda: search("xyz", searched=True, nearest=[], letters=ALPHABET)),
    "municipality_empty": ("municipality", lambda: search(invalid=True)),
    "your_office": (
        "your_office",
        lambda: {
            "municipality": Place("Vic", "Osona"),
            "own_office": OwnOffice(
                "OMIC de Vic", "Carrer Exemple, 1", "930 000 010", "de 9 a 14 h", "https://vic.example.org"
            ),
            "back_url": "/cita",
        },
    ),
    "your_office_unknown": (
        "your_office",
        lambda: {"municipality": Place("Tona", "Osona"), "own_office": None, "back_url": "/cita"},
    ),
    "services": ("services", lambda: {"services": [SERVICE, MEDIATION], "municipality": GELIDA, "back_url": "/cita"}),
    "days": ("days", calendar),
    "days_none": (
        "days",
        lambda: {**calendar(), "first": [], "days": [], "months": [], "opens_on": date(2026, 12, 14)},
    ),
    "hours": ("hours", one_day),
    "days_refused": ("days", lambda: {**calendar(), "first": [], "refused": "day"}),
    "hours_lost": ("hours", lambda: {**one_day(), "lost": True}),
    "hours_none": ("hours", lambda: {**one_day(), "morning": [], "afternoon": [], "nearest_days": days(2)}),
    "details": ("details", details),
    "details_wrong": ("details", lambda: details(form=wrong_details())),
    "details_lost": (
        "details",
        lambda: details(form=typed_details(), problem="lost", alternatives=hours(), more_days=None),
    ),
    "details_lost_more": (
        "details",
        lambda: details(
            form=typed_details(),
            problem="lost",
            alternatives=[],
            more_days=[
                (TUESDAY.date(), hours(number=2)),
                (date(2026, 11, 26), hours(TUESDAY + timedelta(days=2), 2, first=140)),
            ],
        ),
    ),
    "details_too_near": (
        "details",
        lambda: details(form=typed_details(), problem="too_late", alternatives=[], more_days=None, held_until=None),
    ),
    "details_not_ours": ("details", lambda: details(form=typed_details(), problem="not_ours")),
    "details_hold_ended": (
        "details",
        lambda: details(form=typed_details(), held_until=None, seconds_left=None, can_extend=False),
    ),
    "details_too_many": ("details", lambda: details(form=typed_details(), problem="too_many")),
    "check": (
        "check",
        lambda: {**details(form=typed_details()), "mail_suggestion": "aina@gmail.com"},
    ),
    "check_phone": (
        "check",
        lambda: {**details(form=typed_details(email="", matter="", needs=[])), "mail_suggestion": None},
    ),
    "appointment_new": ("appointment", lambda: appointment(is_new=True, link_pending=True)),
    "appointment_new_no_mail": ("appointment", lambda: appointment(is_new=True, email=None, calendar_url=None)),
    "appointment": ("appointment", appointment),
    "appointment_moved": ("appointment", lambda: appointment(moved_from=TUESDAY - timedelta(days=1))),
    "appointment_by_phone": (
        "appointment",
        lambda: appointment(card=Card(TUESDAY, reference="K7M-4PD", by_phone=True)),
    ),
    "appointment_too_late": ("appointment", lambda: appointment(can_move=False, can_cancel=False)),
    "appointment_now": ("appointment", lambda: appointment(state="now", can_move=False, can_cancel=False)),
    "appointment_done": ("appointment", lambda: appointment(state="done")),
    "appointment_missed": ("appointment", lambda: appointment(state="missed")),
    "appointment_unattended": ("appointment", lambda: appointment(state="unattended")),
    "appointment_cancelled": ("appointment", lambda: appointment(state="cancelled")),
    "join_early": ("join", lambda: join(state="early", minutes_left=90)),
    "join_open": ("join", join),
    "join_here": ("join", lambda: join(technician_here=True, minutes_left=0)),
    "join_late": ("join", lambda: join(state="late", minutes_left=0)),
    "join_no_link": ("join", lambda: join(state="no_link")),
    "join_by_phone": ("join", lambda: join(state="by_phone", card=Card(TUESDAY, by_phone=True))),
    "join_over": ("join", lambda: join(state="over", minutes_left=0)),
    "join_moved": ("join", lambda: join(moved_from=TUESDAY - timedelta(days=1))),
    "join_cancelled": ("join", lambda: join(state="cancelled")),
    "move_days": ("move_days", moving),
    "move_days_none": ("move_days", lambda: moving(first=[], days=[], months=[])),
    "move_not_offered": ("move_days", lambda: moving(not_offered="hour")),
    "move_withdrawn": ("move_days", lambda: moving(refused="withdrawn")),
    "move_refused": ("move_days", lambda: moving(refused="too_late")),
    "move_hours": ("move_hours", lambda: {**moving(), **one_day()}),
    "move_confirm": ("move_confirm", confirming_move),
    "move_lost": ("move_confirm", lambda: confirming_move(new_starts_at=None, alternatives=hours(number=4))),
    "cancel": ("cancel", cancelling),
    "cancel_already": ("cancel", lambda: cancelling(refused="cancelled")),
    "cancel_too_late": ("cancel", lambda: cancelling(refused="too_late")),
    "recover": ("recover", lambda: {"form": RecoverForm(formdata=None)}),
    "recover_not_ours": ("recover", lambda: {"form": RecoverForm(formdata=None), "not_ours": True}),
    "recover_sent": ("recover_sent", dict),
    "gone": ("gone", lambda: {"recover_url": "/recupera"}),
}


def context_of(name):
    """Template and context of a page. Must be called inside a request."""
    template, make = PAGES[name]
    return f"booking/{template}.html", with_lists(make())


def with_lists(context):
    """The lists of days are made apart, for they are kept; a page gets them as they were written."""
    if "months" not in context:
        return context
    lists = {"days": context["days"], "months": context["months"], "holidays": context["holidays"]}
    written = (
        render_template("booking/free_days.html", more_url=context["more_url"], **lists) if context["days"] else ""
    )
    return context | {"free_days": Markup(written)}
