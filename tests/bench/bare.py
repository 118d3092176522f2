"""The yardstick: a Flask view that answers a constant."""

from flask import Flask

application = Flask(__name__, static_folder=None)


@application.get("/")
def constant() -> str:
    return "ok"
