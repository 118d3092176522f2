"""What technicians fill in during a call and after it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, Protocol

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    Field,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
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
CASE_STEPS = [
    SelectChoice("open_case", _("S'obre un expedient")),
    SelectChoice("answered", _("Era una consulta i ja té resposta: s'obre i es tanca")),
]
JOIN: Final = "join_case"
NEXT_STEPS = [
    SelectChoice("nothing", _("Res més")),
    SelectChoice("new_call", _("Oferir-li una altra trucada")),
]
_CASE_REFERENCE: Final = re.compile(r"E-[A-Z0-9]{4}-[A-Z0-9]{4}")
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


class NoteForm(Form):
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


class WritingForm(FlaskForm):
    """All that is written during a call: the blocks of notes, what is ticked now, and what was ticked when the page was
    shown. It travels whole, whichever button is pressed: without a script, what is not sent is lost."""

    what_happened = FormField(NoteForm, separator="_")
    what_they_ask = FormField(NoteForm, separator="_")
    what_company_did = FormField(NoteForm, separator="_")
    checked = SelectMultipleField(_("Que no se t'oblidi"), choices=CHECKLIST)
    seen = SelectMultipleField(choices=CHECKLIST)

    @property
    def typed(self) -> dict[str, NoteForm]:
        """By block, those that were sent."""
        notes = {one.short_name: one.form for one in self if isinstance(one, FormField)}
        return {block: note for block, note in notes.items() if note.text.raw_data}


class OwnAbsenceForm(AbsenceForm):
    """When the person who is asking will be away."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.who


class CloseForm(FlaskForm):
    """How the call ended, and what comes of it: a case if somebody was attended to, perhaps another call if not."""

    outcome = RadioField(_("Com ha acabat?"), choices=OUTCOMES, validators=[InputRequired(_("Digues com ha acabat"))])
    case_step = RadioField(
        _("Si l'hem atesa, què se'n fa?"),
        choices=CASE_STEPS,
        default="open_case",
        validate_choice=False,  # a case that was offered may be closed meanwhile: the verb knows
        validators=[InputRequired(_("Digues què se'n fa"))],
    )
    next_step = RadioField(
        _("Si no, i ara què?"),
        choices=NEXT_STEPS,
        default="nothing",
        validators=[InputRequired(_("Digues què toca ara"))],
    )

    has_case: str | None = None
    """What the call has led to already (see `keep_case`)."""

    def validate_case_step(self, field: Field) -> None:
        """A code, or the reference of a case."""
        codes = {choice.value for choice in CASE_STEPS}
        if field.data not in codes and not _CASE_REFERENCE.fullmatch(field.data or ""):
            raise ValidationError(_("Digues què se'n fa"))

    def offer_cases(self, cases: Iterable[tuple[str, str]], usual: str | None) -> None:
        """Let the call join one of these cases, given by reference and words; `usual` is chosen unless another is."""
        joins = [SelectChoice(reference, words) for reference, words in cases]
        self.case_step.choices = [CASE_STEPS[0], *joins, *CASE_STEPS[1:]]
        if usual is not None and self.case_step.raw_data is None:  # nothing was sent
            self.case_step.data = usual

    def keep_case(self, next_step: str | None) -> None:
        """The call has a case, which stays: there is nothing to choose. `next_step` is what was said of it."""
        said = next_step in (JOIN, *(choice.value for choice in CASE_STEPS))
        self.has_case = next_step if said and next_step else "open_case"
        del self.case_step

    @property
    def leads_to(self) -> tuple[str, str | None]:
        """Code of the next step; and, if the call joins a case, the reference of that."""
        if self.outcome.data != "attended":
            return self.next_step.data, None
        step = self.has_case or self.case_step.data
        if step == JOIN or step in (choice.value for choice in CASE_STEPS):
            return step, None
        return JOIN, step


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
        form = cls(formdata=None)
        if call is not None:
            form.outcome.data = call.outcome
            if call.next_step in {choice.value for choice in NEXT_STEPS}:
                form.next_step.data = call.next_step
        return form
