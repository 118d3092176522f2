"""Many people at once: processes full of threads, each a browser of its own that sends a real form.

All open their page first; then all press at the same moment. As a command this is one of the processes: it takes the
wishes as a line of JSON, says `ready`, waits for a line, and answers with the outcomes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import IO, cast
from urllib.parse import urljoin

import requests
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from tests.support.page import Page
from tests.support.processes import ROOT

PATIENCE = 120.0
"""Seconds for an answer."""


@dataclass(frozen=True)
class Wish:
    """What one person does: opens a page, fills in a form of it, and presses a button."""

    person: int
    page: str
    button: str
    """Its words."""
    fields: dict[str, object] = field(default_factory=dict)
    also_sent: dict[str, str] = field(default_factory=dict)
    """What the form would hold if the page before had been another one."""
    clicks: int = 1


@dataclass(frozen=True)
class Outcome:
    """The answer to one press."""

    person: int
    status: int
    location: str
    html: str
    seconds: float

    @cached_property
    def page(self) -> Page:
        return page_of(self.html.encode(), self.status, self.location)

    @property
    def offered(self) -> list[str]:
        """Ids of the slots that the page lets one choose instead."""
        fields = [form.fields["slot"] for form in self.page.forms if "slot" in form.fields]
        return [choice for field in fields for choice in field.choices]


def crowd(site: str, wishes: list[Wish], processes: int = 5) -> list[Outcome]:
    """Let them all come at once."""
    parts = [part for part in (wishes[number::processes] for number in range(processes)) if part]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.race.crowd", site],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in parts
    ]
    pipes = [(_pipe(one.stdin), _pipe(one.stdout)) for one in running]
    try:
        for (to, _), part in zip(pipes, parts, strict=True):
            _say(to, json.dumps([asdict(wish) for wish in part]))
        for _, back in pipes:
            assert back.readline() == "ready\n"
        for to, _ in pipes:
            _say(to, "go")
        return [Outcome(**outcome) for _, back in pipes for outcome in json.loads(back.readline())]
    finally:
        for one, (to, back) in zip(running, pipes, strict=True):
            to.close()
            back.close()
            one.wait(PATIENCE)


def page_of(content: bytes, status: int, url: str) -> Page:
    """What came over the wire, to be looked at as other tests look at pages."""
    return Page(cast(TestResponse, Response(content, status, content_type="text/html; charset=utf-8")), url)


def main(site: str) -> None:
    wishes = [Wish(**wish) for wish in json.loads(sys.stdin.readline())]
    clicks = sum(wish.clicks for wish in wishes)
    together = threading.Barrier(clicks)
    with ThreadPoolExecutor(clicks) as threads:
        ready = list(threads.map(lambda wish: _ready(site, wish), wishes))
        _say(sys.stdout, "ready")
        sys.stdin.readline()
        pressed = [
            threads.submit(_press, wish.person, session, request, together)
            for wish, session, request in ready
            for _ in range(wish.clicks)
        ]
        _say(sys.stdout, json.dumps([asdict(one.result()) for one in pressed]))


def _ready(site: str, wish: Wish) -> tuple[Wish, requests.Session, requests.PreparedRequest]:
    """The page is open and the form filled in."""
    session = requests.Session()
    session.trust_env = False
    session.headers["Connection"] = "close"  # the site ends an idle connection at the very moment when it is used again
    # As a proxy says it: soft limits count by address, and these are different people.
    session.headers["X-Forwarded-For"] = f"10.0.{wish.person // 250}.{wish.person % 250 + 1}"
    url = urljoin(site, wish.page)
    answer = session.get(url, timeout=PATIENCE)
    assert answer.status_code == 200, f"{url} answered {answer.status_code}"
    form = page_of(answer.content, answer.status_code, url).form(button=wish.button, fields=wish.fields)
    for name, value in wish.fields.items():
        form.fields[name].fill(value)
    button = form.button(wish.button)
    assert button is not None
    data: dict[str, list[object]] = {one.name: one.sent for one in form.fields.values()}
    data |= {name: [value] for name, value in wish.also_sent.items()}
    if button.name:
        data[button.name] = [button.value]
    request = requests.Request("POST", urljoin(url, button.action or form.action), data=data, headers={"Referer": url})
    return wish, session, session.prepare_request(request)


def _press(
    person: int, session: requests.Session, request: requests.PreparedRequest, together: threading.Barrier
) -> Outcome:
    together.wait(PATIENCE)
    begun = time.monotonic()
    answer = session.send(request, timeout=PATIENCE, allow_redirects=False)
    seconds = time.monotonic() - begun
    return Outcome(person, answer.status_code, answer.headers.get("Location", ""), answer.text, seconds)


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def _say(pipe: IO[str], line: str) -> None:
    pipe.write(line + "\n")
    pipe.flush()


if __name__ == "__main__":
    main(sys.argv[1])
