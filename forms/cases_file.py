"""What staff fill in on a case file, block by block."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Optional

from forms.case_block import BlockForm
from forms.case_fields import LINE_LIMIT, TEXT_LIMIT, TEXT_TOO_LONG, TOO_LONG, AmountField, PastDayField
from forms.fields import MailField, PhoneField, SelectChoice, at_most, line, text

CHANNELS = [
    SelectChoice("video", _("Videotrucada")),
    SelectChoice("phone", _("Telèfon")),
    SelectChoice("in_person", _("Presencial")),
    SelectChoice("mailbox", _("Bústia del consumidor")),
    SelectChoice("mobile_unit", _("Unitat mòbil (UMIC)")),
    SelectChoice("messaging", _("Missatgeria")),
    SelectChoice("council", _("Derivat per l'ajuntament")),
]
LANGUAGES = [SelectChoice("ca", "Català"), SelectChoice("es", "Español"), SelectChoice("en", "English")]
PLACES = [
    SelectChoice("", "—"),
    SelectChoice("shop", _("En una botiga")),
    SelectChoice("web", _("Per internet")),
    SelectChoice("phone", _("Per telèfon")),
    SelectChoice("home", _("A casa")),
    SelectChoice("other", _("D'una altra manera")),
]
NOTIFIED_BY = [
    SelectChoice("", _("Encara no ho ha dit")),
    SelectChoice("enotum", _("Electrònica (e-NOTUM)")),
    SelectChoice("paper", _("En paper")),
]
PAPERS = [SelectChoice("dni", _("DNI o NIE")), SelectChoice("passport", _("Passaport o un altre"))]


def _line(label: str, wanted: str | None = None) -> StringField:
    checks: list[Any] = [at_most(LINE_LIMIT, TOO_LONG)]
    return StringField(label, filters=[line], validators=[DataRequired(wanted), *checks] if wanted else checks)


def _text(label: str) -> TextAreaField:
    return TextAreaField(label, filters=[text], validators=[at_most(TEXT_LIMIT, TEXT_TOO_LONG)])


def _day(label: str) -> PastDayField:
    return PastDayField(label, validators=[Optional()])


class HeadForm(BlockForm):
    """Where the case is found, what it is about, and what the office says of it to itself."""

    registry_entry = _line(_("Registre d'entrada"))
    external_id = _line(_("Identificador en un altre sistema"))
    sector_code = SelectField(_("Sector"), choices=[])
    channel = SelectField(_("Canal"), choices=CHANNELS)
    urgent = BooleanField(_("És urgent: tall de subministrament o perill"))
    internal_state = _line(_("Estat intern"))
    internal_detail = _line(_("Detall de l'estat intern"))

    @property
    def values(self) -> dict[str, Any]:
        """Numbers that are not there are none: of no number there may be many."""
        values = super().values
        return values | {name: values[name] or None for name in ("registry_entry", "external_id", "sector_code")}


class PersonFields(BlockForm):
    """Who somebody is and how to reach them."""

    name = _line(_("Nom i cognoms"), _("Escriu el nom i els cognoms"))
    identity_kind = RadioField(_("Document d'identitat"), choices=PAPERS, default="dni")
    identity_number = _line(_("Número del document"))
    address = _line(_("Adreça"))
    phone = PhoneField(_("Telèfon"), filters=[line])
    email = MailField(_("Correu electrònic"), filters=[line])


class PersonForm(PersonFields):
    """The person whose case it is."""

    municipality = _line(_("Municipi on viu"), _("Escriu el municipi on viu"))
    language = SelectField(_("Idioma"), choices=LANGUAGES)
    notified_by = RadioField(_("Com vol rebre les notificacions"), choices=NOTIFIED_BY, default="")


class RepresentativeForm(PersonFields):
    """Who acts for the person, and since when that is proved."""

    representation = _line(_("En qualitat de què"), _("Escriu què n'és: filla, advocat, associació…"))
    representation_proved_on = _day(_("Representació acreditada el dia"))


class RelationForm(BlockForm):
    """What was bought or signed."""

    contract_reference = _line(_("Número de contracte o de comanda"))
    contracted_on = _day(_("Data"))
    contracted_where = SelectField(_("Com es va contractar"), choices=PLACES)
    amount_paid = AmountField(_("Import pagat"), filters=[line])


class FactsForm(BlockForm):
    """What happened, in order."""

    facts = _text(_("Què ha passat, en ordre i amb dates"))


class RequestForm(BlockForm):
    """What is asked of the company, and what came of it in money."""

    request = _text(_("Què demana a l'empresa"))
    amount_claimed = AmountField(_("Import reclamat"), filters=[line])
    amount_recovered = AmountField(_("Import recuperat"), filters=[line])


class PriorClaimForm(BlockForm):
    """The claim to the company that comes first, and its reply."""

    prior_claim_on = _day(_("Quan va reclamar a l'empresa"))
    prior_claim_how = _line(_("Com, i amb quin número de referència"))
    prior_claim_about_billing = BooleanField(_("És per una factura o un cobrament indegut"))
    prior_reply_on = _day(_("Quan va respondre l'empresa"))
    prior_reply = _text(_("Què va respondre"))

    def validate_prior_reply_on(self, field: Field) -> None:
        claimed = self.prior_claim_on.data
        if field.data and claimed and field.data < claimed:
            raise ValidationError(_("La resposta no pot ser anterior a la reclamació"))


BLOCK_FORMS: dict[str, type[BlockForm]] = {
    "head": HeadForm,
    "person": PersonForm,
    "relation": RelationForm,
    "facts": FactsForm,
    "request": RequestForm,
    "prior_claim": PriorClaimForm,
    "representative": RepresentativeForm,
}
