"""Who may use an address of the site: said on each view, one line above it, and nowhere else.

A declaration is data on the view function. `staff.pages.guard` holds every request to it and refuses to start with a
view that has none; tests/staff/test_access.py opens every address as every kind of person and compares.

    @routes.get("/agenda")
    @for_roles("technician", "coordinator")
    def agenda() -> Answer: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar, get_args

Role = Literal["technician", "coordinator", "administrator", "viewer"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Values of the app roles in Entra ID. None includes another: each address names all who may use it."""

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """A declaration."""

    kind: Literal["public", "personal_link", "bearer_token", "staff"]
    roles: frozenset[Role] = frozenset()
    """Of `staff`: who has one of these."""
    of_office: bool = False
    """Of `staff`: the address names something of one office; to the staff of another it does not exist."""
    counts_as_activity: bool = True
    """Of `staff`: whether a request keeps the session from ending for want of use."""
    changes_on_get: str | None = None
    """Why opening the address with GET may change tables, for the few that must."""
    without_form_token: str | None = None
    """Why a POST needs no token of a form of ours: a program sends it, which has no cookie that could be misused."""

    def admits(self, roles: frozenset[Role]) -> bool:
        """Whether a member of staff with these roles may come in."""
        return self.kind != "staff" or not self.roles.isdisjoint(roles)


def public(view: View) -> View:
    """For everybody."""
    return _declare(view, Access("public"))


def personal_link(view: View) -> View:
    """For whoever has the secret address: the token in it is the key."""
    return _declare(view, Access("personal_link"))


def bearer_token(view: View) -> View:
    """For programs that carry a token of the settings; the view compares it."""
    return _declare(view, Access("bearer_token"))


def for_roles(*roles: Role, of_office: bool = False, counts_as_activity: bool = True) -> Callable[[View], View]:
    """For staff who are signed in and have one of the roles.

    `of_office`: the view must ask `staff.pages.guard.only_of_office` for what it shows. `counts_as_activity=False` is
    for what a script asks by itself every few seconds. Raises `ValueError` for a role that there is not.
    """
    if not roles or not set(roles) <= set(ROLES):
        raise ValueError(f"roles are {', '.join(ROLES)}")
    declared = Access("staff", frozenset(roles), of_office=of_office, counts_as_activity=counts_as_activity)
    return lambda view: _declare(view, declared)


def for_staff(view: View) -> View:
    """For all staff who are signed in, whatever their role."""
    return for_roles(*ROLES)(view)


def changes_on_get(reason: str) -> Callable[[View], View]:
    """GET changes nothing, except here. To be written above the declaration of who may use the view."""

    def mark(view: View) -> View:
        declared = of(view)
        if declared is None:
            raise ValueError("say first who may use it")
        return _attach(view, replace(declared, changes_on_get=reason))

    return mark


def without_form_token(reason: str) -> Callable[[View], View]:
    """A POST is taken from whoever proves themselves in another way. Written above the declaration, like the above."""

    def mark(view: View) -> View:
        declared = of(view)
        if declared is None:
            raise ValueError("say first who may use it")
        return _attach(view, replace(declared, without_form_token=reason))

    return mark


def of(view: Callable[..., Any] | None) -> Access | None:
    """The declaration of a view."""
    declared: Access | None = getattr(view, "access", None)
    return declared


def _declare(view: View, declared: Access) -> View:
    if of(view) is not None:
        raise ValueError("a view is declared once")
    return _attach(view, declared)


def _attach(view: View, declared: Access) -> View:
    # An attribute, not a wrapper: functools.wraps of decorators around it carries it outward.
    view.access = declared  # type: ignore[attr-defined]  # functions take attributes
    return view
