"""What can be seen of the running service: one line of log per event, metrics, and no personal data in either."""

from __future__ import annotations

from flask import Flask

from config import Settings
from observe import logs, metrics, requests

__all__ = ["init_app"]


def init_app(app: Flask, settings: Settings) -> None:
    """Take over the logs of this process, write a line for each request, and serve `/metrics`.

    To be called before any other extension: what is registered first sees the answer last, as it leaves.
    """
    logs.configure()
    requests.init_app(app, behind_proxy=settings.proxy_hops > 0)
    metrics.init_app(app, settings.metrics_token)
