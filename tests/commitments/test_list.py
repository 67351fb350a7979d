"""The list: what stands in it, what it can be narrowed to, its orders and pages, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.choices import Status
from commitments.models import Commitment, Membership, SavedFilter
from commitments.paging import ORDERS, SIZE
from config.people import write_roles
from reports.models import Organ
from tests.commitments import offices
from tests.commitments.desks import Desk, words
from tests.commitments.lists import LIST, List, copies, due, later, link, titles
from tests.commitments.offices import TODAY, City

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_hours")]
MOST_QUERIES = 8


@pytest.fixture
def desk(town: City) -> List:
    return List(town["supervisor"])


# --- rows --------------------------------------------------------------------------------------------------


def test_a_row_tells_what_an_official_needs(desk: List, running: Commitment) -> None:
    page = desk.page("status=open")
    assert words(page, "thead th")[1:] == [
        "承诺事项", "机关", "牵头单位", "承办人", "督办人", "完成时限", "状态", "办理进展",
    ]  # fmt: skip
    assert words(page, "tbody td")[1:] == [
        "加强窗口队伍建设 2024-青澜审批-001 安排 可量化", "青澜市行政审批服务局",
        "窗口管理科", "何青", "周岚", "2024-06-30 还剩 118 天", "办理中 绿灯", "0%",
    ]  # fmt: skip
    assert link(page, ".cl-what a") == f"{running.pk}/change/"
    assert words(page, ".cl-chips strong") == ["共1项"]


def test_what_is_late_says_by_how_many_days(desk: List, running: Commitment) -> None:
    day = TODAY - timedelta(days=3)
    Commitment.objects.filter(pk=running.pk).update(first_due_on=day, due_on=day)
    assert words(desk.page("status=open"), ".cl-red .cl-due") == ["2024-03-01 已逾期 3 天"]
    Commitment.objects.filter(pk=running.pk).update(due_on=TODAY)
    assert words(desk.page("status=open"), ".cl-yellow .cl-due small") == ["今天到期"]


@pytest.mark.parametrize("key", ["9" * 30, "9" * 5000, "１２", "-1", "x"])
def test_a_number_that_no_row_has_is_no_error(town: City, running: Commitment, key: str) -> None:
    write_roles()
    desk, report = Desk(town["clerk"]), running.source.report_id
    assert desk.client.get(LIST, {"organ": key}).status_code == 200
    assert desk.get(running, f"before={key}").status_code == 200
    capture = reverse("admin:commitments_capture", args=[report])
    sent = {"act": "confirm", "pick": f"{key}-1", f"lead-{key[:40]}": "x"}
    assert desk.client.post(capture, sent).status_code == 200
    handover = reverse("admin:commitments_handover", args=[town["officer"].pk])
    assert desk.client.post(handover, {"row": running.pk, f"revision-{running.pk}": key}).status_code == 302


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("reports/report/?year={}", 200),
        ("reports/report/{}/change/", 404),
        ("reports/upload/progress/?ids={}", 200),
        ("commitments/commitment/?lead={}", 200),
        ("commitments/papertemplate/?organ={}", 404),
        ("notifications/policy/preview/?page={}", 200),
        ("notifications/sheet/{}/change/", 404),
    ],
)
def test_a_number_without_end_is_no_error_anywhere(admin_client: Client, address: str, answer: int) -> None:
    for endless in ("9" * 18, "9" * 30, "9" * 5000):
        assert admin_client.get(f"/admin/{address.format(endless)}").status_code == answer


@pytest.mark.parametrize("act", ["link", "place", "revision"])
def test_a_form_with_a_number_without_end_is_refused(town: City, candidate: Commitment, act: str) -> None:
    write_roles()
    endless, client = "9" * 5000, Desk(town["clerk"]).client
    if act == "link":
        address = reverse("admin:commitments_capture", args=[candidate.source.report_id])
        sent = {"link": f"{endless}-{endless}-yes"}
    else:
        address = reverse("admin:commitments_candidate", args=[candidate.pk])
        sent = {"act": "add_link", "revision": str(candidate.revision), "place": "1-2-3", act: endless}
        sent["place"] = f"1-{endless}-0" if act == "place" else sent["place"]
    response = client.post(address, sent, follow=True)
    assert response.status_code == 200
    assert "无法识别的操作" in response.content.decode() or "请先选择" in response.content.decode()


def test_what_nobody_has_yet_is_said_so(desk: List, candidate: Commitment) -> None:
    Commitment.objects.filter(pk=candidate.pk).update(first_due_on=None, due_on=None)
    page = desk.page("q=窗口队伍")
    assert words(page, "tbody td")[3:] == ["未明确", "尚未确定", "尚未确定", "未明确", "待确认", "0%"]


# --- filters -----------------------------------------------------------------------------------------------


def closed(town: City, row: Commitment) -> None:
    offices.closed(town, row)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("status=candidate", 3, id="status"),
        pytest.param("status=unfinished", 1, id="not closed yet"),
        pytest.param("status=closed", 1, id="closed"),
        pytest.param("kind=rectification", 2, id="kind"),
        pytest.param("kind=arrangement&status=candidate", 1, id="two at once"),
        pytest.param("year=2024", 5, id="year"),
        pytest.param("year=2023", 0, id="another year"),
        pytest.param("grade=measurable", 2, id="grade"),
        pytest.param("colour=green", 2, id="green"),
        pytest.param("colour=red", 0, id="red"),
        pytest.param("due=overdue", 0, id="overdue"),
        pytest.param("due=90", 0, id="within 90 days"),
        pytest.param("box=overdue", 0, id="box"),
        pytest.param("status=recorded", 2, id="on record"),
        pytest.param("grade=none", 2, id="not graded"),
        pytest.param("closed=on_time", 1, id="done on time"),
        pytest.param("closed=late", 0, id="done late"),
        pytest.param("rating=uncompared", 2, id="not compared"),
        pytest.param("rating=kept", 0, id="kept"),
        pytest.param("left=2024-02", 0, id="left before it began"),
        pytest.param("left=2024-03", 1, id="left at the end of a month"),
        pytest.param("ahead=2024-05", 2, id="due after a month"),
        pytest.param("ahead=2024-06", 1, id="due after another"),
        pytest.param("q=窗口", 2, id="word of the title"),
        pytest.param("q=两轮业务培训", 1, id="word of the quote"),
        pytest.param("q=窗", 2, id="one character"),
        pytest.param("q=2024-青澜审批-001", 1, id="number"),
        pytest.param("q=窗口 培训", 2, id="both words"),
        pytest.param("q=窗口 没有", 0, id="one word of two"),
        pytest.param("q=窗%25", 0, id="a wildcard is a character"),
        pytest.param("q=窗_", 0, id="another wildcard"),
    ],
)
def test_filters(town: City, desk: List, candidates: list[Commitment], query: str, found: int) -> None:
    closed(town, candidates[2])
    offices.opened(town, candidates[3])
    assert len(desk.titles(query)) == found, desk.titles(query)


def test_the_boxes_are_those_of_the_home_page(town: City, desk: List, candidates: list[Commitment]) -> None:
    offices.submitted(town, candidates[2])
    assert desk.titles("box=to_sign") == ["加强窗口队伍建设"]
    officer = List(town["officer"])
    assert officer.titles("box=waiting") == ["加强窗口队伍建设"]
    assert "未完待" not in officer.page("box=to_sign")
    assert "以下条件无法识别，已忽略：待我办理。" in officer.page("box=to_sign")


def test_an_organ_stands_for_all_below_it(town: City, candidates: list[Commitment]) -> None:
    desk = List(town["superior"])
    assert len(desk.titles(f"organ={town.government.pk}")) == 5
    assert len(desk.titles(f"organ={town.bureau.pk}")) == 5
    assert desk.titles(f"organ={town.neighbour.pk}") == []
    assert words(desk.page(f"organ={town.bureau.pk}"), ".cl-chip") == [
        "机关（含下级）: 青澜市行政审批服务局 ✕"
    ]


def test_units_that_lead_are_asked_for_by_links_and_kept(
    town: City, desk: List, running: Commitment, candidate: Commitment
) -> None:
    for query, found in (
        (f"lead={town.windows.pk}", 1),
        (f"lead={town.bureau.pk}", 0),
        (f"unit={town.bureau.pk}", 1),
        (f"unit={town.hotline.pk}", 0),
        ("unit=9999999", 0),
    ):
        assert len(desk.titles(query)) == found, query
    page = desk.page(f"lead={town.windows.pk}&left=2024-03")
    assert words(page, ".cl-chip")[:2] == [
        "月底尚未办结: 2024-03 ✕",
        "牵头单位: 青澜市行政审批服务局窗口管理科 ✕",
    ]
    assert f'<input type="hidden" name="lead" value="{town.windows.pk}">' in page
    assert "以下条件无法识别，已忽略：月底尚未办结、牵头单位。" in desk.page("lead=x&left=2024-13")


def test_each_filter_in_force_can_be_taken_away(desk: List, candidates: list[Commitment]) -> None:
    page = desk.page("kind=arrangement&status=candidate&q=窗口")
    assert words(page, ".cl-chip") == [
        "状态: 待确认 ✕", "类别: 安排 ✕", "关键词: 窗口 ✕", "清除全部筛选",
    ]  # fmt: skip
    assert link(page, ".cl-chip") == f"kind=arrangement&q={quote('窗口')}"
    assert link(page, ".cl-all") == ""


def test_who_asks_by_deadline_sees_the_most_pressing_first(desk: List, running: Commitment) -> None:
    copies(running, 3, lambda row, n: due(row, TODAY + timedelta(days=9 - 3 * n)))
    assert words(desk.page("due=7"), ".cl-due time") == ["2024-03-04", "2024-03-07", "2024-03-10"]
    assert words(desk.page("due=7&sort=-due"), ".cl-due time")[0] == "2024-03-10"


# --- nothing to show ---------------------------------------------------------------------------------------


def empty(page: str) -> str:
    return " ".join(words(page, ".cl-empty"))


def test_an_empty_list_says_why_and_what_to_do(town: City) -> None:
    assert "暂无承诺事项。" in empty(List(town["supervisor"]).page())
    assert "没有符合筛选条件的事项。" in empty(List(town["supervisor"]).page("status=open"))
    stranger = get_user_model().objects.create_superuser("root", password="x")
    assert "暂无承诺事项。" in empty(List(stranger).page())


def test_who_holds_no_role_is_told_whom_to_ask(town: City, candidates: list[Commitment]) -> None:
    town["stranger"].user_permissions.add(Permission.objects.get(codename="view_commitment"))
    assert "请联系本机关台账管理员" in empty(List(town["stranger"]).page())


# --- orders and pages --------------------------------------------------------------------------------------

NUMBER = 2 * SIZE + 17


def walk(desk: List, start: str, way: str) -> list[list[str]]:
    """The pages from this one on, by their links."""
    pages, page = [], desk.page(start)
    while True:
        pages.append(titles(page))
        if f'rel="{way}"' not in page:
            return pages
        page = desk.page(link(page, f".cl-pages [rel={way}]"))


@pytest.mark.parametrize("order", list(ORDERS))
def test_every_order_shows_every_row_once(desk: List, running: Commitment, order: str) -> None:
    copies(running, NUMBER - 1, later(1))
    Commitment.objects.filter(title__endswith="7").update(percent=7)
    pages = walk(desk, f"status=open&sort={order}", "next")
    assert [len(page) for page in pages] == [SIZE, SIZE, 17]
    rows = [title for page in pages for title in page]
    assert len(set(rows)) == NUMBER
    opposite = {"newest": "newest"}.get(order) or (order[1:] if order[0] == "-" else f"-{order}")
    if opposite != order:
        back = [title for page in walk(desk, f"status=open&sort={opposite}", "next") for title in page]
        assert back == rows[::-1]


def test_pages_lead_back_and_to_both_ends(desk: List, running: Commitment) -> None:
    copies(running, NUMBER - 1)
    first = desk.page("status=open")
    last = desk.page(link(first, ".cl-pages a:last-child"))
    assert titles(last) == walk(desk, "status=open", "next")[-2][17:] + walk(desk, "status=open", "next")[-1]
    assert 'rel="next"' not in last
    assert [len(page) for page in walk(desk, link(first, ".cl-pages a:last-child"), "prev")] == [
        SIZE,
        SIZE,
        17,
    ]
    second = desk.page(link(first, "[rel=next]"))
    assert titles(desk.page(link(second, "[rel=prev]"))) == titles(first)
    assert titles(desk.page(link(second, ".cl-pages a"))) == titles(first)


def test_rows_that_come_in_meanwhile_move_no_page(desk: List, running: Commitment) -> None:
    copies(running, NUMBER - 1)
    first = desk.page("status=open")
    expected = titles(desk.page(link(first, "[rel=next]")))
    copies(running, 5)
    assert titles(desk.page(link(first, "[rel=next]"))) == expected


def test_a_place_that_has_gone_leads_to_the_start(desk: List, running: Commitment) -> None:
    assert desk.titles("status=open&after=1~1") == ["加强窗口队伍建设"]


def test_the_number_is_counted_no_further_than_is_of_use(desk: List, running: Commitment) -> None:
    copies(running, 999)
    assert words(desk.page("status=open"), ".cl-chips strong") == ["共1000项"]
    copies(running, 1)
    assert words(desk.page("status=open"), ".cl-chips strong") == ["共1000项以上"]


def test_a_click_on_a_column_orders_and_turns_round(desk: List, running: Commitment) -> None:
    page = desk.page("status=open")
    assert link(page, "th:nth-child(7) a") == "status=open&sort=due"
    assert link(desk.page("status=open&sort=due"), "th:nth-child(7) a") == "status=open&sort=-due"
    assert "cl-sort up" in desk.page("status=open&sort=due")


# --- addresses that nobody meant ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "year=abc", "year=99999", "year=-1", "status=late", "colour=purple", "kind=%00", "grade=1", "due=7.5",
        "due=-7", "box=nothing", "organ=abc", "organ=-1", "organ=9999999999999999999999", "organ=１２",
        "sort=title", "sort=", "after=x", "after=~", "after=1~2~3", "after=1~99999999999999999999",
        "sort=due&after=2024-13-01~1", "sort=percent&after=101~1", "sort=number&after=%00~1", "before=END",
        "before=", "q=%00", "q=" + "长" * 5000, "q=%F0%9F%98%80", "p=7&o=1.2&all=&e=1",
        "q=a&q=b&status=open&status=closed",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_understood_gives_a_page(
    desk: List, candidates: list[Commitment], query: str
) -> None:
    desk.page(query)


def test_what_was_left_out_is_named(desk: List, candidates: list[Commitment]) -> None:
    page = desk.page("year=abc&colour=purple&status=candidate")
    assert words(page, ".cl-warn") == ["以下条件无法识别，已忽略：亮灯、计划年度。"]
    assert len(titles(page)) == 5


def test_an_organ_that_does_not_exist_holds_nothing(desk: List, candidates: list[Commitment]) -> None:
    page = desk.page("organ=999999")
    assert titles(page) == []
    assert words(page, ".cl-chip") == ["机关（含下级）: 无此机关 ✕"]


# --- rights ------------------------------------------------------------------------------------------------

QUERIES = (
    "", "status=open", "q=窗口", "q=2024-青澜审批-001", "colour=green", "kind=arrangement", "year=2024",
    "sort=due", "sort=-percent", "before=end", "after=99999999~99999999", "grade=measurable",
    "sort=number&after=0~0",
)  # fmt: skip


@pytest.mark.parametrize(
    "who", ["officer", "helper", "leader", "supervisor", "reviewer", "clerk", "superior"]
)
def test_those_concerned_find_it(town: City, running: Commitment, who: str) -> None:
    for query in QUERIES:
        assert "加强窗口队伍建设" in List(town[who]).titles(query), query


def test_a_neighbour_finds_no_trace_of_it(town: City, running: Commitment) -> None:
    desk = List(town["neighbour"])
    for query in (*QUERIES, f"organ={town.bureau.pk}", f"organ={town.government.pk}"):
        page = desk.page(query)
        assert titles(page) == [], query
        assert "2024-青澜审批-001</" not in page
        assert "共1项" not in page


def test_a_stranger_is_not_let_in(town: City, running: Commitment) -> None:
    assert List(town["stranger"]).client.get(LIST).status_code == 403
    assert List(town["stranger"]).client.post(f"{LIST}act/", {"act": "chase"}).status_code == 403


def test_a_seat_that_ended_shows_nothing_any_more(town: City, running: Commitment) -> None:
    Membership.objects.filter(user=town["supervisor"]).update(until=TODAY - timedelta(days=1))
    assert List(town["supervisor"]).client.get(LIST).status_code == 403


# --- what it costs -----------------------------------------------------------------------------------------


def asked(desk: List, query: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        desk.page(query)
    return len(captured)


@pytest.mark.parametrize("who", ["supervisor", "superior"])
@pytest.mark.parametrize(
    "query", ["", "sort=due", "q=窗口", "before=end", "status=open&year=2024&colour=green"]
)
def test_the_number_of_queries_does_not_grow(town: City, running: Commitment, who: str, query: str) -> None:
    desk = List(town[who])
    SavedFilter.objects.create(user=town[who], name="一", address="status=open")
    everything = f"{query}&organ={town.government.pk}"
    few = asked(desk, everything)
    copies(running, SIZE + 5, lambda row, n: setattr(row, "officer", town["helper"] if n % 2 else None))
    for n in range(9):
        SavedFilter.objects.create(user=town[who], name=f"常用{n}", address="status=open")
    assert asked(desk, everything) == few <= MOST_QUERIES


@pytest.mark.parametrize("name", ["box", "status", "due", "colour", "year", "kind", "grade"])
def test_the_answers_of_a_filter_are_known_without_asking(town: City, running: Commitment, name: str) -> None:
    """No DISTINCT over the table, and no list of all organs."""
    desk = List(town["superior"])
    with CaptureQueriesContext(connection) as captured:
        page = desk.page()
    assert f'<select name="{name}">' in page
    assert not [
        each["sql"] for each in captured if "DISTINCT" in each["sql"] and "auth_permission" not in each["sql"]
    ]


def test_a_subtree_of_any_size_costs_no_query_more(town: City, running: Commitment) -> None:
    desk = List(town["superior"])
    before = asked(desk, "")
    Organ.objects.bulk_create(
        Organ(name=f"第{n}所", parent=town.bureau, path=f"{town.bureau.path}9{n}/") for n in range(50)
    )
    assert asked(desk, f"organ={town.government.pk}") == before


def plan(query: Callable[[], object]) -> str:
    with CaptureQueriesContext(connection) as captured:
        query()
    (page,) = [each["sql"] for each in captured if "AS counted" in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        if "commitment_grams" in page:  # so few rows are filtered faster than looked up
            cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off")
        cursor.execute(f"EXPLAIN {page}")
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("sort=due", "commitment_by_deadline"),
        ("sort=due&after=2024-06-30~1", "commitment_by_deadline"),
        ("sort=-due&before=2024-06-30~1", "commitment_by_deadline"),
        ("sort=number&before=end", "commitment_by_number"),
        ("sort=-percent&after=10~1", "commitment_by_percent"),
        ("before=end", "commitments_commitment_pkey"),
        ("year=2024", "commitment_year_newest"),
        ("status=submitted", "commitment_status"),
        ("q=鼋头", "commitment_grams_index"),
        ("q=鼋", "commitment_grams_index"),
    ],
)
def test_pages_are_found_in_an_index(town: City, running: Commitment, query: str, index: str) -> None:
    copies(running, 3 * SIZE, later(1))
    administrator = get_user_model().objects.create_superuser("root", password="x")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE commitments_commitment")
    shown = plan(lambda: List(administrator).page(query))
    assert index in shown, shown
    if "sort=due&after" in query:
        assert "ROW(COALESCE" in shown, shown  # entered at its place, not walked to it


def test_status_is_that_of_the_vocabulary() -> None:
    """The list writes the labels itself; a status without one would be an error page."""
    assert set(Status.values) == {"candidate", "open", "submitted", "closed", "carried_over", "cancelled"}
