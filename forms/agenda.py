"""What technicians fill in during a call and after it."""

from __future__ import annotations

from typing import Any, Protocol

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from forms.coordination_many import AbsenceForm
from forms.fields import SelectChoice, at_most, line, text

NOTE_LIMIT = 8_000
"""Characters; less than what `forms.fields.text` keeps, so that nothing is cut without a word."""
REASON_LIMIT = 300

OUTCOMES = [
    SelectChoice("attended", _("L'hem atesa")),
    SelectChoice("consumer_absent", _("La persona no s'ha presentat")),
    SelectChoice("technician_absent", _("No l'hem poguda atendre")),
    SelectChoice("cut_off", _("S'ha tallat i no s'ha pogut acabar")),
]
NEXT_STEPS = [
    SelectChoice("nothing", _("Res més")),
    SelectChoice("new_call", _("Oferir-li una altra trucada")),
    SelectChoice("open_case", _("Obrir-li expedient més endavant")),
]
CHECKLIST = [
    SelectChoice("identity", _("He comprovat amb qui parlo")),
    SelectChoice("papers", _("He preguntat quins papers té")),
    SelectChoice("deadlines", _("He dit els terminis")),
    SelectChoice("agreed", _("Hem repassat en què quedem")),
]


class Ended(Protocol):
    """A call that has its outcome, or has not yet."""

    outcome: str | None
    next_step: str | None


class NoteForm(FlaskForm):
    """One block of notes, and the version of it that the person had before them."""

    text = TextAreaField(
        filters=[text],
        validators=[at_most(NOTE_LIMIT, _("La nota és massa llarga: escriu-la en 8.000 caràcters o menys"))],
    )
    version = HiddenField(default="0")

    @property
    def words(self) -> str:
        return self.text.data or ""

    @property
    def seen(self) -> int:
        """0 for anything that is no version: then whatever is stored is newer."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


class ChecklistForm(FlaskForm):
    """What is ticked now, and what was ticked when the page was shown."""

    checked = SelectMultipleField(_("Que no se t'oblidi"), choices=CHECKLIST)
    seen = SelectMultipleField(choices=CHECKLIST)


class OwnAbsenceForm(AbsenceForm):
    """When the person who is asking will be away."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.who


class CloseForm(FlaskForm):
    """How the call ended."""

    outcome = RadioField(_("Com ha acabat?"), choices=OUTCOMES, validators=[InputRequired(_("Digues com ha acabat"))])
    next_step = RadioField(
        _("I ara, què?"), choices=NEXT_STEPS, default="nothing", validators=[InputRequired(_("Digues què toca ara"))]
    )


class CorrectForm(CloseForm):
    """The same, said differently afterwards, and why."""

    reason = StringField(
        _("Per què ho corregeixes?"),
        filters=[line],
        validators=[
            DataRequired(_("Escriu per què ho corregeixes")),
            at_most(REASON_LIMIT, _("Escriu-ho en 300 caràcters o menys")),
        ],
    )

    @classmethod
    def of(cls, call: Ended | None) -> CorrectForm:
        """With what was said."""
        said: dict[str, Any] = {"outcome": call.outcome, "next_step": call.next_step} if call else {}
        return cls(formdata=None, data=said)
