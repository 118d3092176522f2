"""What coordinators fill in about their office: its texts and rules, its services, its holidays."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange

from forms.coordination import WRITE_THE_DAY
from forms.fields import MailField, at_most, line, text

NAME_LIMIT = 160
"""Characters of a line: the full names of public bodies are long."""
TEXT_LIMIT = 500
TOO_LONG = _("És massa llarg: escurça-ho")
LANGUAGES = ("ca", "es", "en")

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _line(label: str, wanted: str | None = None) -> StringField:
    checks: list[Any] = [at_most(NAME_LIMIT, TOO_LONG)]
    return StringField(label, filters=[line], validators=[DataRequired(wanted), *checks] if wanted else checks)


def _text(label: str) -> TextAreaField:
    return TextAreaField(label, filters=[text], validators=[at_most(TEXT_LIMIT, TOO_LONG)])


def _number(label: str, least: int, most: int) -> IntegerField:
    message = _("Escriu un nombre entre %(least)s i %(most)s", least=least, most=most)
    return IntegerField(label, validators=[InputRequired(message), NumberRange(least, most, message)])


class OfficeForm(FlaskForm):
    """What people read of the office, and the rules that bind those who book on the web."""

    seen = HiddenField()
    name = _line(_("Nom de l'oficina"), _("Escriu el nom de l'oficina"))
    phone = _line(_("Telèfon"), _("Escriu el telèfon"))
    email = MailField(_("Correu"), filters=[line], validators=[DataRequired(_("Escriu el correu de l'oficina"))])
    address = _line(_("Adreça"), _("Escriu l'adreça"))
    phone_hours_ca = _line(_("Quan s'hi pot trucar, en català"), _("Escriu quan s'hi pot trucar"))
    phone_hours_es = _line(_("En castellà"))
    phone_hours_en = _line(_("En anglès"))
    colour = _line(_("Color"))
    controller = _line(_("Responsable del tractament"), _("Escriu qui respon de les dades"))
    rights_address = _line(_("On s'exerceixen els drets"), _("Escriu una adreça, postal o de correu"))
    dpo_email = MailField(
        _("Correu de la delegació de protecció de dades"),
        filters=[line],
        validators=[DataRequired(_("Escriu el correu de la delegació"))],
    )
    closed = BooleanField(_("Ara no s'admeten cites per internet"))
    closed_notice_ca = _text(_("Què en diem, en català"))
    closed_notice_es = _text(_("En castellà"))
    closed_notice_en = _text(_("En anglès"))
    minimum_notice_minutes = _number(_("Avís mínim per demanar cita, en minuts"), 0, 10_080)
    horizon_days = _number(_("Quants dies endavant es publiquen"), 1, 180)
    move_cutoff_minutes = _number(_("Fins quants minuts abans es pot canviar"), 0, 10_080)
    cancel_cutoff_minutes = _number(_("Fins quants minuts abans es pot anul·lar"), 0, 10_080)
    max_moves = _number(_("Quantes vegades es pot canviar"), 0, 20)
    max_open_appointments = _number(_("Quantes cites pot tenir demanades una persona"), 1, 20)

    def validate_colour(self, field: Field) -> None:
        if field.data and not _COLOUR.fullmatch(field.data):
            raise ValidationError(_("Escriu el color amb un coixinet i sis xifres, com ara #0f5b52"))

    def validate_closed_notice_ca(self, field: Field) -> None:
        if self.closed.data and not field.data:
            raise ValidationError(_("Escriu què ha de fer qui vulgui cita"))

    def show(self, details: dict[str, Any], seen: str) -> None:
        """Fill in what there is."""
        for name, value in details.items():
            if name in ("phone_hours", "closed_notice"):
                for language in LANGUAGES:
                    self[f"{name}_{language}"].data = (value or {}).get(language, "")
            else:
                self[name].data = value
        self.closed.data = details["closed_notice"] is not None
        self.seen.data = seen

    @property
    def changes(self) -> dict[str, Any]:
        """As the table has it."""
        numbers = ("minimum_notice_minutes", "horizon_days", "move_cutoff_minutes", "cancel_cutoff_minutes")
        return {
            "name": self.name.data,
            "phone": self.phone.data,
            "email": self.email.address,
            "address": self.address.data,
            "controller": self.controller.data,
            "rights_address": self.rights_address.data,
            "dpo_email": self.dpo_email.address,
            "phone_hours": self._by_language("phone_hours"),
            "closed_notice": self._by_language("closed_notice") if self.closed.data else None,
            "colour": (self.colour.data or "").lower() or None,
            **{name: self[name].data for name in (*numbers, "max_moves", "max_open_appointments")},
        }

    def _by_language(self, name: str) -> dict[str, str]:
        """What is not said in a language is said in Catalan."""
        catalan = self[f"{name}_ca"].data or ""
        return {language: self[f"{name}_{language}"].data or catalan for language in LANGUAGES}


class ServiceForm(FlaskForm):
    """A service: what it is called, what it is, how long it takes, who gives it."""

    seen = HiddenField()
    name_ca = _line(_("Nom, en català"), _("Escriu el nom del servei"))
    name_es = _line(_("En castellà"))
    name_en = _line(_("En anglès"))
    description_ca = _text(_("Per a què és, en català"))
    description_es = _text(_("En castellà"))
    description_en = _text(_("En anglès"))
    slug = _line(_("Paraula de l'adreça web"), _("Escriu una paraula, com ara mediacio"))
    slots = _number(_("Quantes mitges hores dura"), 1, 8)
    position = _number(_("En quin ordre surt"), 0, 99)
    technicians = SelectMultipleField(_("Qui el dona"), choices=[])
    withdrawn = BooleanField(_("Ja no s'ofereix"))

    def validate_slug(self, field: Field) -> None:
        if field.data and not _SLUG.fullmatch(field.data):
            raise ValidationError(_("Escriu-la en minúscules, sense accents ni espais, com ara mediacio"))

    def show(self, names: dict[str, str], descriptions: dict[str, str]) -> None:
        """Fill in the words that there are; the other fields are filled in by their names."""
        for language in LANGUAGES:
            self[f"name_{language}"].data = names.get(language, "")
            self[f"description_{language}"].data = descriptions.get(language, "")

    def words(self, name: str) -> dict[str, str]:
        """By language; what is not said in one is said in Catalan."""
        catalan = self[f"{name}_ca"].data or ""
        return {language: self[f"{name}_{language}"].data or catalan for language in LANGUAGES}


class HolidayForm(FlaskForm):
    """A local holiday."""

    day = DateField(_("Dia"), validators=[InputRequired(WRITE_THE_DAY)])
    name = _line(_("Nom de la festa"), _("Escriu el nom de la festa"))
