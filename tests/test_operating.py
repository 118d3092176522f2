"""What the administrator reads is what the service does."""

import re
from dataclasses import fields
from pathlib import Path

from config import Settings

OPERATING = (Path(__file__).parents[1] / "docs" / "operating.md").read_text()


def test_every_setting_is_explained():
    names = {field.name.upper() for field in fields(Settings)} - {"ENVIRONMENT"} | {"VIDEOCITA_ENVIRONMENT"}

    assert {name for name in names if f"`{name}`" not in OPERATING} == set()


def test_every_command_that_is_named_exists(app):
    named = set(re.findall(r"flask --app app ([a-z]+)", OPERATING))

    assert named <= set(app.cli.list_commands(None))
