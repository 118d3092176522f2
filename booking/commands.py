"""The command line of booking: `flask places`, `office`, `holidays`, `slots`, `busy`, `demo`.

Each command says in a line or two what it did. What a file or a setting does not allow is said in one line, with exit
code 1, and nothing is stored then.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import select

from booking.csv_rows import BadFile
from booking.demo import load_demo
from booking.import_holidays import BARCELONA, import_holidays, local_holidays_file, read_local_holidays
from booking.import_office import import_office, read_office
from booking.import_places import MUNICIPALITIES, NameTaken, import_places, read_places
from booking.models import Office, Technician
from booking.publish_slots import Published, publish_all
from booking.read_busy_times import read_all_busy_times
from config import Settings
from database import db
from outside import Outside

places = AppGroup("places", help="Municipalities and who serves them.")
offices = AppGroup("office", help="The body that serves: letterhead, services, technicians, hours.")
holidays = AppGroup("holidays", help="Public holidays.")
slots = AppGroup("slots", help="Hours that can be booked.")
busy = AppGroup("busy", help="Busy time in the technicians' Outlook calendars.")
demo = AppGroup("demo", help="Data for a demonstration.")

_FILE = click.Path(path_type=Path, dir_okay=False)


def init_app(app: Flask) -> None:
    """Add the commands."""
    for group in (places, offices, holidays, slots, busy, demo):
        app.cli.add_command(group)


@places.command("import")
@click.option("--file", "path", type=_FILE, default=MUNICIPALITIES, help="CSV file; else the 311 of the province.")
@click.option("--office", "slug", help="Slug of the office that serves those called served; needed with several.")
def import_municipalities(path: Path, slug: str | None) -> None:
    """Store municipalities. Repeating it changes nothing; what people decided by hand stays."""
    try:
        imported = import_places(read_places(path), _serving_office(slug))
    except (BadFile, NameTaken) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{imported.added} municipalities added, {imported.changed} changed, {imported.unchanged} as they were")
    if imported.waiting:
        click.echo(f"{imported.waiting} are served by an office, but there is none yet: import again once there is")
    if imported.kept:
        click.echo(f"Status kept although the file says otherwise: {', '.join(imported.kept)}")


@offices.command("import")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def import_one_office(path: Path) -> None:
    """Store the office of a TOML file (example: booking/data/demo-office.toml), then publish. It only adds."""
    try:
        told = read_office(path)
    except BadFile as error:
        raise click.ClickException(str(error)) from error
    imported = import_office(told, _now().astimezone(_settings().office_timezone).date())
    office = "added" if imported.office_added else "was there"
    click.echo(f"Office {office}; {imported.services_added} services, {imported.technicians_added} technicians added")
    _publish()


@holidays.command("import")
@click.option("--year", type=click.IntRange(2024, 2100), required=True)
@click.option("--file", "path", type=_FILE, help="CSV file of local holidays; else ours, if there is one.")
def import_public_holidays(year: int, path: Path | None) -> None:
    """Store Catalonia's holidays of a year and the local ones, then publish. Repeating it changes nothing."""
    ours = local_holidays_file(year)
    source = path or (ours if ours.exists() else None)
    try:
        local = read_local_holidays(source, year) if source else None
    except BadFile as error:
        raise click.ClickException(str(error)) from error
    seats = set(db.session.scalars(select(Office.seat_ine_code)))
    imported = import_holidays(year, local, seats)
    click.echo(f"{imported.added} holidays added, {imported.unchanged} were there")
    if local is None:
        click.echo(f"There is no file of local holidays for {year}; give one with --file")
        if others := sorted(seats - {BARCELONA}):
            click.echo(f"No deadline can be counted in {year} before those of {', '.join(others)} are on file")
    elif local.not_set:
        click.echo(f"{len(local.not_set)} municipalities have no local holidays in the file: enter theirs by hand")
    for place, day in imported.not_in_source:
        click.echo(f"Kept, although not in the source: {place} {day.isoformat()}")
    _publish()


@slots.command("publish")
def publish() -> None:
    """Make the slots what hours, holidays, closures, absences and Outlook say now."""
    _publish()


@busy.command("read")
def read_busy() -> None:
    """Read the technicians' calendars in Outlook, then publish."""
    settings = _settings()
    if not settings.outlook_busy:
        raise click.ClickException("OUTLOOK_BUSY is 0: calendars in Outlook are not read here")
    readings = read_all_busy_times(Outside.of(settings).graph, settings.graph_mailbox, _now()).values()
    click.echo(f"Calendars read: {sum(reading.read for reading in readings)}")
    problems = {technician: advice for reading in readings for technician, advice in reading.problems.items()}
    for technician in db.session.scalars(select(Technician).where(Technician.id.in_(problems))):
        click.echo(f"{technician.email}: {problems[technician.id]}", err=True)
    _publish()
    if problems:
        raise click.ClickException(f"Calendars not read: {len(problems)}. `flask doctor` says what to do")


@demo.command("load")
def load() -> None:
    """Load the demonstration: an office, its people and a day of calls. Repeating it that day changes nothing."""
    settings = _settings()
    if settings.environment == "production":
        raise click.ClickException("This is production (VIDEOCITA_ENVIRONMENT): no demonstration data is loaded")
    loaded = load_demo(_now(), settings.office_timezone, settings.outlook_busy)
    click.echo(f"{loaded.municipalities_added} municipalities and {loaded.holidays_added} holidays added")
    _say_published(loaded.published)


def _publish() -> None:
    settings = _settings()
    for published in publish_all(_now(), settings.office_timezone, settings.outlook_busy).values():
        _say_published(published)


def _say_published(published: Published) -> None:
    click.echo(
        f"Slots: {published.created} created, {published.removed} removed, "
        f"{published.blocked} blocked, {published.unblocked} unblocked"
    )
    if published.orphaned:
        numbers = ", ".join(map(str, published.orphaned))
        click.echo(f"Nobody would attend these appointments as things stand: {numbers}", err=True)


def _serving_office(slug: str | None) -> int | None:
    """The office asked for, else the only one, else none."""
    offices = {office.slug: office.id for office in db.session.scalars(select(Office).order_by(Office.id))}
    if slug is not None:
        if slug not in offices:
            raise click.ClickException(f"There is no office {slug!r}; there are: {', '.join(offices) or 'none'}")
        return offices[slug]
    if len(offices) > 1:
        raise click.ClickException(f"There are several offices; say which serves, with --office: {', '.join(offices)}")
    return next(iter(offices.values()), None)


def _settings() -> Settings:
    settings = current_app.config["VIDEOCITA"]
    assert isinstance(settings, Settings)
    return settings


def _now() -> datetime:
    return datetime.now(UTC)
