"""The form of a part of a case file: what is typed, and what stood there when the page was made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField

from forms.case_fields import AmountField, as_typed
from forms.coordination import revision_of
from forms.fields import MailField, PhoneField


class BlockForm(FlaskForm):
    """A block, the version of it that the person had before them, and what stood in each field then."""

    NOT_OF_THE_BLOCK: ClassVar = ("version", "was", "csrf_token")

    version = HiddenField(default="0")
    was = HiddenField()
    today = date.max
    """The office's day: to be set where days are asked for."""

    @property
    def own_fields(self) -> dict[str, Field]:
        """Those that make up the block, by name."""
        return {name: field for name, field in self._fields.items() if name not in self.NOT_OF_THE_BLOCK}

    @property
    def seen(self) -> int:
        return revision_of(self.version)

    @property
    def values(self) -> dict[str, Any]:
        """As the table has it, by column."""
        return {name: stored(field) for name, field in self.own_fields.items()}

    @property
    def touched(self) -> set[str]:
        """Fields that hold something else than when the page was made."""
        before = self._originals()
        return {name for name, field in self.own_fields.items() if before.get(name) != said(field)}

    def show(self, present: Mapping[str, Any], version: int) -> None:
        """Fill in what is stored, and remember it."""
        for name, field in self.own_fields.items():
            value = present[name]
            field.data = as_typed(value) if isinstance(field, AmountField) else value
        self.version.data = str(version)
        self.was.data = json.dumps({name: said(field) for name, field in self.own_fields.items()})

    def _originals(self) -> dict[str, Any]:
        try:
            known = json.loads(self.was.data or "")
        except ValueError:
            return {}
        return known if isinstance(known, dict) else {}


def said(field: Field) -> str:
    """What a field holds, as words."""
    if isinstance(field, BooleanField):
        return "y" if field.data else ""
    return str(field.data) if field.data is not None else ""


def stored(field: Field) -> str | date | Decimal | bool | None:
    """What a field holds, as the table has it."""
    if isinstance(field, AmountField):
        return field.euros
    if isinstance(field, MailField):
        return field.address
    if isinstance(field, PhoneField):
        return field.number
    value: str | date | bool | None = field.data
    return value
