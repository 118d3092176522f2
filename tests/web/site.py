"""A small application around the templates alone: no database, no views, an office made up."""

from dataclasses import dataclass
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from flask import Flask, render_template
from flask_wtf import CSRFProtect

import web

BARCELONA = ZoneInfo("Europe/Madrid")


@dataclass
class ExampleOffice:
    name: str = "Oficina de Consum de la Vall Fosca"
    phone: str = "930 000 000"
    phone_hours: str = "de dilluns a divendres, de 9:00 a 14:00"
    email: str = "consum@example.org"
    address: str = "Plaça Major, 1, 08000 Vallfosca"
    controller: str = "Ens de la Vall Fosca"
    rights_address: str = "drets@example.org"
    dpo_email: str = "dpd@example.org"
    privacy_url: str = "https://www.example.org/privacitat"


def make_site(load_office=ExampleOffice, hsts=False):
    """The application: ``GET /`` renders nothing but the frame; tests add what they need."""
    app = Flask("site", root_path=web.__path__[0] + "/..", static_folder=None)
    app.config.update(SECRET_KEY="tests only", WTF_CSRF_TIME_LIMIT=None)
    CSRFProtect(app)
    settings = SimpleNamespace(office_timezone=BARCELONA, office_phone="930 000 001", hsts=hsts)
    web.init_app(app, settings, load_office)
    return app


def render(app, template, path="/", **context):
    """The page that a view answering ``path`` would give."""
    with app.test_request_context(path):
        return render_template(template, **context)
