"""The rows of the reminders; each module tells what its tables are for."""

from notifications.models.notices import Message, Notice, Preference
from notifications.models.operation import CalendarDay, Heartbeat
from notifications.models.policies import Policy, Step
from notifications.models.sheets import Sheet

__all__ = [
    "CalendarDay",
    "Heartbeat",
    "Message",
    "Notice",
    "Policy",
    "Preference",
    "Sheet",
    "Step",
]
