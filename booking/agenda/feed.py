"""A technician's calls for their own calendar program: hours, references and municipalities, nothing of the person."""

from __future__ import annotations

from datetime import datetime

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from access import personal_link
from booking.agenda.routes import Answer, now, routes
from booking.attend.feed import calls_in_feed, feed_of
from booking.models import Appointment
from booking.pages.office_card import words
from booking.pages.visit import settings
from database import db
from mail.feed import FeedEntry, to_feed
from web.languages import force_language
from web.security import personal


@routes.get("/calendari/<token:feed>.ics")
@personal
@personal_link
def calendar(feed: str) -> Answer:
    """404 for an address that never was, 410 for one that was revoked; 304 while nothing has changed."""
    found = feed_of(db.session(), feed)
    if found is None:
        abort(404)
    if not found.in_force:
        abort(410)
    force_language(found.technician.language)
    calls = calls_in_feed(db.session(), found.technician.id, now())
    ics = to_feed(_("Cites de consum"), [_entry(one, changed) for one, changed in calls])
    answer = Response(ics, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-cache"  # kept, so that it can be asked whether it is still true
    answer.add_etag()
    return answer.make_conditional(request)


def _entry(one: Appointment, changed: datetime) -> FeedEntry:
    domain = one.office.email.partition("@")[2]
    where = _("Trucada telefònica") if one.by_phone else _("Videotrucada (Microsoft Teams)")
    return FeedEntry(
        uid=f"{one.reference}-agenda@{domain}",
        sequence=one.revision,
        changed=changed,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        summary=f"{one.reference} · {one.municipality.name}",
        description=words(one.service.names),
        location=where,
        url=settings().public_url + url_for("agenda.call", reference=one.reference),
    )
