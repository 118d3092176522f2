"""What coordinators fill in about many calls at once: what to do with them, absences, closures."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectMultipleField, StringField, TimeField
from wtforms.validators import DataRequired, InputRequired, Optional

from forms.coordination import CLOCKS, REASON_LIMIT, WRITE_THE_DAY
from forms.fields import SelectChoice, at_most, line

KINDS = [
    SelectChoice("leave", _("Vacances o permís")),
    SelectChoice("training", _("Formació")),
    SelectChoice("meeting", _("Reunió")),
    SelectChoice("unplanned", _("Imprevist")),
    SelectChoice("other", _("Una altra cosa")),
]
REASON_FOR_PEOPLE_LIMIT = 80


class SpreadForm(FlaskForm):
    """The lines are checkboxes of the page; here is what goes with all of them."""

    reason = StringField(
        _("Motiu"),
        filters=[line],
        validators=[at_most(REASON_LIMIT, _("El motiu és massa llarg: digues-lo en 300 caràcters o menys"))],
    )

    def say_that_nothing_is_chosen(self, something: bool) -> None:
        """Unless there was something, and another thing is wrong."""
        if not something:
            self.form_errors = [_("Marca almenys una cita")]


class AbsenceForm(FlaskForm):
    """Who is away, from when to when. Without hours, whole days."""

    who = SelectMultipleField(_("Qui"), choices=[], validators=[DataRequired(_("Tria qui serà fora"))])
    first_day = DateField(_("Des del dia"), validators=[InputRequired(WRITE_THE_DAY)])
    first_hour = TimeField(_("Des de l'hora"), format=CLOCKS, validators=[Optional()])
    last_day = DateField(_("Fins al dia"), validators=[InputRequired(WRITE_THE_DAY)])
    last_hour = TimeField(_("Fins a l'hora"), format=CLOCKS, validators=[Optional()])
    kind = RadioField(_("Per què"), choices=KINDS, default="leave", validators=[InputRequired(_("Tria'n un"))])

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From, inclusive, to, exclusive, on the office's clock. Without an hour the last day counts whole."""
        assert self.first_day.data is not None
        assert self.last_day.data is not None
        starts_at = datetime.combine(self.first_day.data, self.first_hour.data or time(), zone)
        if self.last_hour.data is not None:
            return starts_at, datetime.combine(self.last_day.data, self.last_hour.data, zone)
        return starts_at, datetime.combine(_day_after(self.last_day.data), time(), zone)


class ClosureForm(FlaskForm):
    """Days on which the office is closed, both ends included, and why, as people read it."""

    first_day = DateField(_("Des del dia"), validators=[InputRequired(WRITE_THE_DAY)])
    last_day = DateField(_("Fins al dia"), validators=[InputRequired(WRITE_THE_DAY)])
    ca = StringField(
        _("Per què, en català"),
        filters=[line],
        validators=[
            DataRequired(_("Escriu per què: ho llegirà qui demani cita")),
            at_most(REASON_FOR_PEOPLE_LIMIT, _("És massa llarg: digues-ho en 80 caràcters o menys")),
        ],
    )
    es = StringField(
        _("En castellà"),
        filters=[line],
        validators=[at_most(REASON_FOR_PEOPLE_LIMIT, _("És massa llarg: digues-ho en 80 caràcters o menys"))],
    )
    en = StringField(
        _("En anglès"),
        filters=[line],
        validators=[at_most(REASON_FOR_PEOPLE_LIMIT, _("És massa llarg: digues-ho en 80 caràcters o menys"))],
    )

    @property
    def reason(self) -> dict[str, str]:
        """By language; what is not said in one is said in Catalan."""
        catalan = self.ca.data or ""
        return {"ca": catalan, "es": self.es.data or catalan, "en": self.en.data or catalan}


def _day_after(day: date) -> date:
    return date.fromordinal(min(day.toordinal() + 1, date.max.toordinal()))
