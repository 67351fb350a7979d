"""The reminders in the admin: one's own messages, and what an administrator looks after."""

from notifications.admin.calendar import CalendarDayAdmin
from notifications.admin.messages import MessageAdmin
from notifications.admin.notices import NoticeAdmin
from notifications.admin.policies import PolicyAdmin
from notifications.admin.sheets import SheetAdmin
from notifications.admin.webhooks import DeliveryAdmin, WebhookAdmin

__all__ = [
    "CalendarDayAdmin",
    "DeliveryAdmin",
    "MessageAdmin",
    "NoticeAdmin",
    "PolicyAdmin",
    "SheetAdmin",
    "WebhookAdmin",
]
