"""What staff fill in to move a case: states, requirements, notifications, resolutions, the clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from forms.case_fields import TEXT_LIMIT, TEXT_TOO_LONG, TOO_LONG, AmountField, PastDayField
from forms.coordination import WRITE_THE_DAY
from forms.fields import SelectChoice, at_most, line, text

LINE_LIMIT = 300
"""Characters."""

_YEAR = _("Escriu un any, com ara 2027")
WRITE_WHY = _("Escriu per què")

PROCEDURES = [
    SelectChoice("enquiry", _("consulta")),
    SelectChoice("complaint", _("queixa")),
    SelectChoice("claim", _("reclamació")),
    SelectChoice("infringement_report", _("denúncia")),
    SelectChoice("mediation", _("mediació")),
    SelectChoice("arbitration", _("arbitratge")),
]
PURPOSES = [
    SelectChoice("remedy", _("Aportar documentació: deu dies hàbils, i si no se'l pot tenir per desistit")),
    SelectChoice("lapse", _("Continuar l'expedient: tres mesos, i si no pot caducar")),
]
CHANNELS = [
    SelectChoice("enotum", _("e-NOTUM")),
    SelectChoice("paper", _("En paper")),
    SelectChoice("in_person", _("En mà, avui")),
]
RESOLUTION_CHANNELS = CHANNELS[:2]
EXTENSIONS = [SelectChoice(str(days), str(days)) for days in (5, 4, 3, 2, 1)]
MEDIATION_EXTENSIONS = [SelectChoice(str(months), str(months)) for months in (3, 2, 1)]
STOPS = [
    SelectChoice("other_body", _("S'espera l'informe d'un altre organisme")),
    SelectChoice("mediation", _("Hi ha una mediació en marxa")),
]
GROUNDS = [
    SelectChoice("no_prior_claim", _("No ha reclamat abans a l'empresa")),
    SelectChoice("unfounded", _("No té cap fonament")),
    SelectChoice("vexatious", _("És vexatòria")),
    SelectChoice("decided_elsewhere", _("Ja l'ha resolt o la porta un altre organisme o un jutjat")),
    SelectChoice("over_a_year", _("Fa més d'un any que va reclamar a l'empresa")),
]


def _why() -> StringField:
    return StringField(_("Per què?"), filters=[line], validators=[at_most(LINE_LIMIT, TOO_LONG)])


def _told() -> TextAreaField:
    return TextAreaField(
        _("Què més en diem a la persona"), filters=[text], validators=[at_most(TEXT_LIMIT, TEXT_TOO_LONG)]
    )


class SeenForm(FlaskForm):
    """What the page showed of a case: whoever sends the form has decided upon that."""

    seen_state = HiddenField()
    seen_papers = HiddenField()
    """When the last papers came that wait to be looked at, as ISO 8601; empty where none wait."""
    seen_requirement = HiddenField()
    """Id of the requirement that is open; empty where none is."""

    @property
    def seen(self) -> dict[str, str]:
        """The hidden fields by name, to be sent along."""
        return {field.name: field.data or "" for field in (self.seen_state, self.seen_papers, self.seen_requirement)}

    @property
    def papers(self) -> datetime | None:
        """As a moment; None for none, and for what is no moment."""
        try:
            return datetime.fromisoformat(self.seen_papers.data or "")
        except ValueError:
            return None

    @property
    def requirement_id(self) -> int:
        """0, the number of no requirement, for none and for what is no number."""
        typed = self.seen_requirement.data or ""
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


class MoveForm(SeenForm):
    """To a state that the page names, from the one that it showed."""

    why = _why()
    told = _told()


class AgreementForm(MoveForm):
    """To a state of agreement."""

    claimed = AmountField(
        _("Quant es reclamava, en euros"), validators=[DataRequired(_("Escriu l'import; 0 si no n'hi ha"))]
    )
    recovered = AmountField(
        _("Quant s'ha recuperat, en euros"), validators=[DataRequired(_("Escriu l'import; 0 si no n'hi ha"))]
    )
    more_is_right = BooleanField(_("És correcte: s'ha recuperat més del que es reclamava"))
    """Asked only when it matters."""

    @property
    def is_more(self) -> bool:
        """Whether more was recovered than was claimed."""
        claimed, recovered = self.claimed.euros, self.recovered.euros
        return claimed is not None and recovered is not None and recovered > claimed


class ReopenForm(MoveForm):
    """A closed case, once more."""


class ProcedureForm(FlaskForm):
    """Another procedure."""

    seen = HiddenField()
    to = RadioField(_("Quin tràmit és?"), choices=PROCEDURES, validators=[InputRequired(_("Tria el tràmit"))])
    why = StringField(
        _("Per què?"), filters=[line], validators=[DataRequired(WRITE_WHY), at_most(LINE_LIMIT, TOO_LONG)]
    )


class RequirementForm(SeenForm):
    """What the person must do, and how they are notified. `today` is the office's day."""

    purpose = RadioField(
        _("Què ha de fer?"), choices=PURPOSES, default="remedy", validators=[InputRequired(_("Tria què ha de fer"))]
    )
    documents = SelectMultipleField(_("Quins documents?"), choices=[])
    text = TextAreaField(_("Què se li demana"), filters=[text], validators=[at_most(TEXT_LIMIT, TEXT_TOO_LONG)])
    notified_by = RadioField(
        _("Com se li notifica?"), choices=CHANNELS, validators=[InputRequired(_("Tria com se li notifica"))]
    )
    deposited_on = PastDayField(_("Quin dia s'ha dipositat o enviat?"), validators=[Optional()])

    today: date


class NotificationForm(SeenForm):
    """What became of a notification."""

    deposited_on = PastDayField(_("Dipositada o enviada"), validators=[Optional()])
    opened_on = PastDayField(_("Oberta o lliurada"), validators=[Optional()])
    rejected_on = PastDayField(_("Rebutjada, o no oberta en deu dies naturals"), validators=[Optional()])
    receipt = SelectField(_("Justificant"), choices=[], validate_choice=False)
    """Reference of a document. Whether the case has it, the verb knows."""

    today: date


class RestForm(SeenForm):
    """What is missing still of what was required."""

    told = TextAreaField(
        _("Què hi falta?"),
        filters=[text],
        validators=[DataRequired(_("Escriu què hi falta")), at_most(TEXT_LIMIT, TEXT_TOO_LONG)],
    )


class ExtensionForm(SeenForm):
    """More time."""

    days = RadioField(
        _("Quants dies hàbils més?"), choices=EXTENSIONS, default="5", validators=[InputRequired(_("Tria quants dies"))]
    )
    told = _told()


class MediationExtensionForm(MoveForm):
    """More time for a mediation, in the state that the page showed."""

    months = RadioField(
        _("Quants mesos més?"),
        choices=MEDIATION_EXTENSIONS,
        default="3",
        validators=[InputRequired(_("Tria quants mesos"))],
    )


class StopForm(FlaskForm):
    """Since when and why the time stands still."""

    why = RadioField(_("Per què s'atura?"), choices=STOPS, validators=[InputRequired(_("Tria per què s'atura"))])
    since = PastDayField(_("Des de quin dia?"), validators=[InputRequired(WRITE_THE_DAY)])
    told = _told()

    today: date


class ResolutionForm(SeenForm):
    """The reason of a resolution, and how it is notified."""

    ground = RadioField(
        _("Per quin motiu de la llei?"), choices=GROUNDS, validators=[InputRequired(_("Tria el motiu"))]
    )
    reason = TextAreaField(
        _("Motivació de la resolució"),
        filters=[text],
        validators=[DataRequired(_("Escriu la motivació")), at_most(TEXT_LIMIT, TEXT_TOO_LONG)],
    )
    told = _told()
    notified_by = RadioField(
        _("Com es notifica?"),
        choices=RESOLUTION_CHANNELS,
        default="enotum",
        validators=[InputRequired(_("Tria com es notifica"))],
    )

    def without_ground(self) -> None:
        """Of a resolution that has only one."""
        del self.ground


class LocalHolidaysForm(FlaskForm):
    """The local holidays of a municipality in a year, or that nobody knows them."""

    municipality = SelectField(_("Municipi"), choices=[], validators=[InputRequired(_("Tria el municipi"))])
    year = IntegerField(_("Any"), validators=[InputRequired(_YEAR), NumberRange(2024, 2100, _YEAR)])
    first_day = DateField(_("Una festa local"), validators=[Optional()])
    second_day = DateField(_("L'altra"), validators=[Optional()])
    unknown = BooleanField(_("Encara no se saben: compta els terminis sense"))

    @property
    def days(self) -> list[date]:
        """Those that were given, each once."""
        return sorted({day for day in (self.first_day.data, self.second_day.data) if day is not None})

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field by itself, then: days of that year, or none and said so."""
        fine: bool = super().validate(extra_validators)
        if not fine:
            return False
        for field in (self.first_day, self.second_day):
            if field.data is not None and field.data.year != self.year.data:
                field.errors = [_("Aquest dia no és de l'any %(year)s", year=self.year.data)]
                return False
        if bool(self.days) == bool(self.unknown.data):
            self.unknown.errors = [_("Escriu les festes o marca que encara no se saben, una de les dues coses")]
            return False
        return True
