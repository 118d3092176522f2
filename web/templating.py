"""Jinja as Flask sets it up, with all that every template knows in one plain dictionary."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class Templates(Environment):
    """To be given to an application before its first template is looked for."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """No template of ours has globals of its own: those of all need no second map in front of them.

        Jinja goes through them for each page and for each import of a macro, in Python when there are two.
        """
        return super().make_globals(d) if d else self.globals
