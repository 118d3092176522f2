"""`flask doctor`: compares what the settings say with what is really there, and says what to do.

It reads and changes nothing (folders and buckets are tried with a file that is deleted again), so it may be run at any
time, beside the running service. Each module looks at one part and gives findings; a part that another one needs comes
first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import click
from flask import Flask

from config import Settings
from database import db
from doctor import clocks, installation, microsoft, notices, offices, papers, post, storage, work
from doctor.finding import Finding, Level, fail
from outside import Outside, Papers

__all__ = ["examine", "init_app"]


def init_app(app: Flask, settings: Settings) -> None:
    """Add `flask doctor` to the command line."""

    @app.cli.command("doctor")
    def doctor() -> None:
        """Check the installation against database, mail and Microsoft 365, and say what to do about each fault.

        Ends with status 1 when something must be done before the service can work.
        """
        levels = set()
        for finding in examine(settings, datetime.now(UTC)):
            levels.add(finding.level)
            colour = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "red"}[finding.level]
            click.echo(f"{click.style(f'{finding.level:<5}', fg=colour)} {finding.subject}: {finding.says}")
            if finding.advice:
                click.echo(f"      -> {finding.advice}")
        if Level.FAIL in levels:
            raise click.exceptions.Exit(1)


def examine(settings: Settings, now: datetime) -> Iterator[Finding]:
    """All findings, in the order in which faults are best mended. Needs an application context."""
    yield from installation.check(settings)
    reading = storage.Storage()
    yield from reading.check(db.engine)
    yield from papers.check(Papers.of(settings))
    yield from clocks.check_zones(settings.office_timezone, now)
    try:
        outside = Outside.of(settings)
    except ValueError as error:  # its text tells how to write the setting, and does not repeat it
        yield fail("MAIL_URL and Graph", str(error), "correct the setting and run this again")
        outside = None
    if outside is not None:
        yield from clocks.check_clock(outside.graph)
        yield from post.check(settings, outside.post)
        yield from microsoft.check(settings, outside.graph, work.mailboxes() if reading.usable else [], now)
    if reading.usable:
        yield from offices.check()
        if settings.graph_notifications:
            yield from notices.check(now)
        yield from work.check(now)
