"""The messages as an administrator sees them: what failed, what is in doubt, and what a person found out."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import display

from notifications import outcomes
from notifications.admin import inbox
from notifications.admin.records import COLOURS, RecordAdmin
from notifications.models import Message
from reports.people import name_of
from reports.refusals import Refusal


@admin.register(Message)
class MessageAdmin(RecordAdmin):
    list_display = ("whom", "channel", "address", "day", "standing", "tries", "error", "verified_by")
    list_filter = ("status", "channel", "day")
    list_filter_submit = False
    search_fields = ("person__username", "person__first_name", "person__last_name", "address")
    search_help_text = gettext_lazy("Name or address")
    list_select_related = ("person", "verified_by")
    list_display_links = None
    date_hierarchy = "day"
    actions = ("arrived", "again")

    def get_urls(self) -> list[URLPattern]:
        return [*inbox.urls(), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return super().get_queryset(request).defer("lines")

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notifications.change_message")

    @admin.display(description=gettext_lazy("person"), ordering="person__first_name")
    def whom(self, message: Message) -> str:
        return name_of(message.person)

    @display(description=gettext_lazy("status"), ordering="status", label=COLOURS)
    def standing(self, message: Message) -> tuple[str, str]:
        return message.status, message.get_status_display()

    @admin.display(description=gettext_lazy("attempts made"))
    def tries(self, message: Message) -> int:
        return message.attempts

    @admin.action(description=gettext_lazy("Verified: it arrived"), permissions=["settle"])
    def arrived(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        done = self._each(request, chosen, lambda pk: outcomes.arrived(pk, by=request.user))
        if done:
            words = ngettext(
                "%(n)s message is recorded as arrived.", "%(n)s messages are recorded as arrived.", done
            )
            messages.success(request, words % {"n": done})

    @admin.action(description=gettext_lazy("Send again"), permissions=["settle"])
    def again(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        now = timezone.now()
        done = self._each(request, chosen, lambda pk: outcomes.again(pk, by=request.user, now=now))
        if done:
            words = ngettext(
                "%(n)s message goes out again with the next delivery, as far as it is still true.",
                "%(n)s messages go out again with the next delivery, as far as they are still true.",
                done,
            )
            messages.success(request, words % {"n": done})

    def _each(self, request: HttpRequest, chosen: QuerySet[Message], settle: Callable[[int], Message]) -> int:
        """Those that are in doubt; the others are told apart, and stay as they are."""
        done = refused = 0
        for pk in chosen.values_list("pk", flat=True):
            try:
                settle(pk)
                done += 1
            except Refusal:
                refused += 1
        if refused:
            words = ngettext(
                "%(n)s message was not in doubt and stays as it is.",
                "%(n)s messages were not in doubt and stay as they are.",
                refused,
            )
            messages.warning(request, words % {"n": refused})
        return done
