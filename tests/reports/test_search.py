"""Words found in the texts of reports: of every length, the same on both databases, by no stale index."""

from __future__ import annotations

import pytest
from django.db import connection

from reports import search, search_index
from reports.models import Report
from tests.reports import papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def reports(db: None) -> list[Report]:
    return [
        papers.entered(papers.paper(year=2020, done="建成“一件事”专区，Wi-Fi 覆盖鼋头渚景区100%。")),
        papers.entered(papers.paper(year=2021, done="公布政务服务事项清单_v2，窗口'即来即办'。")),
    ]


def found(words: str) -> list[int]:
    rows = search.search(Report.objects.order_by("year"), search.REPORTS, words)
    return [row.year or 0 for row in rows]


@pytest.mark.parametrize(
    ("words", "years"),
    [
        pytest.param("鼋", [2020], id="one rare character"),
        pytest.param("鼋头", [2020], id="a rare word of two"),
        pytest.param("鼋头渚景区", [2020], id="a long word"),
        pytest.param("政务服务事项清单", [2021], id="a longer one"),
        pytest.param("窗口", [2020, 2021], id="a common word"),
        pytest.param("窗口 鼋头", [2020], id="two words"),
        pytest.param("鼋头 即来即办", [], id="words of two reports"),
        pytest.param("“一件事”专区", [2020], id="a phrase in Chinese quotes, and a word"),
        pytest.param("“鼋头渚 景区”", [], id="a phrase is found with its blank or not at all"),
        pytest.param("WI-FI", [2020], id="letters of either case"),
        pytest.param("没有这个词", [], id="absent"),
        pytest.param("100%", [2020], id="a percent sign is no wildcard"),
        pytest.param("清单_v2", [2021], id="an underscore is no wildcard"),
        pytest.param("单%窗", [], id="no wildcard between"),
        pytest.param("'即来即办'", [2021], id="apostrophes"),
        pytest.param("AND", [], id="no operator"),
        pytest.param("鼋头渚 OR 清单_v2", [], id="no operator between"),
        pytest.param('"', [], id="a lone quotation mark"),
        pytest.param("(((", [], id="brackets"),
        pytest.param("\\", [], id="a backslash"),
    ],
)
def test_words_are_found_as_they_stand(reports: list[Report], words: str, years: list[int]) -> None:
    assert found(words) == years


def test_without_words_all_are_found(reports: list[Report]) -> None:
    assert found(" \0 ") == [2020, 2021]


def test_what_was_changed_is_found_by_its_new_words_only(reports: list[Report]) -> None:
    Report.objects.filter(year=2020).update(title="莲花池街道的报告书")
    assert found("莲花池街道") == [2020]
    Report.objects.filter(year=2020).update(title="另一份报告书")
    assert found("莲花池街道") == []
    Report.objects.get(year=2020).delete()
    assert found("鼋头渚景区") == []


@pytest.mark.parametrize("words", ["窗", "窗口", "窗口人", "窗口人员轮换过快"])
def test_each_length_finds_the_same_as_reading_all(reports: list[Report], words: str) -> None:
    read = [report.year for report in reports if words in report.text]
    assert found(words) == read != []


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps its index by itself")
def test_an_index_that_a_migration_has_lost_is_made_again(reports: list[Report]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER report_words_change")
    Report.objects.filter(year=2020).update(title="莲花池街道的报告书")
    assert found("莲花池街道") == []
    assert search_index.ensure(connection, [search.REPORTS]) == ["reports_report"]
    assert found("莲花池街道") == [2020]
    assert search_index.ensure(connection, [search.REPORTS]) == []


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps its index by itself")
def test_what_is_made_again_is_what_the_migration_made(db: None) -> None:
    def kept() -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            asked = "SELECT name, sql FROM sqlite_master WHERE name LIKE 'report_words%' ORDER BY name"
            return cursor.execute(asked).fetchall()

    before = kept()
    search_index.make(connection, search.REPORTS)
    assert kept() == before != []


@pytest.mark.parametrize("words", ["ＡＩ", "ＡＩ大模型", "ａｉ大", "É", "éx系统"])
def test_capitals_beyond_the_alphabet_are_found_too(words: str) -> None:
    papers.entered(papers.paper(year=2022, done="建设ＡＩ大模型平台，推广Éx系统。"))
    assert found(words) == [2022]


@pytest.mark.parametrize("words", ["ＡＩＩ", "Èx", "ＡＩ.模"])
def test_nothing_else_is_found_by_them(words: str) -> None:
    papers.entered(papers.paper(year=2022, done="建设ＡＩ大模型平台，推广Éx系统。"))
    assert found(words) == []
