"""The command line of cases: `flask cases`, `flask demo cases`."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import select

from booking.commands import demo
from booking.demo import DEMO_OFFICE
from booking.import_office import read_office
from booking.models import Office
from cases.reindex import reindex_all
from database import db

cases = AppGroup("cases", help="Case files.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(cases)


@cases.command("reindex")
def reindex() -> None:
    """Write down anew by which words each case is found. Searches go on meanwhile; repeating it changes nothing."""
    click.echo(f"{reindex_all()} cases indexed")


@demo.command("cases")
def load_cases() -> None:
    """Load the demonstration's cases, after `flask demo load`. Repeating it adds only the cases of new calls."""
    from cases.demo import load_demo_cases  # read when it is wanted: the web starts without

    settings = current_app.config["VIDEOCITA"]
    if settings.environment == "production":
        raise click.ClickException("This is production (VIDEOCITA_ENVIRONMENT): no demonstration data is loaded")
    slug = read_office(DEMO_OFFICE)["office"]["slug"]
    office_id = db.session.scalar(select(Office.id).where(Office.slug == slug))
    if office_id is None:
        raise click.ClickException("The demonstration's office is not there: run `flask demo load` first")
    click.echo(f"{load_demo_cases(office_id, datetime.now(UTC), settings.office_timezone)} cases added")
