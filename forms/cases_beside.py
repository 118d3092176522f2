"""What staff fill in beside a case file: notes, who works on it, who may see its mediation, its company."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from forms.case_fields import LINE_LIMIT, TEXT_LIMIT, TEXT_TOO_LONG, TOO_LONG
from forms.coordination import revision_of
from forms.fields import MailField, SelectChoice, at_most, line, text


class Named(Protocol):
    """A technician."""

    id: Any
    name: Any
    left_at: Any


def _row_number(field: HiddenField) -> int | None:
    typed = str(field.data or "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


class NoteForm(FlaskForm):
    """An internal note."""

    text = TextAreaField(
        _("Nota interna"),
        filters=[text],
        validators=[InputRequired(_("Escriu la nota")), at_most(TEXT_LIMIT, TEXT_TOO_LONG)],
    )


class RemoveForm(FlaskForm):
    """Take the representative out, with which version before one's eyes."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        return revision_of(self.version)


class AssignForm(FlaskForm):
    """Who works on the case."""

    assignee = SelectField(_("Qui el porta"), choices=[])

    @classmethod
    def of(cls, technicians: Iterable[Named], present: int | None, *, posted: bool = False) -> AssignForm:
        """With those who work here, and whoever has it now."""
        form = cls() if posted else cls(formdata=None, data={"assignee": str(present or "")})
        named = [one for one in technicians if one.left_at is None or one.id == present]
        form.assignee.choices = [SelectChoice("", _("Ningú")), *(SelectChoice(str(one.id), one.name) for one in named)]
        return form

    @property
    def technician_id(self) -> int | None:
        return int(self.assignee.data) if self.assignee.data else None


class MediationForm(FlaskForm):
    """Who else may see the papers of a mediation."""

    member = SelectField(_("Dona accés a"), choices=[])

    @classmethod
    def of(cls, colleagues: Mapping[int, str], with_leave: Collection[int], *, posted: bool = False) -> MediationForm:
        """With those of the office who have no leave yet."""
        form = cls() if posted else cls(formdata=None)
        form.member.choices = [SelectChoice(str(id), name) for id, name in colleagues.items() if id not in with_leave]
        return form

    @property
    def member_id(self) -> int:
        return int(self.member.data)


class RevokeForm(FlaskForm):
    """Who may see them no longer."""

    member = HiddenField()

    @property
    def member_id(self) -> int | None:
        return _row_number(self.member)


class CompanySearchForm(FlaskForm):
    """By name or tax number."""

    q = StringField(_("Nom o NIF de l'empresa"), filters=[line])


class ChooseCompanyForm(FlaskForm):
    """One of the list, or none; and the company in the person's own words."""

    version = HiddenField()
    company = HiddenField()

    @property
    def seen(self) -> int:
        return revision_of(self.version)

    @property
    def company_id(self) -> int | None:
        return _row_number(self.company)


class CompanyForm(FlaskForm):
    """A company, to be put on the list or corrected."""

    version = HiddenField()
    name = StringField(
        _("Nom de l'empresa"),
        filters=[line],
        validators=[DataRequired(_("Escriu el nom de l'empresa")), at_most(LINE_LIMIT, TOO_LONG)],
    )
    nif = StringField(_("NIF"), filters=[line], validators=[at_most(LINE_LIMIT, TOO_LONG)])
    address = StringField(_("Adreça"), filters=[line], validators=[at_most(LINE_LIMIT, TOO_LONG)])
    email = MailField(_("Correu electrònic"), filters=[line])
    web = StringField(_("Web"), filters=[line], validators=[at_most(LINE_LIMIT, TOO_LONG)])

    @property
    def seen(self) -> int:
        return revision_of(self.version)
