"""Made-up reports for the tests of the text core, and the short way to what was read of them."""

from __future__ import annotations

from reports.text.clean import CleanText, clean
from reports.text.model import Item, Reading
from reports.text.reading import read

TITLE = "青澜市档案局2022年度法治政府建设情况的报告"
HEAD = f"{TITLE}\n市委、市政府："
DONE = "一、主要举措和成效\n（一）夯实基础。建成库房两处。"
PROBLEMS = "（一）人员不足。在岗人员偏少。\n（二）系统老旧。设备用了十年。"
PLANS = "（一）配齐队伍。招录档案员。\n（二）更新系统。完成系统升级。"
SIGNED = "青澜市档案局\n2023年2月8日"


def paper(
    problems: str = PROBLEMS,
    plans: str = PLANS,
    *,
    head: str = HEAD,
    done: str = DONE,
    problems_heading: str = "二、存在的问题",
    plans_heading: str = "三、2023年工作安排",
    foot: str = SIGNED,
) -> str:
    """An annual report in the genre's manner; an empty part is left out."""
    parts = [head, done, problems_heading, problems, plans_heading, plans, foot]
    return "\n".join(part for part in parts if part)


def told(done: str, **parts: str) -> str:
    """A report whose problems stand in the prose of its review, under no heading of their own."""
    return paper("", done=done, problems_heading="", plans_heading="二、2023年工作安排", **parts)


def bare(text: str) -> CleanText:
    """``text`` as the later steps take it."""
    return clean(text)


def of_kind(reading: Reading, kind: str) -> list[Item]:
    return [item for item in reading.items if item.kind == kind]


def problems(source: str) -> list[str]:
    return [item.text for item in of_kind(read(source), "problem")]


def plans(source: str) -> list[str]:
    return [item.text for item in of_kind(read(source), "arrangement")]


def planned(plan: str) -> Item:
    """The one arrangement that ``plan`` is read as, in a report that plans 2023."""
    (item,) = of_kind(read(paper(plans=f"（一）{plan}")), "arrangement")
    return item


def notes(reading: Reading) -> set[str]:
    return {note.code for note in reading.notes}
