"""Parts of an address of a case that mean something."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter

from forms.cases_file import BLOCK_FORMS


class BlockConverter(BaseConverter):
    """A part of the file that is saved by itself."""

    regex = "|".join(BLOCK_FORMS)


def init_app(app: Flask) -> None:
    """Make them known. To be called before the pages are registered."""
    app.url_map.converters["case_block"] = BlockConverter
