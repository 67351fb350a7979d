"""A person's own messages in the site, and by which ways he or she is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from notifications import channels
from notifications.audience import BY_DEFAULT
from notifications.choices import Channel, Status
from notifications.models import Message, Preference
from reports.refusals import Refusal


def messages(person: Any) -> QuerySet[Message]:
    """The newest first."""
    return Message.objects.filter(person=person, channel=Channel.SITE, status=Status.SENT)


def unread(person: Any) -> int:
    return messages(person).filter(read_at=None).count()


def mark_read(person: Any, now: datetime, pk: int | None = None) -> int:
    """One message, or all of them."""
    rows = messages(person).filter(read_at=None)
    return (rows if pk is None else rows.filter(pk=pk)).update(read_at=now)


@dataclass(frozen=True, slots=True)
class Way:
    """A channel as its person sees it. ``last`` is what became of the last message on it."""

    key: str
    label: str
    on: bool
    wants_address: bool
    address: str
    last: Message | None


def ways(person: Any) -> list[Way]:
    """Those that this site can use. Two queries."""
    chosen = {row.channel: row for row in Preference.objects.filter(person=person)}
    last: dict[str, Message] = {}
    for message in Message.objects.filter(person=person).defer("lines").order_by("-day")[:20]:
        last.setdefault(message.channel, message)
    return [
        _way(person, key, chosen.get(key), last.get(key)) for key in (Channel.SITE, *channels.configured())
    ]


def _way(person: Any, key: str, chosen: Preference | None, last: Message | None) -> Way:
    address = person.email if key == Channel.EMAIL else (chosen.address if chosen else "")
    return Way(
        key=key,
        label=str(Channel(key).label),
        on=chosen.on if chosen else key in BY_DEFAULT,
        wants_address=channels.wants_address(key),
        address=address,
        last=last,
    )


@transaction.atomic
def choose(person: Any, wanted: Mapping[str, tuple[bool, str]]) -> None:
    """``wanted``: for each channel whether it is on, and the person's address there."""
    for way in ways(person):
        on, address = wanted.get(way.key, (False, ""))
        address = address.strip()
        if on and way.wants_address and not address:
            raise Refusal(_("%(channel)s needs your address there.") % {"channel": way.label})
        if len(address) > 100:
            raise Refusal(_("This address is too long."))
        Preference.objects.update_or_create(
            person=person,
            channel=way.key,
            defaults={"on": on, "address": address if way.wants_address else ""},
        )
