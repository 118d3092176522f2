"""One process of clients: `python -m tests.bench.load PORT PATH CLIENTS SECONDS [COOKIE]` prints requests a second."""

from __future__ import annotations

import sys
import threading
import time

from tests.bench.http import Client


def rate(port: int, path: str, clients: int, seconds: float, cookie: str = "") -> float:
    """Requests a second that `clients` get answered with 200 when each asks again as soon as it is answered."""
    counts = [0] * clients
    end = time.perf_counter() + seconds

    def ask(number: int) -> None:
        client = Client(port)
        if cookie:
            name, _, value = cookie.encode().partition(b"=")
            client.cookies[name] = value
        while time.perf_counter() < end:
            answer = client.get(path)
            assert answer.status == 200, f"{path} answered {answer.status}"
            counts[number] += 1
        client.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


if __name__ == "__main__":
    _, port, path, clients, seconds, *cookie = sys.argv
    print(rate(int(port), path, int(clients), float(seconds), *cookie))  # noqa: T201  # its only output
