"""Mending what did not go by itself."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms.validators import DataRequired

from forms.fields import MailField, line


class AddressForm(FlaskForm):
    """The right address of somebody whom letters do not reach. After `validate()`: `email.address`, as stored."""

    email = MailField(_("Adreça de correu"), filters=[line], validators=[DataRequired(_("Escriu l'adreça de correu"))])
