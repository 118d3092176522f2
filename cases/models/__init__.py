"""All tables of cases, in one place to import."""

from cases.models.codes import (
    BLOCKS,
    CHANNELS,
    DEADLINES,
    DOCUMENT_KINDS,
    GROUNDS,
    MEDIA_TYPES,
    PROCEDURES,
    RESOLUTIONS,
    SCANS,
    STATES,
)
from cases.models.companies import Company, Sector
from cases.models.deadlines import ClockStop, Deadline, Notified, Requirement, Resolution
from cases.models.documents import Document, Submission
from cases.models.events import CaseEvent, CaseNote, MediationAccess
from cases.models.files import Case, CaseAppointment, CaseBlock, CaseCounter, CaseLink
from cases.models.letters import CaseLetter
from cases.models.money import Euros
from cases.models.retention import Destruction, RetentionRule
from cases.models.search import CaseSearch

__all__ = [
    "BLOCKS",
    "CHANNELS",
    "DEADLINES",
    "DOCUMENT_KINDS",
    "GROUNDS",
    "MEDIA_TYPES",
    "PROCEDURES",
    "RESOLUTIONS",
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
    "CaseSearch",
    "ClockStop",
    "Company",
    "Deadline",
    "Destruction",
    "Document",
    "Euros",
    "MediationAccess",
    "Notified",
    "Requirement",
    "Resolution",
    "RetentionRule",
    "Sector",
    "Submission",
]
