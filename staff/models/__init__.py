"""All tables of staff, in one place to import."""

from staff.models.audit import AuditEntry
from staff.models.people import StaffGrant, StaffMember
from staff.models.sessions import StaffSession

__all__ = ["AuditEntry", "StaffGrant", "StaffMember", "StaffSession"]
