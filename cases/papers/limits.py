"""How much may be handed in."""

from __future__ import annotations

from typing import Final

MEGABYTE: Final = 1024 * 1024

LARGEST_FILE: Final = 10 * MEGABYTE
"""Bytes. A photo of a phone has 2 to 6 MB, a scan of ten pages as much."""

FILES_AT_ONCE: Final = 20

FILES_PER_CASE: Final = 100
BYTES_PER_CASE: Final = 200 * MEGABYTE

LARGEST_REQUEST: Final = FILES_AT_ONCE * LARGEST_FILE + MEGABYTE
"""Bytes of everything that is sent at once, the form around it included."""
