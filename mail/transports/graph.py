"""Sending through Microsoft Graph: the whole message as MIME, so that the calendar part keeps its place.

Who posts is handed in; this package knows no Graph client, only the attributes of its errors.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from types import TracebackType
from typing import Protocol, runtime_checkable

from mail.problem import MailProblem


@runtime_checkable
class _ForeignProblem(Protocol):
    """What the errors of a gateway tell us, whatever their class."""

    retryable: bool
    unknown_outcome: bool
    retry_after: float | None
    advice: str


@dataclass(frozen=True)
class GraphTransport:
    """`post_mime` takes the message as bytes and returns when Graph has accepted it (202)."""

    post_mime: Callable[[bytes], None]

    def send(self, message: EmailMessage) -> None:
        """Post the message. Graph knows no key that makes a second post harmless: mind `unknown_outcome`."""
        with _InOurWords():
            self.post_mime(message.as_bytes(policy=SMTP))

    def check(self) -> None:
        """Nothing: Graph can be asked without sending only by its own client, which has a check of its own."""


class _InOurWords:
    """Turn an error that has the attributes of a gateway problem into a `MailProblem`; let all others pass."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, _ForeignProblem) and not isinstance(error, MailProblem):
            raise MailProblem(
                str(error.advice),
                "Microsoft Graph did not take the letter",
                retryable=error.retryable,
                unknown_outcome=error.unknown_outcome,
                retry_after=error.retry_after,
            ) from error
