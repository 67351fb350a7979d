from __future__ import annotations

import pytest

from reports import organs
from reports.models import Organ, OrganName, Report
from reports.refusals import Refusal
from tests.reports import papers

pytestmark = pytest.mark.django_db
FULL, SHORT = "青澜市人民政府政务服务办公室", "市政务服务办"


def organ(name: str, parent: Organ | None = None) -> Organ:
    return organs.register(name, parent=parent, confirmed=True)


def test_one_organ_answers_to_its_alias_once_a_person_has_said_so() -> None:
    office = organ(FULL)
    assert organs.resolve(SHORT) is None
    organs.add_alias(office, SHORT)
    assert organs.resolve(SHORT) == organs.resolve(FULL) == office


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param("青澜市司法局（本级）", id="as entered"),
        pytest.param("青澜市司法局(本级)", id="half width"),
        pytest.param(" 青澜市 司法局（本级）\u3000", id="stray spaces"),
    ],
)
def test_width_and_spaces_do_not_make_another_name(spelling: str) -> None:
    assert organ(spelling) == organ("青澜市司法局（本级）")
    assert Organ.objects.count() == 1


def test_a_near_name_is_suggested_and_never_taken() -> None:
    office = organ(FULL)
    organ("青澜市司法局")
    assert organs.resolve(SHORT) is None
    assert [found.organ for found in organs.suggest(SHORT)] == [office]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        pytest.param("市政务服务办", "青澜市人民政府政务服务办公室", True, id="abbreviation"),
        pytest.param("青澜市行政审批局", "青澜市行政审批服务局", True, id="words left out"),
        pytest.param(
            "青澜市澄江区政务服务管理局", "青谰市澄江区政务服务管理局", True, id="one character misread"
        ),
        pytest.param("青澜市司法局", "青澜市财政局", False, id="another bureau of the city"),
        pytest.param("青澜市司法局", "望川市司法局", False, id="the bureau of another city"),
        pytest.param("局", "青澜市司法局", False, id="too short to mean anything"),
    ],
)
def test_what_counts_as_near(one: str, other: str, near: bool) -> None:
    assert (organs.likeness(one, other) >= organs.NEAR) is near


def test_a_name_that_is_taken_is_refused_with_its_owner() -> None:
    organ("青澜市司法局")
    other = organ("青澜市财政局")
    with pytest.raises(Refusal, match="青澜市司法局"):
        organs.add_alias(other, "青澜市司法局")
    assert organs.resolve("青澜市司法局") != other


def test_adding_an_alias_twice_is_no_fault() -> None:
    office = organ(FULL)
    organs.add_alias(office, SHORT)
    organs.add_alias(office, SHORT)
    assert office.names.count() == 2


def test_a_renamed_organ_keeps_its_former_name() -> None:
    office = organ("青澜市政务服务管理办公室")
    organs.rename(office, "青澜市数据局")
    assert organs.resolve("青澜市政务服务管理办公室") == organs.resolve("青澜市数据局") == office
    assert list(office.names.filter(official=True).values_list("name", flat=True)) == ["青澜市数据局"]
    office.refresh_from_db()
    assert office.name == "青澜市数据局"


def test_the_official_name_cannot_be_dropped() -> None:
    office = organ(FULL)
    organs.add_alias(office, SHORT)
    organs.drop_alias(office, FULL)
    organs.drop_alias(office, SHORT)
    assert list(office.names.values_list("name", flat=True)) == [FULL]


def test_an_organ_without_a_name_is_refused() -> None:
    with pytest.raises(Refusal):
        organ("　")
    assert not Organ.objects.exists()


def tree() -> tuple[Organ, Organ, Organ]:
    city = organ("青澜市人民政府")
    district = organ("青澜市澄江区人民政府", city)
    return city, district, organ("青澜市澄江区司法局", district)


def test_a_subtree_is_one_query_at_any_depth(django_assert_num_queries: object) -> None:
    city, district, bureau = tree()
    organ("望川市人民政府")
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert list(Organ.objects.within(city)) == [city, district, bureau]
    assert list(Organ.objects.within(district)) == [district, bureau]


def test_a_moved_organ_takes_all_below_along() -> None:
    _city, district, bureau = tree()
    other = organ("望川市人民政府")
    organs.move(district, other)
    assert set(Organ.objects.within(other)) == {other, district, bureau}
    bureau.refresh_from_db()
    assert bureau.path == f"/{other.pk}/{district.pk}/{bureau.pk}/"
    assert bureau.depth == 2


def test_an_organ_cannot_hang_below_itself() -> None:
    city, _district, bureau = tree()
    with pytest.raises(Refusal):
        organs.move(city, bureau)
    city.refresh_from_db()
    assert city.parent is None


def test_merging_joins_names_children_and_reports() -> None:
    report = papers.entered()
    keep, gone = organ("青澜市审批局"), report.organ
    assert gone is not None
    child = organ("青澜市审批局政务大厅", gone)
    organs.merge(keep, gone)
    assert organs.resolve("青澜市行政审批服务局") == keep
    report.refresh_from_db()
    child.refresh_from_db()
    assert report.organ == keep
    assert child.parent == keep
    assert child.path.startswith(keep.path)
    assert gone not in Organ.objects.current()
    assert gone in Organ.objects.within(keep)
    assert keep.names.filter(official=True).count() == 1


def test_merging_numbers_the_versions_anew() -> None:
    first = papers.entered(papers.paper(organ="青澜市审批局"))
    second = papers.entered(papers.paper(organ="青澜市行政审批服务局"))
    assert first.organ != second.organ
    organs.merge(second.organ, first.organ)  # type: ignore[arg-type]
    found = list(Report.objects.order_by("id").values_list("version", "superseded"))
    assert found == [(1, True), (2, False)]


def test_an_organ_is_merged_once_only() -> None:
    keep, gone = organ("青澜市审批局"), organ("青澜市行政审批服务局")
    organs.merge(keep, gone)
    gone.refresh_from_db()
    for pair in ((keep, gone), (gone, keep), (keep, keep)):
        with pytest.raises(Refusal):
            organs.merge(*pair)


def test_an_organ_is_not_merged_into_one_below_it() -> None:
    city, district, _bureau = tree()
    with pytest.raises(Refusal):
        organs.merge(district, city)
    organs.merge(city, district)
    assert organs.resolve("青澜市澄江区人民政府") == city


def test_a_name_has_one_owner_in_the_database_too() -> None:
    office = organ(FULL)
    rows = [OrganName(organ=office, name=FULL, key=organs.key(FULL))]
    assert OrganName.objects.bulk_create(rows, ignore_conflicts=True)
    assert OrganName.objects.count() == 1
