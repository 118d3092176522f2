"""The blueprint of the consumers' pages, to which each module of the package adds its views."""

from __future__ import annotations

from flask import Blueprint

routes = Blueprint("booking", __name__)
