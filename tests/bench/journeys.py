"""What people do, as their browsers do it: a whole booking, and many who want one hour at the same moment."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from uuid import uuid4

from tests.bench.http import Answer, Client

DAYS = "/cita/gelida/consum"
_DAY = re.compile(rb'href="(/cita/gelida/consum/\d{4}-\d\d-\d\d)"')
_HOLD = re.compile(rb'action="(/cita/\d+/guarda)"')


def details() -> dict[str, str]:
    """What a person types; everybody has an address of their own."""
    return {"name": "Aina Roca", "email": f"{uuid4().hex}@example.org", "language": "ca", "privacy_read": "y"}


def book_once(client: Client, day: int = 0, hour: int = 0) -> int:
    """Days, hours, hold, details, check, confirm, confirmation. Gives the requests it took.

    `day` and `hour` choose among what is offered, so that several clients need not meet.
    """
    before = client.requests
    client.cookies.clear()
    days = list(dict.fromkeys(_DAY.findall(_expect(client.get(DAYS), 200).body)))
    hours_page = _expect(client.get(days[day % len(days)].decode()), 200)
    holds = _HOLD.findall(hours_page.body)
    held = _expect(client.post(holds[hour % len(holds)].decode(), hours_page.hidden), 303)
    form = _expect(client.get(held.location), 200)
    filled = _expect(client.post(held.location, form.hidden | details()), 303)
    check = _expect(client.get(filled.location), 200)
    done = _expect(client.post(held.location, check.hidden | {"confirm": "1"}), 303)
    _expect(client.get(done.location), 200)
    return client.requests - before


def holder_of_an_hour(port: int) -> str:
    """The cookie of a browser that holds the last hour of the first day, as `name=value`."""
    client = Client(port)
    days = _DAY.findall(_expect(client.get(DAYS), 200).body)
    hours_page = _expect(client.get(days[0].decode()), 200)
    _expect(client.post(_HOLD.findall(hours_page.body)[-1].decode(), hours_page.hidden), 303)
    client.close()
    [(name, value)] = client.cookies.items()
    return f"{name.decode()}={value.decode()}"


def book_for(port: int, clients: int, seconds: float) -> tuple[float, int]:
    """Requests a second and bookings made, when `clients` book one appointment after the other."""
    end = time.perf_counter() + seconds
    made: Counter[int] = Counter()
    requests: Counter[int] = Counter()

    def keep_booking(number: int) -> None:
        client = Client(port)
        round_ = 0
        while time.perf_counter() < end:
            requests[number] += book_once(client, day=number + 3 * round_, hour=round_)
            made[number] += 1
            round_ += 1
        client.close()

    started = time.perf_counter()
    _together([threading.Thread(target=keep_booking, args=(number,)) for number in range(clients)])
    return sum(requests.values()) / (time.perf_counter() - started), sum(made.values())


def race(port: int, slot_id: int, clients: int) -> Counter[int]:
    """All confirm the same hour at the same moment. Counts the answers by status."""
    address = f"/cita/{slot_id}/dades?municipi=gelida&servei=consum"
    barrier = threading.Barrier(clients)
    answers: Counter[int] = Counter()

    def run() -> None:
        client = Client(port)
        form = _expect(client.get(address), 200)
        client.close()  # the server ends idle connections while the others get ready; browsers then open a new one
        barrier.wait(timeout=60)
        answer = client.post(address, form.hidden | details() | {"confirm": "1"})
        answers[answer.status] += 1
        client.close()

    _together([threading.Thread(target=run) for _ in range(clients)])
    return answers


def _together(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _expect(answer: Answer, status: int) -> Answer:
    assert answer.status == status, f"{answer.status} instead of {status}"
    return answer
