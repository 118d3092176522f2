"""For `gunicorn --logger-class observe.gunicorn.Logger`: the server's own lines go the way of all others."""

from __future__ import annotations

from typing import Any

from gunicorn import glogging  # type: ignore[import-untyped]  # gunicorn has no types

from observe import logs


class Logger(glogging.Logger):  # type: ignore[misc]  # as above
    """Errors and events through our processor; no access log, for each request already has its line."""

    def setup(self, cfg: Any) -> None:
        """Called at start, in every worker and on reload; gunicorn's own handlers are replaced each time."""
        super().setup(cfg)
        logs.configure()
