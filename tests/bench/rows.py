"""A line of the report, what every measure needs to make one, and the machine that it was made on."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flask import Flask

from database import db
from tests.bench.sites import Site

Environment = Mapping[str, str]

ROUNDS = 5
"""Of each measure that is told as a ratio."""


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
        """How many times slower than F, with F taken right before and right after: the median of some rounds.

        The machine swings, and a swing in the middle of a round makes it worthless.
        """
        rounds = []
        for _ in range(ROUNDS):
            before = self.bare.rate("/", clients, self.seconds)
            rate = measured()
            after = self.bare.rate("/", clients, self.seconds)
            rounds.append((before + after) / 2 / rate)
        return median(rounds)

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


def machine() -> str:
    """The machine in one line, for the report."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    cores = f"{os.cpu_count()} cores ({model[1].strip() if model else 'unknown'})"
    # A busy machine makes every figure worse, ratios included: whoever compares two reports must see it.
    return f"{cores}, Python {sys.version.split()[0]}, load average {os.getloadavg()[2]:.1f}"
