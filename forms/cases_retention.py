"""Keeping, destroying and giving out: what coordinators fill in."""

from __future__ import annotations

from typing import Protocol, Self

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import DataRequired, Optional

from forms.contact import ReadsContact
from forms.fields import at_most, line

REASON_LIMIT = 300
YEARS_AT_MOST = 100
WRITE_MONTHS = _("Escriu els mesos amb una xifra entre 1 i 1200, com ara 60")


CHOOSE_PEOPLE = _("Marca de qui són les dades")


class KnownRule(Protocol):
    """A rule that is in force."""

    months: int
    source: str


class MonthsField(IntegerField):
    """A whole number of months, or a sentence that shows one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(WRITE_MONTHS) from error
        if self.data is not None and not 0 < self.data <= YEARS_AT_MOST * 12:
            raise ValueError(WRITE_MONTHS)


class RuleForm(FlaskForm):
    """How long files of one procedure are kept, in months; empty: no rule, they are kept."""

    months = MonthsField(_("Mesos després de tancar"), validators=[Optional()])
    source = StringField(
        _("Taula d'avaluació que ho diu"),
        filters=[line],
        validators=[at_most(REASON_LIMIT, _("Escriu-ho en 300 caràcters o menys"))],
    )

    @classmethod
    def of(cls, procedure: str, rule: KnownRule | None) -> Self:
        """As it is."""
        known = {"months": rule.months, "source": rule.source} if rule else {}
        return cls(formdata=None, prefix=procedure, data=known)

    def validate_source(self, field: Field) -> None:
        if self.months.data and not field.data:
            raise ValidationError(_("Digues quina taula d'avaluació ho diu"))


class PersonForm(ReadsContact, FlaskForm):
    """Whose data: by the mail address or telephone that they gave. After `validate()`: `email` or `number`."""

    contact = StringField(
        _("Correu o telèfon"),
        filters=[line],
        validators=[DataRequired(_("Escriu el correu o el telèfon que va donar la persona"))],
    )


class RowsField(SelectMultipleField):
    """Rows that are ticked, by number. Whether they are what was found is for the verb to know."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(CHOOSE_PEOPLE) from error


class ChosenForm(PersonForm):
    """The same, and which of the people who gave it. What is typed beside it stays."""

    people = RowsField(
        _("De qui són les dades"), coerce=int, validate_choice=False, validators=[DataRequired(CHOOSE_PEOPLE)]
    )
    reason = StringField(_("Com ho ha demanat, i quan"), filters=[line])

    def wanting_people(self) -> Self:
        """The form, which now says that nobody, or somebody unknown, was ticked."""
        self.people.errors = [CHOOSE_PEOPLE]
        return self


class EraseForm(ChosenForm):
    """The same, and why."""

    reason = StringField(
        _("Com ho ha demanat, i quan"),
        filters=[line],
        validators=[
            DataRequired(_("Escriu com ho ha demanat, i quan")),
            at_most(REASON_LIMIT, _("Escriu-ho en 300 caràcters o menys")),
        ],
    )


class HoldForm(FlaskForm):
    """Why a file must not be destroyed."""

    reason = StringField(
        _("Per què s'ha de guardar"),
        filters=[line],
        validators=[at_most(REASON_LIMIT, _("Escriu-ho en 300 caràcters o menys"))],
    )

    def wanting_a_reason(self) -> Self:
        """The form, which now says what is missing."""
        self.reason.errors = [_("Escriu per què s'ha de guardar")]
        return self
