"""One's own deadlines as a calendar (.ics, RFC 5545) that any calendar program subscribes to.

The address is all that is needed to read it, so it is signed for one person, can be taken back, and leads to
nothing but titles and days of what that person may see on the day of asking.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

import icalendar
from django.core.signing import BadSignature, Signer
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import access, boxes
from commitments.access import OWNERS
from commitments.models import Commitment, Measure
from notifications.models import Subscription

SALT: Final = "notifications.subscription"
MOST: Final = 1000  # of each kind: calendar programs fetch the whole each time


def of(person: Any) -> Subscription | None:
    return Subscription.objects.filter(person=person, on=True).first()


def begin(person: Any) -> Subscription:
    """A new address; the one before it leads nowhere from now on."""
    row, made = Subscription.objects.get_or_create(person=person)
    if not made:
        Subscription.objects.filter(pk=row.pk).update(serial=F("serial") + 1, on=True, fetched_at=None)
        row.refresh_from_db()
    return row


def end(person: Any) -> None:
    Subscription.objects.filter(person=person).update(on=False)


def token(row: Subscription) -> str:
    return Signer(salt=SALT).sign(f"{row.person_id}-{row.serial}")


def held_by(words: str) -> Subscription | None:
    """Whose address it is, if it is one that holds still and its person may log in."""
    try:
        person, _dash, serial = Signer(salt=SALT).unsign(words).partition("-")
    except BadSignature:
        return None
    rows = Subscription.objects.select_related("person").filter(on=True, person__is_active=True)
    return rows.filter(person=int(person), serial=int(serial)).first()


def calendar(person: Any, *, today: date, now: datetime, site: str) -> bytes:
    """What runs and is in the person's charge, by its deadline, and the measures with a day of their own."""
    someone = access.person(person, today)
    mine = access.seen_by(Commitment.objects.unfinished(), someone)
    charge = boxes.charge(someone, OWNERS) | Q(supervisor=person)
    rows = mine.filter(charge, due_on__isnull=False).order_by("due_on", "pk")
    steps = Measure.objects.filter(commitment__in=rows.values("pk"), done_on=None, due_on__isnull=False)
    made = icalendar.Calendar()
    made.add("prodid", "-//government-report-commitments//zh")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Deadlines of commitments"))
    made.add("x-published-ttl", "PT6H")
    for row in rows.light()[:MOST]:
        summary = _("Due: %(title)s") % {"title": row.title}
        made.add_component(_event(f"commitment-{row.pk}", row.due_on, summary, row, now, site))
    for step in steps.select_related("commitment").order_by("due_on", "pk")[:MOST]:
        summary = _("Measure due: %(text)s") % {"text": step.text}
        made.add_component(_event(f"measure-{step.pk}", step.due_on, summary, step.commitment, now, site))
    return made.to_ical()


def _event(key: str, day: Any, summary: str, row: Commitment, now: datetime, site: str) -> icalendar.Event:
    """A whole day that takes up no time: nobody is busy because something is due."""
    event = icalendar.Event()
    event.add("uid", f"{key}@{site.partition('://')[2] or 'commitments'}")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("summary", summary)
    event.add("description", "\n".join(_lines(row)))
    event.add("sequence", row.revision)
    event.add("transp", "TRANSPARENT")
    if site:
        event.add("url", site + reverse("admin:commitments_commitment_change", args=[row.pk]))
    return event


def _lines(row: Commitment) -> Iterable[str]:
    yield row.number
    yield _("%(percent)s%% done") % {"percent": row.percent}
