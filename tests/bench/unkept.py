"""The site as if somebody changed something before each request: nothing is kept between two of them (kept.py), and
no case of the list was shown before."""

from __future__ import annotations

import kept
from app import create_app
from cases.desk import list_lines

# There is no setting for what only a measure wants.
kept._version = lambda connection: object()
list_lines._shown = list_lines._shown.__wrapped__  # type: ignore[assignment]

application = create_app()
