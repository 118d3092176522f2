"""Confirming another hour for an appointment."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput


class MoveForm(FlaskForm):
    """The new hour: id of one slot that begins then."""

    slot = IntegerField(widget=HiddenInput(), validators=[InputRequired(_("Tria una hora")), NumberRange(1, 2**31 - 1)])
