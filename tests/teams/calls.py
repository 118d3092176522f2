"""People in a call, and the report that Teams makes of it."""

from urllib.parse import urlsplit

from teams import attendance
from tests.teams.standin import eventually


def join(standin, meeting, name, *, organizer=False):
    """Come in by the meeting page, as a guest who types a name or as the organizer who is signed in."""
    standin.post(urlsplit(meeting.join_url).path, do="join", name=name, **({"as": "organizer"} if organizer else {}))


def end(standin, meeting):
    standin.post(urlsplit(meeting.join_url).path, do="end")


def reports_of(graph, user, meeting, *, count=1):
    """The attendance reports, as soon as there are `count`; they come a moment after the end of the call."""

    def reports():
        found = attendance(graph, user, meeting.join_url)
        return found if len(found) >= count else None

    return eventually(reports)
