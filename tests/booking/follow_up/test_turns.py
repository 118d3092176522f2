"""On PostgreSQL, where transactions run side by side: a change and the work that follows an earlier one take turns."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text

from booking.arrange_meeting import arrange_meeting
from booking.reminders import promise_reminders
from booking.reschedule import reschedule
from booking.send_letters import send_letters
from database import db
from tests.support.waiting import until
from tests.support.world import at
from tests.teams.standin import CLARA

pytestmark = pytest.mark.database("postgresql")

READY = "Entra a la videotrucada"


@contextmanager
def before_commit(number, action):
    """Run the action once, when this thread's transaction of that number has sent all and committed nothing."""
    thread, commits = threading.current_thread(), itertools.count(1)

    def pause(session):
        if threading.current_thread() is thread and next(commits) == number:
            session.flush()
            action()

    event.listen(db.session, "before_commit", pause)
    try:
        yield
    finally:
        event.remove(db.session, "before_commit", pause)


class Aside:
    """Something done in another thread, with a session of its own."""

    def __init__(self, app, function):
        self.app, self.function = app, function
        self.executor = ThreadPoolExecutor(1)
        self.future = None

    def start(self):
        self.future = self.executor.submit(self._run)

    def begin(self):
        """Start, and go on once it is done or waits for its turn."""
        self.start()
        self.settle()

    def settle(self):
        until(lambda: self.future.done() or _somebody_waits())

    def end(self):
        self.future.result(20)
        self.executor.shutdown()

    def _run(self):
        with self.app.app_context():
            self.function()


def _somebody_waits():
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with db.engine.connect() as connection:
        return connection.scalar(text(waiting)) > 0


def test_the_answer_to_an_old_wish_is_not_taken_for_the_answer_to_a_new_one(follow, app):
    follow.book("15:30", CLARA)
    follow.offer(CLARA, "16:00")
    meeting_id = follow.meeting.id
    answered, moving = threading.Event(), threading.Event()

    def wait(response, **_):
        if response.request.method == "GET":
            answered.set()
            assert moving.wait(20)

    follow.graph.session.hooks["response"].append(wait)
    work = Aside(app, lambda: arrange_meeting(meeting_id, follow.graph, follow.clock))
    work.start()
    assert answered.wait(20)

    def answer_is_noted():
        moving.set()
        work.settle()

    with before_commit(1, answer_is_noted):
        reschedule(follow.appointment_id, follow.slots[CLARA, "16:00"], "aina", follow.clock())
    work.end()
    follow.work()

    assert follow.events == [(CLARA, "16:00")]
    assert follow.open == []


def test_a_letter_written_while_the_link_arrives_tells_of_it_or_is_followed_by_the_news(follow, app):
    follow.book()
    appointment_id, meeting_id = follow.appointment_id, follow.meeting.id
    follow.clock.later(seconds=20)
    letters = Aside(app, lambda: send_letters(appointment_id, follow.pen, follow.post, follow.clock))

    with before_commit(2, letters.begin):  # the first one notes the try, the second one what came of it
        arrange_meeting(meeting_id, follow.graph, follow.clock)
    letters.end()
    follow.work()

    assert READY in follow.mail.letters("aina@example.org")[-1].text


def test_a_link_that_arrives_while_a_letter_is_written_is_news(follow, app):
    follow.book()
    appointment_id, meeting_id = follow.appointment_id, follow.meeting.id
    follow.clock.later(seconds=20)
    meetings = Aside(app, lambda: arrange_meeting(meeting_id, follow.graph, follow.clock))

    with before_commit(1, meetings.begin):
        send_letters(appointment_id, follow.pen, follow.post, follow.clock)
    meetings.end()
    follow.work()

    assert READY in follow.mail.letters("aina@example.org")[-1].text


def test_an_appointment_that_is_just_being_cancelled_is_not_reminded_of(follow, app):
    follow.book("15:30")
    follow.work()
    follow.clock.now = at(24, "13:30")
    reminders = Aside(app, lambda: promise_reminders(follow.clock()))

    with before_commit(1, reminders.begin):
        follow.cancel()
    reminders.end()
    follow.work()

    assert follow.subjects() == ["Cita confirmada", "Cita anul·lada"]
