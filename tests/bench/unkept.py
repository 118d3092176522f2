"""The site as if somebody changed something before each request: nothing is kept between two of them (kept.py)."""

from __future__ import annotations

import kept
from app import create_app

kept._version = lambda connection: object()  # there is no setting for what only a measure wants

application = create_app()
