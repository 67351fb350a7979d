"""Problems told in prose: 我们也清醒地看到…主要是：…；…。 The usual form of a 政府工作报告, which gives
them no heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from .clean import CleanText
from .leaves import Leaf, titled
from .marks import Block, Rank
from .sentences import sentences, trimmed

_LACK = r"(?:问题|困难|不足|差距|短板|挑战|薄弱环节|弱项|矛盾|风险|隐忧)"
_AWARE = re.compile(
    rf"(?:清醒|冷静|看到|看出|认识到|意识到|正视|深知|不容忽视).{{0,120}}{_LACK}|(?:清醒|"
    rf"冷静)地?(?:看到|认识|意识)"
)
_THERE_IS = re.compile(
    rf"(?:还|仍|也|依然|当前|尚|我们|发展|工作).{{0,24}}(?:存在|面临|有).{{0,60}}{_LACK}|存在(?:的|"
    rf"着|一些|不少|以下|诸多).{{0,40}}{_LACK}"
)
_NAMED = re.compile(
    rf"存在的?(?:主要|突出)?{_LACK}(?:[和与]{_LACK})?(?:主要)?(?:是|有|表现|体现|在于|包括|[:：])"
)
_TURN = re.compile(r"但|同时|也|还|仍|虽然|与此|然而|不足之处|清醒")
_ATTACK = re.compile(rf"(?:面对|克服|破解|战胜|应对|化解|直面).{{0,16}}(?:{_LACK}|考验|形势)")
_LEAD = re.compile(
    rf"[:：]|(?:{_LACK}|地方|有待(?:改进|加强))(?:和.{{1,6}})?[。]|(?:看到|认识到|意识到|"
    rf"指出的是)(?:的是)?[,，]"
)
_MAINLY = re.compile(
    r"(?:主要|集中|突出|具体)?(?:是|有|表现在?|体现在?|表现为|包括|"
    r"反映在)?(?:以下)?(?:几个)?(?:方面)?[:：]|(?:主要)(?:是|有|表现在|表现为)[,，]?"
)
_CLOSING = re.compile(
    r"(?:对此|对于?(?:上述|以上|这些|存在的)|对这些|面对(?:这些|上述|以上|困难|问题|新)|"
    r"这些(?:问题|困难|矛盾|都|是)|上述|以上(?:问题|困难|这些)|针对(?:这些|上述|以上|存在)|为此|"
    r"我们(?:一定|将|要|必须|有信心|正|既要|应|已|高度)"
    r"|我们对|只要|今后|下一步|必须|(?:破解|解决)(?:这些|上述)|要(?:高度重视|进一步|采取|以|切实|增强|直面|"
    r"敢于|牢固)|发展是解决|困难(?:和问题|与)|问题就是|各位|在今后|在新的一年|接下来|同志们|"
    r"(?:此外,)?今年|新的一年|前进(?:道路|中)|有(?:困难|问题)|办法总比)"
    r"|(?:问题)?产生(?:的)?(?:主要)?原因"
    r"|[^;。]{0,60}(?:我们|一定|决不|绝不)(?:将|会|要|必须|能)?.{0,16}(?:知重负重|不辜负|辜负|"
    r"直面|正视|加以解决|认真解决|努力|攻坚克难|迎难而上)"
)
_LACKING = re.compile(
    rf"{_LACK}|不够|不高|不强|不优|不畅|不实|不牢|不平衡|不充分|不稳|不大|不多|不到位|不适应|"
    rf"不相适应|不完善|不健全|不合理|不明显|不快|不足|不理想|不严|不深|有待|亟待|亟需|仍需|还需|"
    rf"尚需|需要|薄弱|滞后|压力|较大|较低|较少|较慢|较弱|较重|较差|偏低|偏慢|偏弱|偏少|偏小|缓慢|"
    rf"制约|艰巨|隐患|严峻|缺乏|欠缺|缺口|偏|弱|难|尚未|未能|仍未|没有|下滑|下降|放缓|突出|"
    rf"任重道远|时有发生|依然|仍然|繁重|紧张|短缺|失衡|脱节|形式主义|腐败|硬骨头|欠账|过快|增多|"
    rf"加大|减弱|落后|不满意|事故|痛心|不公|浪费|堵点|痛点|卡点|趋紧|承压"
)
_MENDED = re.compile(
    "反馈|整改(?:落实|情况|完成|到位)|督察|交办|逐项|针对(?!性)"
)  # told with the remedy, as past
_NOTICES = re.compile(rf"{_LACK}|看到|认识到|深知")
_TOLD = re.compile(r"(?<!在)(?:看到|认识到|意识到|指出的是|注意到)(?:的是)?[,，]?(?!.{0,12}的同时)")
_ENOUGH = 4  # points that make a passage an admission
_LONGEST = 99  # blocks of one list: what keeps reading linear in odd texts
_BESIDES = re.compile("(?:与此)?同时,|此外,|另外,")
_REMAINDER = re.compile(r"[,，]?等等?[。.]?$")


@dataclass(frozen=True, slots=True)
class Admission:
    """A passage that owns up to problems, and the leaves found in it."""

    score: int
    start: int
    leaves: tuple[Leaf, ...]


def admission(text: CleanText, blocks: list[Block], limit: int) -> Admission | None:
    """The best such passage among ``blocks`` (in document order, each reaching to the next one)."""
    best: Admission | None = None
    passed = -1  # paragraphs already taken as carrying out an admission are not asked again: linear time
    for n, block in enumerate(blocks):
        if block.start < passed:
            continue
        for found in _admissions(text, blocks, n, block, limit):
            if found.score >= _ENOUGH and found.leaves and (best is None or found.score >= best.score):
                best = found
            if found.leaves and found.leaves[0].reason == "paragraph of problems":
                passed = found.leaves[-1].end
    return best


def told_problems(text: CleanText, start: int, end: int) -> list[Leaf]:
    """The problems of a passage without numbers, or else the one sentence that names them."""
    return list(_prose_leaves(text, start, end)) or list(_naming_sentence(text, start, end))


def _prose_leaves(text: CleanText, start: int, end: int) -> Iterator[Leaf]:
    """The problems of a passage without numbers, parted at 。 and ；, without lead-in and closing words."""
    start = _skip_lead(text.folded, start, end)
    for sentence in sentences(text.folded, start, end, "。!?；;"):
        words = text.folded[sentence.start : sentence.end]
        if _CLOSING.match(words):
            return
        if words.startswith(("究其原因", "究其根源", "等等")):  # speaks of all of them
            continue
        mainly = _MAINLY.match(words)
        begin = sentence.start + (mainly.end() if mainly else 0)
        while begin < sentence.end and text.folded[begin].isspace():
            begin += 1
        if sentence.end - begin >= 6 and not _REMAINDER.fullmatch(text.folded[begin : sentence.end]):
            yield Leaf(begin, sentence.end, sentence.end, None, "told in prose")


def problem_paragraphs(text: CleanText, paragraphs: list[Block]) -> Iterator[Leaf]:
    """The paragraphs of a chapter of problems, each as one, a title line with what follows it; not those
    that lead in, and none from the closing words on."""
    title: Block | None = None
    for block in paragraphs:
        words = text.folded[block.start : block.end]
        if _CLOSING.match(words):
            return
        if titled(text, block):
            title = block
        elif _skip_lead(text.folded, block.start, block.end) < block.end and not words.endswith(":"):
            first = title or block
            yield Leaf(first.start, block.end, first.title_end, None, "paragraph of problems")
            title = None


def _naming_sentence(text: CleanText, start: int, end: int) -> Iterator[Leaf]:
    """The one sentence that both leads in and names the problems: 仍存在人员不足、系统老旧等问题。"""
    first = next(iter(sentences(text.folded, start, end)), None)
    if first and len(_LACKING.findall(text.folded, first.start, first.end)) >= 2:
        begin = first.end - len(text.folded[first.start : first.end].lstrip())
        yield Leaf(begin, first.end, first.end, None, "told in prose")


def closing(words: str) -> bool:
    """Whether a paragraph speaks of all problems together: 对这些问题，… 产生原因：…"""
    return _CLOSING.match(words) is not None


def clip(text: CleanText, start: int, end: int) -> int:
    """Where the last of a list of problems ends: before 对这些问题，我们将…"""
    place = end
    for n, sentence in enumerate(sentences(text.folded, start, end)):
        if n and _CLOSING.match(text.folded, sentence.start, sentence.end):
            return trimmed(text.folded, start, sentence.start)
        place = sentence.end
    return trimmed(text.folded, start, place)


def _admissions(
    text: CleanText, blocks: list[Block], n: int, block: Block, limit: int
) -> Iterator[Admission]:
    end = blocks[n + 1].start if n + 1 < len(blocks) else min(limit, block.end)
    for sentence in sentences(text.folded, block.start, end):
        words = text.folded[sentence.start : sentence.end]
        mended = _MENDED.search(words[:60]) and not _AWARE.search(words)
        score = 0 if mended else _score(words)
        asked = score or (not mended and _NOTICES.search(words))
        listed = tuple(_listed(text, blocks, n, limit)) if asked else ()
        near = bool(listed) and blocks[n + 1].start - sentence.start < 400
        if near and (_lacking(text, listed) or (score >= _ENOUGH and blocks[n + 1].rank != Rank.DASH)):
            yield Admission(score + 4, sentence.start, listed)
            return
        if not score:
            continue
        leaves = tuple(_prose_leaves(text, sentence.start, end)) or tuple(_following(text, blocks, n, limit))
        if not _lacking(text, leaves):
            continue
        bonus = (2 if len(leaves) >= 3 else 0) + bool(
            _CLOSING.match(text.folded, _last_sentence(text.folded, sentence.end, end), end)
        )
        yield Admission(score + bonus, sentence.start, leaves)
        return


def _lacking(text: CleanText, leaves: tuple[Leaf, ...]) -> bool:
    """Whether more than half of what was found speaks of a lack at all: praise can follow a sentence
    that names problems."""
    lacking = sum(bool(_LACKING.search(text.folded, leaf.start, leaf.end)) for leaf in leaves)
    return lacking * 2 > len(leaves)


def _following(text: CleanText, blocks: list[Block], n: int, limit: int) -> Iterator[Leaf]:
    """The paragraphs that carry out 还面临不少困难和问题： one by one."""
    for block in islice(blocks, n + 1, n + 1 + _LONGEST):
        words = text.folded[block.start : block.end]
        if (
            block.rank != Rank.PARAGRAPH
            or block.start >= limit
            or _CLOSING.match(words)
            or _AWARE.search(words[:60])  # owns up by itself
            or not _LACKING.search(words[:60])
        ):
            return
        yield Leaf(block.start, block.end, block.title_end, None, "paragraph of problems")


def _score(sentence: str) -> int:
    if _ATTACK.match(sentence) or (_ATTACK.search(sentence) and not _AWARE.search(sentence)):
        return 0
    aware, there_is = _AWARE.search(sentence), _THERE_IS.search(sentence)
    if not aware and not there_is:
        return 0
    named = 2 * bool(_NAMED.search(sentence))
    return 2 * bool(aware) + 2 * bool(there_is) + named + bool(_TURN.search(sentence))


def _listed(text: CleanText, blocks: list[Block], n: int, limit: int) -> list[Leaf]:
    """The numbered list that begins right after block ``n``."""
    if n + 1 >= len(blocks) or blocks[n + 1].ordinal != 1 or blocks[n + 1].rank < Rank.GROUP:
        return []
    first = blocks[n + 1]
    listed: list[Block] = []
    for block in islice(blocks, n + 1, n + 1 + _LONGEST):
        if block.rank == first.rank and block.style == first.style and (not listed or block.ordinal > 1):
            listed.append(block)
        elif block.rank <= first.rank or (block.rank == Rank.PARAGRAPH and first.inline):
            break
    ends = [b.start for b in listed[1:]] + [min(listed[-1].end, limit)]
    leaves = [
        Leaf(b.start, clip(text, b.start, end), min(b.title_end, end), None, "list of problems")
        for b, end in zip(listed, ends, strict=True)
    ]
    return [*leaves[:-1], *_and_besides(text, leaves)]


def _and_besides(text: CleanText, listed: list[Leaf]) -> list[Leaf]:
    """The last of a list of single sentences, and apart from it what follows without a number: 此外，…"""
    last = listed[-1]
    match list(sentences(text.folded, last.start, last.end)):
        case [numbered, besides] if _BESIDES.match(text.folded, besides.start, besides.end) and all(
            _one_sentence(text, leaf) for leaf in listed[:-1]
        ):
            end = trimmed(text.folded, last.start, numbered.end)
            return [
                Leaf(last.start, end, min(last.title_end, end), None, last.reason),
                Leaf(besides.start, besides.end, besides.end, None, last.reason),
            ]
    return [last]


def _one_sentence(text: CleanText, leaf: Leaf) -> bool:
    return len(list(islice(sentences(text.folded, leaf.start, leaf.end), 2))) == 1


def _skip_lead(folded: str, start: int, end: int) -> int:
    first = next(iter(sentences(folded, start, end)), None)
    if first is None:
        return start
    colon = max(folded.rfind(":", first.start, first.end), folded.rfind("：", first.start, first.end))
    if colon > 0:
        return colon + 1
    words = folded[first.start : first.end]
    if re.search(rf"{_LACK}(?:和.{{1,6}})?[。!]$", words) and _score(words) and len(words) < 120:
        return first.end
    told = list(_TOLD.finditer(words))
    return first.start + told[-1].end() if told and _score(words) else start


def _last_sentence(folded: str, start: int, end: int) -> int:
    last = start
    for sentence in sentences(folded, start, end):
        last = sentence.start
    return last
