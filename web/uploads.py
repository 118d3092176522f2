"""Receiving files that a person sends with a form, in constant memory and only from those who may.

A view that takes files is marked with `request_limits.takes_files`. Nothing of its request is read before it asks here:
elsewhere the token of the form is looked at first of all, and to find it the whole request must be received.
"""

from __future__ import annotations

from flask import current_app
from flask_wtf.csrf import CSRFProtect


def receive_form() -> None:
    """Receive the request and check its token. To be called when the view knows who is asking and for what.

    Files go into the temporary folder as they come. Raises what a view answers, or leaves to the error pages:
    RequestEntityTooLarge (413), without reading what is announced as too large; CSRFError (400); ClientDisconnected
    (400) when the request ends before its time.
    """
    if current_app.config["WTF_CSRF_ENABLED"]:
        protection: CSRFProtect = current_app.extensions["csrf"]
        protection.protect()
