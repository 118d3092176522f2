"""What staff see of signing in and out: one module per journey, all on one blueprint."""

from __future__ import annotations

from flask import Flask

from config import Settings
from outside import sign_in_with
from staff.pages import account, guard, menu, sign_in, sign_out
from staff.pages.routes import routes

JOURNEYS = (sign_in, sign_out, account)
"""Importing these modules adds their views to the blueprint."""


def init_app(app: Flask, settings: Settings) -> None:
    """Register the pages, and let nobody past who may not."""
    app.extensions["staff_sign_in"] = sign_in_with(settings)
    guard.init_app(app)
    menu.init_app(app)
    app.register_blueprint(routes)
