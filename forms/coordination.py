"""What coordinators fill in to move a call."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired

from forms.fields import SelectChoice, at_most, line

REASON_LIMIT = 300
CLOCKS = ["%H:%M", "%H:%M:%S"]
"""As browsers send an hour."""

WRITE_THE_DAY = _("Escriu el dia, com ara 24/11/2026")
WRITE_THE_HOUR = _("Escriu l'hora, com ara 15:30")


def revision_of(field: HiddenField) -> int:
    """The revision that a page was made from; -1, which nothing has, for anything that is no number."""
    typed = str(field.data or "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else -1


class PlaceForm(FlaskForm):
    """Any technician and any hour, sent by GET: it changes nothing, so it carries no token."""

    class Meta:
        csrf = False

    tecnic = SelectField(_("Tècnic"), choices=[], validators=[InputRequired(_("Tria un tècnic"))])
    dia = DateField(_("Dia"), validators=[InputRequired(WRITE_THE_DAY)])
    hora = TimeField(_("Hora"), format=CLOCKS, validators=[InputRequired(WRITE_THE_HOUR)])

    def moment(self, zone: ZoneInfo) -> datetime:
        """The hour on the office's clock, as an instant."""
        assert self.dia.data is not None
        assert self.hora.data is not None
        return datetime.combine(self.dia.data, self.hora.data, zone)

    def say_that_nothing_is_chosen(self) -> None:
        """The page was left without a choice."""
        self.form_errors = [_("Tria on ha d'anar la cita")]


class MoveByStaffForm(FlaskForm):
    """The last word: with which revision before one's eyes, why, and whether the person is told."""

    revision = HiddenField()
    silent = BooleanField(_("No avisis la persona"))
    reason = StringField(
        _("Motiu"),
        filters=[line],
        validators=[at_most(REASON_LIMIT, _("El motiu és massa llarg: digues-lo en 300 caràcters o menys"))],
    )

    @property
    def seen(self) -> int:
        return revision_of(self.revision)


class CancelByStaffForm(FlaskForm):
    """Whose wish it is to cancel, and with which revision before one's eyes."""

    revision = HiddenField()
    wish = RadioField(
        _("Per què s'anul·la?"),
        choices=[
            SelectChoice("consumer", _("Ho demana la persona")),
            SelectChoice("office", _("No la podem atendre")),
        ],
        validators=[InputRequired(_("Tria per què s'anul·la"))],
    )

    @property
    def seen(self) -> int:
        return revision_of(self.revision)
