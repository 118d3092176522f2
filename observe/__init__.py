"""What can be seen of the running service: one line of log per event, metrics, and no personal data in either."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings

__all__ = ["init_app"]


def init_app(app: Flask, settings: Settings) -> None:
    """Take over the logs of this process, write a line for each request, and serve `/metrics`.

    To be called before any other extension: what is registered first sees the answer last, as it leaves.
    """
    # Not at the top: gunicorn's master loads this package for its logger, and what it has loaded of the application
    # would stay old in the workers that it forks after an upgrade.
    from observe import logs, metrics, requests

    logs.configure()
    requests.init_app(app, behind_proxy=settings.proxy_hops > 0)
    metrics.init_app(app, settings.metrics_token)
