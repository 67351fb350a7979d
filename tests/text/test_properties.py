"""Any text at all: reading never raises, keeps every promise of the model, and takes linear time."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reports
from reports.readers import Limits, read_file
from reports.text.reading import read
from tests.text.invariants import check

DEMO = Path(reports.__file__).parent / "demo"
NAMES = sorted(path.name for path in DEMO.iterdir() if path.suffix in (".txt", ".html", ".docx"))
NUMBERS = re.findall(
    r"\S+",
    "一、 二、 十、 （一） （二） (三) 一） 1. 2、 （1） ① ② 一是 二是 三是 首先， 其次， 第一， 第一部分",
)
WORDS = re.findall(
    r"\S+",
    "存在的问题 下一步打算 2023年工作安排 主要成效 我们也清醒地看到，还存在不少困难和问题： 各位代表！ "
    "对此，我们将认真解决。 市委、市政府： 青澜市档案局 2023年2月8日 6月底前 增长6%以上 不少于30场 "
    "（牵头单位：市发改委；配合单位：市司法局） 原因在于 由于 附件： 名词解释 2023年民生实事 特此报告。 "
    "推进 加强 人员不足 《实施办法（一）》 “十四五” 第一、二产业 三项制度 〔2021〕99号 12345热线 "
    "当前位置：首页 发布日期：2023-03-29 今天是：2024年1月1日 ⺠⻓ 下一步，我局将",
)
MARKS = ["。", "；", "，", "：", "\n", "\n\n", " ", "　", "”", "）", "（", "！", "\r\n", "\u200b"]

pieces = st.lists(st.sampled_from([*NUMBERS, *WORDS, *MARKS]), max_size=80).map("".join)


@cache
def demo(name: str) -> str:
    return read_file(DEMO / name, name, Limits()).text


def sound(source: str) -> None:
    reading = read(source)
    check(reading, source)
    assert read(source) == reading


@given(st.text(max_size=300))
def test_random_text(source: str) -> None:
    sound(source)


@given(pieces)
def test_pieces_of_the_genre_in_any_order(source: str) -> None:
    sound(source)


@given(st.text(alphabet="一二三十是、（）1.2①。；\n 　甲乙第年月日2023%", max_size=300))
def test_numbers_and_marks_in_any_order(source: str) -> None:
    sound(source)


def dropped(text: str, rng: random.Random) -> str:
    return "".join(char for char in text if rng.random() > 0.02)


def spliced(text: str, rng: random.Random) -> str:
    """Line breaks moved: some lines joined, some cut."""
    text = re.sub("\n", lambda _: rng.choice(["\n", "\n", "", " "]), text)
    return "".join(char + "\n" if rng.random() < 0.01 else char for char in text)


def shuffled(text: str, rng: random.Random) -> str:
    lines = text.splitlines()
    rng.shuffle(lines)
    return "\n".join(lines)


def repeated(text: str, rng: random.Random) -> str:
    lines = text.splitlines()
    return "\n".join(line for line in lines for _ in range(rng.choice([1, 1, 2, 3])))


def renumbered(text: str, rng: random.Random) -> str:
    return re.sub("[一二三四五六七八九十]", lambda _: rng.choice("一二三四五六七八九十"), text)


def unmarked(text: str, rng: random.Random) -> str:
    return re.sub("[。；：，（）、]", lambda found: rng.choice([found[0], found[0], "", " "]), text)


def flattened(text: str, rng: random.Random) -> str:
    return rng.choice([" ", "", "　"]).join(text.splitlines())


def cut(text: str, rng: random.Random) -> str:
    start, end = sorted(rng.sample(range(len(text)), 2))
    return text[start:end]


def mixed(text: str, rng: random.Random) -> str:
    return cut(text, rng) + demo(rng.choice(NAMES))


Mutation = Callable[[str, random.Random], str]
MUTATIONS: list[Mutation] = [
    dropped,
    spliced,
    shuffled,
    repeated,
    renumbered,
    unmarked,
    flattened,
    cut,
    mixed,
]


@pytest.mark.parametrize("mutate", MUTATIONS, ids=[mutate.__name__ for mutate in MUTATIONS])
@given(name=st.sampled_from(NAMES), seed=st.integers(0, 2**32))
def test_demo_reports_in_any_disorder(
    mutate: Callable[[str, random.Random], str], name: str, seed: int
) -> None:
    sound(mutate(demo(name), random.Random(seed)))


@pytest.mark.parametrize("name", NAMES)
def test_demo_reports_as_they_are(name: str) -> None:
    sound(demo(name))


def steps(source: str) -> int:
    """Lines of Python that reading ``source`` runs: what time costs, without a clock."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        if "/reports/text/" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read(source)
    finally:
        sys.settrace(before)
    return count


LONG = {
    "prose on one line": "推进档案数字化建设，完善服务机制，提高群众满意度",
    "sentences on one line": "推进档案数字化建设。完善服务机制；提高群众满意度。",
    "paragraphs": "推进档案数字化建设。完善服务机制，提高群众满意度，推动各项任务落实。\n",
    "chapters": "一、推进档案数字化建设\n",
    "headings of plans": "2023年工作安排\n",
    "items": "（一）推进档案数字化建设。6月底前完成30%（责任单位：办公室）。\n",
    "一是 in one line": "一是推进数字化；二是完善机制；",
    "only 一是": "一是",
    "only brackets": "（",
    "only circled numbers": "①②",
    "only blanks": " \n　",
    "problems in prose": "我们也清醒地看到，还存在不少困难和问题：人员不足；经费短缺。\n",
    "short lines": "推进建设\n",
    "figures": "增长6.5%以上，新增3000个，",
    "dates": "2023年2月8日\n",
    "titles of books": "《实施办法（一）》",
    "quotes": "“",
    "digits": "1",
    "appeals": "各位代表！",
    "annexes": "附件1：名词解释\n",
    "page chrome": "首页 打印 关闭\n",
}


@pytest.mark.parametrize(
    "piece",
    [pytest.param(piece, id=name) for name, piece in LONG.items()],
)
def test_ten_times_the_text_takes_ten_times_the_steps(piece: str) -> None:
    short, long = piece * (600 // len(piece)), piece * (6_000 // len(piece))
    sound(long)
    assert steps(long) <= 14 * steps(short) + 500


@pytest.mark.parametrize("name", NAMES)
def test_ten_times_the_items_take_ten_times_the_steps(name: str) -> None:
    lines = demo(name).splitlines()
    longer = "\n".join(line for line in lines for _ in range(10 if len(line) > 40 else 1))
    assert steps(longer) <= 12 * steps(demo(name))
