"""What a person sees of their own case, behind the secret address `/e/<token>`."""

from __future__ import annotations

from flask import Flask

from cases.pages.routes import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes)
