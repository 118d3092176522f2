"""Why a day has few free hours or none: for each half hour that the weekly hours ask for, the rule that takes it away.

What blocks an hour is asked of the same timetable from which hours are published, and what can be booked of the same
search that consumers use; nothing here has rules of its own. Reads only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from booking.free_times import Search, hours_of
from booking.models import CATALONIA, SLOT, Closure, Holiday, Office, Service, Slot, Technician, technician_service
from booking.opening_hours import Opening, openings
from booking.terms import Terms
from booking.timetable import ABSENCE, CLOSURE, HOLIDAY, OUTLOOK, UNREADABLE, Timetable, load_timetable

HORIZON = "horizon"
PAST = "past"
UNPUBLISHED = "unpublished"
"""Nothing is against the hour, and it is not offered yet: publishing does so every ten minutes."""
TAKEN = "taken"
HELD = "held"
NOTICE = "notice"
FREE = "free"

RULES = (HORIZON, PAST, HOLIDAY, CLOSURE, ABSENCE, OUTLOOK, UNREADABLE, TAKEN, HELD, UNPUBLISHED, NOTICE)
"""In the order in which they are asked: the first one that holds takes the hour away."""

GIVES_NOTHING = "gives_nothing"
NOT_ON_DUTY = "not_on_duty"


@dataclass(frozen=True)
class Stretch:
    """Half hours of one technician, one after the other, with the same fate: a rule, or FREE."""

    starts_at: datetime
    ends_at: datetime
    code: str


@dataclass(frozen=True)
class Row:
    """A technician's day. Without stretches, `absent_because` says why: GIVES_NOTHING or NOT_ON_DUTY."""

    technician: Technician
    stretches: list[Stretch]
    absent_because: str | None


@dataclass(frozen=True)
class Explanation:
    """A day of an office."""

    asked: int
    """Half hours that the weekly hours ask for."""
    removed: dict[str, int]
    """How many of them each rule took away, in the order of RULES; those that took none are left out."""
    free: int
    rows: list[Row]
    names: dict[str, dict[str, str]]
    """Which holiday it is, and why the office is closed, by HOLIDAY and CLOSURE, in words by language."""
    offered: list[tuple[Service, int]]
    """How many hours can be booked for each service: one of several half hours needs them in a row."""


def why_empty(
    session: Session, office: Office, day: date, now: datetime, zone: ZoneInfo, reads_outlook: bool
) -> Explanation:
    """Explain a day of the office's wall calendar that is not past. ValueError for one that is."""
    if day < now.astimezone(zone).date():
        raise ValueError("a past day is not explained: its rules may have changed since")
    timetable = load_timetable(session, office, now, zone, reads_outlook)
    wanted = {(one.technician_id, one.starts_at): one for one in openings(timetable.rules, day, day, zone)}
    slots = _slots(session, timetable, day, zone)
    fates = {key: _fate(one, slots.get(key), timetable, office, now) for key, one in wanted.items()}
    counts = Counter(fates.values())
    in_use = {key: code for key, slot in slots.items() if key not in wanted and (code := _use(slot, now))}
    return Explanation(
        asked=len(wanted),
        removed={rule: counts[rule] for rule in RULES if counts[rule]},
        free=counts[FREE],
        rows=_rows(session, office, fates | in_use),
        names=_names(session, office, day),
        offered=[
            (service, len(hours_of(session, Search(Terms.of(office, service), now), day, zone)))
            for service in session.scalars(Service.offered_by(office.id))
        ],
    )


def _slots(session: Session, timetable: Timetable, day: date, zone: ZoneInfo) -> dict[tuple[int, datetime], Slot]:
    midnight, next_midnight = (datetime.combine(one, time(), zone) for one in (day, day + timedelta(days=1)))
    slots = session.scalars(
        select(Slot).where(
            Slot.technician_id.in_(timetable.technicians), Slot.starts_at >= midnight, Slot.starts_at < next_midnight
        )
    )
    return {(slot.technician_id, slot.starts_at): slot for slot in slots}


def _fate(opening: Opening, slot: Slot | None, timetable: Timetable, office: Office, now: datetime) -> str:
    """The first rule that takes the hour away, or FREE."""
    if opening.starts_at > office.latest_start(now):
        return HORIZON
    if opening.starts_at <= now:
        return PAST
    reason = timetable.reason_to_block(opening)
    if reason is not None:
        return reason
    if slot is None or slot.blocked is not None:
        return UNPUBLISHED
    return _use(slot, now) or (NOTICE if opening.starts_at < office.earliest_start(now) else FREE)


def _use(slot: Slot, now: datetime) -> str | None:
    if slot.appointment_id is not None:
        return TAKEN
    return HELD if slot.held_until is not None and slot.held_until > now else None


def _rows(session: Session, office: Office, fates: Mapping[tuple[int, datetime], str]) -> list[Row]:
    by_technician: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for (technician_id, starts_at), code in sorted(fates.items()):
        by_technician[technician_id].append((starts_at, code))
    technicians = session.scalars(Technician.working_for(office.id)).all()
    giving = set(
        session.scalars(
            select(technician_service.c.technician_id)
            .join(Service, Service.id == technician_service.c.service_id)
            .where(Service.office_id == office.id, Service.withdrawn_at.is_(None))
        )
    )
    return [
        Row(
            one,
            _stretches(by_technician[one.id]),
            None if by_technician[one.id] else NOT_ON_DUTY if one.id in giving else GIVES_NOTHING,
        )
        for one in technicians
    ]


def _stretches(hours: Iterable[tuple[datetime, str]]) -> list[Stretch]:
    found: list[Stretch] = []
    for starts_at, code in hours:
        if found and (found[-1].ends_at, found[-1].code) == (starts_at, code):
            found[-1] = Stretch(found[-1].starts_at, starts_at + SLOT, code)
        else:
            found.append(Stretch(starts_at, starts_at + SLOT, code))
    return found


def _names(session: Session, office: Office, day: date) -> dict[str, dict[str, str]]:
    holiday = session.scalars(
        select(Holiday.names).where(Holiday.place.in_([CATALONIA, office.seat_ine_code]), Holiday.day == day).limit(1)
    ).first()
    closure = session.scalars(
        select(Closure.reason)
        .where(Closure.office_id == office.id, Closure.first_day <= day, Closure.last_day >= day)
        .limit(1)
    ).first()
    return {code: words for code, words in ((HOLIDAY, holiday), (CLOSURE, closure)) if words}
