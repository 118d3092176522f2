"""Rows about changes: a whole booking, the race for an hour, what must follow outside; each with its goal."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import func, select

from booking.book import Guest, Request, book
from booking.models import Appointment, Meeting, Message, Slot
from database import db
from tests.bench.data import fill
from tests.bench.journeys import DAYS, book_for, race
from tests.bench.rows import Bench, Environment, Row, installed
from tests.bench.sites import ROOT, Site, serve
from tests.support.world import World


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
                rate, bookings = book_for(site.port, clients, 2 * bench.seconds)
                made += bookings
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
