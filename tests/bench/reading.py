"""Rows about pages that are read: how fast, how heavy, how soon after the start; each with its goal."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
import time
from datetime import datetime, timedelta
from statistics import median

from staff.pages.guard import COOKIE
from tests.bench.data import fill, fill_week, vacuum
from tests.bench.http import Client
from tests.bench.journeys import DAYS, holder_of_an_hour
from tests.bench.rows import Bench, Row, installed
from tests.bench.sites import ROOT, Site, serve
from tests.support.staff import member, session_of
from tests.support.world import MADRID

FEW, MANY = 1_000, 100_000
"""Appointments on file."""

AGENDA, WEEK = "agenda of a day", "week of 40 technicians with 600 calls"
UNKEPT_AGENDA, UNKEPT_WEEK = f"{AGENDA}, with nothing kept", f"{WEEK}, with nothing kept"

SITE, UNKEPT = "app:create_app()", "tests.bench.unkept:application"


def days_page(bench: Bench) -> list[Row]:
    """The days page with 10 and 100 technicians, and with 1,000 and 100,000 appointments on file.

    A browser that holds an hour is shown nothing that was kept: it tells what the page costs after every change.
    """
    rows, ratios = [], {}
    for technicians, past, goals in ((10, 1_000, None), (10, 100_000, (6, 8)), (100, 100_000, (8, 10))):
        environment = bench.fresh()
        with installed(environment):
            fill(technicians, past)
        with serve("app:create_app()", environment) as site:
            site.rate(DAYS, 2, 1)
            holding = holder_of_an_hour(site.port)

            def measured(site: Site = site, cookie: str = "") -> float:
                return site.rate(DAYS, 2, bench.seconds, cookie)

            def measured_anew(site: Site = site, cookie: str = holding) -> float:
                return site.rate(DAYS, 2, bench.seconds, cookie)

            ratios[technicians, past] = bench.ratio(measured_anew, clients=2)
            if goals:
                what = f"days page, {technicians} technicians, {past:,} appointments on file"
                anew = f"{ratios[technicians, past]:.1f} F with nothing kept"
                rows.append(bench.row(f"{what} ({anew})", bench.ratio(measured, clients=2), bench.goal(*goals), "F"))
    growth = ratios[10, 100_000] / ratios[10, 1_000]
    what = "days page with nothing kept, from 1,000 to 100,000 appointments"
    return [*rows, bench.row(what, growth, 1.1, "times")]


def staff_pages(bench: Bench) -> list[Row]:
    """A technician's day and the week of 40 technicians with 600 calls, with 1,000 and with 100,000 on file.

    Both are kept until somebody changes anything: how they grow is measured with nothing kept.
    """
    ratios: dict[tuple[str, int], float] = {}
    for past in (FEW, MANY):
        environment = bench.fresh()
        with installed(environment):
            world = fill(40, past)
            monday = _next_monday()
            fill_week(world, monday, calls_each=15)
            vacuum()
            technician = session_of(member("technician", technician_id=world.technicians[0], office_id=world.office_id))
            coordinator = session_of(member("coordinator", office_id=world.office_id))
        year, week, _ = monday.isocalendar()
        agenda_url, week_url = f"/agenda/{monday.date()}", f"/coordinacio/setmana/{year}-W{week:02}"
        for what, application, path, token in (
            (AGENDA, SITE, agenda_url, technician),
            (WEEK, SITE, week_url, coordinator),
            (UNKEPT_AGENDA, UNKEPT, agenda_url, technician),
            (UNKEPT_WEEK, UNKEPT, week_url, coordinator),
        ):
            with serve(application, environment) as site:
                cookie = f"{COOKIE}={token}"
                site.rate(path, 2, 1, cookie)

                def measured(site: Site = site, path: str = path, cookie: str = cookie) -> float:
                    return site.rate(path, 2, bench.seconds, cookie)

                ratios[what, past] = bench.ratio(measured, clients=2)
    rows = []
    for what, unkept, goals in ((AGENDA, UNKEPT_AGENDA, (10, 14)), (WEEK, UNKEPT_WEEK, (20, 24))):
        said = f"{what}, {MANY:,} appointments on file ({ratios[unkept, MANY]:.1f} F with nothing kept)"
        rows.append(bench.row(said, ratios[what, MANY], bench.goal(*goals), "F"))
        growth = ratios[unkept, MANY] / ratios[unkept, FEW]
        rows.append(bench.row(f"{unkept}, from {FEW:,} to {MANY:,} appointments", growth, 1.1, "times"))
    return rows


def _next_monday() -> datetime:
    today = datetime.now(MADRID).replace(hour=8, minute=0, second=0, microsecond=0)
    return today + timedelta(days=8 - today.isoweekday())


def cold_start(bench: Bench) -> list[Row]:
    """From starting Python to an application that can answer, against a bare Flask application."""
    environment = {**os.environ, **bench.fresh()}

    def start(code: str) -> float:
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", code],
                cwd=ROOT,
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            times.append(time.perf_counter() - begun)
        return median(times)

    ratio = start("import app; app.create_app()") / start("import tests.bench.bare")
    return [bench.row("cold start, against a bare Flask", ratio, 2, "times")]


def wire_sizes(bench: Bench) -> list[Row]:
    """What a consumer page weighs, compressed as a proxy would (gzip 6)."""
    environment = bench.fresh()
    with installed(environment):
        fill(10, 0)
    with serve("app:create_app()", environment) as site:
        client = Client(site.port)
        page = client.get(DAYS).body
        sheet = _only(rb'<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"', page)
        scripts = re.findall(rb'<script[^>]*src="([^"]+)"', page)
        css = len(gzip.compress(client.get(sheet).body, 6))
        js = sum(len(gzip.compress(client.get(script.decode()).body, 6)) for script in scripts)
    return [
        bench.row("days page over the wire, HTML", len(gzip.compress(page, 6)) / 1000, 12, "kB"),
        bench.row("style sheet", css / 1000, 8, "kB"),
        bench.row("scripts", js / 1000, 6, "kB"),
    ]


def _only(pattern: bytes, page: bytes) -> str:
    found = re.findall(pattern, page)
    assert len(found) == 1, f"{len(found)} where one was expected"
    address: bytes = found[0]
    return address.decode()
