"""The pages of results and the workbook: every figure leads to as many rows as it says."""

from __future__ import annotations

import io
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from commitments import results, review
from commitments.choices import Rating, Role
from commitments.models import Commitment, Comparison
from tests.commitments import offices, outcomes, sheets
from tests.commitments.offices import City
from tests.commitments.outcomes import DAY, answered, finding_of, promised, rated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_hours")]

CALC = any(Path("/usr/lib/libreoffice/program").glob("libsclo.so"))
INDEX = "/admin/commitments/commitment/results/"


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def year(town: City) -> list[Commitment]:
    """Two problems and three arrangements of 2024, of which all but the last are rated."""
    rows = promised(town)
    answered(town, rows)
    for row, rating in zip(rows, ("partial", "fulfilled", "mostly", "not_mentioned"), strict=False):
        rated(town, row, rating, "已查阅台账")
    return rows


def page(town: City, query: str = "", name: str = "reviewer", of: int = 2024) -> str:
    answer = client(town[name]).get(f"{INDEX}{town.bureau.pk}/{of}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


class Figures(HTMLParser):
    """The figures of the tables, each with the address it leads to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inside, self.address = False, ""
        self.found: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        self.inside = self.inside if tag != "table" else "rs-counts" in given.get("class", "")
        self.address = given.get("href", "") if tag == "a" and self.inside else ""

    def handle_data(self, data: str) -> None:
        if self.address and data.strip():
            self.found.append((data.strip(), self.address))
            self.address = ""


def titles(text: str) -> list[str]:
    return re.findall(r'class="rs-promise"><a [^>]*>([^<]*)</a>', text)


# --- what is shown -----------------------------------------------------------------------------------------


def test_every_figure_leads_to_as_many_rows(town: City, year: list[Commitment]) -> None:
    browser = client(town["reviewer"])
    figures = Figures(page(town)).found
    assert len(figures) > 25
    for told, address in figures:
        number = int(told.split("/")[0]) if "/" in told or told.isdigit() else 0
        shown = browser.get(address.split("#")[0]).content.decode()
        assert len(titles(shown)) == number, (told, address)


def test_a_row_shows_promise_answer_evidence_and_rating_apart_from_the_status(
    town: City, year: list[Commitment]
) -> None:
    shown = page(town, "?outcome=mostly")
    assert titles(shown) == ["加强窗口队伍建设"]
    for words in ("2024年度承诺兑现情况", "两轮业务培训", "已查阅台账", "沈言", "2025-03-10", "办理中 0%"):
        assert words in shown
    assert str(Rating.MOSTLY.label) in shown
    assert f'href="/admin/commitments/commitment/{year[2].pk}/change/"' in shown


def test_rows_are_narrowed_by_rating_grade_and_unit(town: City, year: list[Commitment]) -> None:
    Commitment.objects.filter(pk=year[0].pk).update(lead=town.hotline)
    assert len(titles(page(town))) == 5
    assert len(titles(page(town, "?group=problem"))) == 2
    assert len(titles(page(town, "?outcome=kept"))) == 2
    assert len(titles(page(town, f"?lead={town.hotline.pk}"))) == 1
    assert titles(page(town, f"?lead={town.hotline.pk}&outcome=kept")) == []
    assert "没有符合筛选条件的事项" in page(town, f"?lead={town.hotline.pk}&outcome=kept")


@pytest.mark.parametrize(
    "query", ["?outcome=x&group=x&lead=x&p=x", "?lead=99999999999999999999999", "?below=2"]
)
def test_an_address_that_nobody_understands_gives_the_page(
    town: City, year: list[Commitment], query: str
) -> None:
    assert "2024年度承诺兑现情况" in page(town, query)


def test_what_a_first_reviewer_said_is_not_shown_before_the_second_spoke(town: City) -> None:
    outcomes.second_reviewer(town)
    rows = promised(town)
    answered(town, rows, two=True)
    rated(town, rows[2], "not_assessable", "第一人的说明")
    for name in ("second", "supervisor", "superior", "reviewer"):
        shown = page(town, name=name)
        assert "第一人的说明" not in shown
        assert "not_assessable&" not in shown.split('id="rows"')[1]
    assert len(titles(page(town, "?outcome=unrated"))) == 5


def test_what_was_accepted_in_bulk_says_so(town: City) -> None:
    rows = promised(town)
    answered(town, rows)
    finding = finding_of(rows[2])
    assert "批量采纳" not in page(town)
    review.accept_all({finding.pk: finding.revision}, by=town["reviewer"], now=offices.at(DAY))
    assert page(town).count("批量采纳") == 1


def test_a_year_that_nobody_compared_lists_its_promises_and_says_why(town: City) -> None:
    promised(town)
    shown = page(town)
    assert "尚未与下一年度报告比对" in shown
    assert len(titles(shown)) == 5
    assert "没有2031年度的承诺记录" in page(town, of=2031)


def test_two_years_make_a_trend_and_one_does_not(town: City, year: list[Commitment]) -> None:
    assert 'id="trend"' not in page(town)
    more = promised(town, year=2024)
    answered(town, more)
    rated(town, more[2], "fulfilled")
    shown = page(town)
    assert 'id="trend"' in shown
    assert f"{INDEX}{town.bureau.pk}/2025/?outcome=kept" in shown


def test_organs_below_are_counted_when_asked_for(town: City, year: list[Commitment]) -> None:
    above = f"{INDEX}{town.government.pk}/2024/"
    browser = client(town["superior"])
    alone, below = (browser.get(above + query).content.decode() for query in ("", "?below=1"))
    assert titles(alone) == []
    assert len(titles(below)) == 5
    assert "below=1" in below.split("export.xlsx")[1][:20]
    assert "本机关兑现核对报告" in below  # the papers are the organ's own, whatever the page shows
    assert "本机关兑现核对报告" not in alone


# --- who sees it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *((name, 200) for name in ("reviewer", "clerk", "supervisor", "superior")),
        *((name, 404) for name in ("officer", "leader", "neighbour")),
        ("stranger", 403),
    ],
)
def test_seats_at_the_organ_or_above_open_it(
    town: City, year: list[Commitment], name: str, code: int
) -> None:
    browser = client(town[name])
    for address in ("", "export.xlsx"):
        answer: Any = browser.get(f"{INDEX}{town.bureau.pk}/2024/{address}")
        assert (answer.status_code, bool(b"".join(answer))) == (code, True)


def test_the_index_names_the_organs_of_ones_seats(town: City, year: list[Commitment]) -> None:
    link = f"{INDEX}{town.bureau.pk}/2024/"
    for name in ("reviewer", "clerk", "superior"):
        shown = client(town[name]).get(INDEX).content.decode()
        assert link in shown
        assert "已核对 4/5" in shown
    assert link not in client(town["neighbour"]).get(INDEX).content.decode()
    root = User.objects.create_superuser("root", password="x")
    assert link in client(root).get(INDEX).content.decode()


def test_who_has_reports_compared_is_led_to_the_review_behind_the_figures(
    town: City, year: list[Commitment]
) -> None:
    row = Comparison.objects.get()
    links = [f'/comparison/{row.pk}/"', f'/comparison/{row.pk}/followup/"']
    leader = offices.seat("visitor", Role.LEADER, town.bureau)
    visited = client(leader).get(f"{INDEX}{town.bureau.pk}/2024/").content.decode()
    for link in links:
        assert link in page(town)
        assert link not in visited
    Comparison.objects.update(state=Comparison.State.PREPARED)
    assert links[0] not in page(town)


def test_who_works_in_an_office_is_told_where_ratings_stand(town: City, year: list[Commitment]) -> None:
    shown = client(town["officer"]).get(INDEX).content.decode()
    assert "您承办事项的评定见各事项页面" in shown
    assert "/comparison/" not in shown


def test_a_preview_is_in_no_index(town: City) -> None:
    answered(town, promised(town), applied=False)
    shown = client(town["reviewer"]).get(INDEX).content.decode()
    assert f"{INDEX}{town.bureau.pk}/" not in shown
    assert "暂无结果" in shown


# --- cost --------------------------------------------------------------------------------------------------


def test_many_rows_and_years_cost_as_many_queries_as_few(town: City) -> None:
    browser = client(town["reviewer"])

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            answer: Any = browser.get(address)
            assert (answer.status_code, bool(b"".join(answer))) == (200, True)
        return len(caught)

    addresses = [f"{INDEX}{town.bureau.pk}/2024/", INDEX, f"{INDEX}{town.bureau.pk}/2024/export.xlsx"]
    one = promised(town, arrangements=("（一）整理案卷。归档50件案卷。",), problems=())
    answered(town, one)
    rated(town, one[0], "fulfilled")
    few = [asked(address) for address in addresses]
    for of in (2024, 2025):
        more = promised(town, year=of)
        answered(town, more)
        for row in more:
            rated(town, row, "partial")
    addresses[0], addresses[2] = addresses[0].replace("2024", "2025"), addresses[2].replace("2024", "2025")
    assert [asked(address) for address in addresses] == few
    assert max(few) <= 18, few


# --- the workbook ------------------------------------------------------------------------------------------


def exported(town: City, query: str = "", of: int = 2024) -> bytes:
    answer: Any = client(town["reviewer"]).get(f"{INDEX}{town.bureau.pk}/{of}/export.xlsx{query}")
    assert answer.status_code == 200
    return b"".join(answer)


def test_the_workbook_says_what_the_page_says(town: City, year: list[Commitment]) -> None:
    rows = sheets.records(exported(town))
    assert [row["序号"] for row in rows] == [1, 2, 3, 4, 5]
    row = next(row for row in rows if row["编号"] == year[2].number)
    assert list(row) == [
        "序号", "编号", "承诺原文", "事项", "分级", "牵头单位", "办理状态", "回应情况（系统比对）",
        "证据原文", "评定", "核对说明", "核对人", "核对日期", "是否批量采纳",
    ]  # fmt: skip
    assert row["承诺原文"] == year[2].quote
    assert (row["办理状态"], row["核对说明"], row["核对人"]) == ("办理中（0%）", "已查阅台账", "沈言")
    assert (row["评定"], row["核对日期"], row["是否批量采纳"]) == (str(Rating.MOSTLY.label), DAY, "否")
    assert "两轮业务培训" in row["证据原文"]
    last = next(row for row in rows if row["编号"] == year[4].number)
    assert (last["评定"], last["核对人"], last["是否批量采纳"]) == ("未评定", None, None)


def test_its_second_sheet_counts_what_its_first_lists_and_draws_it(
    town: City, year: list[Commitment]
) -> None:
    book = load_workbook(io.BytesIO(exported(town)))
    assert book.sheetnames == ["承诺兑现情况", "汇总"]
    lines = {line[0]: line for line in book["汇总"].iter_rows(values_only=True) if line[0]}
    counted = results.summary(town.bureau)[2024]
    for group, tally in counted.shown():
        assert lines[str(group.label)][1:3] == (tally.total, tally.judged)
    problems = lines["问题整改"]
    assert problems[3:6] == (1, 1, 0)
    assert "1/2 项（50%）" in problems
    charts = book["汇总"]._charts
    assert len(charts) == 2
    figures = [_figures(book["汇总"], series) for series in charts[0].series]
    grades = [tally for group, tally in counted.shown() if group != results.Group.PROBLEM]
    assert sum(map(sum, figures)) == sum(tally.total for tally in grades)


def _figures(sheet: Any, series: Any) -> list[int]:
    area = series.val.numRef.f.split("!")[1].replace("$", "")
    cells = sheet[area]
    return [cell.value for (cell,) in (cells if isinstance(cells, tuple) else ((cells,),))]


def test_two_years_are_drawn_as_a_trend(town: City, year: list[Commitment]) -> None:
    more = promised(town, year=2024)
    answered(town, more)
    rated(town, more[2], "fulfilled")
    book = load_workbook(io.BytesIO(exported(town, of=2025)))
    assert len(book["汇总"]._charts) == 3
    assert [cell.value for cell in book["汇总"]["A"]].count("2025年") == 1


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@sum"])
def test_no_text_becomes_a_formula(town: City, year: list[Commitment], text: str) -> None:
    Commitment.objects.filter(pk=year[2].pk).update(quote=text, title=text)
    finding = finding_of(year[2])
    finding.quotations.update(text=text)
    finding.judgements.update(note=text, by_name=text)
    for row in load_workbook(io.BytesIO(exported(town))).worksheets[0].iter_rows():
        for cell in row:
            assert cell.data_type != "f"
            assert cell.value != text or cell.quotePrefix


def test_it_opens_with_head_filter_and_print_setup(town: City, year: list[Commitment]) -> None:
    sheet = sheets.opened(exported(town))
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("B2", "A1:N6", "$1:$1")
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.row_dimensions[2].height > 15


@pytest.mark.skipif(not CALC, reason="needs LibreOffice Calc")
def test_libreoffice_prints_rows_and_counts_on_a_page_each(
    town: City, year: list[Commitment], tmp_path: Path
) -> None:
    (tmp_path / "results.xlsx").write_bytes(exported(town))
    apart = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    order = ["soffice", "--headless", apart, "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*order, str(tmp_path / "results.xlsx")], check=True, timeout=120, capture_output=True)
    with PdfDocument(tmp_path / "results.pdf") as printed:
        pages = [page.get_textpage().get_text_bounded() for page in printed]
    assert len(pages) == 2
    assert "两轮业务培训" in pages[0]
    assert "问题整改评定情况" in pages[1]


@pytest.mark.parametrize("of", [99_999, 10**22])
@pytest.mark.parametrize("rest", ["", "export.xlsx"])
def test_a_year_that_is_none_has_no_results(town: City, of: int, rest: str) -> None:
    answer = client(town["reviewer"]).get(f"{INDEX}{town.bureau.pk}/{of}/{rest}")
    assert answer.status_code == 404
