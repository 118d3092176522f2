"""Whatever can happen to a case is told in words, never by its code."""

import ast
from pathlib import Path

import pytest

from cases.history import changed
from cases.models import Case
from database import writing
from tests.support.world import NOW

ROOT = Path(__file__).parents[3]
DETAILS = {
    "state_changed": {"to": "in_progress"},
    "procedure_changed": {"to": "complaint"},
    "call_corrected": {"outcome": "attended"},
    "assigned": {"to": "none"},
    "block_saved": {"block": "facts"},
}


def codes(node):
    """The constants that an expression may be: `"a"`, or `"a" if x else "b"`."""
    if isinstance(node, ast.IfExp):
        return codes(node.body) | codes(node.orelse)
    assert isinstance(node, ast.Constant), f"line {node.lineno}: write the kinds out, so that they can be found"
    return {node.value}


def kinds():
    """Of every call of `changed` in the code."""
    return {
        kind
        for path in (ROOT / "cases").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "changed"
        for kind in codes(node.args[2])
    }


@pytest.mark.parametrize("language", ["", "/es", "/en"])
def test_every_kind_of_event_has_words_on_the_page(at_desk, clara, case_id, address, language):
    assert len(kinds()) > 20
    with writing() as session:
        case = session.get_one(Case, case_id)
        for kind in sorted(kinds()):
            details = DETAILS.get(kind, {"member": str(clara)})
            changed(session, case, kind, "system", NOW, details=details)

    told = at_desk.get(f"{language}{address}").texts("#events .timeline li > span:first-of-type")

    assert len(told) > len(kinds())
    assert [words for words in told if "_" in words or words in kinds()] == []
