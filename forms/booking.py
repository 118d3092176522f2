"""The details of a booking."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired

from forms.fields import MailField, PhoneField, SelectChoice, at_most, line, text

NAME_LIMIT = 120
COMPANY_LIMIT = 120
MATTER_LIMIT = 1_000
ONCE_KEY_LIMIT = 64

NEEDS = [
    SelectChoice("telephone_instead", _("Prefereixo que em truqueu per telèfon, sense vídeo")),
    SelectChoice("sign_language", _("Intèrpret de llengua de signes catalana")),
    SelectChoice("interpreter", _("Ajuda amb un altre idioma")),
    SelectChoice("accompanied", _("M'acompanyarà una altra persona")),
]
LANGUAGES = [SelectChoice("ca", "Català"), SelectChoice("es", "Español"), SelectChoice("en", "English")]


class DetailsForm(FlaskForm):
    """Who comes, how to reach them, and what they need.

    After `validate()` the stored forms are `email.address` and `phone.number`; `data` keeps what was typed.
    """

    name = StringField(
        _("Nom i cognoms"),
        filters=[line],
        validators=[
            DataRequired(_("Escriu el teu nom")),
            at_most(NAME_LIMIT, _("El nom és massa llarg: escriu-lo en 120 caràcters o menys")),
        ],
    )
    email = MailField(_("Correu electrònic"), filters=[line])
    phone = PhoneField(_("Telèfon"), filters=[line])
    matter = TextAreaField(
        _("Què t'ha passat?"),
        filters=[text],
        validators=[at_most(MATTER_LIMIT, _("Explica-ho en 1.000 caràcters o menys; a la cita podràs dir la resta"))],
    )
    company = StringField(
        _("Empresa"),
        filters=[line],
        validators=[at_most(COMPANY_LIMIT, _("El nom de l'empresa és massa llarg: posa'l en 120 caràcters o menys"))],
    )
    needs = SelectMultipleField(_("Què necessites?"), choices=NEEDS, validate_choice=True)
    language = RadioField(_("En quin idioma vols que t'atenguem i t'escrivim?"), choices=LANGUAGES)
    privacy_read = BooleanField(
        _("He llegit la informació sobre protecció de dades"),
        validators=[
            DataRequired(_("Llegeix la informació sobre protecció de dades i marca la casella per poder continuar"))
        ],
    )
    once_key = HiddenField(filters=[line], validators=[at_most(ONCE_KEY_LIMIT, _("Torna a començar la reserva"))])
    slot = HiddenField(filters=[line])
    """The hour chosen instead of one that was lost: id of its slot. Only then on the page, as radios."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field by itself, then what holds between them: some way to reach the person."""
        fine: bool = super().validate(extra_validators)
        if not self.email.data and not self.phone.data:
            message = _("Escriu un correu o un telèfon: necessitem una manera d'avisar-te")
            self.email.errors = [*self.email.errors, message]
            return False
        if self.by_phone and not self.phone.data:
            self.phone.errors = [*self.phone.errors, _("Escriu el telèfon on t'hem de trucar")]
            return False
        return fine

    @property
    def by_phone(self) -> bool:
        """Whether to be rung up instead of a video call is ticked."""
        return "telephone_instead" in (self.needs.data or [])

    @property
    def chosen_slot(self) -> int | None:
        """Id of the hour chosen instead of the lost one; None when none was, or for what is no number."""
        chosen = self.slot.data or ""
        return int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19 else None
