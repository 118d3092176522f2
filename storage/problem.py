"""The errors of everything that stores."""

from typing import Final

FOLDER_UNWRITABLE: Final = "folder_unwritable"
SERVER_UNREACHABLE: Final = "server_unreachable"
CREDENTIAL_REFUSED: Final = "credential_refused"
BUCKET_MISSING: Final = "bucket_missing"
REQUEST_REFUSED: Final = "request_refused"


class StorageProblem(Exception):
    """Nothing was stored, read or deleted, or nobody knows whether it was. Its text holds no personal data.

    `advice` is the code of what a person should do: one of the constants above. `retryable` says whether trying again
    later can help. Each of the operations may be repeated without harm.
    """

    def __init__(self, advice: str, what_happened: str, *, retryable: bool = False) -> None:
        self.advice = advice
        self.retryable = retryable
        self.what_happened = what_happened
        # The positional arguments, so that the error survives pickling and a durable workflow may store it.
        super().__init__(advice, what_happened)

    def __str__(self) -> str:
        return f"{self.what_happened} ({self.advice})"


class Missing(Exception):
    """There is nothing of this name."""
