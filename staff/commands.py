"""The command line for people: `flask staff`. Used for the first administrator, and when somebody leaves."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from access import ROLES, Role
from booking.coordinate.actor import Actor
from booking.coordinate.errors import Impossible
from booking.coordinate.leave import come_back, leave, technician_of
from booking.coordinate.publishing import Publishing
from config import Settings
from database import db
from staff.assign_office import assign_office
from staff.end_access import end_access, restore_access
from staff.errors import UnknownMember, UnknownOffice
from staff.grant_role import grant_role, revoke_role
from staff.models import StaffGrant, StaffMember

staff = AppGroup("staff", help="People who work here: roles given here, who has signed in, who has left.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(staff)


class MailAddress(click.ParamType[str]):
    """An address that somebody signs in with."""

    name = "mail"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """In lower case, as it is stored."""
        name, at, domain = value.strip().rpartition("@")
        if not (name and at and "." in domain) or len(value.split()) != 1:
            self.fail("is not a mail address", param, ctx)
        return value.strip().lower()


MAIL = MailAddress()
SOMEBODY_HERE = Actor("system")
"""Whoever is at the command line; the audit has no name for them."""
ROLE = click.Choice(ROLES)


@staff.command("grant")
@click.argument("mail", type=MAIL)
@click.argument("role", type=ROLE)
def grant(mail: str, role: Role) -> None:
    """Give a role here, besides those of Entra ID. Whoever has never signed in takes it up when they do."""
    if grant_role(mail, role, _now()):
        click.echo(f"{mail} is {role} from now on")
    else:
        click.echo(f"{mail} was {role} already")


@staff.command("revoke")
@click.argument("mail", type=MAIL)
@click.argument("role", type=ROLE)
def revoke(mail: str, role: Role) -> None:
    """Take back a role that was given here. One that comes from Entra ID is taken back there."""
    try:
        revoke_role(mail, role, _now())
    except UnknownMember:
        raise click.ClickException(f"{mail} was not given the role {role} here") from None
    click.echo(f"{mail} is no longer {role} by what was granted here")


@staff.command("disable")
@click.argument("mail", type=MAIL)
def disable(mail: str) -> None:
    """Let somebody in no more, sign them out everywhere at once, and offer none of their hours."""
    try:
        ended = end_access(mail, _now())
    except UnknownMember:
        raise click.ClickException(_never_signed_in(mail)) from None
    click.echo(f"{mail} is not let in any more; signed out in {ended} browsers")
    technician_id = technician_of(db.session(), mail)
    if technician_id is None:
        return
    try:
        calls = leave(technician_id, SOMEBODY_HERE, _now(), _publishing())
    except Impossible:
        return  # as it was before
    click.echo(f"their hours are not offered any more; {len(calls)} calls wait at /coordinacio/pendents for others")


@staff.command("enable")
@click.argument("mail", type=MAIL)
def enable(mail: str) -> None:
    """Let somebody in again, and offer the hours that they had."""
    try:
        restore_access(mail, _now())
    except UnknownMember:
        raise click.ClickException(_never_signed_in(mail)) from None
    technician_id = technician_of(db.session(), mail)
    if technician_id is not None:
        come_back(technician_id, SOMEBODY_HERE, _now(), _publishing())
    click.echo(f"{mail} is let in again")


@staff.command("office")
@click.argument("mail", type=MAIL)
@click.argument("slug")
def office(mail: str, slug: str) -> None:
    """Say for which office somebody works. Needed with several offices, for those who take no calls."""
    try:
        assign_office(mail, slug, _now())
    except UnknownMember:
        raise click.ClickException(_never_signed_in(mail)) from None
    except UnknownOffice:
        raise click.ClickException(f"There is no office {slug!r}") from None
    click.echo(f"{mail} works for {slug}")


@staff.command("list")
def show() -> None:
    """Who has signed in, with their roles; and who was given a role and has not."""
    members = select(StaffMember).options(selectinload(StaffMember.grants)).order_by(StaffMember.email)
    for member in db.session.scalars(members):
        roles = ", ".join(role for role in ROLES if role in member.roles) or "no role"
        state = "access ended" if member.disabled_at else f"last signed in {member.last_sign_in_at:%Y-%m-%d %H:%M} UTC"
        click.echo(f"{member.email}: {roles}; {state}")
    waiting = select(StaffGrant).where(StaffGrant.member_id.is_(None), StaffGrant.revoked_at.is_(None))
    for grant in db.session.scalars(waiting.order_by(StaffGrant.email, StaffGrant.role)):
        click.echo(f"{grant.email}: {grant.role}; has not signed in yet")


def _never_signed_in(mail: str) -> str:
    return f"{mail} has never signed in"


def _publishing() -> Publishing:
    settings: Settings = current_app.config["VIDEOCITA"]
    return Publishing(settings.office_timezone, settings.outlook_busy)


def _now() -> datetime:
    return datetime.now(UTC)
