"""The pages that say the same to everybody: help with the call, device test, accessibility, privacy."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template

from access import public
from web.security import uses_camera

site = Blueprint("site", __name__)

ACCESSIBILITY_REVIEWED = date(2026, 11, 21)
"""Day of the last review that the accessibility statement reports (RD 1112/2018, 15: at least yearly)."""


@site.get("/ajuda/videotrucada")
@public
def help_video() -> str:
    """How to join a call, and what to do when it does not work."""
    return render_template("site/help_video.html")


@site.get("/prova")
@uses_camera
@public
def device_test() -> str:
    """Try camera, microphone and sound, also without an appointment."""
    return render_template("site/device_test.html")


@site.get("/accessibilitat")
@public
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("site/accessibility.html", reviewed=ACCESSIBILITY_REVIEWED)


@site.get("/privacitat")
@public
def privacy() -> str:
    """The second layer of data protection (GDPR 13)."""
    return render_template("site/privacy.html")
