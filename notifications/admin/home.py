"""What the first page tells about the reminders: when they last ran, and what needs a person."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications import clockwork, outcomes, planning
from notifications.choices import Channel
from notifications.clockwork import Pulse

GOOD, WARNING, ALARM = "success", "warning", "danger"
MOODS = {"ok": GOOD, "never": WARNING, "late": ALARM, "failed": ALARM}


def context(request: HttpRequest) -> list[dict[str, str]]:
    """Sentences, each with its colour and perhaps a link. Three queries at the most."""
    pulses = clockwork.pulses(timezone.now())
    sweep = pulses[clockwork.SWEEP.name]
    told = [{"text": sweep.sentence, "mood": MOODS[sweep.state], "href": ""}]
    if request.user.has_perm("notifications.change_message"):
        told += [
            _said(pulse)
            for pulse in pulses.values()
            if pulse is not sweep and pulse.state in ("late", "failed")
        ]
        told += _silent(pulses[clockwork.DELIVER.name]) + _in_doubt()
    if request.user.has_perm("notifications.change_calendarday"):
        told += _calendar()
    return told


def _said(pulse: Pulse) -> dict[str, str]:
    return {"text": pulse.sentence, "mood": MOODS[pulse.state], "href": ""}


def _silent(delivery: Pulse) -> list[dict[str, str]]:
    """Channels that did not answer at the last delivery."""
    names = [channel.label for channel in Channel if f"{channel.value} down" in delivery.counts]
    if not names:
        return []
    words = _("%(channels)s cannot be reached; messages wait and are tried again by themselves.")
    return [{"text": words % {"channels": _(", ").join(map(str, names))}, "mood": ALARM, "href": ""}]


def _in_doubt() -> list[dict[str, str]]:
    number = outcomes.in_doubt().count()
    if not number:
        return []
    words = ngettext(
        "%(n)s message failed or is to be verified", "%(n)s messages failed or are to be verified", number
    )
    page = reverse("admin:notifications_message_changelist")
    address = f"{page}?status__in={','.join(outcomes.DOUBTFUL)}"
    return [{"text": words % {"n": number}, "mood": WARNING, "href": address}]


def _calendar() -> list[dict[str, str]]:
    year = planning.calendar().needs_update(timezone.localdate())
    if year is None:
        return []
    words = _(
        "The holidays of %(year)s are not known: enter them, or install a newer release of the calendar."
    )
    return [
        {
            "text": words % {"year": year},
            "mood": WARNING,
            "href": reverse("admin:notifications_calendarday_changelist"),
        }
    ]
