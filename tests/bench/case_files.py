"""Rows about case files: their list, a search in it, and taking all of it out; each with its goal."""

from __future__ import annotations

from staff.pages.guard import COOKIE
from tests.bench.case_data import fill_cases
from tests.bench.reading import SITE, UNKEPT
from tests.bench.rows import Bench, Row, installed
from tests.bench.sites import Site, serve
from tests.support.staff import member, session_of
from tests.support.world import build_world

ON_FILE = 200_000
TAKEN = 100_000

PAGES = (
    ("case list, 200,000 cases, first page", "/expedients"),
    ("case search with 200,000 cases, few found", "/expedients?q=naturgy+cognom77"),
    ("case search with 200,000 cases, half of them found", "/expedients?q=factura"),
)


def case_list(bench: Bench) -> list[Row]:
    """The first page of the list, and of two searches. A line that was shown before is not made again: how much that
    saves is told beside it."""
    environment = bench.fresh()
    with installed(environment):
        world = build_world(technicians=10)
        fill_cases(world, ON_FILE)
        who = member("technician", technician_id=world.technicians[0], office_id=world.office_id)
        cookie = f"{COOKIE}={session_of(who)}"
    with serve(UNKEPT, environment) as site:
        unkept = [_ratio(bench, site, path, cookie) for _, path in PAGES]
    with serve(SITE, environment) as site:
        return [
            bench.row(
                f"{what} ({anew:.1f} F with nothing kept)", _ratio(bench, site, path, cookie), bench.goal(12, 16), "F"
            )
            for (what, path), anew in zip(PAGES, unkept, strict=True)
        ]


def _ratio(bench: Bench, site: Site, path: str, cookie: str) -> float:
    site.rate(path, 2, 1, cookie)
    return bench.ratio(lambda: site.rate(path, 2, bench.seconds, cookie), clients=2)


def case_export(bench: Bench) -> list[Row]:
    """The most memory that the web process ever had, after somebody took all cases out in both ways."""
    environment = bench.fresh()
    with installed(environment):
        world = build_world(technicians=10)
        fill_cases(world, TAKEN)
        who = member("coordinator", office_id=world.office_id)
        cookie = f"{COOKIE}={session_of(who)}"
    rows = []
    for kind in ("csv", "xlsx"):
        with serve(SITE, environment) as site:
            site.fetch(f"/expedients.{kind}", cookie)
            what = f"export of 100,000 cases as {kind}, memory"
            rows.append(bench.row(what, site.most_memory(), 150, "MiB"))
    return rows
