"""The command line of cases: `flask cases`."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from cases.reindex import reindex_all

cases = AppGroup("cases", help="Case files.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(cases)


@cases.command("reindex")
def reindex() -> None:
    """Write down anew by which words each case is found. Searches go on meanwhile; repeating it changes nothing."""
    click.echo(f"{reindex_all()} cases indexed")
