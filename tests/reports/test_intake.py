from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import intake, notes, organs, passages, reasons, versions
from reports.models import Item, Organ, Report, Section, Upload
from reports.readers import Limits
from reports.text.reading import read as read_text
from tests.reports import papers
from tests.reports.papers import LIMITS, NOW

pytestmark = pytest.mark.django_db
Status = Upload.Status


def test_a_file_becomes_a_report_with_chapters_and_items() -> None:
    report = papers.entered()
    assert (report.kind, report.year, report.plan_year) == ("annual_report", 2023, 2024)
    assert report.organ is not None
    assert report.organ.name == "青澜市行政审批服务局"
    assert [s.kind for s in report.sections.all()] == ["achievements", "problems", "arrangements"]
    kinds = [item.kind for item in report.items.current()]
    assert kinds == ["problem"] * 2 + ["arrangement"] * 3


def test_every_passage_is_where_it_says() -> None:
    report = papers.entered()
    for item in report.items.all():
        assert report.text[item.start : item.end] == item.text
    for section in report.sections.all():
        assert report.text[section.start : section.end].startswith(section.heading)
    for fact in report.facts.values():
        assert fact["reason"]


def test_rows_say_what_the_text_core_read() -> None:
    report, reading = papers.entered(), read_text(papers.paper())
    for row, item in zip(report.items.current(), reading.items, strict=True):
        assert (row.kind, row.text, row.start, row.end) == (item.kind, item.text, item.start, item.end)
        assert (row.due_on, row.due_basis) == (item.due_on, item.due_basis or "")
        assert (row.grade, row.grade_reason) == (item.grade or "", item.grade_reason or "")
        assert [figure["number"] for figure in row.figures] == [str(f.number) for f in item.figures]


def test_the_original_bytes_are_kept() -> None:
    upload = papers.stored(papers.paper())
    with upload.file.open("rb") as file:
        assert file.read() == papers.paper().encode()


def test_the_same_content_twice_is_one_report() -> None:
    papers.entered(name="甲.txt")
    again = papers.stored(papers.paper(), "乙.txt")
    assert again.status == Status.READ
    assert Upload.objects.count() == Report.objects.count() == 1
    assert len(list(Path(again.file.path).parent.parent.rglob("*.txt"))) == 1


def test_the_same_text_in_another_file_is_the_same_report() -> None:
    first = papers.entered()
    other = papers.read(papers.stored("\ufeff" + papers.paper(), "另存.txt"))
    assert other.report == first
    assert Report.objects.count() == 1


def test_a_corrected_text_is_a_new_version_and_the_old_one_stays() -> None:
    old = papers.entered()
    new = papers.entered(papers.paper(done="全年办理各类事项8640件，按时办结率稳定。"))
    old.refresh_from_db()
    assert (old.version, old.superseded) == (1, True)
    assert (new.version, new.superseded) == (2, False)
    assert old.items.current().count() == 5
    assert list(Report.objects.current()) == [new]


OTHER = {
    "done": "全年受理信访事项三百二十件，均按期答复。",
    "problems": (
        "（一）普法形式较为单一。线上宣传覆盖面不足。",
        "（二）复议案卷不够规范。文书说理偏于简略。",
    ),
    "arrangements": ("（一）创新普法宣传。开展六场集中宣传活动。", "（二）规范复议案卷。组织一次案卷评查。"),
    "signed": False,
}


def another_text() -> str:
    """Of the same organ and year by its title, and in no sentence the same."""
    text = papers.paper(**OTHER).replace("市委、市政府：", "")  # type: ignore[arg-type]
    return text.replace("2023年，我局认真履行职责，现将有关情况报告如下。", "").replace("特此报告。", "")


def test_quite_another_text_of_the_same_organ_and_year_is_no_correction() -> None:
    first = papers.entered()
    other = papers.entered(another_text())
    assert (other.organ, other.year, other.kind) == (first.organ, first.year, first.kind)
    assert list(Report.objects.current().order_by("pk")) == [first, other]
    assert "apart" in [note.code for note in notes.of(other)]
    assert "apart" not in [note.code for note in notes.of(first)]


def test_each_of_two_texts_has_its_own_corrections() -> None:
    first, other = papers.entered(), papers.entered(another_text())
    better = papers.entered(another_text().replace("三百二十件", "三百二十二件"))
    assert (better.series, better.version) == (other.series, 2)
    assert list(Report.objects.current().order_by("pk")) == [first, better]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"year": 2022}, id="another year"),
        pytest.param({"organ": "青澜市司法局"}, id="another organ"),
    ],
)
def test_another_report_is_no_version(other: dict[str, Any]) -> None:
    papers.entered()
    papers.entered(papers.paper(**other))
    assert Report.objects.current().count() == 2
    assert set(Report.objects.values_list("version", flat=True)) == {1}


def reply(number: int) -> str:
    return "\n".join(
        [
            f"青澜市司法局关于市第九届人大第三次会议第{number}号建议办理情况的函",
            "林晓代表：",
            f"您提出的第{number}号建议收悉，现答复如下。",
            "一、工作开展情况",
            "今年以来开展了法治宣传活动。",
            "二、下一步工作计划",
            "（一）加强普法宣传。组织一次集中宣传活动，覆盖全部社区。",
            "青澜市司法局",
            "2023年6月12日",
        ]
    )


def test_two_replies_of_one_year_do_not_supersede_each_other() -> None:
    one, two = papers.entered(reply(12)), papers.entered(reply(13))
    assert one.kind == two.kind == "delegate_reply"
    assert (one.organ, one.year) == (two.organ, two.year)
    assert Report.objects.current().count() == 2


def test_an_organ_seen_for_the_first_time_awaits_a_person() -> None:
    report = papers.entered()
    assert report.organ is not None
    assert not report.organ.confirmed
    assert "organ_unconfirmed" in [note.code for note in notes.of(report)]
    organs.confirm([report.organ])
    assert "organ_unconfirmed" not in [note.code for note in notes.of(Report.objects.get())]


def test_an_alias_leads_to_its_organ() -> None:
    known = organs.register("青澜市行政审批和政务信息管理局", confirmed=True)
    organs.add_alias(known, "青澜市行政审批服务局")
    assert papers.entered().organ == known


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("市政务服务办公室", id="which city"),
        pytest.param("区司法局", id="which district"),
        pytest.param("县市场监督管理局", id="市场 is no city"),
        pytest.param("新区管委会", id="which new area"),
    ],
)
def test_a_name_without_its_place_makes_no_organ(name: str) -> None:
    report = papers.entered(papers.paper(organ=name))
    assert report.organ is None
    assert report.organ_name == name
    assert "organ_unknown" in [note.code for note in notes.of(report)]
    assert not Organ.objects.exists()


@pytest.mark.parametrize("name", ["镇江市司法局", "市中区司法局", "旗山县司法局", "新县司法局"])
def test_a_place_may_begin_like_one(name: str) -> None:
    report = papers.entered(papers.paper(organ=name))
    assert report.organ is not None
    assert report.organ.name == name


def test_what_the_text_does_not_say_stays_empty_and_is_listed() -> None:
    bare = (
        "\n".join(papers.paper(signed=False).split("\n")[2:])
        .replace("2023年，我局", "我局")
        .replace("2024年", "")
    )
    report = papers.entered(bare)
    assert (report.organ, report.year, report.issued_on, report.title) == (None, None, None, "")
    codes = {note.code for note in notes.of(report)}
    assert {"no_organ", "no_year", "no_date", "no_title", "no_addressee"} <= codes
    assert (report.version, report.superseded) == (1, False)


def test_two_reports_of_unknown_organ_stay_apart() -> None:
    for done in ("甲。", "乙。"):
        papers.entered("\n".join(papers.paper(signed=False, done=done).split("\n")[2:]))
    assert Report.objects.current().count() == 2


def test_a_refused_file_is_a_row_with_the_reason() -> None:
    upload = papers.read(papers.stored(b" \n "))
    assert (upload.status, upload.reason_code, upload.report) == (Status.REFUSED, "empty", None)
    assert reasons.sentence(upload.reason_code, upload.reason_values)


def test_a_file_too_large_is_refused_without_being_kept() -> None:
    content = ContentFile(b"x" * 300, name="大.txt")
    stored = intake.store(content, "大.txt", by=None, limits=Limits(max_bytes=200))
    assert (stored.upload.status, stored.upload.reason_code) == (Status.REFUSED, "too_large")
    assert not stored.upload.file
    again = intake.store(content, "大.txt", by=None, limits=Limits(max_bytes=200))
    assert not again.new
    assert intake.ask_again([stored.upload]) == []


def test_an_unexpected_error_is_a_failed_row_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("planted")

    upload = papers.stored(papers.paper())
    monkeypatch.setattr(intake, "read", breaks)
    assert papers.read(upload).reason_code == "unexpected"
    assert "planted" in caplog.text
    monkeypatch.undo()
    assert intake.ask_again([upload]) == [upload]
    assert papers.read(upload).status == Status.READ


def test_a_stored_file_that_vanished_is_said_so() -> None:
    upload = papers.stored(papers.paper())
    Path(upload.file.path).unlink()
    assert papers.read(upload).reason_code == "file_missing"


def test_an_interrupt_leaves_the_file_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupts(*_: object) -> None:
        raise KeyboardInterrupt

    upload = papers.stored(papers.paper())
    monkeypatch.setattr(passages, "sections", interrupts)
    with pytest.raises(KeyboardInterrupt):
        papers.read(upload)
    upload.refresh_from_db()
    assert upload.status == Status.QUEUED
    assert not Report.objects.exists()
    assert not Section.objects.exists()
    monkeypatch.undo()
    assert papers.read(upload).status == Status.READ


def test_what_is_being_read_is_not_read_twice() -> None:
    upload = papers.stored(papers.paper())
    Upload.objects.update(status=Status.READING, claimed_at=NOW, attempts=1)
    assert intake.read_upload(upload.pk, limits=LIMITS, now=NOW) is None
    assert not Report.objects.exists()


def test_a_worker_given_up_for_dead_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = papers.stored(papers.paper())

    def slow(*arguments: Any) -> Any:
        Upload.objects.update(attempts=99)  # the sweep gave the file to another worker
        return read_text(*arguments)

    monkeypatch.setattr(intake, "read", slow)
    papers.read(upload)
    assert not Report.objects.exists()
    assert Upload.objects.get().status == Status.READING


@pytest.mark.parametrize(
    ("minutes", "status"), [(9, Status.READING), (10, Status.QUEUED), (600, Status.QUEUED)]
)
def test_what_a_dead_worker_left_is_put_back(minutes: int, status: str) -> None:
    papers.stored(papers.paper())
    Upload.objects.update(status=Status.READING, claimed_at=NOW - timedelta(minutes=minutes))
    intake.recover(NOW)
    assert Upload.objects.get().status == status


def test_a_file_that_keeps_killing_workers_is_given_up() -> None:
    upload = papers.stored(papers.paper())
    for _ in range(intake.MOST_LOSSES):
        Upload.objects.update(status=Status.READING, claimed_at=NOW - timedelta(hours=1))
        intake.recover(NOW)
    upload.refresh_from_db()
    assert (upload.status, upload.reason_code) == (Status.FAILED, "worker_lost")
    intake.ask_again([upload])
    assert papers.read(upload).status == Status.READ


def test_only_what_is_settled_can_be_asked_again() -> None:
    waiting = papers.stored(papers.paper())
    assert intake.ask_again([waiting]) == []
    papers.read(waiting)
    assert intake.ask_again([waiting]) == [waiting]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        pytest.param("../../etc/报告.txt", "报告.txt", id="path"),
        pytest.param("C:\\文件\\报告.docx", "报告.docx", id="windows path"),
        pytest.param("", "?", id="nothing"),
        pytest.param("报告\ud800.txt", "报告?.txt", id="half a character"),
        pytest.param("长" * 300 + ".docx", "长" * 243 + "…" + "长" * 6 + ".docx", id="long"),
    ],
)
def test_a_file_name_is_made_fit_to_show(given: str, shown: str) -> None:
    assert papers.stored(papers.paper(), given).name == shown


def test_a_nul_character_costs_no_offset() -> None:
    report = papers.entered(papers.paper(done="全年\0办件。"))
    assert "\0" not in report.text
    assert all(report.text[i.start : i.end] == i.text for i in report.items.all())


def queries_to_read(text: str) -> int:
    upload = papers.stored(text)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert papers.read(upload).status == Status.READ
    return len(captured)


def test_a_long_report_takes_as_many_queries_as_a_short_one() -> None:
    papers.entered(papers.paper(year=2019))  # the organ is known
    many = tuple(
        f"（{n}）推进第{n}项改革。持续优化办事流程，提升群众满意度。" for n in "一二三四五六七八九十"
    )
    short, long = queries_to_read(papers.paper(year=2020)), queries_to_read(papers.paper(arrangements=many))
    assert Item.objects.filter(report__year=2023).count() == 12
    assert short == long <= 25


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        pytest.param(papers.paper(), papers.paper(done="另有修订。"), True, id="one sentence corrected"),
        pytest.param(papers.paper(), papers.paper(organ="青澜市司法局"), True, id="the organ corrected"),
        pytest.param("人手不足。", "人手仍不足。", True, id="a few words"),
        pytest.param("人手不足。", "普法形式单一。", False, id="a few other words"),
        pytest.param(papers.paper(), "", False, id="nothing"),
    ],
)
def test_what_counts_as_a_correction(one: str, other: str, alike: bool) -> None:
    assert versions.resembles(one, other) is versions.resembles(other, one) is alike
