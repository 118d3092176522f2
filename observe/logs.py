"""Logs: one JSON object per line on the standard error, from our code and from every library, without personal data.

Nothing is searched for and blacked out; only what is known to be harmless gets through (see `observe.harmless`).
So the words of an event stand in the code, and what varies is given under a key of the list:

    log.info("worker_started", worker_id=settings.worker_id)
"""

from __future__ import annotations

import logging
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter
from structlog.types import EventDict, WrappedLogger

from observe import harmless
from observe.errors import described

LOUD = ("dbos", "gunicorn.access", "gunicorn.error")
"""Libraries that bring handlers of their own. DBOS adds one when it finds none, so each gets ours."""

QUIET = ("dbos", "flask_wtf", "werkzeug")
"""Heard from warnings on. What they tell in good times is put together with data, so nothing would be left of it."""


class _Stderr(logging.StreamHandler[TextIO]):
    """Writes to what `sys.stderr` is at that moment, which tests and servers exchange."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # the base class stores what was there when it was made
        return sys.stderr


def configure() -> None:
    """Send everything that this process logs through our processor. May be called again."""
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = _Stderr()
    handler.addFilter(_is_worth_a_line)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[ExtraAdder(), structlog.contextvars.merge_contextvars],
            processors=[one_line, structlog.processors.JSONRenderer()],
            use_get_message=False,
            pass_foreign_args=True,
        )
    )
    root = logging.getLogger()
    root.handlers = [other for other in root.handlers if not isinstance(other, _Stderr)] + [handler]
    root.setLevel(logging.INFO)
    for name in LOUD:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    # Not by the loggers' levels: DBOS sets its own when it starts.
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] not in QUIET


def one_line(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """What is written of an event: its words, the keys of the allow-list, and the kind and place of an error."""
    record: logging.LogRecord = event.pop("_record")
    event.pop("_from_structlog")
    exc_info, arguments = event.pop("exc_info", None), event.pop("positional_args", ())
    line: EventDict = {
        "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": harmless.text(event.pop("event", ""), arguments),
        **harmless.values(event),
    }
    withheld = line["event"] == harmless.WITHHELD
    if withheld:
        line["where"] = f"{record.module}:{record.lineno}"
    # Words that were withheld most often were the text of the error that is being handled.
    error = _error_of(exc_info or withheld)
    return line if error is None else {**line, **described(error)}


def _error_of(exc_info: object) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exc_info()[1] if exc_info else None


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        structlog.get_logger(__name__).critical("uncaught error", exc_info=error)


def _uncaught_in_thread(failure: threading.ExceptHookArgs) -> None:
    structlog.get_logger(__name__).critical("uncaught error in a thread", exc_info=failure.exc_value)
