"""What staff see of cases: the list, the file, its papers. To the staff of another office a case does not exist."""

from __future__ import annotations

from flask import Flask

from cases.desk.routes import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes)
