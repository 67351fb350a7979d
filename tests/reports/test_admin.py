from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports import corrections, organs
from reports.models import Correction, Organ, Report, Upload
from tests.reports import papers
from tests.reports.papers import DISTRICTS

pytestmark = pytest.mark.django_db
REPORTS = "/admin/reports/report/"
UPLOADS = "/admin/reports/upload/"
ORGANS = "/admin/reports/organ/"


@pytest.fixture
def desk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


@pytest.fixture
def keeper(client: Client, clerk: User) -> Client:
    """May do everything to organs, reports and uploads."""
    wanted = Permission.objects.filter(content_type__app_label="reports")
    clerk.user_permissions.set(wanted)
    client.force_login(clerk)
    return client


def html(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def told(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


# --- uploading -----------------------------------------------------------------------------------------


def send(client: Client, *contents: bytes) -> Any:
    files = [SimpleUploadedFile(f"{n}.txt", content) for n, content in enumerate(contents)]
    return client.post(f"{UPLOADS}add/", {"documents": files}, follow=True)


def test_several_files_are_uploaded_at_once_and_listed(desk: Client, clerk: User) -> None:
    answer = send(desk, papers.paper(year=2022).encode(), papers.paper().encode(), b" ")
    assert Upload.objects.filter(status="queued", uploaded_by=clerk).count() == 3
    assert answer.request["PATH_INFO"] == UPLOADS
    assert answer.content.decode().count("data-upload=") == 3


def test_a_file_known_already_is_said_so(desk: Client) -> None:
    papers.entered()
    answer = send(desk, papers.paper().encode())
    assert "年度报告.txt" in told(answer)
    assert Upload.objects.count() == 1


def test_a_form_without_a_file_comes_back(desk: Client) -> None:
    answer = desk.post(f"{UPLOADS}add/", {})
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_too_many_files_at_once_come_back_with_a_sentence(desk: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_FILES = 2
    answer = send(desk, b"1", b"2", b"3")
    assert "2" in str(answer.context["form"].errors)
    assert not Upload.objects.exists()


def test_progress_is_told_for_the_files_asked_for(desk: Client) -> None:
    done, waiting = papers.read(papers.stored(papers.paper())), papers.stored(papers.paper(year=2020))
    papers.stored(papers.paper(year=2019))
    got = desk.get(f"{UPLOADS}progress/?ids={done.pk},{waiting.pk},x").json()["uploads"]
    by_id = {row["id"]: row for row in got}
    assert set(by_id) == {done.pk, waiting.pk}
    assert by_id[done.pk]["settled"]
    assert by_id[done.pk]["report"] == f"{REPORTS}{done.report_id}/change/"
    assert (by_id[waiting.pk]["settled"], by_id[waiting.pk]["status"]) == (False, "queued")


def test_a_refusal_shows_its_reason_and_can_be_retried(desk: Client) -> None:
    upload = papers.read(papers.stored(b" "))
    page = html(desk, UPLOADS)
    retry = reverse("admin:reports_upload_retry", args=[upload.pk])
    assert f'formaction="{retry}"' in page
    assert desk.get(retry).status_code == 405
    answer = desk.post(retry, follow=True)
    upload.refresh_from_db()
    assert upload.status == "queued"
    assert told(answer)


def test_many_refusals_are_retried_at_once(desk: Client) -> None:
    keys = [papers.read(papers.stored(b" " * n)).pk for n in (1, 2, 3)]
    desk.post(UPLOADS, {"action": "retry_selected", "_selected_action": keys})
    assert Upload.objects.filter(status="queued").count() == 3


def test_the_original_is_downloaded_and_never_shown(desk: Client) -> None:
    upload = papers.stored("<script>alert(1)</script>" + papers.paper(), "报告.html")
    answer = desk.get(reverse("admin:reports_upload_file", args=[upload.pk]))
    assert answer.getvalue() == ("<script>alert(1)</script>" + papers.paper()).encode()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_name_is_text_and_not_markup(desk: Client) -> None:
    papers.read(papers.stored(b" ", "<b onmouseover=alert(1)>.txt"))
    assert "<b onmouseover" not in html(desk, UPLOADS)


# --- the list and the page -----------------------------------------------------------------------------


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        html(client, address)
    return len(captured)


@pytest.mark.parametrize("address", [REPORTS, UPLOADS, ORGANS])
def test_a_list_takes_as_many_queries_for_thirty_as_for_three(desk: Client, address: str) -> None:
    def several(first: int, last: int) -> None:
        for n in range(first, last):
            assert papers.entered(papers.paper(organ=f"青澜市{DISTRICTS[n]}区审批局")).organ

    several(0, 3)
    few = queries(desk, address)
    several(3, 30)
    assert queries(desk, address) == few <= 8


def test_a_page_takes_as_many_queries_for_a_long_report_as_for_a_short(desk: Client) -> None:
    many = tuple(
        f"（{n}）推进第{n}项改革。持续优化办事流程，提升群众满意度。" for n in "一二三四五六七八九十"
    )
    short, long = papers.entered(), papers.entered(papers.paper(arrangements=many, organ="青澜市司法局"))
    few = queries(desk, f"{REPORTS}{short.pk}/change/")
    assert queries(desk, f"{REPORTS}{long.pk}/change/") == few


def test_the_list_shows_current_versions_unless_asked(desk: Client) -> None:
    old = papers.entered()
    new = papers.entered(papers.paper(done="另有修订。"))
    shown, whole = html(desk, REPORTS), html(desk, f"{REPORTS}?versions=all")
    assert f"{REPORTS}{new.pk}/change/" in shown
    assert f"{REPORTS}{old.pk}/change/" not in shown
    assert f"{REPORTS}{old.pk}/change/" in whole
    assert f"{REPORTS}{new.pk}/change/" not in html(desk, f"{REPORTS}?versions=superseded")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=司法局", True),
        ("q=普法办", True),
        ("q=司法局+2023年度", True),
        ("q=司法局+2019年度", False),
        ("kind=annual_report", True),
        ("kind=work_report", False),
        ("year=none", False),
    ],
)
def test_reports_are_found_by_title_and_by_any_name_of_the_organ(
    desk: Client, query: str, found: bool
) -> None:
    report = papers.entered(papers.paper(organ="青澜市司法局"))
    organs.add_alias(report.organ, "市普法办")  # type: ignore[arg-type]
    assert (f"{REPORTS}{report.pk}/change/" in html(desk, f"{REPORTS}?{query}")) is found


def test_the_page_shows_text_items_and_what_is_open(desk: Client, report: Report) -> None:
    page = html(desk, f"{REPORTS}{report.pk}/change/")
    for item in report.items.all():
        assert item.heading in page
    assert "青澜市行政审批服务局" in page


def test_markup_in_a_report_stays_text(desk: Client) -> None:
    report = papers.entered(papers.paper(done="<script>alert(1)</script>"))
    assert "<script>alert(1)" in report.text
    assert "<script>alert(1)" not in html(desk, f"{REPORTS}{report.pk}/change/")


@pytest.mark.parametrize("key", ["999999", "x", "0"])
def test_a_report_that_is_not_there_is_not_found(desk: Client, key: str) -> None:
    assert desk.get(f"{REPORTS}{key}/change/").status_code == 404


def test_adding_a_report_leads_to_the_upload(desk: Client) -> None:
    assert desk.get(f"{REPORTS}add/").headers["Location"] == f"{UPLOADS}add/"


# --- corrections ---------------------------------------------------------------------------------------


def correct(client: Client, report: Report, act: str, **values: Any) -> Any:
    revision = Report.objects.values_list("revision", flat=True).get(pk=report.pk)
    data = {"act": act, "revision": revision, **values}
    return client.post(f"{REPORTS}{report.pk}/correct/", data, headers={"Accept": "application/json"})


def test_every_act_can_be_sent(desk: Client, report: Report) -> None:
    first, second, third, *_ = report.items.current()
    done = report.text.index("全年办理")
    acts: list[tuple[str, dict[str, Any]]] = [
        ("set_head", {"field": "year", "value": "2022"}),
        ("set_head", {"field": "issued_on", "value": ""}),
        ("change_kind", {"item": first.pk, "kind": "arrangement"}),
        ("move_bounds", {"item": second.pk, "start": second.start, "end": second.end - 1}),
        ("merge", {"item": first.pk, "other": second.pk}),
        ("split", {"item": third.pk, "at": third.start + 12}),
        ("add", {"kind": "problem", "start": done, "end": done + 9}),
        ("remove", {"item": third.pk}),
        ("undo", {}),
    ]
    for number, (act, values) in enumerate(acts, start=1):
        answer = correct(desk, report, act, **values)
        assert answer.json().get("revision") == number, answer.json()
    report.refresh_from_db()
    assert (report.year, report.issued_on) == (2022, None)


@pytest.mark.parametrize(
    ("act", "values"),
    [
        ("nonsense", {}),
        ("set_head", {"field": "text", "value": "x"}),
        ("set_head", {"field": "year", "value": "soon"}),
        ("set_head", {"field": "organ", "value": "999999"}),
        ("remove", {"item": "x"}),
        ("remove", {}),
        ("split", {"item": 1, "at": -5}),
    ],
)
def test_a_senseless_act_is_answered_with_a_sentence(
    desk: Client, report: Report, act: str, values: dict[str, Any]
) -> None:
    answer = correct(desk, report, act, **values)
    assert answer.status_code == 409
    assert answer.json()["refusal"]
    assert not Correction.objects.exists()


def test_a_stale_form_is_refused_with_a_message(desk: Client, report: Report) -> None:
    correct(desk, report, "set_head", field="title", value="新标题")
    data = {"act": "set_head", "field": "title", "value": "旧标题", "revision": 0}
    answer = desk.post(f"{REPORTS}{report.pk}/correct/", data, follow=True)
    assert told(answer)
    report.refresh_from_db()
    assert report.title == "新标题"


def test_who_may_only_look_corrects_nothing(desk: Client, clerk: User, report: Report) -> None:
    clerk.user_permissions.remove(Permission.objects.get(codename="change_report"))
    assert correct(desk, report, "set_head", field="title", value="x").status_code == 403
    assert desk.post(f"{REPORTS}{report.pk}/reread/").status_code == 403
    assert 'name="act"' not in html(desk, f"{REPORTS}{report.pk}/change/")


def test_a_clerk_may_choose_an_organ_but_not_teach_its_names(desk: Client, report: Report) -> None:
    bureau = organs.register("青澜市司法局", confirmed=True)
    values = {"field": "organ", "value": bureau.pk}
    assert correct(desk, report, "set_head", remember="1", **values).status_code == 403
    assert not Correction.objects.exists()
    assert correct(desk, report, "set_head", **values).status_code == 200
    assert correct(desk, report, "register_organ", name="青澜市数据局").status_code == 403


def test_the_keeper_teaches_a_name_while_choosing(keeper: Client) -> None:
    office = organs.register("青澜市人民政府政务服务办公室", confirmed=True)
    report = papers.entered(papers.paper(organ="市政务服务办公室"))
    assert report.organ is None
    answer = correct(keeper, report, "set_head", field="organ", value=office.pk, remember="1")
    assert answer.status_code == 200
    assert papers.entered(papers.paper(organ="市政务服务办公室", year=2024)).organ == office


def test_the_keeper_enters_the_organ_as_printed(keeper: Client) -> None:
    report = papers.entered(papers.paper(organ="市政务服务办公室"))
    assert correct(keeper, report, "register_organ", name="青澜市政务服务办公室").status_code == 200
    report.refresh_from_db()
    assert report.organ is not None
    assert (report.organ.name, report.organ.confirmed) == ("青澜市政务服务办公室", True)


def test_reading_anew_is_queued_once(desk: Client, report: Report) -> None:
    for _ in range(2):
        answer = desk.post(f"{REPORTS}{report.pk}/reread/", follow=True)
        assert told(answer)
    assert report.uploads.get().status == "queued"


def test_corrections_without_a_place_are_named(desk: Client, report: Report, clerk: User) -> None:
    act = corrections.remove(report.pk, report.items.all()[0].pk, by=clerk, revision=0)
    Report.objects.update(unplaced=[{"correction": act.pk, "reason": "straddled"}])
    context = desk.get(f"{REPORTS}{report.pk}/change/").context
    assert [lost["correction"] for lost in context["unplaced"]] == [act]
    assert context["unplaced"][0]["reason"] != "straddled"


# --- deleting ------------------------------------------------------------------------------------------


def test_a_deleted_report_takes_its_file_along(
    keeper: Client, report: Report, django_capture_on_commit_callbacks: Any
) -> None:
    upload = report.uploads.get()
    with django_capture_on_commit_callbacks(execute=True):
        keeper.post(f"{REPORTS}{report.pk}/delete/", {"post": "yes"})
    assert not Report.objects.exists()
    assert not Upload.objects.exists()
    assert not Path(upload.file.path).exists()
    assert papers.entered().version == 1


def test_deleting_the_current_version_brings_the_former_back(
    keeper: Client, report: Report, clerk: User
) -> None:
    new = papers.entered(papers.paper(done="另有修订。"))
    act = corrections.set_head(new.pk, "title", "改", by=clerk, revision=0)
    corrections.undo(new.pk, by=clerk, revision=act.revision)
    keeper.post(f"{REPORTS}{new.pk}/delete/", {"post": "yes"})
    report.refresh_from_db()
    assert (report.version, report.superseded) == (1, False)


def test_a_file_that_became_a_report_goes_only_with_it(keeper: Client, report: Report) -> None:
    upload, refused = report.uploads.get(), papers.read(papers.stored(b" "))
    assert told(keeper.post(f"{UPLOADS}{upload.pk}/delete/", {"post": "yes"}, follow=True))
    data = {"action": "delete_selected", "_selected_action": [upload.pk, refused.pk], "post": "yes"}
    assert told(keeper.post(UPLOADS, data, follow=True))
    assert Upload.objects.count() == 2
    keeper.post(UPLOADS, {**data, "_selected_action": [refused.pk]})
    assert list(Upload.objects.all()) == [upload]


# --- organs --------------------------------------------------------------------------------------------


def test_an_organ_is_entered_with_its_names(keeper: Client) -> None:
    data = {"name": "青澜市人民政府政务服务办公室", "aliases": "市政务服务办\n\n 政务办 ", "parent": ""}
    keeper.post(f"{ORGANS}add/", data)
    organ = Organ.objects.get()
    assert organ.confirmed
    assert organ.path == f"/{organ.pk}/"
    assert organs.resolve("市政务服务办") == organs.resolve("政务办") == organ


def test_names_parent_and_title_of_an_organ_are_changed(keeper: Client) -> None:
    city = organs.register("青澜市人民政府", confirmed=True)
    organ = organs.register("青澜市政务办", confirmed=False)
    organs.add_alias(organ, "市政务办")
    data = {"name": "青澜市数据局", "aliases": "市数据局", "parent": city.pk, "confirmed": "on"}
    keeper.post(f"{ORGANS}{organ.pk}/change/", data)
    organ.refresh_from_db()
    assert (organ.name, organ.parent, organ.confirmed) == ("青澜市数据局", city, True)
    assert organ.path == f"/{city.pk}/{organ.pk}/"
    assert organs.resolve("市政务办") is None
    assert organs.resolve("市数据局") == organ


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"name": "青澜市司法局", "aliases": ""}, id="official name"),
        pytest.param({"name": "青澜市新局", "aliases": "市司法局"}, id="alias"),
    ],
)
def test_a_name_that_is_taken_comes_back_with_its_owner(keeper: Client, data: dict[str, str]) -> None:
    owner = organs.register("青澜市司法局", confirmed=True)
    organs.add_alias(owner, "市司法局")
    answer = keeper.post(f"{ORGANS}add/", {**data, "parent": ""})
    assert "青澜市司法局" in str(answer.context["adminform"].form.errors)
    assert Organ.objects.count() == 1


def test_an_organ_below_itself_is_refused_with_a_message(keeper: Client) -> None:
    city = organs.register("青澜市人民政府", confirmed=True)
    bureau = organs.register("青澜市司法局", parent=city, confirmed=True)
    data = {"name": city.name, "aliases": "市府", "parent": bureau.pk}
    answer = keeper.post(f"{ORGANS}{city.pk}/change/", data, follow=True)
    assert told(answer)
    assert organs.resolve("市府") is None


def test_organs_are_merged_by_a_person(keeper: Client, report: Report) -> None:
    keep, gone = organs.register("青澜市审批局", confirmed=True), report.organ
    assert gone is not None
    data = {"action": "merge", "_selected_action": [keep.pk, gone.pk]}
    assert f'name="keep" value="{gone.pk}"' in keeper.post(ORGANS, data).content.decode()
    keeper.post(ORGANS, {**data, "keep": keep.pk})
    report.refresh_from_db()
    assert report.organ == keep
    page = html(keeper, ORGANS)
    assert f"{ORGANS}{gone.pk}/change/" not in page


def test_near_names_are_shown_to_choose_from(keeper: Client) -> None:
    near = organs.register("青澜市行政审批局", confirmed=True)
    organ = organs.register("青澜市行政审批服务局", confirmed=False)
    assert f"{ORGANS}{near.pk}/change/" in html(keeper, f"{ORGANS}{organ.pk}/change/")


# --- strangers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        REPORTS,
        UPLOADS,
        ORGANS,
        f"{UPLOADS}add/",
        f"{UPLOADS}progress/?ids=1",
        f"{UPLOADS}{{upload}}/file/",
        f"{REPORTS}{{report}}/change/",
    ],
)
def test_a_stranger_sees_nothing(client: Client, stranger: User, report: Report, address: str) -> None:
    address = address.format(report=report.pk, upload=report.uploads.get().pk)
    assert client.get(address).status_code == 302
    client.force_login(stranger)
    assert client.get(address).status_code == 403


def test_a_stranger_changes_nothing(client: Client, stranger: User, report: Report) -> None:
    client.force_login(stranger)
    upload = report.uploads.get()
    assert correct(client, report, "set_head", field="title", value="x").status_code == 403
    assert client.post(f"{UPLOADS}{upload.pk}/retry/").status_code == 403
    assert client.post(f"{UPLOADS}add/", {"documents": SimpleUploadedFile("a.txt", b"x")}).status_code == 403
    assert Upload.objects.get().status == "read"
