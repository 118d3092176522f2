"""Cancelling an appointment: one question, and a reason for those who want to give one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import Optional

from forms.fields import SelectChoice

REASONS = [
    SelectChoice("cannot_come", _("Aquell dia no puc")),
    SelectChoice("solved", _("Ja s'ha resolt")),
    SelectChoice("other_help", _("M'ajuda algú altre")),
    SelectChoice("no_video", _("No puc fer la videotrucada")),
    SelectChoice("by_mistake", _("La vaig demanar per error")),
    SelectChoice("rather_not_say", _("Prefereixo no dir-ho")),
]


class CancelForm(FlaskForm):
    """The reason is a code, or None when nothing was chosen."""

    reason = RadioField(_("Per què l'anul·les?"), choices=REASONS, validators=[Optional()])

    @property
    def reason_given(self) -> str | None:
        """The code to keep; saying nothing and preferring not to say are the same."""
        return None if self.reason.data in (None, "", "None", "rather_not_say") else str(self.reason.data)
