"""All tables of booking, in one place to import."""

from booking.models.appointments import Appointment, AppointmentEvent, AppointmentLink
from booking.models.calls import NEXT_STEPS, NOTE_BLOCKS, OUTCOMES, Attendance, CalendarFeed, Call, CallNote
from booking.models.follow_ups import CalendarEntry, GraphCall, Meeting, Message, WorkerBeat
from booking.models.hours import (
    CATALONIA,
    HOLIDAY_SOURCES,
    Absence,
    BusyTime,
    Closure,
    Holiday,
    HolidayYear,
    WorkingHours,
)
from booking.models.notices import DIFFERENCES, CalendarNotice, CalendarSubscription, Divergence
from booking.models.people import Person, Technician, technician_service
from booking.models.places import SLOT, Municipality, MunicipalityStatus, Office, Service
from booking.models.slots import Slot

__all__ = [
    "CATALONIA",
    "DIFFERENCES",
    "HOLIDAY_SOURCES",
    "NEXT_STEPS",
    "NOTE_BLOCKS",
    "OUTCOMES",
    "SLOT",
    "Absence",
    "Appointment",
    "AppointmentEvent",
    "AppointmentLink",
    "Attendance",
    "BusyTime",
    "CalendarEntry",
    "CalendarFeed",
    "CalendarNotice",
    "CalendarSubscription",
    "Call",
    "CallNote",
    "Closure",
    "Divergence",
    "GraphCall",
    "Holiday",
    "HolidayYear",
    "Meeting",
    "Message",
    "Municipality",
    "MunicipalityStatus",
    "Office",
    "Person",
    "Service",
    "Slot",
    "Technician",
    "WorkerBeat",
    "WorkingHours",
    "technician_service",
]
