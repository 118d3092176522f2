"""The Graph port: lets a call in or refuses it, lets it suffer its fault, and holds both ways to the contract."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

import jwt
from flask import Blueprint, Response, request

from . import directory, events, meetings, schedules, subscriptions
from .contract import Operation
from .faults import REFUSED_BY_FAULT, Fault, retry_after
from .people import Person
from .world import AUDIENCE, Answer, Call, Refusal, World

HANDLERS: dict[str, Callable[[Call], Answer]] = {
    "GET /users/{user-id}": directory.user,
    "GET /users/{user-id}/calendar": schedules.calendar,
    "POST /users/{user-id}/calendar/getSchedule": schedules.get_schedule,
    "GET /users/{user-id}/events": events.collection,
    "POST /users/{user-id}/events": events.create,
    "GET /users/{user-id}/events/{event-id}": events.read,
    "PATCH /users/{user-id}/events/{event-id}": events.update,
    "DELETE /users/{user-id}/events/{event-id}": events.delete,
    "GET /users/{user-id}/calendarView": events.calendar_view,
    "GET /users/{user-id}/onlineMeetings": meetings.find,
    "GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}": meetings.read,
    "PATCH /users/{user-id}/onlineMeetings/{onlineMeeting-id}": meetings.update,
    "GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/attendanceReports": meetings.reports,
    "GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/attendanceReports/{meetingAttendanceReport-id}": (
        meetings.report
    ),
    "POST /users/{user-id}/sendMail": directory.send_mail,
}

MOST_AT_A_TIME = 4

# Set in the WSGI environment for the server to act on: `before` or `after` an answer was made, break it off.
BREAK_OFF = "standin.break_off"


class Gate:
    """Lets four calls at a time into each mailbox (Outlook's MailboxConcurrency)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside: Counter[str] = Counter()

    @contextmanager
    def passing(self, mailbox: str) -> Iterator[None]:
        with self._lock:
            if self._inside[mailbox] >= MOST_AT_A_TIME:
                message = "Application is over its MailboxConcurrency limit."
                raise Refusal(429, "ApplicationThrottled", message, {"Retry-After": "1"})
            self._inside[mailbox] += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside[mailbox] -= 1


def graph_pages(world: World) -> Blueprint:
    """The routes under /v1.0."""
    pages = Blueprint("graph", __name__)
    gate = Gate()

    @pages.route("/v1.0/<path:path>", methods=["GET", "POST", "PATCH", "PUT", "DELETE"])
    def graph(path: str) -> Response:
        raw = request.environ["RAW_URI"].partition("?")[0].removeprefix("/v1.0")
        operation: Operation | None = None
        try:
            found = world.contract.find(request.method, raw)
            if found is None or found[0].name not in {*HANDLERS, *subscriptions.HANDLERS}:
                raise Refusal(400, "BadRequest", f"Resource not found for the segment in {request.method} {raw}.")
            operation, parts = found
            answer = _handle(world, gate, operation, [unquote(part) for part in parts])
        except Refusal as refusal:
            answer = _error(refusal)
        return _response(world, operation, answer)

    return pages


def _handle(world: World, gate: Gate, operation: Operation, parts: list[str]) -> Answer:
    if operation.name in subscriptions.HANDLERS:
        return _handle_for_tenant(world, operation, parts)
    person = world.people.find(parts[0])
    names = (parts[0].lower(), person.mail.lower(), person.id) if person else (parts[0].lower(),)
    with gate.passing(person.id if person else parts[0]):
        fault = world.faults.strike(operation.name, names)
        if fault is not None:
            _suffer_before(fault)
        answer = _answer(world, operation, parts, person, fault)
        if fault is not None:
            _suffer_after(fault)
    return answer


def _handle_for_tenant(world: World, operation: Operation, parts: list[str]) -> Answer:
    """A call that is about no mailbox: only its token, its fault and its form are looked at here."""
    fault = world.faults.strike(operation.name, ())
    if fault is not None:
        _suffer_before(fault)
    roles = _roles(world)
    answer = subscriptions.HANDLERS[operation.name](
        subscriptions.TenantCall(world, operation, parts, _document(world, operation), dict(request.headers), roles)
    )
    if fault is not None:
        _suffer_after(fault)
    return answer


def _answer(world: World, operation: Operation, parts: list[str], person: Person | None, fault: Fault | None) -> Answer:
    _authorize(world, operation)
    document = _document(world, operation)
    return HANDLERS[operation.name](
        Call(
            world=world,
            operation=operation,
            path=parts[1:],
            query=request.args.to_dict(),
            headers=dict(request.headers),
            body=request.get_data(),
            document=document,
            person=_admitted(operation, parts[0], person),
            fault=fault,
        )
    )


def _document(world: World, operation: Operation) -> dict[str, Any]:
    """The JSON body, empty without one; what breaks the contract is refused."""
    body = request.get_data()
    if world.checks is not None:
        query = request.args.to_dict()
        errors = world.checks.of_request(operation, query, request.headers.get("Content-Type", ""), body)
        if errors:
            raise Refusal(400, "BadRequest", "; ".join(errors))
    document: dict[str, Any] = json.loads(body) if request.is_json and body else {}
    return document


def _authorize(world: World, operation: Operation) -> None:
    if operation.permissions.isdisjoint(_roles(world)):
        directory_call = operation.name == "GET /users/{user-id}"
        code = "Authorization_RequestDenied" if directory_call else "ErrorAccessDenied"
        if "onlineMeetings" in operation.name:
            code = "Forbidden"
        raise Refusal(403, code, "The permission is missing in the token.")


def _roles(world: World) -> frozenset[str]:
    """The permissions in the token, which must be one of ours that has not ended."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        claims = world.keys.read(token if scheme == "Bearer" else "", AUDIENCE)
    except jwt.InvalidTokenError as error:
        message = "Access token is empty, invalid or has ended."
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        raise Refusal(401, "InvalidAuthenticationToken", message, challenge) from error
    return frozenset(claims.get("roles", []))


def _admitted(operation: Operation, name: str, person: Person | None) -> Person:
    if "/onlineMeetings" in operation.name:
        if "@" in name:
            raise Refusal(400, "BadRequest", "With an application token the user is to be named by object id.")
        if person is None:
            raise Refusal(404, "UserNotFound", "No such user.")
        if not person.teams_policy:
            raise Refusal(403, "Forbidden", "No application access policy found for this app")
        return person
    if person is None:
        raise Refusal(404, "Request_ResourceNotFound", "The user does not exist.")
    if operation.name == "GET /users/{user-id}":
        return person
    if not person.mailbox:
        raise Refusal(404, "MailboxNotEnabledForRESTAPI", "REST API is not supported for this mailbox.")
    if not person.in_scope:
        raise Refusal(403, "ErrorAccessDenied", "Access to OData is disabled.")
    return person


def _suffer_before(fault: Fault) -> None:
    if fault.fault == "slow":
        time.sleep(fault.delay)
    elif fault.fault == "reset":
        request.environ[BREAK_OFF] = "reset"
        raise Refusal(500, "Reset", "Never sent.")
    elif fault.fault in REFUSED_BY_FAULT:
        raise Refusal(*REFUSED_BY_FAULT[fault.fault], retry_after(fault))


def _suffer_after(fault: Fault) -> None:
    if fault.fault == "504_after":
        raise Refusal(504, "UnknownError", "The gateway gave up after the work was done.")
    if fault.fault in ("reset_after", "cut"):
        request.environ[BREAK_OFF] = fault.fault.removesuffix("_after")


def _error(refusal: Refusal) -> Answer:
    # Some workloads write innererror; clients have to take both.
    inner = {
        "date": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()),
        "request-id": str(uuid.uuid4()),
        "client-request-id": request.headers.get("client-request-id", ""),
    }
    document = {"error": {"code": refusal.code, "message": refusal.message, "innerError": inner}}
    return Answer(refusal.status, document, refusal.headers)


def _response(world: World, operation: Operation | None, answer: Answer) -> Response:
    body = b"" if answer.document is None else json.dumps(answer.document, ensure_ascii=False).encode()
    if operation is not None and world.checks is not None:
        errors = world.checks.of_answer(operation, answer.status, body)
        if errors:
            world.breaches.append(f"{operation.name} {answer.status}: {'; '.join(errors)}")
            answer = _error(Refusal(500, "StandinBrokeTheContract", "; ".join(errors)))
            body = json.dumps(answer.document).encode()
    response = Response(body, answer.status, content_type="application/json" if body else None)
    response.headers.extend(dict(answer.headers))
    response.headers["request-id"] = str(uuid.uuid4())
    if "client-request-id" in request.headers:
        response.headers["client-request-id"] = request.headers["client-request-id"]
    return response
