"""What each code means in words: what is so, what to do about it, and which action mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flask_babel import LazyString, lazy_gettext as _

from booking.pending.matters import NOT_TRIED
from booking.timetable import ABSENCE, CLOSURE, HOLIDAY, HOURS, OUTLOOK
from mail import problem as mail
from teams import Advice

Remedy = Literal["retry", "renew"]


@dataclass(frozen=True)
class Words:
    """For one code."""

    reason: LazyString
    advice: LazyString
    remedy: Remedy = "retry"


OF_ITSELF = _("Ho tornem a provar tot sols. Si dura, avisa qui administra el servei.")

ADVICE: dict[str, Words] = {
    NOT_TRIED: Words(
        _("Fa estona que s'havia de fer i no s'ha ni provat: el procés que fa aquesta feina no respon."),
        _("Avisa qui administra el servei: ha d'engegar el procés «worker»."),
    ),
    Advice.MAILBOX_MISSING: Words(
        _("Microsoft 365 no troba aquesta bústia."),
        _(
            "Qui administra Microsoft 365 n'ha de revisar l'adreça o la llicència d'Exchange. "
            "Després, torna-ho a provar."
        ),
    ),
    Advice.MAILBOX_OUT_OF_SCOPE: Words(
        _("Microsoft 365 no ens deixa obrir aquesta bústia."),
        _(
            "Qui administra Microsoft 365 l'ha d'afegir a l'abast de l'aplicació. El canvi pot trigar dues hores. "
            "Després, torna-ho a provar."
        ),
    ),
    Advice.MAILBOX_FULL: Words(_("La bústia és plena."), _("Se n'ha d'esborrar una part. Després, torna-ho a provar.")),
    Advice.PERMISSION_MISSING: Words(
        _("A l'aplicació li falta un permís de Microsoft 365."),
        _("Qui administra Microsoft 365 l'ha de concedir. Després, torna-ho a provar."),
    ),
    Advice.TEAMS_POLICY_MISSING: Words(
        _("Falta la política de Teams que ens deixa configurar la reunió."),
        _("Qui administra Microsoft 365 l'ha d'assignar. Després, torna-ho a provar."),
    ),
    Advice.TEAMS_NOT_AVAILABLE: Words(
        _("Aquest compte no pot fer reunions de Teams."),
        _("Qui administra Microsoft 365 li ha de donar una llicència amb Teams. Després, torna-ho a provar."),
    ),
    Advice.CREDENTIAL_REFUSED: Words(
        _("No ens deixen entrar: el secret o la contrasenya del servei no és bo o ha caducat."),
        _("Qui administra el servei n'ha de posar un de nou. Després, torna-ho a provar."),
    ),
    Advice.THROTTLED: Words(_("L'altre servidor ens demana que esperem."), OF_ITSELF),
    Advice.UNAVAILABLE: Words(_("Microsoft 365 no respon, o no hi arribem."), OF_ITSELF),
    Advice.OUR_MISTAKE: Words(
        _("Microsoft 365 no accepta el que li demanem."),
        _("Fes una reunió nova. Si torna a passar, avisa qui administra el servei."),
        "renew",
    ),
    Advice.LINK_MISSING: Words(
        _("La reunió és al calendari, però el seu enllaç no es pot fer servir."),
        _("Fes una reunió nova. L'enllaç que té la persona no canvia."),
        "renew",
    ),
    Advice.EVENT_MISSING: Words(
        _("La reunió ja no és al calendari d'Outlook."),
        _("Fes una reunió nova. L'enllaç que té la persona no canvia."),
        "renew",
    ),
    Advice.MEETING_MISSING: Words(
        _("Teams no troba la reunió."), _("Fes una reunió nova. L'enllaç que té la persona no canvia."), "renew"
    ),
    Advice.ADDRESS_NOT_REACHED: Words(
        _("Microsoft 365 no arriba a la nostra adreça per avisar-nos de canvis."),
        _("Qui administra el servei ha de revisar que s'hi pugui arribar des d'internet. Després, torna-ho a provar."),
    ),
    mail.MAILBOX_REFUSED: Words(
        _("L'adreça no existeix, o la seva bústia no accepta correus."),
        _("Truca a la persona i corregeix l'adreça; o digues-li el que cal i marca-ho com a dit."),
    ),
    mail.SERVER_UNREACHABLE: Words(_("El servidor de correu no respon."), OF_ITSELF),
    mail.TLS_FAILED: Words(
        _("La connexió amb el servidor de correu no és segura, i no enviem res."),
        _("Qui administra el servei n'ha de revisar el certificat. Després, torna-ho a provar."),
    ),
    mail.MESSAGE_REFUSED: Words(
        _("El servidor de correu no accepta els nostres correus."),
        _(
            "Qui administra el servei ha de revisar si podem enviar des de la nostra adreça. "
            "Després, torna-ho a provar."
        ),
    ),
    mail.FOLDER_UNWRITABLE: Words(
        _("La carpeta on es desen els correus no es pot escriure."),
        _("Qui administra el servei n'ha de revisar els permisos o l'espai. Després, torna-ho a provar."),
    ),
}
"""Every advice of both gateways. What is not listed would be a code of another release."""

UNKNOWN = Words(_("No s'ha pogut fer."), _("Torna-ho a provar. Si no surt, avisa qui administra el servei."))

NOBODY_THERE: dict[str, LazyString] = {
    HOURS: _("Aquesta hora ja no és de l'horari del tècnic."),
    HOLIDAY: _("Aquest dia és festiu."),
    CLOSURE: _("Aquest dia l'oficina és tancada."),
    ABSENCE: _("El tècnic serà fora."),
    OUTLOOK: _("El tècnic té una altra cosa a l'Outlook a aquesta hora."),
}
"""Why a call would have no technician, by what blocks its slot."""


def words_for(code: str) -> Words:
    """The words of an advice code."""
    return ADVICE.get(code, UNKNOWN)
