"""Time: the rules of the zones that this machine knows, and its clock against Microsoft's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from io import BytesIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from doctor.finding import Finding, fail, ok, warn
from teams import Graph, GraphProblem
from teams.clock import clock_ahead

MOST_APART = timedelta(seconds=60)
"""Tokens are signed with a time; beyond five minutes Entra refuses them, and holds end at the wrong moment."""

CLOCKS_GO_BACK = datetime(2026, 10, 25, 1, tzinfo=UTC)
"""The end of summer time in the European Union (Directive 2000/84/EC): the last Sunday of October, 1:00 UTC."""

LOOK_AHEAD = timedelta(days=2 * 365)


def check_zones(office_zone: ZoneInfo, now: datetime) -> Iterator[Finding]:
    """Whether the zone data are there, know a change that we know, and agree with those of the package tzdata."""
    try:
        known = ZoneInfo("Europe/Madrid")
    except ZoneInfoNotFoundError:
        yield fail("time zones", "this machine has no time-zone data", "install the requirements again (tzdata)")
        return
    before, after = (
        moment.astimezone(known).utcoffset() for moment in (CLOCKS_GO_BACK - timedelta(seconds=1), CLOCKS_GO_BACK)
    )
    if (before, after) != (timedelta(hours=2), timedelta(hours=1)):
        yield fail(
            "time zones",
            "the data of this machine do not know that clocks in Madrid go back on 25 October 2026",
            "update the system's package tzdata, or take a wrong PYTHONTZPATH away",
        )
    elif _differs_from_the_package(office_zone, now):
        yield warn(
            "time zones",
            f"the system and the Python package tzdata disagree about {office_zone.key} in the next two years",
            "update both: the older one does not know a change of the rules",
        )
    else:
        yield ok("time zones", f"{office_zone.key}, clock changes known")


def check_clock(graph: Graph) -> Iterator[Finding]:
    """Whether our clock goes with Microsoft's."""
    try:
        ahead = clock_ahead(graph)
    except GraphProblem as problem:
        yield warn("clock", f"could not be compared: {problem}", "see what is said of Microsoft 365 below")
        return
    if abs(ahead) > MOST_APART:
        way = "ahead of" if ahead > timedelta(0) else "behind"
        yield warn(
            "clock",
            f"this machine is {abs(ahead).total_seconds():.0f} seconds {way} Microsoft 365",
            "switch time synchronisation on (timedatectl set-ntp true)",
        )
    else:
        yield ok("clock", "goes with Microsoft 365")


def packaged_zone(key: str) -> bytes:
    """The rules of a zone as the Python package tzdata has them (TZif, RFC 9636)."""
    return files("tzdata").joinpath("zoneinfo", *key.split("/")).read_bytes()


def _differs_from_the_package(zone: ZoneInfo, now: datetime) -> bool:
    packaged = ZoneInfo.from_file(BytesIO(packaged_zone(zone.key)), key=zone.key)
    moments = (now + timedelta(hours=hours) for hours in range(LOOK_AHEAD // timedelta(hours=1)))
    return any(moment.astimezone(zone).utcoffset() != moment.astimezone(packaged).utcoffset() for moment in moments)
