"""The rows of the reminders; each module tells what its tables are for."""

from notifications.models.notices import Message, Notice, Preference
from notifications.models.operation import CalendarDay, Heartbeat
from notifications.models.policies import Policy, Step
from notifications.models.sheets import Sheet
from notifications.models.subscriptions import Subscription
from notifications.models.webhooks import Delivery, Webhook

__all__ = [
    "CalendarDay",
    "Delivery",
    "Heartbeat",
    "Message",
    "Notice",
    "Policy",
    "Preference",
    "Sheet",
    "Step",
    "Subscription",
    "Webhook",
]
