"""Who would be told what on a day: asked beforehand, and nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from commitments.models import Commitment
from notifications import channels, digests, lines, planning
from notifications.audience import Scope
from notifications.choices import Channel
from notifications.digests import Digest
from notifications.preview import Preview, Reader, preview
from reports.models import Organ
from reports.people import name_of
from reports.typed import key_of

PER_PAGE = 20
MOST_UNHEARD = 20
FARTHEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Card:
    """What one person would read, and by which ways."""

    digest: Digest
    ways: str
    told: bool


def show(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("notifications.view_policy"):
        raise PermissionDenied
    today = timezone.localdate()
    day, mistaken = _day(request.GET.get("day", ""), today)
    number = key_of(request.GET.get("page", "")) or 1
    scope = _scope(request, today)
    shown = preview(day, channels.configured(), scope, start=(number - 1) * PER_PAGE, number=PER_PAGE)
    context = {
        **admin.site.each_context(request),
        "title": _("Who is told what"),
        "day": day,
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "mistaken": mistaken,
        "preview": shown,
        "cards": _cards(shown),
        "page": Paginator(range(shown.people), PER_PAGE).get_page(number),
        "unheard": Commitment.objects.light().in_bulk(shown.unheard[:MOST_UNHEARD]).values(),
        "more_unheard": max(0, len(shown.unheard) - MOST_UNHEARD),
    }
    return TemplateResponse(request, "admin/notifications/policies/preview.html", context)


def _day(typed: str, today: date) -> tuple[date, str]:
    """The day asked for; what cannot be read as one is handed back."""
    try:
        day = parse_date(typed.strip()) if typed else today
    except ValueError:
        day = None
    if day is None or abs(day - today) > FARTHEST:
        return today, typed
    return day, ""


def _scope(request: HttpRequest, today: date) -> Scope:
    """The administrator sees all, others what they may see anyway; reports owed are an administrator's."""
    organs = Organ.objects.current()
    if not request.user.is_superuser:
        organs = organs.none()
    return Scope(Commitment.objects.visible_to(request.user, today), organs)


def _cards(shown: Preview) -> list[Card]:
    days = planning.calendar()
    people = groupby(shown.readers, key=lambda reader: reader.person)
    return [_card(person, list(readers), shown.day, days) for person, readers in people]


def _card(person: Any, readers: Sequence[Reader], day: date, days: Any) -> Card:
    """In-site is told all that the other ways are told."""
    fullest = max(readers, key=lambda reader: len(reader.notices))
    name = name_of(person)
    ways = _(", ").join(str(Channel(reader.channel).label) for reader in readers)
    told = all(reader.told == len(reader.notices) for reader in readers)
    return Card(digests.digest(name, day, lines.lines(fullest.notices, day, days)), ways, told)
