"""What a digest says: in Chinese first, in English too, by what to do, the most pressing first."""

from __future__ import annotations

from datetime import date

from django.utils import translation

from notifications import digests
from notifications.digests import MOST_LINES, Digest, Line, Task

DAY = date(2024, 7, 8)


def line(task: Task, title: str = "加强窗口队伍建设") -> Line:
    return Line(task, title, "时限2024年6月28日，已逾期6个工作日", "您是承办人", "/admin/x/?act=report&a=1")


def made(*tasks: Task) -> Digest:
    return digests.digest("何青", DAY, [line(task) for task in tasks])


def test_lines_are_grouped_by_what_to_do_the_most_pressing_first() -> None:
    found = made(Task.STALE, Task.DUE, Task.OVERDUE, Task.DUE)
    assert [(group.task, group.number) for group in found.groups] == [
        (Task.OVERDUE, 1),
        (Task.DUE, 2),
        (Task.STALE, 1),
    ]


def test_the_subject_is_what_an_official_would_write() -> None:
    assert made(Task.OVERDUE, Task.DUE).subject == "【承诺事项】1项已逾期，1项即将到期（7月8日）"
    assert made(Task.OVERDUE, Task.DUE, Task.STALE, Task.SIGN_OFF).subject == (
        "【承诺事项】1项已逾期，1项即将到期，1项待销号等共4项（7月8日）"
    )


def test_every_task_has_its_words_in_both_languages() -> None:
    for task in Task:
        found = made(task)
        chinese = digests.letter(found, "a@b", site="https://t.example", inbox="/in/").text
        with translation.override("en"):
            english = digests.letter(made(task), "a@b", site="https://t.example", inbox="/in/").text
        assert "何青同志" in chinese
        assert "Why you are told: 您是承办人" in english
        assert str(digests.WORDS[task].heading) in chinese
        assert "https://t.example/admin/x/?act=report&a=1" in chinese


def test_what_stands_in_a_title_is_text_and_not_markup() -> None:
    found = digests.digest("何青", DAY, [line(Task.DUE, "<script>甲&乙")])
    letter = digests.letter(found, "a@b", site="https://t.example", inbox="/in/")
    assert "<script>甲&乙" in letter.text
    assert "<script>" not in letter.html
    assert "&lt;script&gt;甲&amp;乙" in letter.html


def test_messengers_are_told_how_many_and_never_what() -> None:
    letter = digests.letter(made(Task.OVERDUE), "138", site="https://t.example", inbox="/in/")
    assert letter.brief == "何青同志：您有1项已逾期，请登录办理：https://t.example/in/"


def test_a_long_list_is_cut_and_the_rest_counted() -> None:
    found = made(*[Task.WATCH] * (MOST_LINES + 7))
    letter = digests.letter(found, "a@b", site="https://t.example", inbox="/in/")
    assert f"督办事项{MOST_LINES + 7}项逾期" in letter.subject
    assert letter.text.count("加强窗口队伍建设") == MOST_LINES
    assert "另有7项" in letter.text
    assert digests.kept(found)[0]["more"] == 7
