"""From a chapter's blocks to its leaves: the passages that are tracked, each with the group it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from .clean import CleanText
from .outline import Block, Rank, topic

_SUBJECT = 42  # a topic sentence is no longer than this
_SHORT = 24
_GUIDE = 200  # what stands between a group's title and its parts is guidance up to this length
_FRAME = re.compile(r"^[^一-龥]*(?:总体|指导|基本|工作)(?:思路|要求|思想|原则|目标和要求)")
_RHETORIC = re.compile(
    r"通过(?:以上|上述)|.{0,160}(?:让我们|紧密(?:地)?团结在)|.{0,30}(?:伟大(?:的)?(?:征程|时代|梦想)|使命光荣|"
    r"任重道远|催人奋进)"
    r"|(?:以上|上述|这些|提出|实现|完成|围绕|为实现|为此|综合考虑).{0,14}(?:目标|"
    r"任务).{0,8}(?:[,，]|的(?:确定|提出|设定))"
    r"|(?:今年|新的一年|20\d\d年)是|[^。]{0,60}(?:的一年|之年|关键时期|关键期)[,。]|(?:今年|"
    r"20\d\d年|新的一年).{0,20}(?:总体要求|指导思想|总体思路|工作思路|基本思路)|(?:总体|"
    r"工作)(?:要求|思路)是"
)
_CLOSES = re.compile(
    "(?:衷心|再次|最后,?)?感谢|最后,|特此|专此|以上(?:报告|汇报|情况)|如有|欢迎|联系(?:人|电话)|附件"
    "|我(?:局|委|办|厅|部|院|中心|们|镇|乡|区|县|市|街道)将以此|以此次"
)
_DOES = re.compile(
    "(?:继续|全力|扎实|认真|切实|持续|深入|全面|大力|积极)?(?:抓好|办好|做好|推进|完成|实施|落实|建设|开展)"
)
_CALLED = re.compile("(?:各位代表|同志们|各位委员|各位代表、同志们)[,!:]")
_ANSWERS_CALL = re.compile(
    "政府工作|自身建设|政府建设|人民政府|民生实事|惠民实事|惠民工程|国防|群团|双拥"
)  # what follows the call is no mere appeal
_GUIDES_ON = re.compile("(?:我们|(?:区|市|省|县|州)政府)(?:将|要|既要|必须|一定)|必须|要(?:以|坚持|把)|聚焦")
_DECLARES = re.compile("[^,。]{2,16}(?:是|在于|惟在|唯在|相辅相成|关乎|事关|重在|贵在)")
_PROMISE = re.compile(
    "推进|加强|完善|提升|深化|落实|加快|强化|开展|建设|健全|推动|优化|支持|实施|推行|编制|设立|推广|制定|出台|印发|开通|公开|招录|培训|新建|改造|配备|梳理|修订|清理|整合|争取|力争|创建|探索|压缩|增加|配合|督促|举办|召开|聘请|购置|做好|抓好|促进|"
    "提高|完成|打造|确保|坚持|发展|培育|严格|扩大|规范|引导|组织|建立"
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A passage with its heading and the title of the group it stands in."""

    start: int
    end: int
    title_end: int
    parent: str | None
    reason: str


def leaves(text: CleanText, chapter: Block) -> Iterator[Leaf]:
    """The leaves below ``chapter``, in order; what merely leads in to them is passed over."""
    yield from _below(text, chapter, chapter.children, parent=None)


def _below(text: CleanText, owner: Block, children: list[Block], parent: str | None) -> Iterator[Leaf]:
    numbered = [c for c in children if c.rank < Rank.PARAGRAPH]
    if not numbered:
        yield from _paragraphs(text, children, parent)
        return
    top = min(c.rank for c in numbered)
    first = next(n for n, c in enumerate(children) if c.rank == top or any(d.rank == top for d in c.children))
    if top >= Rank.CLAUSE and sum(topic(text, p) for p in children[:first]) > 1:
        yield from parts(text, children[: first - 1], parent)  # the last one leads in to the list
    for child in children[first:]:
        if child.rank < Rank.PARAGRAPH:
            yield from _node(text, child, parent)
        else:
            yield from _paragraph(text, child, parent)


def _node(text: CleanText, block: Block, parent: str | None) -> Iterator[Leaf]:
    title = text.text[block.start : block.title_end].strip()
    if _FRAME.match(text.folded[block.body : block.title_end]):
        return
    if block.numbered:
        yield from _below(text, block, block.children, title)
    elif _has_parts(text, block):
        yield from parts(text, block.paragraphs, title)
    else:
        yield _leaf(text, block, parent, "numbered item")


def _has_parts(text: CleanText, block: Block) -> bool:
    """Whether the unnumbered paragraphs of a group each carry out a topic of their own, or one holds a
    list."""
    paragraphs = block.paragraphs
    if any(p.children for p in paragraphs):
        return True
    if _alternate(text, paragraphs):
        return True
    topical = [p for p in paragraphs if topic(text, p) or titled(text, p)]
    own = (paragraphs[0].start if paragraphs else block.end) - block.title_end
    return (
        own <= (_GUIDE if block.rank < Rank.CLAUSE else _SUBJECT)
        and len(topical) >= 2
        and len(topical) * 5 >= len(paragraphs) * 3
    )


def parts(text: CleanText, paragraphs: list[Block], parent: str | None) -> Iterator[Leaf]:
    """Paragraphs as leaves, each for itself; a title line takes what follows, guidance before them is
    none."""
    alternate = _alternate(text, paragraphs)
    held: list[Block] = []
    for n, paragraph in enumerate(paragraphs):
        if titled(text, paragraph) or (alternate and paragraph.end - paragraph.start <= _SUBJECT):
            if len(held) > 1:
                yield _joined(held, parent)
            held = [paragraph]
        elif held and (alternate or len(held) == 1):
            held.append(paragraph)
        elif paragraph.children or not _guides(text, paragraph, first=n == 0):
            if len(held) > 1:
                yield _joined(held, parent)
            held = []
            yield from _paragraph(text, paragraph, parent)
    if len(held) > 1:
        yield _joined(held, parent)


def _alternate(text: CleanText, paragraphs: list[Block]) -> bool:
    """Whether topic sentences stand on lines of their own, each above a longer paragraph that carries
    it out."""
    titles = [
        a
        for a, b in pairwise(paragraphs)
        if a.end - a.start <= _SUBJECT < b.end - b.start and not topic(text, b) and not b.children
    ]
    return len(titles) >= 2 and len(titles) * 3 >= len(paragraphs)


def _paragraph(text: CleanText, block: Block, parent: str | None) -> Iterator[Leaf]:
    if block.children:
        yield from _below(text, block, block.children, parent)
    elif _stands_for_itself(text, block):
        called = _CALLED.match(text.folded, block.start, block.end)
        yield Leaf(
            called.end() if called else block.start, block.end, block.title_end, parent, "topic paragraph"
        )


def _guides(text: CleanText, paragraph: Block, *, first: bool) -> bool:
    """A paragraph before the parts says why they matter (改革开放是推动发展的制胜法宝。) or what they
    all serve."""
    if paragraph.end - paragraph.start > _GUIDE:
        return False
    turns = _GUIDES_ON.match(text.folded, paragraph.title_end, paragraph.end) is not None
    if first:
        return (
            turns or not topic(text, paragraph) or _DECLARES.match(text.folded, paragraph.start) is not None
        )
    promises = _PROMISE.search(text.folded, paragraph.start, paragraph.title_end)
    return turns and promises is None and topic(text, paragraph)


def titled(text: CleanText, block: Block) -> bool:
    """A short line without a stop: the title of what follows."""
    line = text.folded[block.start : block.end]
    return 4 <= len(line) <= 40 and not re.search("[。,;!?]$|:", line)


def _paragraphs(text: CleanText, paragraphs: list[Block], parent: str | None) -> Iterator[Leaf]:
    """A chapter without numbers: paragraphs with topics, or each promising paragraph for itself."""
    topical = [p for p in paragraphs if topic(text, p) or titled(text, p)]
    if len(topical) >= 2:
        yield from parts(text, paragraphs, parent)
        return
    for paragraph in paragraphs:
        yield from _paragraph(text, paragraph, parent)


def _stands_for_itself(text: CleanText, block: Block) -> bool:
    line = text.folded[block.start : block.end]
    called = _CALLED.match(line)
    if called and not _ANSWERS_CALL.search(line):
        return False
    line = line[called.end() :] if called else line
    if _RHETORIC.match(line) or _CLOSES.match(line) or line.endswith(":"):
        return False
    if len(line) < _SHORT:  # a single short sentence must open with what is to be done
        return len(line) >= 10 and _DOES.match(line) is not None
    return _PROMISE.search(line) is not None


def _joined(paragraphs: list[Block], parent: str | None) -> Leaf:
    first = paragraphs[0]
    return Leaf(first.start, paragraphs[-1].end, first.title_end, parent, "topic paragraph")


def _leaf(text: CleanText, block: Block, parent: str | None, reason: str) -> Leaf:
    """The block with the paragraphs that go on from it, but not with the report's closing words."""
    end = block.end
    for paragraph in reversed(block.paragraphs):
        if not _CLOSES.match(text.folded, paragraph.start, paragraph.end):
            break
        end = _before(text.folded, paragraph.start)
    return Leaf(block.start, end, block.title_end, parent, reason)


def _before(folded: str, place: int) -> int:
    while place > 0 and folded[place - 1].isspace():
        place -= 1
    return place
