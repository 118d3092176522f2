"""The weekly hours of a technician: rows of weekday, from, to, service."""

from __future__ import annotations

from datetime import date, time

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, FieldList, Form, FormField, HiddenField, SelectField, TimeField
from wtforms.validators import InputRequired, Optional

from forms.coordination import CLOCKS, WRITE_THE_DAY
from forms.fields import SelectChoice

WEEKDAYS = [
    SelectChoice("", _("(cap: treu la franja)")),
    SelectChoice("1", _("dilluns")),
    SelectChoice("2", _("dimarts")),
    SelectChoice("3", _("dimecres")),
    SelectChoice("4", _("dijous")),
    SelectChoice("5", _("divendres")),
    SelectChoice("6", _("dissabte")),
    SelectChoice("7", _("diumenge")),
]
AT_MOST = 40
"""Rows of one person."""


class RowForm(Form):
    """One stretch. Without a weekday it is none."""

    weekday = SelectField(_("Dia de la setmana"), choices=WEEKDAYS)
    starts = TimeField(_("De"), format=CLOCKS, validators=[Optional()])
    ends = TimeField(_("A"), format=CLOCKS, validators=[Optional()])
    service = SelectField(_("Servei"), choices=[])


class HoursForm(FlaskForm):
    """All rows, the day from which they hold, and the fingerprint of what was shown."""

    seen = HiddenField()
    valid_from = DateField(_("A partir del dia"), validators=[InputRequired(WRITE_THE_DAY)])
    rows = FieldList(FormField(RowForm), max_entries=AT_MOST)

    def offer_services(self, services: list[tuple[str, str]]) -> None:
        """What each row can be kept for; the first is anything."""
        for row in self.rows:
            row.form.service.choices = services

    def show(self, rows: list[tuple[int, time, time, int | None]], valid_from: date, seen: str) -> None:
        """Fill in what there is."""
        for weekday, starts, ends, service in rows:
            self.rows.append_entry(
                {"weekday": str(weekday), "starts": starts, "ends": ends, "service": str(service or "")}
            )
        self.valid_from.data, self.seen.data = valid_from, seen

    def add_row(self) -> None:
        """An empty one at the end."""
        if len(self.rows) < AT_MOST:
            self.rows.append_entry({"weekday": "", "service": ""})

    @property
    def stretches(self) -> list[tuple[int, time, time, int | None]]:
        """Rows that have a weekday, in order. Raises ValueError with the number of a row without its hours."""
        found: list[tuple[int, time, time, int | None]] = []
        for row in self.rows:
            if not row.form.weekday.data:
                continue
            starts, ends = row.form.starts.data, row.form.ends.data
            if starts is None or ends is None:
                raise ValueError(len(found))
            service = row.form.service.data
            found.append((int(row.form.weekday.data), starts, ends, int(service) if service else None))
        return found
