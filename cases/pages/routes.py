"""The blueprint of the pages that a person has of their case."""

from __future__ import annotations

from flask import Blueprint

routes = Blueprint("own_case", __name__)
