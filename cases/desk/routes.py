"""The blueprint of the staff's pages about cases."""

from __future__ import annotations

from flask import Blueprint

routes = Blueprint("cases", __name__)
