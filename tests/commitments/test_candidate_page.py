"""One candidate in detail: describing, splitting, linking, dismissing it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.models import Commitment, LedgerEntry
from config import people
from tests.commitments import offices
from tests.commitments.offices import City, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(town: City) -> Client:
    """The clerk's."""
    people.write_roles()
    client = Client()
    client.force_login(town["clerk"])
    return client


def address(row: Commitment) -> str:
    return reverse("admin:commitments_candidate", args=[row.pk])


def send(desk: Client, row: Commitment, act: str, **data: Any) -> Any:
    return desk.post(address(row), {"act": act, "revision": fresh(row).revision, **data})


def described(*figures: dict[str, Any], **data: Any) -> dict[str, Any]:
    """The form as it stands on the page, for the arrangement 规范热线办理."""
    sent = {"title": "规范热线办理", "kind": "arrangement", "grade": "measurable", "completion_mark": ""}
    sent |= {"due_on": "2024-12-31", "plan_year": "2024", "form-INITIAL_FORMS": "0"}
    sent |= {f"form-{n}-{name}": value for n, row in enumerate(figures) for name, value in row.items()}
    return {**sent, "form-TOTAL_FORMS": len(figures), **data}


@pytest.fixture
def hotline(candidates: list[Commitment]) -> Commitment:
    return candidates[3]


def test_everything_about_it_is_edited_but_the_quote(desk: Client, hotline: Commitment) -> None:
    before = (hotline.quote, hotline.place_start, hotline.place_end)
    figures = [
        {"counts": "回访率", "comparison": "at_least", "number": "85", "unit": "%", "baseline": "62.5"},
        {"counts": "", "comparison": "at_least", "number": "", "unit": "", "baseline": ""},
    ]
    sent = described(*figures, title="热线回访", completion_mark="以办法印发为完成标志", due_on="2024-09-30")
    response = send(desk, hotline, "describe", **sent, quote="别的话")
    assert response.headers["Location"].endswith(f"#c-{hotline.pk}")
    row = fresh(hotline)
    assert (row.title, row.completion_mark) == ("热线回访", "以办法印发为完成标志")
    assert (row.due_on, row.due_basis) == (date(2024, 9, 30), "assigned")
    target = row.targets.get()
    assert (target.counts, target.number, target.baseline) == ("回访率", Decimal(85), Decimal("62.5"))
    assert (row.quote, row.place_start, row.place_end) == before


def test_saving_what_is_there_changes_nothing(desk: Client, hotline: Commitment) -> None:
    response = desk.get(address(hotline))
    figures = [form.initial for form in response.context["editor"].figures if form.initial]
    before = fresh(hotline)
    send(desk, hotline, "describe", **described(*figures))
    row, entry = fresh(hotline), LedgerEntry.objects.latest("id")
    assert (row.due_on, row.due_basis, row.title) == (before.due_on, before.due_basis, before.title)
    assert (entry.before, entry.after) == ({}, {})


@pytest.mark.parametrize(
    ("data", "where"),
    [
        pytest.param({"title": ""}, "title", id="no title"),
        pytest.param({"due_on": "年底"}, "due_on", id="no day"),
        pytest.param({"plan_year": "24"}, "plan_year", id="no year"),
        pytest.param({"kind": "wish"}, "kind", id="no kind"),
    ],
)
def test_a_senseless_form_comes_back_with_what_was_typed(
    desk: Client, hotline: Commitment, data: dict[str, str], where: str
) -> None:
    sent = described({"number": "9", "counts": "回访"}, completion_mark="以公告为准") | data
    response = send(desk, hotline, "describe", **sent)
    editor = response.context["editor"]
    assert where in editor.form.errors
    page = response.content.decode()
    assert "以公告为准" in page
    assert 'value="9"' in page
    assert fresh(hotline).revision == 0


@pytest.mark.parametrize(
    "figure",
    [
        pytest.param({"counts": "回访率", "number": ""}, id="a name and no number"),
        pytest.param({"counts": "回访率", "number": "许多"}, id="no number"),
        pytest.param({"number": "80", "upper": "70"}, id="no range"),
    ],
)
def test_a_senseless_figure_is_refused(desk: Client, hotline: Commitment, figure: dict[str, str]) -> None:
    response = send(desk, hotline, "describe", **described(figure))
    assert response.context["editor"].refusal
    assert hotline.targets.get().number == 80


def test_who_was_slower_is_told_and_keeps_the_words(desk: Client, town: City, hotline: Commitment) -> None:
    Commitment.objects.filter(pk=hotline.pk).update(revision=3)
    response = desk.post(address(hotline), {"act": "describe", "revision": 0, **described(title="新标题")})
    assert "他人修改" in response.context["editor"].refusal
    assert 'value="新标题"' in response.content.decode()
    assert fresh(hotline).title == "规范热线办理"


# --- splitting ---------------------------------------------------------------------------------------------


@pytest.fixture
def double(town: City) -> Commitment:
    deeds = "3月底前开通夜间专线2条；年底前回访率达到80%。"
    text = f"（一）规范热线办理。{deeds}（牵头单位：热线科；配合单位：窗口管理科）"
    return offices.captured(town, arrangements=(text,))[2]


def test_the_sentences_are_offered_with_what_belongs_to_them(desk: Client, double: Commitment) -> None:
    pieces = [piece for piece, _on in desk.get(address(double)).context["pieces"]]
    assert [piece.title for piece in pieces] == ["3月底前开通夜间专线2条", "年底前回访率达到80%"]
    assert pieces[1].text.endswith("配合单位：窗口管理科）")


def test_it_is_split_where_it_was_ticked_and_the_figures_go_along(desk: Client, double: Commitment) -> None:
    pieces = [piece for piece, _on in desk.get(address(double)).context["pieces"]]
    send(desk, double, "split", cut=[str(pieces[1].start)], titles="")
    rows = Commitment.objects.filter(source=double.source_id).order_by("part")
    assert [row.title for row in rows] == ["3月底前开通夜间专线2条", "年底前回访率达到80%"]
    assert [[int(t.number) for t in row.targets.all()] for row in rows] == [[2], [80]]
    assert {row.quote for row in rows} == {double.quote}


def test_it_is_split_by_hand(desk: Client, double: Commitment) -> None:
    send(desk, double, "split", titles=" 开通专线\n\n回访\n考核 ")
    rows = Commitment.objects.filter(source=double.source_id).order_by("part")
    assert [row.title for row in rows] == ["开通专线", "回访", "考核"]


def test_one_title_splits_nothing_and_stays_typed(desk: Client, double: Commitment) -> None:
    response = send(desk, double, "split", titles="开通专线")
    assert response.context["editor"].refusal
    assert ">开通专线</textarea>" in response.content.decode()
    assert Commitment.objects.filter(source=double.source_id).count() == 1


# --- links, and the end ------------------------------------------------------------------------------------


def test_a_problem_is_linked_by_hand(desk: Client, candidates: list[Commitment]) -> None:
    row = candidates[4]
    choices = dict(desk.get(address(row)).context["problems"])
    heading = next(heading for heading in choices if heading.startswith("问题 2"))
    value, words = choices[heading][1]
    send(desk, row, "add_link", place=value)
    link = row.problem_links.get(accepted=True)
    assert (link.problem, link.quote) == (candidates[1].source, words)


def test_without_a_choice_nothing_is_linked(desk: Client, candidate: Commitment) -> None:
    for place in ("", "1-2", "x-y-z", f"{candidate.source_id}-0-5", f"{candidate.source_id}-0-5-1"):
        assert send(desk, candidate, "add_link", place=place).context["editor"].refusal


def test_it_is_dismissed_for_a_reason(desk: Client, candidate: Commitment) -> None:
    assert send(desk, candidate, "dismiss", reason=" ").context["editor"].refusal
    send(desk, candidate, "dismiss", reason="属日常工作")
    assert fresh(candidate).status == "cancelled"
    assert LedgerEntry.objects.latest("id").reason == "属日常工作"


def test_what_is_confirmed_has_a_page_of_its_own(desk: Client, running: Commitment) -> None:
    there = reverse("admin:commitments_commitment_change", args=[running.pk])
    assert desk.get(address(running)).headers["Location"] == there


def test_the_questions_stand_beside_the_fields(desk: Client, candidates: list[Commitment]) -> None:
    vague, firm = (desk.get(address(row)).content.decode() for row in (candidates[4], candidates[2]))
    assert "有没有可以衡量的量化指标" in vague
    assert "是否以年底为限" in vague
    assert "是否以年底为限" not in firm


def test_as_many_queries_for_a_long_passage_as_for_a_short_one(desk: Client, town: City) -> None:
    def asked(year: int, number: int) -> int:
        text = "（一）规范办理。" + "".join(f"组织第{n}类培训{n + 1}次。" for n in range(number))
        row = offices.captured(town, year=year, arrangements=(text,))[2]
        desk.get(address(row))
        with CaptureQueriesContext(connection) as queries:
            assert len(desk.get(address(row)).context["pieces"]) == number
        return len(queries)

    assert asked(2019, 2) == asked(2020, 9) <= 12
