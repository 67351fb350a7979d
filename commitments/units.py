"""Units inside an organ are rows of the organs' tree below it, under their full names.

综合科 exists in every bureau, and a name means one organ only: the row is called 青澜市行政审批服务局综合科.
"""

from __future__ import annotations

from collections.abc import Iterable

from reports import organs
from reports.models import Organ, OrganName

PLACES = "省市州盟县区旗镇乡"


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
    found = find_each((organ, name) for name in names)
    return {name: unit for (_organ, name), unit in found.items()}


def find_each(mentions: Iterable[tuple[Organ, str]]) -> dict[tuple[int, str], Organ]:
    """The same for texts of several organs, by the organ's key and the name. One query."""
    wanted = {(organ.pk, name): [*map(organs.key, _meanings(organ, name))] for organ, name in mentions}
    keys = {key for meant in wanted.values() for key in meant}
    rows = OrganName.objects.select_related("organ").filter(key__in=keys, organ__merged_into=None)
    known = {row.key: row.organ for row in rows}
    found = {mention: next(filter(None, map(known.get, meant)), None) for mention, meant in wanted.items()}
    return {mention: unit for mention, unit in found.items() if unit is not None}


def _meanings(organ: Organ, name: str) -> list[str]:
    """The full names that it may stand for."""
    return list(dict.fromkeys([full_name(organ, name), name, with_place(organ, name)]))


def with_place(organ: Organ, name: str) -> str:
    """区财政局 in a text of 青澜市望川区… is 青澜市望川区财政局; other names stay as they are."""
    place = organ.name.find(name[0]) if name and name[0] in PLACES else -1
    return organ.name[:place] + name if place > 0 else name
