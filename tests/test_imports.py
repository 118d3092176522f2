"""Imports point one way. import-linter (pyproject.toml) holds the packages to it; here is what it cannot see."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = {path.stem for path in ROOT.glob("*.py")} | {path.parent.name for path in ROOT.glob("*/__init__.py")}


def ours_imported_by(path):
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return {name for name in found if name.partition(".")[0] in OURS}


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("access", set()),
        ("config", {"setting_values"}),
        ("database", {"kept"}),
        ("jobs", set()),
        ("kept", set()),
        ("request_limits", set()),
        ("outside", {"antivirus", "config", "mail", "storage", "teams"}),
        ("setting_values", set()),
        ("health", {"access", "booking", "database"}),
    ],
)
def test_a_lower_module_does_not_know_the_higher_ones(module, allowed):
    imported = {name.partition(".")[0] for name in ours_imported_by(ROOT / f"{module}.py")}

    assert imported <= allowed


def test_models_know_no_use_case():
    imported = {name for path in (ROOT / "booking" / "models").glob("*.py") for name in ours_imported_by(path)}

    assert {name for name in imported if not name.startswith("booking.models")} <= {"database"}


def test_import_linter_looks_at_every_package():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]

    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"} == set(settings["root_packages"])


LATER = {"alembic", "css_inline", "dbos", "flask_migrate", "msal", "psycopg"}
"""Only commands, the worker, a first booking or somebody who signs in need them, and they double the start."""


def test_a_web_process_on_sqlite_starts_without_what_it_may_never_need():
    code = f"import app, sys; print(sorted({LATER} & sys.modules.keys()))"

    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)

    assert found.stdout.strip() == "[]"
