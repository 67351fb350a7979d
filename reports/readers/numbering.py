"""The numbers that Word and WPS set before paragraphs but do not store as text: 一、 （一） 1. ①."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from reports.readers.styles import setting

_DIGITS: Final = "〇一二三四五六七八九"
_LEGAL: Final = "零壹贰叁肆伍陆柒捌玖"
_ROMAN: Final = (
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def _counted(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """Chinese numerals up to 9999: 十, 十二, 二十, 一百零三."""
    if not 0 < number < 10_000:
        return str(number)
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + digits[digit] + (units[place - 1] if place else "")
        gap = False
    return text[1:] if text.startswith("一十") else text


def _digitwise(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _letters(number: int) -> str:
    """a … z, aa, bb … as Word counts on."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    text = ""
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        text += numeral * count
    return text


def _symbols(first: str, count: int = 20) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= count else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


FORMATS: Final[Mapping[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "chineseCounting": _counted,
    "chineseCountingThousand": _counted,
    "japaneseCounting": _counted,
    "taiwaneseCounting": _counted,
    "taiwaneseCountingThousand": _counted,
    "chineseLegalSimplified": lambda number: _counted(number, _LEGAL, "拾佰仟"),
    "ideographDigital": _digitwise,
    "japaneseDigitalTenThousand": _digitwise,
    "taiwaneseDigital": _digitwise,
    "decimalEnclosedCircle": _symbols("①"),
    "decimalEnclosedCircleChinese": _symbols("①"),
    "decimalEnclosedParen": _symbols("⑴"),
    "decimalEnclosedFullstop": _symbols("⒈"),
    "ideographEnclosedCircle": _symbols("㊀", 10),
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
    "none": lambda number: "",
}


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts; ``text`` is such as "（%1）", ``style`` a style tied to it."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    spaced: bool = True
    style: str | None = None


@dataclass(frozen=True, slots=True)
class List:
    """A ``w:num``: the counters it shares with other lists (``abstract``), its levels, and fresh starts."""

    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


@dataclass(slots=True)
class Numbering:
    """Counts on as the paragraphs of a document pass by."""

    lists: Mapping[str, List]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, num: str, style: str) -> int:
        levels = self.lists[num].levels if num in self.lists else {}
        return next((depth for depth, level in levels.items() if level.style == style), 0)

    def label(self, num: str, depth: int) -> str:
        """The number of the next paragraph of list ``num`` at ``depth``, with the space that follows it."""
        if num not in self.lists or depth not in self.lists[num].levels:
            return ""
        chosen = self.lists[num]
        counts = self._counts.setdefault(chosen.abstract, {})
        self._advance(num, chosen, counts, depth)
        level = chosen.levels[depth]
        if level.format == "bullet":
            return ""
        text = re.sub(
            r"%([1-9])", lambda match: self._shown(chosen, counts, level, int(match[1]) - 1), level.text
        )
        return f"{text} " if level.spaced and text[-1:].isalnum() else text

    def _advance(self, num: str, chosen: List, counts: dict[int, int], depth: int) -> None:
        if depth in chosen.starts and (num, depth) not in self._begun:
            counts[depth] = chosen.starts[depth]
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = chosen.levels[depth].start
        self._begun.add((num, depth))
        for deeper in [level for level in counts if level > depth]:
            restart = chosen.levels[deeper].restart if deeper in chosen.levels else None
            if restart is None or depth < restart:
                del counts[deeper]

    def _shown(self, chosen: List, counts: dict[int, int], level: Level, depth: int) -> str:
        other = chosen.levels.get(depth, level)
        number = counts.setdefault(depth, other.start)
        return FORMATS.get("decimal" if level.legal else other.format, str)(number)


def numbering_of(root: Element | None, style_lists: Mapping[str, str]) -> Numbering:
    """Read numbering.xml; ``style_lists`` maps styles to lists, for abstract lists that only point on."""
    if root is None:
        return Numbering({})
    abstracts = {item.get("abstractNumId", ""): item for item in root.iter("abstractNum")}
    targets = {item.get("numId", ""): setting(item, "abstractNumId") for item in root.iter("num")}
    lists: dict[str, List] = {}
    for item in root.iter("num"):
        abstract = targets[item.get("numId", "")]
        link = setting(abstracts[abstract], "numStyleLink") if abstract in abstracts else ""
        abstract = targets.get(style_lists.get(link, ""), abstract) if link else abstract
        levels = _levels(abstracts[abstract]) if abstract in abstracts else {}
        starts: dict[int, int] = {}
        for override in item.iter("lvlOverride"):
            depth = integer(override.get("ilvl"), 0)
            levels |= _levels(override)
            if override.find("startOverride") is not None:
                starts[depth] = integer(setting(override, "startOverride"), 1)
        lists[item.get("numId", "")] = List(abstract, levels, starts)
    return Numbering(lists)


def _levels(parent: Element) -> dict[int, Level]:
    return {integer(level.get("ilvl"), 0): _level(level) for level in parent.findall("lvl")}


def _level(item: Element) -> Level:
    restart = item.find("lvlRestart")
    legal = item.find("isLgl")
    return Level(
        start=integer(setting(item, "start"), 1),
        format=next((each.get("val", "decimal") for each in item.iter("numFmt")), "decimal"),
        text=setting(item, "lvlText"),
        restart=None if restart is None else integer(restart.get("val"), 0),
        legal=legal is not None and legal.get("val", "1") not in {"0", "false", "off"},
        spaced=setting(item, "suff") != "nothing",
        style=setting(item, "pStyle") or None,
    )


def integer(text: str | None, default: int) -> int:
    """Counts from a file: nonsense and numbers that no list reaches become the default."""
    return int(text) if text and re.fullmatch(r"\d{1,5}", text) else default
