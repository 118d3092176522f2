"""The sheet that puts an office's own colour in place of the site's green.

The colour is in the address, so browsers keep the sheet for ever. In the dark the site's own colours stay: whatever can
be read on white cannot be read on black.
"""

from __future__ import annotations

from flask import Response, abort

from access import public
from booking.coordinate.colour import colour_of, darker, is_readable, paler
from booking.pages.routes import routes

_A_YEAR = 31_536_000

_SHEET = """@media (prefers-color-scheme: light) {{
  :root {{ --pine: {colour}; --pine-dark: {darker}; --pine-wash: {paler}; }}
}}
"""


@routes.get("/color/<colour>.css")
@public
def own_colour(colour: str) -> Response:
    """404 for what is no colour, and for one that could not be read."""
    try:
        found = colour_of(f"#{colour}")
    except ValueError:
        abort(404)
    if not is_readable(found):
        abort(404)
    sheet = _SHEET.format(colour=found, darker=darker(found), paler=paler(found))
    answer = Response(sheet, content_type="text/css; charset=utf-8")
    answer.cache_control.public = answer.cache_control.immutable = True
    answer.cache_control.max_age = _A_YEAR
    return answer
