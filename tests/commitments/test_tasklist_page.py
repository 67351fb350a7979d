"""The pages of the task list: choose, look, put into effect; the ledger and the template to take away."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments import lifecycle
from commitments.models import Commitment, LedgerEntry
from tests.commitments import offices, sheets
from tests.commitments.offices import City, act, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_hours")]
PAGE = "/admin/commitments/commitment/tasklist/"
HEAD = ["任务", "牵头单位", "完成时限"]
XLSX = "xl/workbook.xml"


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def clerk(town: City) -> Client:
    return client(town["clerk"])


def look(browser: Client, content: bytes, name: str = "分工.xlsx", **more: Any) -> Any:
    return browser.post(PAGE, {"file": SimpleUploadedFile(name, content), **more})


def seen(answer: Any) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())
    assert found is not None, "there is nothing to put into effect"
    return found[1]


def content(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


# --- in ---------------------------------------------------------------------------------------------------


def test_a_look_and_then_the_act(clerk: Client, town: City, running: Commitment) -> None:
    answer = look(clerk, sheets.workbook([HEAD, ["加强窗口队伍建设", "热线科", ""]]))
    page = answer.content.decode()
    assert "<del>窗口管理科</del>" in page
    assert "<ins>热线科</ins>" in page
    assert fresh(running).lead == town.windows
    done = clerk.post(PAGE, {"seen": seen(answer)}, follow=True)
    assert fresh(running).lead == town.hotline
    assert "分工.xlsx" in done.content.decode()
    line = LedgerEntry.objects.filter(commitment=running).latest("id")
    assert (line.verb, line.actor) == ("assign", town["clerk"])


def test_the_ledger_goes_out_is_edited_and_comes_back(clerk: Client, town: City, running: Commitment) -> None:
    taken = content(clerk.get(f"{PAGE}export/?status=open"))
    assert (
        "没有需要变更" in look(clerk, taken).content.decode()
        or "tl-same" in look(clerk, taken).content.decode()
    )
    answer = look(clerk, sheets.edited(taken, {2: {"牵头单位": "热线科", "承办人": "陆川"}}))
    clerk.post(PAGE, {"seen": seen(answer)})
    assert (fresh(running).lead, fresh(running).officer) == (town.hotline, town["helper"])


def test_wrong_rows_are_listed_and_cannot_be_put_into_effect(
    clerk: Client, town: City, running: Commitment
) -> None:
    rows = [HEAD, ["加强窗口队伍建设", "热线科", ""], ["规范热线办理", "太空科", "尽快"]]
    answer = look(clerk, sheets.workbook(rows))
    page = answer.content.decode()
    assert "太空科" in page
    assert 'name="seen"' not in page
    assert 'type="file"' in page


def test_what_was_changed_since_the_look_is_shown_again(
    clerk: Client, town: City, running: Commitment
) -> None:
    answer = look(clerk, sheets.workbook([HEAD, ["加强窗口队伍建设", "热线科", ""]]))
    act(lifecycle.report_progress, running, lifecycle.NO_CHANGE, by=town["officer"])
    again = clerk.post(PAGE, {"seen": seen(answer)})
    assert again.status_code == 200
    assert fresh(running).lead == town.windows
    clerk.post(PAGE, {"seen": seen(again)})
    assert fresh(running).lead == town.hotline


def test_a_preview_is_of_use_to_who_asked_for_it(clerk: Client, town: City, running: Commitment) -> None:
    answer = look(clerk, sheets.workbook([HEAD, ["加强窗口队伍建设", "热线科", ""]]))
    for sent in (seen(answer), "made-up", ""):
        refused = client(town["superior"]).post(PAGE, {"seen": sent})
        assert refused.status_code == 302
    assert fresh(running).lead == town.windows


def test_the_year_tells_which_of_two_is_meant(clerk: Client, town: City, candidate: Commitment) -> None:
    offices.captured(town, year=2022)
    book = sheets.workbook([HEAD, ["加强窗口队伍建设", "热线科", ""]])
    assert 'name="seen"' not in look(clerk, book).content.decode()
    clerk.post(PAGE, {"seen": seen(look(clerk, book, year="2024"))})
    assert fresh(candidate).lead == town.hotline


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(XLSX, "<workbook/>")
        for n in range(4):
            package.writestr(f"xl/worksheets/sheet{n}.xml", b" " * 40_000_000)
    return kept.getvalue()


def locked() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(bomb, "expands", id="bomb"),
        pytest.param(locked, "password", id="password"),
        pytest.param(lambda: b"", "empty", id="empty"),
        pytest.param("任务,牵头单位".encode, "rows", id="csv"),
        pytest.param(lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "kind", id="xls"),
        pytest.param(lambda: offices.PDF, "kind", id="pdf"),
        pytest.param(lambda: offices.package("word/document.xml"), "kind", id="docx"),
        pytest.param(lambda: offices.package(XLSX), "damaged", id="broken"),
        pytest.param(lambda: sheets.workbook([HEAD, ["x"]])[:-200], "damaged", id="cut off"),
        pytest.param(lambda: sheets.workbook([[]]), "empty", id="nothing in it"),
        pytest.param(
            lambda: sheets.workbook([["姓名", "电话"], ["何青", "1"]]), "headings", id="other sheet"
        ),
        pytest.param(lambda: sheets.workbook([HEAD]), "rows", id="no rows"),
    ],
)
def test_a_file_that_is_no_list_is_told_why(
    clerk: Client, running: Commitment, make: Callable[[], bytes], said: str
) -> None:
    told = {
        "expands": "解压",
        "password": "密码",
        "empty": "没有内容",
        "kind": ".xlsx",
        "damaged": "损坏",
        "headings": "表头",
        "rows": "没有数据行",
    }
    answer = look(clerk, make(), year="2024")
    page = answer.content.decode()
    refused = re.search(r'class="tl-refused".*?</div>', page, re.DOTALL)
    assert refused is not None
    assert told[said] in refused[0]
    assert '<option value="2024" selected>' in page


def test_a_file_too_large_is_refused(clerk: Client, running: Commitment, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    assert "tl-refused" in look(clerk, sheets.workbook([HEAD, ["x"]])).content.decode()


# --- out --------------------------------------------------------------------------------------------------


def test_the_export_is_what_the_list_shows(clerk: Client, town: City, candidates: list[Commitment]) -> None:
    for row in candidates[2:]:
        offices.opened(town, row)
    numbers = [
        row["编号"] for row in sheets.records(content(clerk.get(f"{PAGE}export/?status=open&sort=number")))
    ]
    assert numbers == ["2024-青澜审批-001", "2024-青澜审批-002", "2024-青澜审批-003"]
    found = sheets.records(content(clerk.get(f"{PAGE}export/?q=热线&organ={town.bureau.pk}&status=open")))
    assert [row["事项"] for row in found] == ["规范热线办理"]
    assert sheets.records(content(clerk.get(f"{PAGE}export/?organ={town.neighbour.pk}"))) == []


def test_everybody_takes_away_what_he_sees(town: City, candidates: list[Commitment]) -> None:
    offices.opened(town, candidates[2])
    numbers = {
        name: len(sheets.records(content(client(town[name]).get(f"{PAGE}export/"))))
        for name in ("clerk", "superior", "officer", "helper", "neighbour")
    }
    assert numbers == {"clerk": 5, "superior": 5, "officer": 1, "helper": 1, "neighbour": 0}


def test_the_export_takes_as_many_queries_for_many(clerk: Client, town: City) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            content(clerk.get(f"{PAGE}export/"))
        return len(captured)

    offices.captured(town)
    few = asked()
    for year in range(2010, 2020):
        offices.captured(town, year=year)
    assert asked() == few <= 9


def test_the_template_can_be_filled_in(clerk: Client, town: City, candidate: Commitment) -> None:
    taken = content(clerk.get(f"{PAGE}template/"))
    assert "没有数据行" in look(clerk, taken).content.decode()  # the example is none
    given = {"序号": 1, "任务": candidate.title, "牵头单位": "窗口管理科", "完成时限": "6月底前"}
    clerk.post(PAGE, {"seen": seen(look(clerk, sheets.edited(taken, {3: given})))})
    row = fresh(candidate)
    assert (row.lead, row.due_on) == (town.windows, date(2024, 6, 30))


# --- who --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["clerk", "supervisor", "superior", "officer", "reviewer", "stranger"])
def test_only_who_keeps_a_ledger_imports(town: City, running: Commitment, name: str) -> None:
    browser = client(town[name])
    code = 200 if name in ("clerk", "supervisor", "superior") else 403
    for address in (PAGE, f"{PAGE}template/"):
        answer = browser.get(address)
        assert answer.status_code == code
        assert b"".join(answer)
    assert look(browser, sheets.workbook([HEAD, ["加强窗口队伍建设", "热线科", ""]])).status_code == code
