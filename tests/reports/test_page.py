"""The page of a report: what it shows, to whom, and at what price."""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import reports.text
from reports import corrections, layout, organs, sources
from reports.models import Correction, Item, Report, Section, Upload
from tests.reports import papers

pytestmark = pytest.mark.django_db
REPORTS = "/admin/reports/report/"


@pytest.fixture
def desk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


@pytest.fixture
def viewer(client: Client) -> Client:
    """May look at reports and at nothing else."""
    person = get_user_model().objects.create_user("viewer", password="x", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=["view_report", "view_item"]))
    client.force_login(person)
    return client


def page(client: Client, report: Report) -> str:
    answer = client.get(f"{REPORTS}{report.pk}/change/")
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, report: Report, act: str, revision: int = 0, **values: Any) -> Any:
    return client.post(
        f"{REPORTS}{report.pk}/correct/",
        {"act": act, "revision": revision, **values},
        headers={"accept": "application/json"},
    )


class Lines(HTMLParser):
    """The lines of the text as the page holds them: (place, words)."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.inside = False
        self.feed(markup)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        if tag == "p" and "rp-line" in (named.get("class") or ""):
            self.inside = True
            self.found.append((int(named["data-start"] or ""), ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "p"

    def handle_data(self, data: str) -> None:
        if self.inside:
            place, words = self.found[-1]
            self.found[-1] = (place, words + data)


# --- the text -------------------------------------------------------------------------------------------


def test_every_line_stands_at_its_place_character_by_character(desk: Client) -> None:
    report = papers.entered(papers.paper(done="为𠮷家村办事 9 件 <b>&amp;</b>，群众满意。"))
    lines = Lines(page(desk, report)).found
    assert len(lines) == report.text.count("\n") + 1
    assert [(place, report.text[place : place + len(words)]) for place, words in lines] == lines


def test_runs_give_the_text_once_and_each_item_whole(report: Report) -> None:
    items = list(report.items.current())
    bands = layout.bands(report.text, list(report.sections.all()), layout.entries(report.text, items), (0, 5))
    lines = [line for band in bands for line in band.lines]
    assert "\n".join("".join(run.text for run in line.runs) for line in lines) == report.text
    for item in items:
        marked = [run for line in lines for run in line.runs if run.mark and run.mark.item == item]
        assert "".join(run.text for run in marked) == item.text.replace("\n", "")
        assert [run.first for run in marked] == [True] + [False] * (len(marked) - 1)
    assert [band.section.kind for band in bands if band.section] == [
        "achievements",
        "problems",
        "arrangements",
    ]


def test_a_chapter_may_begin_inside_a_line() -> None:
    text = "开头。一、存在问题 甲。\n乙。"
    section = Section(kind="problems", heading="一、存在问题", start=3, end=len(text))
    item = Item(pk=1, kind="problem", text="甲。\n乙。", start=10, end=15, figures=[], organs=[])
    bands = layout.bands(text, [section], layout.entries(text, [item]))
    assert [(line.start, line.role) for band in bands for line in band.lines] == [
        (0, "inset"),
        (3, "onward"),
        (13, "inset"),
    ]
    assert [run.text for run in bands[1].lines[1].runs] == ["乙。"]


def test_items_are_grouped_by_chapter_and_by_the_heading_they_share() -> None:
    items = [
        Item(pk=n, kind="problem", parent=parent, text="x", start=n, end=n + 1, figures=[], organs=[])
        for n, parent in enumerate(["", "一", "一", "二"])
    ]
    section = Section(kind="problems", heading="x", start=1, end=9)
    shelves = layout.shelves([section], layout.entries("xxxx", items))
    assert [(s.section, [(g.parent, len(g.entries)) for g in s.groups]) for s in shelves] == [
        (None, [("", 1)]),
        (section, [("一", 2), ("二", 1)]),
    ]


# --- what is said of it ------------------------------------------------------------------------------------


def test_every_reason_of_the_text_core_has_its_words() -> None:
    given = set()
    for file in Path(reports.text.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Fact"
            if called and isinstance(node, ast.Call) and len(node.args) > 1:
                reason = ast.walk(node.args[1])
                given |= {part.value for part in reason if isinstance(part, ast.Constant)}
    assert len(given) > 10
    assert {reason for reason in given if isinstance(reason, str)} - set(sources.SENTENCES) == set()


def test_what_is_missing_or_inferred_is_listed_with_what_settles_it(desk: Client) -> None:
    report = papers.entered(papers.paper(signed=False))
    shown = page(desk, report)
    assert "未注明成文日期" in shown
    assert 'data-edit="issued_on"' in shown
    answer = send(desk, report, "set_head", field="issued_on", value="")
    assert answer.status_code == 200
    assert "未注明成文日期" not in page(desk, report)


def test_an_organ_that_nobody_confirmed_is_laid_beside_those_it_may_be(desk: Client) -> None:
    known = organs.register("云岭省青澜市行政审批服务局", confirmed=True)
    report = papers.entered()
    shown = page(desk, report)
    assert "是否为" in shown
    assert re.search(rf'data-field="organ" data-value="{known.pk}"[^>]*>云岭省青澜市行政审批服务局<', shown)
    assert "由台账管理员确认" in shown  # a clerk may choose another, not confirm a new one
    send(desk, report, "set_head", field="organ", value=known.pk)
    assert "需要您确认" not in page(desk, report)


def test_a_value_set_by_a_person_names_the_person_and_what_was_read(desk: Client, report: Report) -> None:
    send(desk, report, "set_head", field="addressee", value="市委全面依法治市委员会办公室")
    shown = page(desk, report)
    assert "林晓更正，机器识别为“市委、市政府”" in shown
    assert "主送机关：市委、市政府 → 市委全面依法治市委员会办公室" in shown


def test_the_record_tells_each_act_and_which_were_taken_back(desk: Client, report: Report) -> None:
    first, second = report.items.current()[:2]
    send(desk, report, "change_kind", item=first.pk, kind="arrangement")
    send(desk, report, "remove", revision=1, item=second.pk)
    send(desk, report, "undo", revision=2)
    told = desk.get(f"{REPORTS}{report.pk}/change/").context["told"]
    assert [(t.correction.verb, t.undone, t.latest) for t in told] == [
        ("undo", False, False),
        ("remove", True, False),
        ("kind", False, True),
    ]
    assert told[0].what == "移除 “（二）热线回访不够及时。”"
    assert told[1].what == "“（二）热线回访不够及时。”"
    assert told[2].what == "“（一）窗口人员轮换过快。” → 安排"


def test_versions_lead_to_each_other(desk: Client, report: Report) -> None:
    newer = papers.entered(papers.paper(done="更正后：全年办理各类事项8461件。"))
    old, new = page(desk, report), page(desk, newer)
    assert f"{REPORTS}{newer.pk}/change/" in old
    assert "此后已有更正版本" in old
    assert f"{REPORTS}{report.pk}/change/" in new
    assert "此后已有更正版本" not in new


def test_corrections_that_lost_their_place_are_named(desk: Client, report: Report, clerk: User) -> None:
    act = corrections.remove(report.pk, report.items.all()[0].pk, by=clerk, revision=0)
    Report.objects.update(unplaced=[{"correction": act.pk, "reason": "quote_missing"}])
    shown = page(desk, report)
    assert "无法对应到正文" in shown
    assert "“（一）窗口人员轮换过快。”" in shown
    assert "当时所依据的文字已不在正文中" in shown


@pytest.mark.parametrize(
    ("status", "words"),
    [("reading", "正在重新识别"), ("failed", "重新识别未成功")],
)
def test_the_state_of_a_new_reading_is_told(desk: Client, report: Report, status: str, words: str) -> None:
    assert words not in page(desk, report)
    Upload.objects.update(status=status, reason_code="too_slow" if status == "failed" else "")
    shown = page(desk, report)
    assert words in shown
    assert ("data-busy=" in shown) == (status == "reading")
    assert ("识别时间过长" in shown) == (status == "failed")


# --- who may do what ---------------------------------------------------------------------------------------


def test_a_viewer_sees_the_report_and_no_way_to_change_it(viewer: Client, report: Report) -> None:
    shown = page(viewer, report)
    assert shown.count('class="rp-item ') == 5
    for sign in ("data-act", "data-edit=", "data-mark=", "data-head=", "/reread/", "/file/", "/delete/"):
        assert sign not in shown, sign


def test_a_viewer_is_refused_every_act(viewer: Client, report: Report) -> None:
    item = report.items.current()[0]
    assert send(viewer, report, "remove", item=item.pk).status_code == 403
    assert send(viewer, report, "set_head", field="title", value="x").status_code == 403
    assert viewer.post(f"{REPORTS}{report.pk}/reread/").status_code == 403
    assert viewer.get(f"/admin/reports/upload/{report.uploads.get().pk}/file/").status_code == 403
    assert not Correction.objects.exists()


def test_a_clerk_sees_how_to_change_it(desk: Client, report: Report) -> None:
    shown = page(desk, report)
    for sign in ("data-act=", "data-mark=", "data-head=", "/reread/", "/file/"):
        assert sign in shown, sign
    assert "/delete/" not in shown


def test_a_stranger_sees_nothing(client: Client, stranger: User, report: Report) -> None:
    client.force_login(stranger)
    assert client.get(f"{REPORTS}{report.pk}/change/").status_code == 403


def test_a_refusal_tells_whether_the_page_was_stale(desk: Client, report: Report, clerk: User) -> None:
    first, second = report.items.current()[:2]
    overlapping = send(desk, report, "add", kind="problem", start=first.start, end=first.end)
    assert (overlapping.status_code, overlapping.json()["stale"]) == (409, False)
    corrections.remove(report.pk, first.pk, by=clerk, revision=0)
    late = send(desk, report, "remove", item=second.pk)
    assert (late.status_code, late.json()["stale"]) == (409, True)
    assert "重新载入" in late.json()["refusal"]
    assert send(desk, report, "remove", revision=1, item=second.pk).json()["said"] == "已完成：移除。"


# --- at what price ---------------------------------------------------------------------------------------


def test_sixty_items_cost_as_many_queries_as_three(desk: Client) -> None:
    def queries(number: int, year: int) -> int:
        arrangements = tuple(
            f"（{n}）推进第{n}项工作。完成改造{n}处，由市住建局牵头。" for n in range(1, number)
        )
        report = papers.entered(papers.paper(year=year, arrangements=arrangements))
        assert report.items.current().count() >= number
        for revision in range(number // 10):
            send(desk, report, "set_head", revision, field="year", value=year)
        with CaptureQueriesContext(connection) as asked:
            page(desk, report)
        return len(asked)

    page(desk, papers.entered())  # warms what Django keeps for the process
    assert queries(60, 2021) == queries(3, 2022) <= 12
