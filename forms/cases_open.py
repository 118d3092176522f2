"""What staff fill in to open a case that comes from no call."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from forms.booking import NAME_LIMIT, ONCE_KEY_LIMIT
from forms.case_fields import LINE_LIMIT, TEXT_LIMIT, TEXT_TOO_LONG, TOO_LONG, PastDayField
from forms.coordination import WRITE_THE_DAY
from forms.fields import MailField, PhoneField, SelectChoice, at_most, line, text

CHANNELS = [
    SelectChoice("", "—"),
    SelectChoice("mailbox", _("bústia del consumidor")),
    SelectChoice("mobile_unit", _("unitat mòbil (UMIC)")),
    SelectChoice("council", _("derivat per l'ajuntament")),
    SelectChoice("messaging", _("missatgeria")),
    SelectChoice("in_person", _("presencial")),
    SelectChoice("phone", _("telèfon")),
]
PROCEDURES = [
    SelectChoice("claim", _("reclamació")),
    SelectChoice("complaint", _("queixa")),
    SelectChoice("enquiry", _("consulta")),
    SelectChoice("infringement_report", _("denúncia")),
    SelectChoice("mediation", _("mediació")),
    SelectChoice("arbitration", _("arbitratge")),
]
_PRESS_AGAIN = _("Repassa-ho i torna-ho a enviar")
LANGUAGES = [SelectChoice("ca", "Català"), SelectChoice("es", "Español"), SelectChoice("en", "English")]


class OpenForm(FlaskForm):
    """By which way it came, who asks, what about. `today` is the office's day."""

    channel = SelectField(
        _("Per on ha arribat?"), choices=CHANNELS, validators=[InputRequired(_("Tria per on ha arribat"))]
    )
    requested_on = PastDayField(_("Quin dia ho va demanar?"), validators=[InputRequired(WRITE_THE_DAY)])
    procedure = SelectField(_("Tràmit"), choices=PROCEDURES)
    name = StringField(
        _("Nom i cognoms"),
        filters=[line],
        validators=[
            DataRequired(_("Escriu el nom i els cognoms")),
            at_most(NAME_LIMIT, _("El nom és massa llarg: escriu-lo en 120 caràcters o menys")),
        ],
    )
    email = MailField(_("Correu electrònic"), filters=[line])
    phone = PhoneField(_("Telèfon"), filters=[line])
    address = StringField(_("Adreça postal"), filters=[line], validators=[at_most(LINE_LIMIT, TOO_LONG)])
    language = RadioField(_("En quin idioma li hem d'escriure?"), choices=LANGUAGES, default="ca")
    municipality = SelectField(_("Municipi on viu"), choices=[], validators=[InputRequired(_("Tria on viu"))])
    not_served_known = BooleanField(_("Ho sé: obre'l igualment"))
    """Asked only when it matters."""
    company = StringField(_("Empresa"), filters=[line], validators=[at_most(LINE_LIMIT, TOO_LONG)])
    sector = SelectField(_("Sector"), choices=[])
    facts = TextAreaField(_("Què ha passat?"), filters=[text], validators=[at_most(TEXT_LIMIT, TEXT_TOO_LONG)])
    request = TextAreaField(_("Què demana?"), filters=[text], validators=[at_most(TEXT_LIMIT, TEXT_TOO_LONG)])
    assignee = SelectField(_("Qui se n'ocupa"), choices=[])
    registry_entry = StringField(_("Registre d'entrada"), filters=[line], validators=[at_most(LINE_LIMIT, TOO_LONG)])
    external_id = StringField(
        _("Identificador en un altre sistema"), filters=[line], validators=[at_most(LINE_LIMIT, TOO_LONG)]
    )
    once_key = HiddenField(
        filters=[line],
        validators=[DataRequired(_PRESS_AGAIN), at_most(ONCE_KEY_LIMIT, _PRESS_AGAIN)],
    )

    today: date

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field by itself, then what holds between them: some way to reach the person."""
        fine: bool = super().validate(extra_validators)
        if not (self.email.data or self.phone.data or self.address.data):
            message = _("Escriu un correu, un telèfon o una adreça: cal poder trobar la persona")
            self.email.errors = [*self.email.errors, message]
            return False
        return fine
