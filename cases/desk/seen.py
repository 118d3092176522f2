"""What a page has shown of a case, sent along with what is decided upon it (see `forms.cases_state.SeenForm`)."""

from __future__ import annotations

from cases.models import Case, Requirement


def seen_of(case: Case, requirement: Requirement | None) -> dict[str, str]:
    """Hidden fields by name. `requirement`: the one that is open."""
    return {
        "seen_state": case.state,
        "seen_papers": case.papers_arrived_at.isoformat() if case.papers_arrived_at else "",
        "seen_requirement": str(requirement.id) if requirement else "",
    }
