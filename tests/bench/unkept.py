"""The site with nothing kept between two requests (kept.py): what a page costs after each change."""

from __future__ import annotations

from datetime import timedelta

import kept
from app import create_app

kept.LONGEST = timedelta(0)

application = create_app()
