"""What goes wrong in the chaos test: Microsoft 365, the mail server, and the worker, which is killed over and over."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tests.support.post_office import DROPPED, DROPPED_AFTER, LATER, NO_SUCH_MAILBOX
from tests.support.processes import STARTS_WITHIN, Running, environment_of
from tests.teams.standin import CLARA, MARTI, NURIA

PASSING = {
    "429": {"seconds": 1, "probability": 0.06},
    "503": {"probability": 0.06},
    "504_after": {"probability": 0.08},
    "reset": {"probability": 0.05},
    "reset_after": {"probability": 0.05},
    "cut": {"probability": 0.04},
    "slow": {"seconds": 0.7, "probability": 0.08},
}
REFUSALS = ("403_scope", "404_mailbox", "no_teams")

Fate = tuple[str | None, ...]
FATES: Fate = (None, LATER, DROPPED, DROPPED_AFTER, NO_SUCH_MAILBOX)


class Troubles:
    """All of them, by one seed. As a context they go on; afterwards all is well, and the worker runs."""

    def __init__(self, settings, standin, mail, folder, seed):
        self.chance, self.mail_chance = random.Random(seed), random.Random(seed + 1)
        self.standin, self.mail = standin, mail
        self.environment = environment_of(settings) | standin.environment
        self.log = folder / "worker.log"
        self.worker = None
        self.faults = []
        self.refuse_letters = False
        self.kills, self.graph_failures, self.mail_failures = 0, 0, 0
        self.over = threading.Event()
        self.executor = ThreadPoolExecutor(1)
        self.going_on = None

    def __enter__(self):
        self.mail.mood = self._mood
        self._microsoft_stumbles()
        self._start_worker()
        self.going_on = self.executor.submit(self._go_on)
        return self

    def __exit__(self, *_):
        self.over.set()
        self.going_on.result(300)
        self.executor.shutdown()
        self._microsoft_recovers()
        self.mail.mood = lambda address: None
        if self.worker.has_ended:
            self._start_worker()

    def end(self):
        """Stop the worker in good order."""
        self.worker.stop()

    def _start_worker(self):
        self.starts_seen = self._starts()
        self.worker = Running(["flask", "worker"], self.environment, self.log)

    def _starts(self):
        return self.log.read_text().count("worker_started") if self.log.exists() else 0

    def _works(self):
        return self._starts() > self.starts_seen

    def _waited(self, condition, seconds):
        """Until the condition holds, the worker has died or the troubles are over; at most so long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not (condition() or self.worker.has_ended):
            if self.over.wait(0.05):
                return

    def _go_on(self):
        """Kill and start again; now and then Microsoft refuses a mailbox for a while, or the mail server everybody."""
        while not self.over.is_set():
            if self.chance.random() < 0.8:  # the others die while they start
                self._waited(self._works, STARTS_WITHIN)
            self._waited(lambda: False, self.chance.uniform(0, 8))
            self.worker.kill()
            self.kills += 1
            self._microsoft_recovers()
            self._microsoft_stumbles()
            self.refuse_letters = self.chance.random() < 0.2
            self._start_worker()

    def _microsoft_stumbles(self):
        if self.chance.random() < 0.5:
            mailbox = self.chance.choice([CLARA, MARTI, NURIA])
            self.faults.append(self.standin.faults(self.chance.choice(REFUSALS), mailbox=mailbox, times=3))
        self.faults += [self.standin.faults(fault, **how) for fault, how in PASSING.items()]
        self.faults.append(self.standin.faults("503", calls="POST */token", probability=0.2))

    def _microsoft_recovers(self):
        self.graph_failures += sum(self.standin.fault_count(fault) for fault in self.faults)
        self.faults = []
        self.standin.clear_faults()

    def _mood(self, address):
        """The fate of a letter; with some, the worker dies while it waits for the answer."""
        [fate] = self.mail_chance.choices(FATES, [70, 10, 6, 10, 30 if self.refuse_letters else 0])
        if self.mail_chance.random() < 0.03:
            self.worker.strike()
        self.mail_failures += fate is not None
        return fate
