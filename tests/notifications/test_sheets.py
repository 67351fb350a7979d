"""Supervision sheets: one for a matter, a stage and a deadline; numbered, in the ledger, to be printed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from commitments import lifecycle
from commitments.models import Commitment, LedgerEntry
from commitments.papers import in_force, samples
from commitments.refusals import NotAllowed, Stale, Unfit
from config import people
from notifications import letters, sheets
from notifications.models import Notice, Sheet
from tests.commitments import offices, wordfiles
from tests.commitments.offices import City, act, at, fresh
from tests.notifications.test_planning import MONDAY, copy_of, sweep

pytestmark = pytest.mark.django_db

CHASED, SUPERVISED, NAMED = MONDAY, date(2024, 7, 5), date(2024, 7, 12)


def made() -> list[tuple[str, str, str]]:
    return list(Sheet.objects.order_by("pk").values_list("number", "stage", "status"))


def lines(row: Commitment) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(commitment=row, verb="chase").order_by("pk"))


def test_a_reminder_has_no_sheet(city: City, due: Commitment) -> None:
    assert sweep(date(2024, 6, 24)).sheets == 0
    assert (made(), lines(due)) == ([], [])


def test_up_the_ladder_each_stage_has_its_sheet(city: City, due: Commitment) -> None:
    for day in (CHASED, CHASED, SUPERVISED, NAMED, NAMED):
        sweep(day)
    assert made() == [
        (f"{due.number}催1", "chase", "issued"),
        (f"{due.number}督1", "supervise", "issued"),
        (f"{due.number}通1", "circulate", "draft"),
    ]
    first, second = lines(due)
    assert (first.after, second.after) == ({"sheet": f"{due.number}催1"}, {"sheet": f"{due.number}督1"})
    assert (first.actor, first.from_status, first.to_status) == (None, "open", "open")
    assert first.actor_name == sheets.ledger.rule_name()
    assert Notice.objects.filter(stage="pressed").count() == 0  # the rule's own line is no word by hand


def test_an_extended_deadline_has_sheets_of_its_own(city: City, due: Commitment) -> None:
    sweep(CHASED)
    Commitment.objects.filter(pk=due.pk).update(due_on=date(2024, 8, 30))
    sweep(date(2024, 9, 2))
    assert [number for number, *_ in made()] == [f"{due.number}催1", f"{due.number}催2"]


def test_an_act_has_its_line_in_the_same_transaction(
    city: City, due: Commitment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no ledger")

    monkeypatch.setattr(sheets.ledger, "record_by_rule", broken)
    with pytest.raises(RuntimeError):
        sweep(CHASED)
    assert (made(), Notice.objects.count()) == ([], 0)


def test_a_circular_is_issued_by_a_supervisor_and_its_owners_are_told(city: City, due: Commitment) -> None:
    sweep(NAMED)
    draft = Sheet.objects.get()
    seen = fresh(due).revision
    with pytest.raises(NotAllowed):
        sheets.issue(draft.pk, by=city["officer"], now=at(NAMED), revision=seen)
    with pytest.raises(Stale):
        sheets.issue(draft.pk, by=city["supervisor"], now=at(NAMED), revision=seen - 1)
    issued = sheets.issue(draft.pk, by=city["supervisor"], now=at(NAMED), revision=seen)
    assert (issued.status, issued.issued_by_name, issued.issued_on) == ("issued", "周岚", NAMED)
    with pytest.raises(Unfit):
        sheets.issue(draft.pk, by=city["supervisor"], now=at(NAMED), revision=seen + 1)
    assert lines(due)[-1].actor == city["supervisor"]
    assert lines(due)[-1].reason == f"通报 {due.number}通1"
    sweep(NAMED)
    assert Notice.objects.filter(stage="pressed").count() == 2


def test_a_draft_lapses_when_its_matter_is_settled(city: City, due: Commitment) -> None:
    sweep(NAMED)
    act(lifecycle.cancel, due, "机构撤并", by=city["clerk"], now=at(NAMED))
    sweep(date(2024, 7, 15))
    assert made() == [(f"{due.number}通1", "circulate", "discarded")]


def test_a_draft_outlives_a_submission_that_is_sent_back(city: City, due: Commitment) -> None:
    sweep(NAMED)
    offices.attached(city, due)
    act(lifecycle.submit_for_closure, due, by=city["officer"], now=at(NAMED))
    sweep(NAMED)
    act(lifecycle.send_back, due, "材料不全", by=city["supervisor"], now=at(NAMED))
    sweep(date(2024, 7, 15))
    assert made() == [(f"{due.number}通1", "circulate", "draft")]


def test_many_sheets_take_as_many_queries_as_one(city: City, due: Commitment) -> None:
    with CaptureQueriesContext(connection) as few:
        sweep(CHASED)
    Commitment.objects.bulk_create(copy_of(due, city.windows, n) for n in range(1, 40))
    with CaptureQueriesContext(connection) as many:
        assert sweep(CHASED).sheets == 39
    assert len(many) == len(few)
    assert len({number for number, *_ in made()}) == 40


# --- the page ----------------------------------------------------------------------------------------------


@pytest.fixture
def drafted(city: City, due: Commitment) -> Sheet:
    people.write_roles()
    for stage in (CHASED, NAMED):
        sweep(stage)
    return Sheet.objects.get(status="draft")


def client_of(city: City, name: str) -> Client:
    client = Client()
    client.force_login(city[name])
    return client


def page(sheet: Sheet) -> str:
    return reverse("admin:notifications_sheet_change", args=[sheet.pk])


def test_the_sheet_says_what_is_owed_and_leads_to_it(city: City, drafted: Sheet) -> None:
    shown = client_of(city, "supervisor").get(page(drafted)).content.decode()
    for words in (drafted.number, drafted.commitment.title, drafted.commitment.quote, "2024年6月30日", "10"):
        assert words in shown
    assert "签发通报" in shown
    assert "签发通报" not in client_of(city, "officer").get(page(drafted)).content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [("officer", 200), ("clerk", 200), ("superior", 200), ("neighbour", 404), ("stranger", 404)],
)
def test_only_those_see_it_who_see_the_matter(city: City, drafted: Sheet, name: str, status: int) -> None:
    client = client_of(city, name)
    assert client.get(page(drafted)).status_code == status
    listed = client.get(reverse("admin:notifications_sheet_changelist"))
    assert (drafted.number in listed.content.decode()) == (status == 200)


def test_issuing_on_the_page(city: City, drafted: Sheet) -> None:
    client = client_of(city, "supervisor")
    stale = client.post(page(drafted), {"revision": "0"}, follow=True).content.decode()
    assert "重新打开" in stale or "刷新" in stale or "重新" in stale
    seen = fresh(drafted.commitment).revision
    assert "已签发" in client.post(page(drafted), {"revision": seen}, follow=True).content.decode()
    assert Sheet.objects.get(pk=drafted.pk).status == "issued"


def test_the_list_asks_as_much_for_many_as_for_few(city: City, due: Commitment, drafted: Sheet) -> None:
    client = client_of(city, "supervisor")
    address = reverse("admin:notifications_sheet_changelist")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    Commitment.objects.bulk_create(copy_of(due, city.windows, n) for n in range(1, 30))
    sweep(CHASED)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 12


# --- the paper ---------------------------------------------------------------------------------------------


def paper(client: Client, sheet: Sheet) -> str:
    answer = client.get(reverse("admin:notifications_sheet_docx", args=[sheet.pk]))
    assert answer["Content-Disposition"].endswith(".docx")
    return wordfiles.words(b"".join(answer))


def test_a_letter_is_handed_out_as_a_word_file(city: City, drafted: Sheet) -> None:
    letter = Sheet.objects.get(stage="chase")
    act(
        lifecycle.report_progress,
        letter.commitment,
        lifecycle.Report("已订<培训>计划。", 30),
        by=city["officer"],
    )
    client = client_of(city, "supervisor")
    assert (
        reverse("admin:notifications_sheet_docx", args=[letter.pk])
        in client.get(page(letter)).content.decode()
    )
    told = paper(client, letter)
    for words in (
        letter.number,
        city.bureau.name,
        "催办单",
        "2024年6月30日",
        "窗口管理科：",
        "承办人 | 何青",
        "热线科",
    ):
        assert words in told
    assert "30%；2024年3月4日：已订<培训>计划" in told


def test_what_nobody_wrote_is_said_to_be_missing(city: City, drafted: Sheet) -> None:
    letter = Sheet.objects.get(stage="chase")
    Commitment.objects.filter(pk=letter.commitment_id).update(officer=None, completion_mark="")
    told = paper(client_of(city, "clerk"), letter)
    for words in ("未报送过进展", "承办人 | 未指定", "办理标准 | ——"):
        assert words in told


def test_a_circular_is_a_draft_until_it_is_issued_and_names_nobody(city: City, drafted: Sheet) -> None:
    client, person = client_of(city, "supervisor"), city["supervisor"]
    told = paper(client, drafted)
    assert told.startswith("（通报稿，未经签发不生效）")
    assert "何青" not in told
    sheets.issue(drafted.pk, by=person, now=at(NAMED), revision=fresh(drafted.commitment).revision)
    issued = paper(client, Sheet.objects.get(pk=drafted.pk))
    assert "通报稿" not in issued
    assert "2024年7月12日" in issued
    assert "周岚" not in issued


def test_letters_have_the_fields_that_templates_know(city: City, drafted: Sheet) -> None:
    with translation.override("en"):
        for sheet in Sheet.objects.all():
            told = letters.fields(sheet, 3)
            assert set(told) == set(samples.SAMPLES[letters.PAPERS[sheet.stage]])  # type: ignore[index]
            assert told["名称"] in ("催办单", "通报稿")


def test_the_template_of_the_office_is_used(city: City, drafted: Sheet) -> None:
    own = wordfiles.saying("本局：{{ 编号 }}")
    in_force.adopt("circulate", city.bureau, own, "通报.docx", by=city["clerk"], now=at(NAMED))
    assert paper(client_of(city, "clerk"), drafted) == f"本局：{drafted.number}"


def test_a_letter_asks_as_much_as_any_other(city: City, drafted: Sheet) -> None:
    client = client_of(city, "supervisor")
    with CaptureQueriesContext(connection) as asked:
        paper(client, drafted)
    assert len(asked) <= 11
