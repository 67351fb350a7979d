"""How alike two passages are when the year, the numbering and the set phrases are taken away."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from reports.text.clean import fold
from reports.text.matching.index import meant
from reports.text.matching.rarity import heaviness, pairs

_NUMBERING: Final = re.compile(
    r"(?:^|(?<=[。;:\n]))\s*(?:[(][一二三四五六七八九十\d]{1,3}[)]|[一二三四五六七八九十]{1,3}[、是]|\d{1,3}[.、)])"
)
_YEAR: Final = re.compile(
    "(?:19|20)\\d\\d年?度?|[一二][九〇○零][〇○零一二三四五六七八九]{2}年度?|今年|明年|本年度?|当年|新的一年"
    "|党的(?:十[六七八九]|二十)(?:大|届[一二三四五六七]中全会)"
)
# （牵头单位：…）names who, not what.
_OWNERS: Final = re.compile("[(]?(?:牵头|责任|配合|主办|协办)(?:单位|部门|科室)?:[^。\\n]*")
_NAME: Final = 4  # characters: a word and what it is said of
# What is counted or numbered: 第二批, 十件, 460公里.
_FIGURES: Final = re.compile(
    "\\d+(?:\\.\\d+)?|第[一二三四五六七八九十百]+|[一二两三四五六七八九十百千]+(?=[个项轮次批届期场家件名所条类大])"
)
_WHOLE_PAIRS: Final = 0.6  # of the pairs of characters: fewer in common reach no 0.75 of the characters
# What every report says of its spirit, of who leads it and who watches over it; no other words are to be had.
_SPIRIT: Final = re.compile(
    "两个确立|两个维护|四个意识|四个自信|政治判断力|思想上政治上|党中央|总书记|思想(?:武装|凝心|为指导)|凝心铸魂|总体要求|总要求"
    "|指导思想|总体思路|总基调|总体布局|战略布局|总方针|总策略|总目标|发展格局|发展理念|(?:坚强|正确)领导|命运共同体|共同体意识"
    "|接受[^,]{0,30}监督|舆论监督|人民政协|民主党派|无党派|一国两制|台湾问题|两岸关系|祖国统一|统一大业|台独|九二共识"
    "|宗教工作基本方针|宗教界人士|党对军队|国防和军队|军政军民|中华儿女|国际社会|全球[^,]{2,4}倡议"
)
# A sentence with one of these is guidance from end to end.
_GUIDANCE: Final = re.compile("总体要求|指导思想|总体思路|思想为指导|(?:坚强|正确)领导下")
_SENTENCE: Final = re.compile("[^。;!?\n]+")
_CLAUSE: Final = re.compile("[^,:]+")


def own_clauses(folded: str) -> list[str]:
    """The clauses of a text that only this organ had to write."""
    sentences = (sentence for sentence in _SENTENCE.findall(folded) if not _GUIDANCE.search(sentence))
    clauses = (clause for sentence in sentences for clause in _CLAUSE.findall(_meant(sentence)))
    return [clause for clause in clauses if not _SPIRIT.search(clause)]


def _meant(sentence: str) -> str:
    return meant(sentence).replace("。", ",")  # it leaves a stop where a set phrase stood


@dataclass(frozen=True)
class Wording:
    """A passage's own words."""

    text: str

    @cached_property
    def words(self) -> str:
        own = own_clauses(_OWNERS.sub("", _NUMBERING.sub("", fold(self.text))))
        folded = _YEAR.sub("", "\n".join(own))
        return "".join(char for char in folded if char.isalnum() or char == "%")

    @cached_property
    def pairs(self) -> set[int]:
        return pairs(self.words)

    @cached_property
    def figures(self) -> list[str]:
        return sorted(_FIGURES.findall(self.words))


def nearest(new: Wording, old: Sequence[Wording], least: float) -> tuple[int, float] | None:
    """Which of the old passages the new one is most like, and how much; None below ``least``.

    What differs in its figures or its ordinals is honest continuity (第二批 after 第一批), however alike.
    """
    best: tuple[int, float] | None = None
    for number, other in enumerate(old):
        if new.figures == other.figures and _overlap(new.pairs, other.pairs) >= _WHOLE_PAIRS:
            found = alike(other, new)
            if found >= (best[1] if best else least):
                best = (number, found)
    return best


def alike(old: Wording, new: Wording) -> float:
    """The share of characters that stand in both in the same order."""
    return difflib.SequenceMatcher(None, old.words, new.words, autojunk=False).ratio()


def in_common(one: str, other: str) -> float:
    """The share of the shorter text's words, by how rare they are, that stand in the other. Both folded."""
    a, b = pairs(meant(one)), pairs(meant(other))
    lighter = min(heaviness(a), heaviness(b))
    return heaviness(a & b) / lighter if lighter else 0.0


def names(folded: str) -> set[str]:
    """All that a text may name: four characters each."""
    return {
        name for start in range(len(folded) - _NAME + 1) if (name := folded[start : start + _NAME]).isalpha()
    }


def _overlap(one: set[int], other: set[int]) -> float:
    most = 2 * min(len(one), len(other))  # what the lengths alone allow is known before any is compared
    whole = len(one) + len(other)
    return 2 * len(one & other) / whole if most >= _WHOLE_PAIRS * whole > 0 else 0.0


def percent(share: float) -> str:
    return f"{int(share * 100)}%"
