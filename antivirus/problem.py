"""The one error of asking a scanner."""

from typing import Final

SCANNER_UNREACHABLE: Final = "scanner_unreachable"
SCANNER_REFUSED: Final = "scanner_refused"


class ScanProblem(Exception):
    """The scanner said nothing about the bytes. Asking again later is always right.

    `advice` is the code of what a person should do: one of the constants above.
    """

    def __init__(self, advice: str, what_happened: str) -> None:
        self.advice = advice
        self.what_happened = what_happened
        # The positional arguments, so that the error survives pickling and a durable workflow may store it.
        super().__init__(advice, what_happened)

    def __str__(self) -> str:
        return f"{self.what_happened} ({self.advice})"
