"""The demo that ships: it loads once however often it is asked for, and reads as its hand-made gold says."""

from __future__ import annotations

import json
import unicodedata
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files import File
from django.core.management import call_command
from django.utils import timezone

import reports
from reports import intake, limits, organs
from reports.models import Organ, OrganName, Report, Section, Upload
from reports.readers import read_file

DEMO = Path(reports.__file__).parent / "demo"
GOLD = Path(__file__).parents[1] / "gold"
REPORTS: list[dict[str, Any]] = json.loads((GOLD / "demo.json").read_text(encoding="utf-8"))
PAIRS: list[dict[str, Any]] = json.loads((GOLD / "demo-yoy.json").read_text(encoding="utf-8"))
MANIFEST: dict[str, Any] = json.loads((DEMO / "manifest.json").read_text(encoding="utf-8"))

each_report = pytest.mark.parametrize("gold", [pytest.param(g, id=g["source"]) for g in REPORTS])


def folded(text: str | None) -> str:
    """Width and white space do not count: readers may set them right."""
    return "".join(unicodedata.normalize("NFKC", text or "").split())


def text_of(name: str) -> str:
    return folded(read_file(DEMO / name, name, limits.configured()).text)


def load() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out, stderr=out)
    return out.getvalue()


def report_of(name: str) -> Report:
    return Report.objects.get(uploads__name=name)


@each_report
def test_every_gold_quote_stands_in_its_file(gold: dict[str, Any]) -> None:
    text = text_of(gold["source"])
    quotes = [gold["title"], gold["addressee"], *(chapter["heading"] for chapter in gold["chapters"])]
    quotes += [item["text"] for item in gold["problems"] + gold["arrangements"]]
    assert [quote for quote in quotes if folded(quote) not in text] == []


@pytest.mark.parametrize("pair", [pytest.param(p, id=f"{p['old']}-{p['new']}") for p in PAIRS])
def test_every_quote_of_the_comparison_stands_in_its_year(pair: dict[str, Any]) -> None:
    old, new = text_of(pair["old"]), text_of(pair["new"])
    judged = pair["promises"] + pair["problems"]
    assert [entry["text"] for entry in judged if folded(entry["text"]) not in old] == []
    assert [quote for entry in judged for quote in entry["evidence"] if folded(quote) not in new] == []


@pytest.mark.django_db
def test_two_organs_have_three_consecutive_years_each() -> None:
    load()
    found = Report.objects.order_by("organ__name", "year").values_list(
        "organ__name", "organ__parent__name", "year"
    )
    wanted = [(entry["organ"], entry["parent"], entry["year"]) for entry in MANIFEST["reports"]]
    assert list(found) == sorted(wanted)
    assert set(Upload.objects.values_list("status", flat=True)) == {"read"}


@pytest.mark.django_db
@each_report
def test_the_head_is_read_as_a_person_reads_it(gold: dict[str, Any]) -> None:
    load()
    report = report_of(gold["source"])
    issued = report.issued_on.isoformat() if report.issued_on else None
    assert (report.kind, report.year, report.plan_year, issued) == (
        gold["kind"], gold["year"], gold["plan_year"], gold["issued_on"],
    )  # fmt: skip
    assert (folded(report.title), folded(report.addressee)) == (
        folded(gold["title"]),
        folded(gold["addressee"]),
    )
    assert report.organ == organs.resolve(gold["organ"])


@pytest.mark.django_db
@each_report
def test_chapters_problems_and_arrangements_are_those_of_the_gold(gold: dict[str, Any]) -> None:
    load()
    report = report_of(gold["source"])
    chapters = [(row.kind, folded(row.heading)) for row in Section.objects.filter(report=report)]
    assert chapters == [(chapter["kind"], folded(chapter["heading"])) for chapter in gold["chapters"]]
    for kind, key in (("problem", "problems"), ("arrangement", "arrangements")):
        rows = report.items.current().filter(kind=kind)
        assert [(folded(row.parent), folded(row.text)) for row in rows] == [
            (folded(item["parent"]), folded(item["text"])) for item in gold[key]
        ]


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    def state() -> list[list[Any]]:
        tables = (Organ, OrganName, Report, Section, Upload)
        return [list(model.objects.order_by("pk").values()) for model in tables]

    first = load()
    before = state()
    assert load() == first
    assert state() == before


@pytest.mark.django_db
def test_what_a_person_changed_survives_loading_again() -> None:
    load()
    bureau = organs.resolve("青澜市行政审批服务局")
    assert bureau is not None
    organs.rename(bureau, "青澜市数据和政务服务局")
    organs.move(bureau, None)
    load()
    bureau.refresh_from_db()
    assert (bureau.name, bureau.parent) == ("青澜市数据和政务服务局", None)
    assert Report.objects.filter(organ=bureau).count() == 3


@pytest.mark.django_db
def test_an_organ_that_the_machine_met_before_is_put_in_its_place() -> None:
    path = DEMO / "wangchuan-2023.txt"
    with path.open("rb") as content:
        upload = intake.store(File(content), path.name, by=None, limits=limits.configured()).upload
    intake.read_upload(upload.pk, limits=limits.configured(), now=timezone.now())
    load()
    bureau = organs.resolve("望川区政务服务管理局")
    assert bureau == organs.resolve("青澜市望川区政务服务管理局")
    assert bureau is not None
    assert bureau.parent == organs.resolve("望川区人民政府")
    assert bureau.confirmed
    assert Report.objects.filter(organ=bureau).count() == 3


@pytest.mark.django_db
def test_a_file_whose_reading_failed_is_read_on_the_next_load() -> None:
    load()
    Report.objects.get(uploads__name="qinglan-2022.txt").delete()
    path = DEMO / "qinglan-2022.txt"
    with path.open("rb") as content:
        intake.store(File(content), path.name, by=None, limits=limits.configured())
    Upload.objects.filter(name=path.name).update(status=Upload.Status.FAILED, reason_code="worker_lost")
    load()
    assert report_of(path.name).year == 2022


def test_the_formats_differ_as_they_do_in_offices() -> None:
    raw = (DEMO / "wangchuan-2022.txt").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    with pytest.raises(UnicodeDecodeError):
        raw.decode("gbk")
    assert "㳇湾村" in raw.decode("gb18030")
    formats = {
        entry["file"]: read_file(DEMO / entry["file"], entry["file"], limits.configured()).format
        for entry in MANIFEST["reports"]
    }
    assert sorted(formats.values()) == ["docx", "html", "text", "text", "text", "text"]
