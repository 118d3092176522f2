"""The way in: what the service is, where the person lives, who serves them there."""

from __future__ import annotations

from flask import Response, jsonify, redirect, render_template, request, session, url_for
from sqlalchemy import select

from access import public
from booking.errors import ServiceClosed
from booking.find_municipality import Matches, choices, find
from booking.models import Municipality, Office, Service
from booking.pages.answers import Answer
from booking.pages.lookup import UnknownMunicipality, UnknownService, municipality_of
from booking.pages.office_card import words
from booking.pages.places import Place, letters, own_office_of, service_rows
from booking.pages.routes import routes
from database import db
from forms.municipality import MunicipalityForm

NAMES_KEPT = 3600
"""Seconds for which a browser keeps the list of names: municipalities are seldom founded."""


@routes.get("/")
@public
def start() -> Answer:
    """What it is, for whom, and where to begin."""
    return _start_page(db.session.scalar(select(Office.closed_notice).order_by(Office.id).limit(1)))


@routes.get("/cita")
@public
def municipality() -> Answer:
    """Step 1: where do you live? Words that fit one place only lead straight on."""
    if "q" not in request.args:
        return _municipality_page(MunicipalityForm(formdata=None))
    form = MunicipalityForm(request.args)
    if not form.validate():
        return _municipality_page(form), 422
    matches = find(db.session(), form.q.data or "")
    if matches.exact is not None:
        return redirect(url_for(".services", municipality=matches.exact.slug))
    return _municipality_page(form, matches)


@routes.get("/municipis.json")
@public
def municipality_names() -> Response:
    """All names, for suggestions while typing."""
    answer = jsonify([name for name, slug in choices(db.session())])
    answer.cache_control.public = True
    answer.cache_control.max_age = NAMES_KEPT
    return answer


@routes.get("/cita/<municipality>")
@public
def services(municipality: str) -> Answer:
    """Who serves this municipality, and with what. One service leads straight to its days."""
    place = municipality_of(municipality)
    session["municipality"] = [place.slug, place.name]
    offered = _offered(place)
    if len(offered) == 1:
        return redirect(url_for(".days_of", municipality=place.slug, service=offered[0].slug))
    return _services_page(place, offered)


@routes.errorhandler(UnknownMunicipality)
def unknown_municipality(error: UnknownMunicipality) -> Answer:
    """No such place: the names that come closest, and all of them."""
    form = MunicipalityForm(formdata=None)
    found = find(db.session(), error.words)
    nearest = Matches(nearest=[found.exact] if found.exact else found.several or found.nearest)
    return _municipality_page(form, nearest), 404


@routes.errorhandler(UnknownService)
def unknown_service(error: UnknownService) -> Answer:
    """No such service there: those that there are."""
    return _services_page(error.municipality, _offered(error.municipality)), 404


@routes.errorhandler(ServiceClosed)
def closed(error: ServiceClosed) -> Answer:
    """Nothing can be booked for a time: the office's own words, and its telephone."""
    return _start_page(error.notice), 409 if request.method == "POST" else 200


def _start_page(closed_notice: dict[str, str] | None) -> str:
    return render_template(
        "booking/start.html",
        start_url=url_for("booking.municipality"),
        recover_url=url_for("booking.recover"),
        closed_notice=words(closed_notice) if closed_notice else None,
    )


def _municipality_page(form: MunicipalityForm, matches: Matches | None = None) -> str:
    """After a search: what it may have meant, and, when that is not clear, everything from A to Z."""
    found = matches or Matches()
    last = session.get("municipality")
    return render_template(
        "booking/municipality.html",
        form=form,
        names_url=url_for("booking.municipality_names"),
        last=Place(last[1], "", last[0]) if last else None,
        searched=matches is not None,
        results=[Place.of(one) for one in found.several],
        nearest=[Place.of(one) for one in found.nearest],
        letters=letters(db.session()) if matches is not None and not found.several else [],
        back_url=url_for("booking.start"),
    )


def _services_page(place: Municipality, offered: list[Service]) -> str:
    back_url = url_for("booking.municipality")
    if not offered:
        own = own_office_of(place)
        return render_template("booking/your_office.html", municipality=place, own_office=own, back_url=back_url)
    rows = service_rows(place, offered)
    return render_template("booking/services.html", municipality=place, services=rows, back_url=back_url)


def _offered(place: Municipality) -> list[Service]:
    if place.office_id is None:
        return []
    return list(db.session.scalars(Service.offered_by(place.office_id)))
