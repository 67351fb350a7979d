"""Units inside an organ: every bureau has its 综合科, and a name means one row."""

from __future__ import annotations

import pytest

from commitments import units
from reports import organs
from tests.commitments.offices import City

pytestmark = pytest.mark.django_db


def test_two_bureaus_have_an_office_of_one_name(town: City) -> None:
    mine, theirs = (units.register(organ, "综合科") for organ in (town.bureau, town.neighbour))
    assert mine != theirs
    assert (mine.name, mine.parent) == ("青澜市行政审批服务局综合科", town.bureau)
    assert units.short_name(mine, town.bureau) == "综合科"
    assert units.register(town.bureau, "综合科") == mine == units.register(town.bureau, mine.name)


def test_a_name_in_a_text_means_the_organs_own_unit_first(town: City) -> None:
    stray = organs.register("热线科", confirmed=True)
    found = units.find_all(town.bureau, ["热线科", "青澜市司法局", "市财政局"])
    assert found == {"热线科": town.hotline, "青澜市司法局": town.neighbour}
    assert units.find_all(town.neighbour, ["热线科"]) == {"热线科": stray}


def test_a_unit_that_was_merged_is_not_meant_any_more(town: City) -> None:
    organs.merge(town.windows, town.hotline)
    assert units.find_all(town.bureau, ["热线科"]) == {"热线科": town.windows}


def test_a_text_speaks_of_its_own_place(town: City) -> None:
    district = organs.register("青澜市望川区人民政府", parent=town.government, confirmed=True)
    office, forests = (
        organs.register(f"青澜市望川区{name}", parent=district, confirmed=True)
        for name in ("政务局", "林业局")
    )
    found = units.find_all(office, ["区政务局", "区林业局", "市司法局", "区财政局", "县林业局", "区"])
    assert found == {"区政务局": office, "区林业局": forests, "市司法局": town.neighbour}
