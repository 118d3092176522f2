"""The rows of the table: each gives a figure, its goal, and whether it is reached."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, select

from booking.book import Guest, Request, book
from booking.models import Appointment, Meeting, Message, Slot
from database import db
from staff.pages.guard import COOKIE
from tests.bench.data import fill, fill_week, vacuum
from tests.bench.http import Client
from tests.bench.journeys import DAYS, book_for, race
from tests.bench.sites import ROOT, Site, serve
from tests.support.staff import member, session_of
from tests.support.world import MADRID, World

Environment = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """One line of the report."""

    what: str
    database: str
    goal: str
    result: str
    reached: bool

    def line(self) -> str:
        return f"{self.database:11} {self.what}: {self.result} (goal {self.goal})"

    def in_table(self) -> str:
        reached = "reached" if self.reached else "**missed**"
        return f"| {self.what} | {self.database} | {self.goal} | {self.result} | {reached} |"


@dataclass(frozen=True)
class Bench:
    """What every measure needs: the kind of database, fresh ones of it, the yardstick, and how long to measure."""

    kind: str
    fresh: Callable[[], Environment]
    """Environment of an installation on a new, migrated, empty database."""
    bare: Site
    seconds: float

    def ratio(self, measured: Callable[[], float], clients: int) -> float:
        """How many times slower than F, with F taken right before and right after."""
        before = self.bare.rate("/", clients, self.seconds)
        rate = measured()
        after = self.bare.rate("/", clients, self.seconds)
        return (before + after) / 2 / rate

    def goal(self, sqlite: float, postgresql: float) -> float:
        return sqlite if self.kind == "sqlite" else postgresql

    def row(self, what: str, figure: float, goal: float, unit: str, more_is_better: bool = False) -> Row:
        reached = figure >= goal if more_is_better else figure <= goal
        return Row(what, self.kind, f"{goal:g} {unit}", f"{figure:.2f} {unit}", reached)


@contextmanager
def installed(environment: Environment) -> Iterator[Flask]:
    """The application inside this process, to put data in and look at them."""
    from app import create_app
    from config import Settings

    app = create_app(Settings.from_environment(environment))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def days_page(bench: Bench) -> list[Row]:
    """The days page with 10 and 100 technicians, and with 1,000 and 100,000 appointments on file."""
    rows, rates = [], {}
    for technicians, past, goals in ((10, 1_000, None), (10, 100_000, (6, 8)), (100, 100_000, (8, 10))):
        environment = bench.fresh()
        with installed(environment):
            fill(technicians, past)
        with serve("app:create_app()", environment) as site:
            site.rate(DAYS, 2, 1)
            ratio = bench.ratio(lambda site=site: site.rate(DAYS, 2, bench.seconds), clients=2)  # type: ignore[misc]
            rates[technicians, past] = ratio
        if goals:
            what = f"days page, {technicians} technicians, {past:,} appointments on file"
            rows.append(bench.row(what, ratio, bench.goal(*goals), "F"))
    growth = rates[10, 100_000] / rates[10, 1_000]
    return [*rows, bench.row("days page, from 1,000 to 100,000 appointments", growth, 1.1, "times")]


def staff_pages(bench: Bench) -> list[Row]:
    """A technician's day and the week of 40 technicians with 600 calls, with 1,000 and with 100,000 on file."""
    ratios: dict[tuple[str, int], float] = {}
    for past in (1_000, 100_000):
        environment = bench.fresh()
        with installed(environment):
            world = fill(40, past)
            monday = _next_monday()
            fill_week(world, monday, calls_each=15)
            vacuum()
            technician = session_of(member("technician", technician_id=world.technicians[0], office_id=world.office_id))
            coordinator = session_of(member("coordinator", office_id=world.office_id))
        year, week, _ = monday.isocalendar()
        pages = (
            ("agenda of a day", f"/agenda/{monday.date()}", technician),
            ("week of 40 technicians with 600 calls", f"/coordinacio/setmana/{year}-W{week:02}", coordinator),
        )
        with serve("app:create_app()", environment) as site:
            for what, path, token in pages:
                cookie = f"{COOKIE}={token}"
                site.rate(path, 2, 1, cookie)

                def measured(site: Site = site, path: str = path, cookie: str = cookie) -> float:
                    return site.rate(path, 2, bench.seconds, cookie)

                ratios[what, past] = bench.ratio(measured, clients=2)
    rows = []
    for what, goals in (("agenda of a day", (10, 14)), ("week of 40 technicians with 600 calls", (20, 24))):
        few, many = ratios[what, 1_000], ratios[what, 100_000]
        rows.append(bench.row(f"{what}, 100,000 appointments on file", many, bench.goal(*goals), "F"))
        rows.append(bench.row(f"{what}, from 1,000 to 100,000 appointments", many / few, 1.1, "times"))
    return rows


def _next_monday() -> datetime:
    today = datetime.now(MADRID).replace(hour=8, minute=0, second=0, microsecond=0)
    return today + timedelta(days=8 - today.isoweekday())


def whole_booking(bench: Bench) -> list[Row]:
    """A booking from the days page to the confirmation, as browsers make it, with one client and with eight."""
    rows = []
    for clients in (1, 8):
        environment = bench.fresh()
        with installed(environment):
            fill(10, 1_000)
        with serve("app:create_app()", environment) as site:
            book_for(site.port, clients, 1)
            made = 0

            def measured(site: Site = site, clients: int = clients) -> float:
                nonlocal made
                rate, made = book_for(site.port, clients, 2 * bench.seconds)
                return rate

            ratio = bench.ratio(measured, clients)
            what = f"a whole booking, {clients} client{'s' if clients > 1 else ''}, per request ({made} made)"
            rows.append(bench.row(what, ratio, bench.goal(6, 10), "F"))
            if clients == 1:
                rows.append(bench.row("memory of the web process after it", site.memory(), 90, "MiB"))
    return rows


def races(bench: Bench) -> list[Row]:
    """Twenty rounds of fifty clients after one hour, and one of five hundred."""
    environment = bench.fresh()
    with installed(environment):
        world = fill(1, 0)
        slots = list(db.session.scalars(select(Slot.id).where(Slot.technician_id == world.technicians[0]).limit(21)))
    outcomes = []
    with serve("app:create_app()", environment) as site:
        for number, slot_id in enumerate(slots):
            clients = 50 if number < 20 else 500
            answers = race(site.port, slot_id, clients)
            outcomes.append(answers[303] == 1 and answers[409] == clients - 1)
    right = sum(outcomes)
    text = f"{right} of {len(outcomes)}"
    what = "race after one hour: rounds with exactly one winner (20 of 50 clients, one of 500)"
    return [Row(what, bench.kind, "21 of 21", text, right == 21)]


def follow_ups(bench: Bench, standin: Callable[[], Environment]) -> list[Row]:
    """Meetings and letters of 200 bookings, carried out by one worker while the site is asked for days."""
    environment = {**bench.fresh(), **standin()}
    bookings = 200
    with installed(environment):
        world = fill(10, 0)
        _book_many(world, bookings)
    with serve("app:create_app()", environment) as site:
        site.rate(DAYS, 2, 1)
        alone = site.rate(DAYS, 2, bench.seconds)
        worker = subprocess.Popen(
            [sys.executable, "-m", "flask", "worker"],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
        )
        try:
            with installed(environment):
                _wait_until(lambda: _settled() > 0)
                begun, done = time.perf_counter(), _settled()
                beside = site.rate(DAYS, 2, bench.seconds)
                _wait_until(lambda: _settled() == bookings and _unsent() == 0)
                drained = (bookings - done) / (time.perf_counter() - begun)
        finally:
            worker.terminate()
            worker.wait(timeout=60)
    return [
        bench.row("follow-ups by one worker, the site being asked meanwhile", drained, 20, "bookings/s", True),
        bench.row("the site meanwhile, against alone", alone / beside, 1.25, "times slower"),
    ]


def _book_many(world: World, bookings: int) -> None:
    now = datetime.now(UTC)
    for slot_id in list(db.session.scalars(select(Slot.id).order_by(Slot.starts_at, Slot.id).limit(bookings))):
        request = Request(slot_id, world.service_id, world.municipality_id, uuid4().hex, "bench")
        guest = Guest(name="Aina Roca", email=f"{uuid4().hex}@example.org", phone=None, language="ca")
        book(request, guest, uuid4().hex, now)


def _settled() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Meeting.id)).where(Meeting.settled_at.is_not(None))) or 0


def _unsent() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Message.id)).where(Message.sent_at.is_(None))) or 0


def _wait_until(true: Callable[[], bool], seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            open_ = db.session.scalar(select(func.count(Appointment.id)))
            raise TimeoutError(f"not drained after {seconds} s; {open_} appointments, {_settled()} with a meeting")
        time.sleep(0.05)


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


def machine() -> str:
    """The machine in one line, for the report."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    cores = f"{os.cpu_count()} cores ({model[1].strip() if model else 'unknown'})"
    # A busy machine makes every figure worse, ratios included: whoever compares two reports must see it.
    return f"{cores}, Python {sys.version.split()[0]}, load average {os.getloadavg()[2]:.1f}"
