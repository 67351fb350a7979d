"""One organ, many names: who is meant, and what a person may do to the tree.

Names are matched exactly (after folding width, case and spaces). A name that merely looks near is shown to a
person as a suggestion; nothing is merged on a likeness.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from reports import versions
from reports.models import Organ, OrganName, Report, line
from reports.refusals import Refusal

NEAR = 0.8
SHORTEST = 3
LONGEST = 200


def key(name: str) -> str:
    """What two spellings of one name share: ``（`` and ``(``, spaces and letter case do not count."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def resolve(name: str) -> Organ | None:
    row = OrganName.objects.select_related("organ").filter(key=key(name)).first()
    return row.organ if row else None


def register(name: str, *, parent: Organ | None = None, confirmed: bool) -> Organ:
    """The organ that goes by this name; made when there is none. Two callers at once get the same one."""
    if not key(name):
        raise Refusal(_("An organ needs a name."))
    found = resolve(name)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _create(name.strip(), parent, confirmed)
    except IntegrityError:
        found = resolve(name)
        if found is None:
            raise
        return found


def _create(name: str, parent: Organ | None, confirmed: bool) -> Organ:
    organ = Organ.objects.create(name=name, parent=parent, confirmed=confirmed)
    OrganName.objects.create(organ=organ, name=name, key=key(name), official=True)
    organ.path = f"{parent.path if parent else '/'}{organ.pk}/"
    organ.save(update_fields=["path"])
    return organ


def add_alias(organ: Organ, name: str) -> None:
    """From now on this name means this organ. Refused when it already means another."""
    if not key(name):
        raise Refusal(_("An organ needs a name."))
    row = OrganName(organ=organ, name=name.strip(), key=key(name))
    OrganName.objects.bulk_create([row], ignore_conflicts=True)
    owner = resolve(name)
    if owner != organ:
        raise Refusal(
            _("“%(name)s” is already a name of %(owner)s; merge the two organs instead.")
            % {"name": name, "owner": owner}
        )


def drop_alias(organ: Organ, name: str) -> None:
    """The official name stays."""
    OrganName.objects.filter(organ=organ, key=key(name), official=False).delete()


def rename(organ: Organ, name: str) -> None:
    """A new official name; the former one stays as an alias, for older reports carry it."""
    with transaction.atomic():
        add_alias(organ, name)
        OrganName.objects.filter(organ=organ, official=True).update(official=False)
        OrganName.objects.filter(organ=organ, key=key(name)).update(official=True, name=name.strip())
        Organ.objects.filter(pk=organ.pk).update(name=name.strip())
    organ.name = name.strip()


def confirm(organs: Iterable[Organ]) -> int:
    return Organ.objects.filter(pk__in=[organ.pk for organ in organs]).update(confirmed=True)


def move(organ: Organ, parent: Organ | None) -> None:
    """Hang the organ, with all below it, under another parent."""
    with transaction.atomic():
        _lock_lines(organ, parent)
        if parent is not None and parent.path.startswith(organ.path):
            raise Refusal(_("%(organ)s cannot stand below itself.") % {"organ": organ})
        Organ.objects.filter(pk=organ.pk).update(parent=parent)
        _repath(organ, f"{parent.path if parent else '/'}{organ.pk}/")


def merge(keep: Organ, gone: Organ) -> None:
    """Both are one organ: names, reports and children of ``gone`` become those of ``keep``.

    ``gone`` stays as a hidden child, since the apps above may point at it; through the path, what they hold
    still falls to ``keep``.
    """
    with transaction.atomic():
        _lock_lines(keep, gone)
        if keep.merged_into_id or gone.merged_into_id or keep.pk == gone.pk:
            raise Refusal(_("These organs are one already."))
        if keep.path.startswith(gone.path):
            raise Refusal(
                _("%(keep)s stands below %(gone)s: merge the other way round.") % {"keep": keep, "gone": gone}
            )
        OrganName.objects.filter(organ=gone).update(organ=keep, official=False)
        for child in Organ.objects.filter(parent=gone, merged_into=None):
            Organ.objects.filter(pk=child.pk).update(parent=keep)
            _repath(child, f"{keep.path}{child.pk}/")
        # Also what was merged into it before: from each it is one step to the organ that stands.
        Organ.objects.filter(merged_into=gone).update(merged_into=keep)
        Organ.objects.filter(pk=gone.pk).update(parent=keep, merged_into=keep)
        Organ.objects.filter(pk=keep.pk).update(confirmed=True)
        _repath(gone, f"{keep.path}{gone.pk}/")
        versions.hand_over(Report.objects.filter(organ=gone), keep)
    keep.confirmed = True


def _lock_lines(*organs: Organ | None) -> None:
    """Lock the organs and all above them, in one order, and see them as they are now.

    Two moves that would together close a ring share a row of these lines, so the second sees the first.
    """
    for _attempt in range(3):
        keys = {key for organ in organs if organ for key in line(organ.path)}
        versions.lock(keys)
        before = [organ.path for organ in organs if organ]
        for organ in organs:
            if organ:
                organ.refresh_from_db()
        if before == [organ.path for organ in organs if organ]:
            return
    raise Refusal(_("The tree of organs is being changed by somebody else. Please try again."))


def _repath(organ: Organ, path: str) -> None:
    below = Organ.objects.filter(path__startswith=organ.path)
    below.update(path=Concat(Value(path), Substr("path", len(organ.path) + 1)))
    organ.path = path


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An organ that might be meant, by which of its names, and how near (1 is nearest)."""

    organ: Organ
    name: str
    score: float


def suggest(name: str, *, besides: Organ | None = None, limit: int = 5) -> list[Suggestion]:
    """Organs whose names look near, the nearest first. For a person to choose from, never for the machine."""
    wanted = key(name)
    best: dict[int, tuple[float, str]] = {}
    rows = OrganName.objects.filter(organ__merged_into=None).values_list("organ_id", "name", "key")
    for organ_id, known, known_key in rows.iterator():
        score = likeness(wanted, known_key)
        if score >= NEAR and score > best.get(organ_id, (0.0, ""))[0]:
            best[organ_id] = (score, known)
    if besides is not None:
        best.pop(besides.pk, None)
    nearest = sorted(best.items(), key=lambda entry: (-entry[1][0], entry[0]))[:limit]
    organs = Organ.objects.in_bulk([organ_id for organ_id, _found in nearest])
    return [Suggestion(organs[pk], known, score) for pk, (score, known) in nearest if pk in organs]


def likeness(one: str, other: str) -> float:
    """0 to 1. An abbreviation leaves characters out and keeps their order (市政务办, 市政务服务办公室)."""
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST:
        return 0.0
    rest = iter(long)
    if all(character in rest for character in short):
        return 0.9 + 0.1 * len(short) / len(long)
    common = len(set(short) & set(long))
    if common < 0.7 * len(set(short)):
        return 0.0
    return min(0.9, SequenceMatcher(None, one, other, autojunk=False).ratio())
