"""What the attendance report suggests of a call.

It only suggests: a colleague who joined counts as a guest, and a person who telephoned is not in it. The technician
says how it was.
"""

from __future__ import annotations

from booking.models import Attendance


def suggestion(attendance: Attendance | None) -> str | None:
    """An outcome, or None when Teams has nothing to say. Whoever only waited was not attended to."""
    if attendance is None or attendance.guest_seconds is None or attendance.technician_seconds is None:
        return None
    if attendance.guest_seconds and attendance.technician_seconds:
        return "attended"
    if attendance.guest_seconds:
        return "technician_absent"
    return "consumer_absent" if attendance.technician_seconds else None
