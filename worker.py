"""The worker: carries out what the web promised, and asks the tables on a schedule for what is due.

`flask worker` runs it. Several may run on several machines, each with its own WORKER_ID; after a crash the one that
comes back under the same name takes up its own unfinished work, and after ten minutes the others do. Only the worker
launches DBOS.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from dbos import DBOS, DBOSConfig, ScheduleInput
from flask import Flask
from sqlalchemy.exc import OperationalError
from structlog import get_logger

import jobs
from booking import schedules
from booking.arrange_meeting import arrange_meeting
from booking.attend.read_attendance import read_all_attendance
from booking.backoff import Pace
from booking.hold import release_expired
from booking.letters import LetterPen
from booking.meeting_options import set_options, without_options
from booking.notices.compare import compare_calendar
from booking.notices.look_into import look_into_notice, resume_notices
from booking.notices.pages import addresses
from booking.notices.rounds import compare_all, compare_untold
from booking.notices.subscribe import keep_subscription, subscriptions_due
from booking.pending.let_go import let_go_of_the_past
from booking.publish_slots import publish_all, publish_slots
from booking.read_busy_times import read_all_busy_times, read_busy_times
from booking.reminders import promise_reminders
from booking.send_letters import send_letters
from cases.close_attended import close_attended
from cases.papers.scan import resume_scans, scan_document
from cases.papers.sweep import delete_taken_out, sweep
from cases.people import erase_by_rule
from cases.send_letters import resume_letters, send_case_letters
from cases.write_letter import CasePen
from config import Settings
from database import db
from outside import Outside, Papers
from teams import GraphProblem, busy_times

log = get_logger(__name__)

KEEP_FINISHED_WORK = timedelta(days=7)

BEAT_SECONDS = 20

NICENESS = 10
"""By how much the worker stands back behind web processes of the same machine: people wait for pages, not for it."""

GONE_AFTER = timedelta(minutes=10)
"""A worker that has not shown itself for so long is taken for dead."""

AT_START = ("let_go_of_what_the_dead_hold", "resume_promises", "read_calendars_and_publish")
"""Schedules that are not waited for when a worker starts."""


def clock() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def run(app: Flask, settings: Settings) -> None:
    """Work until SIGTERM or Ctrl-C; what is under way then is finished first, for twenty seconds at most."""
    stopped = threading.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda *_: stopped.set())
    os.nice(NICENESS)
    _beat(app, settings)
    launch(app, settings)
    log.info("worker_started", worker_id=settings.worker_id)
    while not stopped.wait(BEAT_SECONDS):
        _beat(app, settings)
    DBOS.destroy(workflow_completion_timeout_sec=20)


def _beat(app: Flask, settings: Settings) -> None:
    """Show that this worker lives. No schedule does it, for of several workers one alone takes up each round."""
    with app.app_context():
        try:
            schedules.beat(settings.worker_id, clock())
        except OperationalError:
            log.warning("beat_failed", worker_id=settings.worker_id)  # the database is away; DBOS waits for it too


def launch(app: Flask, settings: Settings) -> None:
    """Start DBOS in this process with its queues, workflows and schedules, and return."""
    recurring = _register(app, settings)
    with app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
        dialect = db.engine.dialect.name
    config: DBOSConfig = {
        "name": jobs.APPLICATION,
        "system_database_url": url,
        "application_version": jobs.APPLICATION_VERSION,
        "executor_id": settings.worker_id,
        "enable_otlp": False,
        "scheduler_polling_interval_sec": 5.0,
        "run_migrations": True,
    }
    DBOS(config=config)
    DBOS.launch()
    for queue in jobs.QUEUES:
        DBOS.register_queue(
            queue.name,
            worker_concurrency=queue.workers_on(dialect),
            partition_concurrency=1,
            polling_interval_sec=queue.polling_seconds,
            on_conflict="always_update",
        )
    DBOS.apply_schedules(recurring)
    for schedule in recurring:
        if schedule["schedule_name"] in AT_START:
            DBOS.start_workflow(schedule["workflow_fn"], clock(), None)


def _register(app: Flask, settings: Settings) -> list[ScheduleInput]:
    """Name the workflows and give the schedules.

    None has steps, and that is meant: each may be repeated as a whole, for its truth is in the tables and not in
    DBOS's memory of it. A step would be remembered with three more statements, as much again as the workflow itself.
    """
    outside = Outside.of(settings)
    pen = LetterPen(settings, app)
    pace = Pace(settings.retry_first, settings.longest_try)

    @DBOS.workflow(name="arrange_meeting")
    def arrange(meeting_id: int) -> None:
        with app.app_context():
            arrange_meeting(meeting_id, outside.graph, clock, pace)

    @DBOS.workflow(name="send_letters")
    def send(appointment_id: int) -> None:
        with app.app_context():
            send_letters(appointment_id, pen, outside.post, clock, pace)

    case_pen = CasePen(settings, app)

    @DBOS.workflow(name="send_case_letters")
    def send_about(case_id: int) -> None:
        with app.app_context():
            send_case_letters(case_id, case_pen, outside.post, clock, pace)

    for name, function in _errands(settings, outside).items():
        _errand(name, function, app)

    def recurring(round_: Round) -> ScheduleInput:
        @DBOS.workflow(name=round_.name)
        def run(scheduled_at: datetime, context: Any) -> None:
            with app.app_context():
                round_.function(clock())

        return {"schedule_name": round_.name, "workflow_fn": run, "schedule": round_.cron, "context": None}

    return [recurring(round_) for round_ in _rounds(settings, outside)]


def _errand(name: str, function: Callable[[int], object], app: Flask) -> None:
    @DBOS.workflow(name=name)
    def run(subject_id: int) -> None:
        with app.app_context():
            function(subject_id)


def _errands(settings: Settings, outside: Outside) -> dict[str, Callable[[int], object]]:
    """What is asked for in between, by name: each is about one row."""

    papers = Papers.of(settings)

    def read_calendars_of_office(office_id: int) -> None:
        read_busy_times(office_id, partial(busy_times, outside.graph, settings.graph_mailbox), clock())
        publish_slots(office_id, clock(), settings.office_timezone, settings.outlook_busy)

    def compare(technician_id: int) -> None:
        try:
            compare_calendar(technician_id, outside.graph, clock)
        except GraphProblem as problem:  # the next round looks again
            log.warning("calendar not compared", technician_id=technician_id, problem=str(problem.advice))

    return {
        "read_calendars_of_office": read_calendars_of_office,
        "compare_calendar": compare,
        "scan_document": lambda document_id: scan_document(document_id, papers.storage, papers.scanner, clock),
        "look_into_notice": lambda notice_id: look_into_notice(notice_id, outside.graph, clock),
        "keep_subscription": lambda technician_id: keep_subscription(
            technician_id, outside.graph, addresses(settings), clock
        ),
    }


@dataclass(frozen=True)
class Round:
    """Something that asks the tables what is due, on a schedule (cron with seconds, UTC)."""

    cron: str
    name: str
    function: Callable[[datetime], object]


def _rounds(settings: Settings, outside: Outside) -> list[Round]:
    """All of them. What they find they do at once or enqueue; they keep nothing in mind."""
    papers = Papers.of(settings)

    def read_calendars_and_publish(now: datetime) -> None:
        if settings.outlook_busy:
            read_all_busy_times(outside.graph, settings.graph_mailbox, now)
        publish_all(now, settings.office_timezone, settings.outlook_busy)

    def set_meeting_options(now: datetime) -> None:
        for meeting_id in without_options(now) if settings.meeting_options else ():
            set_options(meeting_id, outside.graph, clock)

    return [
        Round("*/15 * * * * *", "resume_promises", schedules.resume_promises),
        Round("10,40 * * * * *", "resume_case_letters", resume_letters),
        Round("20 * * * * *", "let_go_of_what_the_dead_hold", lambda now: _let_go_of_what_the_dead_hold(settings, now)),
        Round("25 * * * * *", "set_meeting_options", set_meeting_options),
        Round("30 * * * * *", "promise_reminders", promise_reminders),
        Round("40 * * * * *", "read_attendance", lambda now: read_all_attendance(outside.graph, clock)),
        Round("45 */5 * * * *", "release_expired_holds", release_expired),
        Round("55 */5 * * * *", "close_attended_calls", lambda now: close_attended(now, settings.office_timezone)),
        Round("10 */10 * * * *", "read_calendars_and_publish", read_calendars_and_publish),
        Round("20 */10 * * * *", "compare_untold_calendars", compare_untold),
        Round("0 40 3 * * *", "compare_all_calendars", compare_all),
        Round("50 * * * * *", "resume_notices", resume_notices),
        Round("35 * * * * *", "subscriptions_due", lambda now: subscriptions_due(now, settings.graph_notifications)),
        Round("0 5 3 * * *", "erase_by_rule", erase_by_rule),
        Round("0 10 3 * * *", "let_go_of_the_past", let_go_of_the_past),
        Round("0 20 3 * * *", "forget_finished_work", _forget_finished_work),
        Round("5 * * * * *", "resume_scans", lambda now: resume_scans(now, papers.scanner is not None)),
        Round("55 15 * * * *", "delete_papers_taken_out", lambda now: delete_taken_out(papers.storage, now)),
        Round("0 50 3 * * *", "sweep_storage", lambda now: sweep(papers.storage, now)),
    ]


def _let_go_of_what_the_dead_hold(settings: Settings, now: datetime) -> None:
    """End the work of workers that are gone: it would hold its calendar or its letters back for ever.

    What it was to do stands in the tables, whence it is enqueued again.
    """
    silent = schedules.silent_workers(now - GONE_AFTER) - {settings.worker_id}
    if not silent:
        return
    held = DBOS.list_workflows(status="PENDING", executor_id=sorted(silent), load_input=False, load_output=False)
    if held:
        log.warning("worker_gone", count=len(held))
        DBOS.cancel_workflows([workflow.workflow_id for workflow in held])


def _forget_finished_work(now: datetime) -> None:
    """Delete what DBOS keeps of workflows that ended a week ago; the ledger of the appointments is ours and stays."""
    while True:
        finished = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            end_time=(now - KEEP_FINISHED_WORK).isoformat(),
            limit=1000,
            load_input=False,
            load_output=False,
        )
        if not finished:
            return
        DBOS.delete_workflows([workflow.workflow_id for workflow in finished])
