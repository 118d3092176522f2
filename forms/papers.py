"""Handing in papers, and saying what they are."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired

from forms.fields import SelectChoice, at_most, line

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
LONGEST_REASON = 300


class _KindForm(FlaskForm):
    kind = SelectField(_("Què és?"), choices=[])

    def __init__(self, kinds: Mapping[str, str], **options: Any) -> None:
        super().__init__(**options)
        self.kind.choices = [SelectChoice(code, name) for code, name in kinds.items()]


class PapersForm(_KindForm):
    """Files of one kind. `key` is that of the form, which counts once however often it is sent."""

    once_key = HiddenField()
    files = MultipleFileField(_("Fitxers"), validators=[DataRequired(_("Tria almenys un fitxer"))])
    of_mediation = BooleanField(_("És de la mediació: només ho veu qui hi té accés"))

    @property
    def key(self) -> str:
        """As it came, or a new one."""
        sent = self.once_key.data or ""
        return sent if _KEY.fullmatch(sent) else secrets.token_urlsafe(16)


class PaperKindForm(_KindForm):
    """What a paper is."""

    of_mediation = BooleanField(_("És de la mediació: només ho veu qui hi té accés"))


class TakeOutForm(FlaskForm):
    """Why a paper is taken out."""

    reason = StringField(
        _("Per què es retira?"),
        filters=[line],
        validators=[
            DataRequired(_("Escriu per què es retira")),
            at_most(LONGEST_REASON, _("Escriu-ho amb menys de 300 lletres")),
        ],
    )
