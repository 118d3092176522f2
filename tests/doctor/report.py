"""How tests read what the doctor found."""

from datetime import UTC, datetime

import doctor
from doctor.finding import Level


def now():
    return datetime.now(UTC)


def examine(app):
    """Everything that the doctor finds about this application, in order."""
    return list(doctor.examine(app.config["VIDEOCITA"], now()))


def about(findings, subject):
    """The one finding about this subject."""
    found = [finding for finding in findings if finding.subject == subject]
    assert len(found) == 1, findings
    return found[0]


def faults(findings):
    """Those that are not good."""
    return [finding for finding in findings if finding.level is not Level.OK]
