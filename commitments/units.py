"""Units inside an organ are rows of the organs' tree below it, under their full names.

综合科 exists in every bureau, and a name means one organ only: the row is called 青澜市行政审批服务局综合科.
"""

from __future__ import annotations

from collections.abc import Iterable

from reports import organs
from reports.models import Organ, OrganName


def full_name(organ: Organ, name: str) -> str:
    return name if organs.key(name).startswith(organs.key(organ.name)) else f"{organ.name}{name}"


def short_name(unit: Organ, organ: Organ) -> str:
    """What people of ``organ`` call it."""
    return unit.name.removeprefix(organ.name) or unit.name


def register(organ: Organ, name: str) -> Organ:
    """The unit of this organ that goes by this name; made when there is none."""
    return organs.register(full_name(organ, name), parent=organ, confirmed=True)


def find_all(organ: Organ, names: Iterable[str]) -> dict[str, Organ]:
    """Who is meant by the names that stand in a text of ``organ``: its own unit before any other."""
    wanted = {name: (organs.key(full_name(organ, name)), organs.key(name)) for name in names}
    keys = {key for pair in wanted.values() for key in pair}
    rows = OrganName.objects.select_related("organ").filter(key__in=keys, organ__merged_into=None)
    known = {row.key: row.organ for row in rows}
    found = {name: known.get(own) or known.get(other) for name, (own, other) in wanted.items()}
    return {name: unit for name, unit in found.items() if unit is not None}
