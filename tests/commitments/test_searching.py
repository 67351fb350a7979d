"""The one search: what it finds, for whom, and what its page says."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.models import Commitment
from tests.commitments.desks import words
from tests.commitments.lists import copies
from tests.commitments.offices import City
from tests.reports import papers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_hours")]
PAGE = "/admin/commitments/commitment/search/"


def browser(town: City, name: str) -> Client:
    client = Client()
    client.force_login(town[name])
    return client


def searched(town: City, name: str, **asked: Any) -> str:
    answer = browser(town, name).get(PAGE, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_box_finds_commitments_and_reports(town: City, running: Commitment) -> None:
    page = searched(town, "clerk", q="窗口 培训")
    assert str(running) in words(page, "#se-commitments ~ ol li > p:first-child")
    assert words(page, "#se-reports ~ ol li > p:first-child") == [running.source.report.title]
    assert {"窗口", "培训"} <= set(words(page, ".se-context mark"))


def test_a_hit_leads_into_the_place_in_the_source(town: City, running: Commitment) -> None:
    report = running.source.report
    place = report.text.index("两轮业务培训")
    page = searched(town, "clerk", q="两轮业务培训")
    assert f"/reports/report/{report.pk}/change/#at-{place}-{place + 6}" in page


def test_others_commitments_are_found_by_nobody_else(town: City, running: Commitment) -> None:
    page = searched(town, "neighbour", q="窗口 培训")
    assert words(page, "#se-commitments") == []
    assert words(page, "#se-reports") == ["报告原文"]  # published


def test_filters_narrow_and_say_so(town: City, running: Commitment) -> None:
    other = papers.entered(papers.paper(organ="青澜市司法局", year=2021))
    for narrowed in ({"organ": other.organ_id}, {"year": 2021}):
        page = searched(town, "clerk", q="窗口", **narrowed)
        assert words(page, "#se-reports ~ ol li > p:first-child") == [other.title]
    none = searched(town, "clerk", q="窗口", year=1999)
    assert "没有找到" in words(none, ".se-none")[0]
    assert "q=%E7%AA%97%E5%8F%A3" in none


@pytest.mark.parametrize(
    "asked", [{}, {"q": " "}, {"q": "x", "organ": "x", "year": "99999", "p": "-1", "in": "?"}]
)
def test_what_cannot_be_understood_is_left_out(town: City, asked: dict[str, str]) -> None:
    searched(town, "clerk", **asked)


def test_as_many_queries_for_many_hits_as_for_few(town: City, running: Commitment) -> None:
    client = browser(town, "clerk")

    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE, {"q": "窗口"})
        return len(captured)

    few = counted()
    copies(running, 40)
    for year in range(2010, 2015):
        papers.entered(papers.paper(year=year))
    assert counted() == few <= 12
    page = searched(town, "clerk", q="窗口", **{"in": "commitments"})
    assert len(words(page, "li")) >= 30
    assert "下一页" in page


def test_nobody_searches_without_a_login() -> None:
    assert Client().get(PAGE, {"q": "窗口"}).status_code == 302
