"""Microsoft 365: Teams meetings in the technicians' calendars, busy time, attendance, mail.

The only package that knows Microsoft Graph and Entra ID. It takes and gives small dataclasses, and raises
`GraphProblem`, or `SignInRefused` where a person signs in.
"""

from .attendance import AttendanceReport, Participant, attendance
from .calendar_view import event_times
from .calendars import BusyTime, busy_times
from .credential import certificate_expires_at
from .graph import Graph
from .identity import Identity, Refusal, SignInRefused
from .mailbox import MailboxFacts, check_mailbox, check_policy, send_mime, user_id
from .meetings import (
    Meeting,
    MeetingRequest,
    close_meeting,
    find_meeting,
    move_meeting,
    open_meeting,
    read_meeting,
)
from .options import set_meeting_options
from .problems import Advice, GraphProblem
from .settings import GraphSettings
from .sign_in import Flow, SignIn
from .subscriptions import (
    LIFETIME,
    Subscription,
    SubscriptionRequest,
    end_subscription,
    renew_subscription,
    subscribe,
    subscriptions,
)

__all__ = [
    "LIFETIME",
    "Advice",
    "AttendanceReport",
    "BusyTime",
    "Flow",
    "Graph",
    "GraphProblem",
    "GraphSettings",
    "Identity",
    "MailboxFacts",
    "Meeting",
    "MeetingRequest",
    "Participant",
    "Refusal",
    "SignIn",
    "SignInRefused",
    "Subscription",
    "SubscriptionRequest",
    "attendance",
    "busy_times",
    "certificate_expires_at",
    "check_mailbox",
    "check_policy",
    "close_meeting",
    "end_subscription",
    "event_times",
    "find_meeting",
    "move_meeting",
    "open_meeting",
    "read_meeting",
    "renew_subscription",
    "send_mime",
    "set_meeting_options",
    "subscribe",
    "subscriptions",
    "user_id",
]
