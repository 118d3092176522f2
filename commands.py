"""Commands of the running system. What they need is imported when they run, so that the web starts light."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click
from flask import Flask

from config import Settings
from database import db


def init_app(app: Flask, settings: Settings) -> None:
    """Add `flask worker`, `flask retry`, `flask erase` and `flask db`."""
    app.cli.add_command(_Migrations(app))

    @app.cli.command("worker")
    def worker() -> None:
        """Carry out what was promised, until told to stop (SIGTERM or Ctrl-C)."""
        from worker import run

        run(app, settings)

    @app.cli.command("retry")
    def retry() -> None:
        """Try again what waits for a person: refused meetings and letters, after the cause was mended."""
        from booking.schedules import try_again

        click.echo(f"{try_again(datetime.now(UTC))} promises will be tried again within a minute")

    @app.cli.command("erase")
    @click.argument("reference")
    def erase(reference: str) -> None:
        """Erase the personal data of the appointment with this REFERENCE, because the person asked for it."""
        from cases.people import erase_on_request

        try:
            found = erase_on_request(reference, datetime.now(UTC))
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        if not found:
            raise click.ClickException("there is no appointment with this reference")
        click.echo("erased; the appointment stays in the figures without a name")


class _Migrations(click.Command):
    """`flask db …` of Flask-Migrate, which comes with Alembic: ten megabytes and a tenth of a second of every start."""

    def __init__(self, app: Flask) -> None:
        super().__init__("db", help="Perform database migrations.")
        self._app = app

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        from flask_migrate import Migrate

        Migrate(self._app, db)  # puts its own command in the place of this one
        return self._app.cli.commands["db"].make_context(info_name, args, parent, **extra)
