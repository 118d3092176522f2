"""The one error of everything that sends."""

from typing import Final

MAILBOX_REFUSED: Final = "mailbox_refused"
CREDENTIAL_REFUSED: Final = "credential_refused"
SERVER_UNREACHABLE: Final = "server_unreachable"
TLS_FAILED: Final = "tls_failed"
THROTTLED: Final = "throttled"
MESSAGE_REFUSED: Final = "message_refused"
FOLDER_UNWRITABLE: Final = "folder_unwritable"


class MailProblem(Exception):
    """A letter did not leave, or nobody knows whether it did. Its text holds no personal data.

    `advice` is the code of what a person should do: one of the constants above, or Graph's own.
    `retryable` says whether trying again later can help; `unknown_outcome` that the letter may have left
    already, so that a second try may bring it twice (with the same Message-ID); `retry_after` is in seconds.
    """

    def __init__(
        self,
        advice: str,
        what_happened: str,
        *,
        retryable: bool = False,
        unknown_outcome: bool = False,
        retry_after: float | None = None,
    ) -> None:
        self.advice = advice
        self.retryable = retryable
        self.unknown_outcome = unknown_outcome
        self.retry_after = retry_after
        self.what_happened = what_happened
        # The positional arguments, so that the error survives pickling and a durable workflow may store it.
        super().__init__(advice, what_happened)

    def __str__(self) -> str:
        return f"{self.what_happened} ({self.advice})"
