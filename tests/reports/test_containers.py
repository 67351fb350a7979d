"""A .zip or a mail: each file in it is an upload of its own, wherever it comes in."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from reports import containers, intake, reasons
from reports.admin import uploads
from reports.intake import Stored
from reports.models import Report, Upload
from reports.readers import Limits
from tests.reports import papers
from tests.reports.papers import LIMITS
from tests.reports.readers.making import MEBIBYTE, zipped
from tests.reports.readers.ofds import ofd, typeset
from tests.reports.readers.test_archives import encrypted
from tests.reports.readers.test_mails import mail, sent

pytestmark = pytest.mark.django_db
Status = Upload.Status
UPLOADS = "/admin/reports/upload/"


def texts(*years: int) -> dict[str, str | bytes]:
    return {f"{year}.txt": papers.paper(year=year) for year in years}


def taken(data: bytes, name: str = "上报.zip", limits: Limits = LIMITS) -> list[Stored]:
    return containers.take(ContentFile(data, name=name), name, by=None, limits=limits)


def test_each_file_becomes_a_report_and_what_cannot_be_read_a_row_with_its_reason() -> None:
    files = {**texts(2022), "年度报告/2023.ofd": ofd(typeset(papers.paper().split("\n"))), "空.txt": b" "}
    files |= {"再压缩.zip": zipped(texts(2021)), "说明.rar": b"Rar!\x1a\x07\x01\x00" + bytes(64)}
    done = {stored.upload.name: papers.read(stored.upload) for stored in taken(zipped(files))}
    assert {name: upload.reason_code for name, upload in done.items()} == {
        "2022.txt": "",
        "2023.ofd": "",
        "空.txt": "empty",
        "再压缩.zip": "archive",
        "说明.rar": "archive",
    }
    assert set(Report.objects.values_list("year", flat=True)) == {2022, 2023}
    assert Report.objects.get(year=2023) == papers.entered()  # the same from an OFD as from its text


def test_the_same_again_changes_nothing() -> None:
    data = encrypted(zipped(texts(2022, 2023)), "2023.txt")
    first = taken(data)
    assert [stored.new for stored in first] == [True, True]
    before = list(Upload.objects.order_by("pk").values())
    again = taken(data)
    assert [(stored.upload, stored.new) for stored in again] == [(stored.upload, False) for stored in first]
    assert list(Upload.objects.order_by("pk").values()) == before


def test_what_came_in_by_itself_is_not_taken_twice() -> None:
    alone = papers.read(papers.stored(papers.paper(year=2022), "去年.txt"))
    known, new = taken(zipped(texts(2022, 2023)))
    assert (known.upload, known.new, new.new) == (alone, False, True)


def test_a_failure_in_the_middle_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    store, calls = intake.store, iter(range(9))

    def fails(*arguments: Any, **options: Any) -> Stored:
        if next(calls) == 1:
            raise OSError("no space left")
        return store(*arguments, **options)

    with monkeypatch.context() as broken:
        broken.setattr(intake, "store", fails)
        with pytest.raises(OSError, match="no space"):
            taken(zipped(texts(2021, 2022, 2023)))
    assert Upload.objects.count() == 1
    assert [stored.new for stored in taken(zipped(texts(2021, 2022, 2023)))] == [False, True, True]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(zipped({}), "nothing_inside", id="empty"),
        pytest.param(zipped(texts(*range(2000, 2006))), "too_many_members", id="too many"),
        pytest.param(zipped({f"{n}": b"0" * MEBIBYTE for n in range(5)}), "archive_too_large", id="a bomb"),
        pytest.param(encrypted(zipped(texts(2023)), "2023.txt"), "password", id="a password"),
        pytest.param(zipped(texts(2022, 2023))[:900], "damaged", id="half"),
    ],
)
def test_what_cannot_be_opened_is_one_row_with_the_reason(data: bytes, code: str) -> None:
    limits = Limits(max_bytes=2 * MEBIBYTE, max_expanded_bytes=4 * MEBIBYTE, max_members=5)
    [stored] = taken(data, limits=limits)
    read = intake.read_upload(stored.upload.pk, limits=limits, now=papers.NOW)
    assert read is not None
    assert (read.status, read.reason_code, read.name) == (Status.REFUSED, code, "上报.zip")
    assert "%(" not in reasons.sentence(read.reason_code, read.reason_values)


def test_an_archive_larger_than_a_file_may_be_is_refused_unopened() -> None:
    [stored] = taken(zipped(texts(2023)), limits=Limits(max_bytes=100))
    assert (stored.upload.reason_code, stored.upload.name) == ("too_large", "上报.zip")


def test_a_name_that_leads_elsewhere_is_only_a_name(settings: Any) -> None:
    files = dict.fromkeys(("../../etc/甲.txt", "/tmp/乙.txt", "C:\\x\\丙.txt"), b"")
    uploads = [s.upload for s in taken(zipped({name: f"{name}内容".encode() for name in files}))]
    assert [upload.name for upload in uploads] == ["甲.txt", "乙.txt", "丙.txt"]
    assert all(Path(upload.file.path).is_relative_to(settings.MEDIA_ROOT) for upload in uploads)


def test_attachments_of_a_mail_are_uploads_and_a_mail_alone_is_one() -> None:
    [report, table] = taken(sent(mail(年度报告=papers.paper().encode(), 附表=b"1")), "报送.eml")
    assert (report.upload.name, table.upload.name) == ("年度报告.txt", "附表.txt")
    assert papers.read(report.upload).report == Report.objects.get(year=2023)
    [letter] = taken(sent(mail(papers.paper(year=2021))), "来信.eml")
    assert papers.read(letter.upload).report == Report.objects.get(year=2021)


def test_each_file_costs_as_many_queries_as_the_first() -> None:
    def queries(*years: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            taken(zipped(texts(*years)))
        return len(captured)

    assert queries(2001, 2002, 2003, 2004) == 4 * queries(2000) <= 16


# --- where it comes in -----------------------------------------------------------------------------------


@pytest.fixture
def desk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


def test_the_page_lists_what_was_in_it(desk: Client) -> None:
    data = zipped({**texts(2022, 2023), "锁.txt": b"x" * 50})
    file = SimpleUploadedFile("上报.zip", encrypted(data, "锁.txt"))
    page = desk.post(f"{UPLOADS}add/", {"documents": [file]}, follow=True).content.decode()
    assert page.count("data-upload=") == 3
    assert all(name in page for name in ("2022.txt", "2023.txt", "锁.txt"))
    assert "设有密码" in page


def test_more_than_an_address_holds_leads_to_the_whole_list(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_WATCHED", 1)
    file = SimpleUploadedFile("上报.zip", zipped(texts(2022, 2023)))
    assert desk.post(f"{UPLOADS}add/", {"documents": [file]})["Location"] == UPLOADS


def test_the_page_says_what_may_come(desk: Client) -> None:
    page = desk.get(f"{UPLOADS}add/").content.decode()
    assert all(word in page for word in (".ofd", ".wps", ".zip", ".eml", "OFD", "压缩包", "邮件"))


def test_the_api_answers_for_each_file(clerk: User) -> None:
    api = APIClient()
    api.force_authenticate(clerk)

    def post() -> Any:
        file = SimpleUploadedFile("上报.zip", zipped(texts(2022, 2023)))
        return api.post("/api/uploads/", {"file": file}, format="multipart")

    answer, again = post(), post()
    assert (answer.status_code, again.status_code) == (201, 200)
    [other] = answer.data["others"]
    assert [(one["name"], one["new"], one["announced"]) for one in (answer.data, other)] == [
        ("2022.txt", True, True),
        ("2023.txt", True, True),
    ]
    assert [one["id"] for one in (again.data, *again.data["others"])] == [answer.data["id"], other["id"]]


def test_the_command_names_what_is_wrong_in_it(tmp_path: Path) -> None:
    path = tmp_path / "上报.zip"
    path.write_bytes(zipped({**texts(2022, 2023), "空.txt": b" "}))
    for known in (False, True):
        said = StringIO()
        call_command("import_reports", str(path), stderr=said)
        assert "上报.zip: 空.txt: " in said.getvalue()
        assert ("此前已有 2" if known else "识别 2") in said.getvalue(), said.getvalue()
    assert Report.objects.count() == 2
