"""A Jinja environment that knows the templates and no application, with the untranslated (Catalan) texts."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

TEMPLATES = Path(__file__).parents[2] / "templates"


@cache
def letter_environment() -> Environment:
    """As Flask sets one up: escapes HTML and not text; gettext answers with the text asked for."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"], default=False),
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # set by the extension
    return environment
