"""Errors as logs may show them: type, code and place, and of their text nothing.

The text of an error repeats what was being done: a database driver quotes the row, a parser the input, a library the
address it called. The type and the lines of code that led there are enough to find the cause.
"""

from __future__ import annotations

import errno
import traceback

from sqlalchemy.exc import DBAPIError

MOST_FRAMES = 40
MOST_CAUSES = 4

OUTSPOKEN = frozenset({"config.SettingsError", "mail.problem.MailProblem", "teams.problems.GraphProblem"})
"""Our own errors that promise in their docstring, and show in their tests, that their text holds no data."""


def described(error: BaseException, causes: int = MOST_CAUSES) -> dict[str, object]:
    """Type, code, stack (`module:line:function`, the place of the error last) and the same of the cause."""
    lines = [
        f"{frame.f_globals.get('__name__', '?')}:{number}:{frame.f_code.co_name}"
        for frame, number in traceback.walk_tb(error.__traceback__)
    ]
    shown: dict[str, object] = {"error": _name(error), "stack": lines[-MOST_FRAMES:]}
    code = _code(error)
    if code is not None:
        shown["error_code"] = code
    if _name(error) in OUTSPOKEN:
        shown["says"] = str(error)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and causes:
        shown["cause"] = described(cause, causes - 1)
    return shown


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _code(error: BaseException) -> str | None:
    """SQLSTATE or SQLite's own name of a database error (`23505`, `SQLITE_BUSY`), `ECONNREFUSED` of the system's."""
    if isinstance(error, DBAPIError):
        return getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    if isinstance(error, OSError) and error.errno is not None:
        return errno.errorcode.get(error.errno)
    return None
