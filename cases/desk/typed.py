"""From what was typed in a block to what is stored: a municipality by its name, a document by its letter."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from booking.find_municipality import find
from cases.nif import WrongNumber, identity_number, passport_number
from forms.case_block import BlockForm


def values_of(session: Session, form: BlockForm) -> dict[str, Any] | None:
    """The values of a valid form by column; None when something in it means nothing, which its field then says."""
    values = form.values
    if "identity_kind" in values and not _read_identity(values, form):
        return None
    if "municipality" in values and not _read_municipality(session, values, form):
        return None
    return values


def _read_identity(values: dict[str, Any], form: BlockForm) -> bool:
    is_dni = values.pop("identity_kind") == "dni"
    if not values["identity_number"]:
        return True
    try:
        values["identity_number"] = (identity_number if is_dni else passport_number)(values["identity_number"])
    except WrongNumber as wrong:
        form["identity_number"].errors = [_identity_sentence(wrong, is_dni)]
        return False
    return True


def _identity_sentence(wrong: WrongNumber, is_dni: bool) -> str:
    if not is_dni:
        return str(_("Escriu el número amb lletres i xifres, sense altres signes"))
    if wrong.fault == "check":
        return str(_("La lletra no correspon a aquest número: revisa'l"))
    return str(_("Escriu el DNI amb vuit xifres i la lletra, com ara 12345678Z, o el NIE, com ara X1234567L"))


def _read_municipality(session: Session, values: dict[str, Any], form: BlockForm) -> bool:
    found = find(session, values.pop("municipality"))
    if found.exact is not None:
        values["municipality_id"] = found.exact.ine_code
        return True
    names = ", ".join(place.name for place in (*found.several, *found.nearest)[:3])
    sentence = (
        _("No sabem quin municipi és. Potser: %(names)s", names=names) if names else _("No sabem quin municipi és")
    )
    form["municipality"].errors = [str(sentence)]
    return False
