"""The people of the tenant and what their mailboxes can do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

DEFAULT_PEOPLE = Path(__file__).with_name("people.json")


@dataclass(frozen=True)
class Person:
    """A user with a mailbox. The flags say how far the tenant was set up for them."""

    id: str
    mail: str
    name: str
    roles: tuple[str, ...] = ()
    """App roles, as they come in the id token at sign-in."""
    mailbox: bool = True
    in_scope: bool = True
    teams: bool = True
    teams_policy: bool = True


class People:
    """Everybody in the tenant, by object id or by address."""

    def __init__(self, people: list[Person]) -> None:
        self.all = people
        self._by_name = {name.lower(): person for person in people for name in (person.id, person.mail)}

    @classmethod
    def from_file(cls, path: Path) -> People:
        """Read a JSON list of objects with the members of `Person`."""
        entries = json.loads(path.read_text(encoding="utf-8"))
        return cls([Person(**{**entry, "roles": tuple(entry.get("roles", ()))}) for entry in entries])

    def find(self, id_or_mail: str) -> Person | None:
        return self._by_name.get(id_or_mail.lower())
