"""All tables of cases, in one place to import."""

from cases.models.codes import (
    BLOCKS,
    CHANNELS,
    DEADLINES,
    DOCUMENT_KINDS,
    MEDIA_TYPES,
    PROCEDURES,
    SCANS,
    STATES,
)
from cases.models.companies import Company, Sector
from cases.models.deadlines import ClockStop, Deadline, Requirement
from cases.models.documents import Document, Submission
from cases.models.events import CaseEvent, CaseNote, MediationAccess
from cases.models.files import Case, CaseAppointment, CaseBlock, CaseCounter, CaseLink
from cases.models.letters import CaseLetter
from cases.models.money import Euros
from cases.models.retention import Destruction, RetentionRule

__all__ = [
    "BLOCKS",
    "CHANNELS",
    "DEADLINES",
    "DOCUMENT_KINDS",
    "MEDIA_TYPES",
    "PROCEDURES",
    "SCANS",
    "STATES",
    "Case",
    "CaseAppointment",
    "CaseBlock",
    "CaseCounter",
    "CaseEvent",
    "CaseLetter",
    "CaseLink",
    "CaseNote",
    "ClockStop",
    "Company",
    "Deadline",
    "Destruction",
    "Document",
    "Euros",
    "MediationAccess",
    "Requirement",
    "RetentionRule",
    "Sector",
    "Submission",
]
