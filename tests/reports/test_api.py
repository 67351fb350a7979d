from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from reports import corrections, organs
from reports.models import Report, Upload
from tests.reports import papers
from tests.reports.papers import DISTRICTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(clerk: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(clerk)
    return client


def several(first: int, last: int) -> None:
    for n in range(first, last):
        assert papers.entered(papers.paper(organ=f"青澜市{DISTRICTS[n]}区审批局", year=2023)).organ


def queries(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == 200
    return len(captured)


def test_the_list_takes_as_many_queries_for_thirty_as_for_three(api: APIClient) -> None:
    several(0, 3)
    api.get("/api/reports/")  # the permissions are looked up once
    few = queries(lambda: api.get("/api/reports/"))
    several(3, 30)
    assert queries(lambda: api.get("/api/reports/")) == few == 1
    assert len(api.get("/api/reports/").data["results"]) == 30


def test_the_list_counts_and_names_without_the_text(api: APIClient) -> None:
    report = papers.entered()
    corrections.remove(report.pk, report.items.all()[0].pk, by=User.objects.get(), revision=0)
    [row] = api.get("/api/reports/").data["results"]
    assert (row["problems"], row["arrangements"]) == (1, 3)
    assert row["organ_title"] == "青澜市行政审批服务局"
    assert "text" not in row


def test_pages_follow_each_other_without_a_gap(api: APIClient) -> None:
    several(0, 5)
    first = api.get("/api/reports/?page_size=2").data
    second = api.get(first["next"]).data
    third = api.get(second["next"]).data
    found = [row["id"] for page in (first, second, third) for row in page["results"]]
    assert found == list(Report.objects.values_list("id", flat=True))
    assert third["next"] is None


def test_a_report_comes_with_its_parts_in_place(api: APIClient) -> None:
    report = papers.entered()
    got = api.get(f"/api/reports/{report.pk}/").data
    assert len(got["sections"]) == 3
    assert [got["text"][item["start"] : item["end"]] for item in got["items"]] == [
        i["text"] for i in got["items"]
    ]
    assert got["facts"]["year"]["value"] == 2023
    assert [note["field"] for note in got["notes"] if note["code"] == "organ_unconfirmed"] == ["organ"]
    assert api.get(f"/api/reports/{report.pk}/items/").data == got["items"]
    assert api.get(f"/api/reports/{report.pk}/sections/").data == got["sections"]


def test_a_removed_item_is_nowhere(api: APIClient) -> None:
    report = papers.entered()
    gone = report.items.all()[0]
    corrections.remove(report.pk, gone.pk, by=User.objects.get(), revision=0)
    for address in (f"/api/reports/{report.pk}/items/", "/api/items/"):
        shown = str(api.get(address).data)
        assert gone.text not in shown
        assert "热线回访不够及时" in shown
    assert api.get(f"/api/items/{gone.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("year=2022", 1),
        ("kind=work_report", 0),
        ("q=司法", 2),
        ("q=司法 2023年度", 2),
        ("q=司法 2022年度", 0),
        ("q=普法办", 2),
        ("current=true", 2),
    ],
)
def test_reports_are_found_by_what_is_asked(api: APIClient, query: str, found: int) -> None:
    papers.entered(papers.paper(year=2022))
    old = papers.entered(papers.paper(organ="青澜市司法局"))
    papers.entered(papers.paper(organ="青澜市司法局", done="另有修订。"))
    assert old.organ is not None
    organs.add_alias(old.organ, "市普法办")
    assert len(api.get(f"/api/reports/?{query}").data["results"]) == found


@pytest.mark.parametrize("asked", ["items/?organ", "items/?year", "reports/?within", "reports/?year"])
def test_a_number_that_no_database_holds_is_refused(api: APIClient, asked: str) -> None:
    assert api.get(f"/api/{asked}={10**20}").status_code == 400


def test_reports_within_a_subtree(api: APIClient) -> None:
    report = papers.entered()
    papers.entered(papers.paper(organ="望川市司法局"))
    city = organs.register("青澜市人民政府", confirmed=True)
    assert report.organ is not None
    organs.move(report.organ, city)
    rows = api.get(f"/api/reports/?within={city.pk}").data["results"]
    assert [row["id"] for row in rows] == [report.pk]


def test_organs_come_with_all_their_names(api: APIClient) -> None:
    office = organs.register("青澜市人民政府政务服务办公室", confirmed=True)
    organs.add_alias(office, "市政务服务办")
    [row] = api.get("/api/organs/").data["results"]
    assert row["names"] == ["青澜市人民政府政务服务办公室", "市政务服务办"]


def upload(api: APIClient, content: bytes, name: str = "报告.txt") -> Any:
    return api.post("/api/uploads/", {"file": SimpleUploadedFile(name, content)}, format="multipart")


def test_an_uploaded_file_is_stored_and_queued(api: APIClient, clerk: User) -> None:
    got = upload(api, papers.paper().encode())
    assert got.status_code == 201
    assert (got.data["status"], got.data["new"], got.data["announced"]) == ("queued", True, True)
    row = Upload.objects.get()
    assert (row.uploaded_by, row.name) == (clerk, "报告.txt")
    papers.read(row)
    assert api.get(f"/api/uploads/{row.pk}/").data["report"] == Report.objects.get().pk


def test_the_same_content_again_is_the_upload_known(api: APIClient) -> None:
    first = upload(api, papers.paper().encode())
    again = upload(api, papers.paper().encode(), "另名.txt")
    assert again.status_code == 200
    assert (again.data["id"], again.data["new"]) == (first.data["id"], False)


def test_a_refusal_carries_its_sentence_and_may_be_retried(api: APIClient) -> None:
    row = papers.read(papers.stored(b" "))
    got = api.get(f"/api/uploads/{row.pk}/").data
    assert (got["status"], got["reason_code"]) == ("refused", "empty")
    assert len(got["reason"]) > 10
    assert api.post(f"/api/uploads/{row.pk}/retry/").status_code == 202
    assert Upload.objects.get().status == "queued"


def post(api: APIClient, **sent: Any) -> Any:
    return api.post("/api/uploads/", sent, format="json")


def test_a_report_may_be_posted_as_text(api: APIClient, clerk: User) -> None:
    got = post(api, text=papers.paper(), name="报告.txt")
    row = Upload.objects.get()
    assert (got.status_code, got.data["status"], got.data["new"]) == (201, "queued", True)
    assert got.data["url"] == got.headers["Location"] == f"http://testserver/api/uploads/{row.pk}/"
    assert (row.uploaded_by, row.name) == (clerk, "报告.txt")
    papers.read(row)
    asked = api.get(got.data["url"]).data
    assert (asked["status"], asked["report"]) == ("read", Report.objects.get().pk)


def test_the_same_text_is_the_file_known(api: APIClient) -> None:
    first = upload(api, papers.paper().encode())
    again = post(api, text=papers.paper())
    assert (again.status_code, again.data["id"], again.data["new"]) == (200, first.data["id"], False)
    assert post(api, text=papers.paper(year=2022)).status_code == 201


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": ["一"]}, "text"),
        ({"text": "文", "name": "长" * 256}, "name"),
        ({"file": "文"}, "text"),
    ],
)
def test_a_text_that_is_none_is_told_by_its_field(api: APIClient, sent: dict[str, Any], field: str) -> None:
    got = post(api, **sent)
    assert got.status_code == 400
    assert list(got.data) == [field]
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{", "3", '"文"', '{"text": "\\ud800"}', '{"text": "\\u0000"}']
)
def test_what_is_not_an_object_is_a_bad_request(api: APIClient, body: str) -> None:
    assert api.post("/api/uploads/", body, content_type="application/json").status_code == 400


def test_a_text_too_long_for_a_report_is_refused(api: APIClient, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    kept = post(api, text="长" * 400_000)
    assert (kept.status_code, kept.data["reason_code"]) == (201, "too_large")
    assert len(kept.data["reason"]) > 10
    got = post(api, text="长" * 900_000)
    assert (got.status_code, str(got.data["detail"])) == (413, "文本过长，最多 1 MiB。")
    assert Upload.objects.count() == 1


def test_who_may_not_upload_posts_no_text_either(stranger: User, clerk: User) -> None:
    stranger.user_permissions.set(clerk.user_permissions.filter(codename__startswith="view_"))
    client = APIClient()
    client.force_authenticate(stranger)
    assert post(client, text=papers.paper()).status_code == 403
    assert not Upload.objects.exists()


def test_an_upload_without_a_file_is_a_bad_request(api: APIClient) -> None:
    assert api.post("/api/uploads/", {}, format="multipart").status_code == 400


def test_a_token_opens_the_api_and_nothing_does_not(clerk: User) -> None:
    client = APIClient()
    assert client.get("/api/reports/").status_code == 401
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=clerk).key}")
    assert client.get("/api/reports/").status_code == 200


@pytest.mark.parametrize("address", ["reports", "items", "organs", "uploads"])
def test_a_stranger_sees_nothing(stranger: User, address: str) -> None:
    client = APIClient()
    client.force_authenticate(stranger)
    assert client.get(f"/api/{address}/").status_code == 403


def test_who_may_look_may_not_upload(stranger: User, clerk: User) -> None:
    stranger.user_permissions.set(clerk.user_permissions.filter(codename__startswith="view_"))
    client = APIClient()
    client.force_authenticate(stranger)
    assert client.get("/api/uploads/").status_code == 200
    assert upload(client, b"x").status_code == 403
    assert not Upload.objects.exists()


def test_who_is_no_staff_sees_nothing(clerk: User) -> None:
    clerk.is_staff = False
    client = APIClient()
    client.force_authenticate(clerk)
    assert client.get("/api/reports/").status_code == 403


def test_reports_are_not_written_through_the_api(api: APIClient) -> None:
    report = papers.entered()
    for method in ("put", "patch", "delete"):
        assert getattr(api, method)(f"/api/reports/{report.pk}/", {}).status_code in (403, 405)
    assert api.post("/api/reports/", {}).status_code in (403, 405)


def test_the_schema_is_valid_and_complete(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn")
    described = capsys.readouterr().out
    for address in ("/api/reports/{id}/items/", "/api/uploads/{id}/retry/", "multipart/form-data"):
        assert address in described


def test_the_page_of_the_api_loads_no_script_but_our_own(client: Client, clerk: User) -> None:
    assert client.get("/api/docs/").status_code in (401, 403)
    client.force_login(clerk)
    page = client.get("/api/docs/").content.decode()
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL)
    assert scripts
    assert all("src=" in attributes and not body.strip() for attributes, body in scripts)
    assert "//cdn" not in page
