"""Microsoft 365: whether we are let in, for how long, and what each technician's mailbox can do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from config import Settings
from doctor.credential import WARN_DAYS, look_at_credential
from doctor.finding import Finding, fail, ok, warn
from teams import (
    Advice,
    Graph,
    GraphProblem,
    busy_times,
    check_mailbox,
    check_policy,
    user_id,
)

ADVICE = {
    Advice.MAILBOX_MISSING: "correct the address, or give the person a licence with Exchange Online",
    Advice.MAILBOX_OUT_OF_SCOPE: (
        "let the application into the mailbox: add it to the scope in Exchange (docs/microsoft-365.md); a change takes "
        "up to two hours to hold"
    ),
    Advice.MAILBOX_FULL: "free space in the mailbox",
    Advice.PERMISSION_MISSING: (
        "grant the application its permissions in the Entra admin centre and consent to them (docs/microsoft-365.md)"
    ),
    Advice.TEAMS_POLICY_MISSING: (
        "grant a Teams application access policy to use lobby options (docs/microsoft-365.md), or set MEETING_OPTIONS=0"
    ),
    Advice.TEAMS_NOT_AVAILABLE: "give the person a licence with Teams and a policy that allows private meetings",
    Advice.CREDENTIAL_REFUSED: (
        "check ENTRA_TENANT and ENTRA_CLIENT_ID; make a new secret or certificate in the Entra admin centre and set it"
    ),
    Advice.THROTTLED: "Microsoft asks to wait: run this again in some minutes",
    Advice.UNAVAILABLE: (
        "check that this machine reaches GRAPH_URL and ENTRA_AUTHORITY (proxy, firewall, REQUESTS_CA_BUNDLE); if it "
        "does, look at the service health of Microsoft 365"
    ),
    Advice.OUR_MISTAKE: "check GRAPH_URL; if it is right, report this line to whoever maintains the service",
    Advice.LINK_MISSING: "run this again in some minutes",
    Advice.EVENT_MISSING: "run this again in some minutes",
    Advice.ADDRESS_NOT_REACHED: (
        "let the internet reach PUBLIC_URL by HTTPS with a public certificate, or set GRAPH_NOTIFICATIONS=0"
    ),
    Advice.MEETING_MISSING: "run this again in some minutes",
}
"""What to do, by the advice of a `GraphProblem`. Every advice has its words."""


def check(settings: Settings, graph: Graph, mailboxes: list[str], now: datetime) -> Iterator[Finding]:
    """Sign-in, the end of the credential, the common mailbox, and each technician's (`mailboxes`)."""
    yield from _credential(settings, graph, now)
    try:
        graph.sign_in()
    except GraphProblem as problem:
        yield _trouble("Microsoft 365", problem)
        return
    yield ok("Microsoft 365", "we are signed in")
    yield from _common_mailbox(settings, graph)
    for mailbox in mailboxes:
        yield from _technician(settings, graph, mailbox)
    if settings.outlook_busy:
        yield from _busy(settings, graph, mailboxes, now)


def _credential(settings: Settings, graph: Graph, now: datetime) -> Iterator[Finding]:
    try:
        credential = look_at_credential(settings, graph.settings, now)
    except GraphProblem as problem:
        yield fail(
            "ENTRA_CLIENT_CERTIFICATE",
            str(problem),
            "give a PEM file with private key and certificate, without password, that the service may read",
        )
        return
    if credential.days is None:
        yield warn(
            credential.subject,
            "nobody can tell when it ends, except the Entra admin centre",
            "look its last day up there and set ENTRA_SECRET_EXPIRES, to be warned in time",
        )
    else:
        yield _ending(credential.subject, credential.days, credential.setting)


def _ending(subject: str, days: int, setting: str) -> Finding:
    last_call, soon, in_time = WARN_DAYS
    advice = f"make a new one in the Entra admin centre, set {setting} and restart; the old one works meanwhile"
    if days < 0:
        return fail(subject, f"ended {-days} days ago", f"make a new one in the Entra admin centre and set {setting}")
    if days <= last_call:
        return fail(subject, "ends within a day: after that no meeting is made", f"today: {advice}")
    if days <= soon:
        return warn(subject, f"ends in {days} days: after that no meeting is made", f"this week: {advice}")
    if days <= in_time:
        return warn(subject, f"ends in {days} days", advice)
    return ok(subject, f"good for {days} days")


def _common_mailbox(settings: Settings, graph: Graph) -> Iterator[Finding]:
    try:
        check_mailbox(graph, settings.graph_mailbox)
    except GraphProblem as problem:
        yield _trouble(f"GRAPH_MAILBOX {settings.graph_mailbox}", problem)
    else:
        yield ok(f"GRAPH_MAILBOX {settings.graph_mailbox}", "can be used")


def _technician(settings: Settings, graph: Graph, mailbox: str) -> Iterator[Finding]:
    try:
        facts = check_mailbox(graph, mailbox)
    except GraphProblem as problem:
        yield _trouble(mailbox, problem)
        return
    if not facts.teams_available:
        yield fail(mailbox, "its meetings cannot be Teams meetings", ADVICE[Advice.TEAMS_NOT_AVAILABLE])
        return
    yield ok(mailbox, "calendar and Teams meetings")
    if settings.meeting_options:
        yield from _policy(graph, mailbox)


def _policy(graph: Graph, mailbox: str) -> Iterator[Finding]:
    try:
        check_policy(graph, user_id(graph, mailbox))
    except GraphProblem as problem:
        # Only lobby and presenter options rest on it; meetings are made without.
        yield warn(f"{mailbox}, meeting options", str(problem), ADVICE[problem.advice])


def _busy(settings: Settings, graph: Graph, mailboxes: list[str], now: datetime) -> Iterator[Finding]:
    try:
        read = busy_times(graph, settings.graph_mailbox, mailboxes, now, now + timedelta(days=1))
    except GraphProblem as problem:
        yield _trouble("busy time in Outlook", problem)
        return
    unread = {mailbox: answer for mailbox, answer in read.items() if isinstance(answer, GraphProblem)}
    for mailbox, reason in unread.items():
        yield _trouble(f"busy time of {mailbox}", reason)
    if mailboxes and not unread:
        yield ok("busy time in Outlook", "can be read for every technician")


def _trouble(subject: str, problem: GraphProblem) -> Finding:
    return fail(subject, str(problem), ADVICE[problem.advice])
