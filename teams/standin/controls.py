"""Switches for faults, and what tests ask: all events, all mails, broken promises, a clean slate."""

from __future__ import annotations

import base64
import json
from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from .entries import live, shown
from .faults import FAULTS, Fault
from .notices import tell_lifecycle
from .people import Person
from .world import World


def fault_pages(world: World) -> Blueprint:
    """See, add and clear faults: by hand, or in JSON."""
    pages = Blueprint("faults", __name__)

    @pages.get("/faults")
    def faults() -> AnyResponse | str:
        if request.accept_mimetypes.best == "application/json":
            return jsonify(world.faults.all())
        return render_template("faults.html", world=world, kinds=FAULTS)

    @pages.post("/faults")
    def add_fault() -> AnyResponse:
        wanted = request.get_json() if request.is_json else request.form.to_dict()
        try:
            fault = world.faults.add(Fault.from_json(wanted))
        except (TypeError, ValueError) as error:
            return Response(str(error), 400, content_type="text/plain")
        return jsonify(id=fault.id) if request.is_json else redirect("/faults", 303)

    @pages.delete("/faults")
    def clear_faults() -> AnyResponse:
        world.faults.clear()
        return Response(status=204)

    @pages.post("/faults/clear")
    def clear_faults_by_form() -> AnyResponse:
        world.faults.clear()
        return redirect("/faults", 303)

    return pages


def test_pages(world: World) -> Blueprint:
    """What programs ask that run the stand-in."""
    pages = Blueprint("tests", __name__)

    @pages.get("/_ready")
    def ready() -> AnyResponse:
        return jsonify(graph_url=world.graph_url, checked=world.checks is not None)

    @pages.get("/_events")
    def events() -> AnyResponse:
        return jsonify({person.mail: _events(world, person) for person in world.people.all})

    @pages.get("/_mails")
    def mails() -> AnyResponse:
        with world.store.transaction() as db:
            rows = db.execute("SELECT * FROM mails ORDER BY id").fetchall()
        return jsonify([{"mailbox": row["mailbox"], "mime": base64.b64encode(row["mime"]).decode()} for row in rows])

    @pages.get("/_breaches")
    def breaches() -> AnyResponse:
        """Our own answers that broke the contract: always empty, or the stand-in is wrong."""
        return jsonify(world.breaches)

    @pages.get("/_subscriptions")
    def all_subscriptions() -> AnyResponse:
        with world.store.transaction() as db:
            rows = db.execute("SELECT * FROM subscriptions ORDER BY mailbox, id").fetchall()
        return jsonify([dict(row) for row in rows])

    @pages.post("/_subscriptions/expire")
    def expire() -> AnyResponse:
        """As if days had gone by: all subscriptions have ended."""
        with world.store.transaction() as db:
            db.execute("UPDATE subscriptions SET expires_at = 0")
        return Response(status=204)

    @pages.post("/_lifecycle")
    def lifecycle() -> AnyResponse:
        """Tell the subscribers of a mailbox `missed`, `subscriptionRemoved` or `reauthorizationRequired`."""
        person = world.people.find(request.form["mailbox"])
        if person is None:
            abort(404, "There is no such mailbox.")
        return jsonify(told=tell_lifecycle(world, person, request.form["event"]))

    @pages.post("/_reset")
    def reset() -> AnyResponse:
        world.faults.clear()
        world.keys.forget()
        world.store.forget()
        return Response(status=204)

    return pages


def _events(world: World, person: Person) -> list[dict[str, Any]]:
    return [
        {
            "id": row["id"],
            "transactionId": row["transaction_id"],
            "properties": json.loads(row["reference"]),
            "event": shown(world, person, row, 'IdType="ImmutableId"'),
        }
        for row in live(world, person)
    ]
