"""Saved web pages: the report without the site round it, and what the page says of the report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from reports.readers.encoding import decode
from reports.readers.lines import Line, Page, page_of
from reports.readers.model import Document, Limits
from reports.readers.pagehead import metadata_of
from reports.readers.prose import is_prose
from reports.readers.refusals import Refused
from reports.readers.text import tidy

# Ids and classes in which the publishing systems of government sites keep the article, in lower case.
_ARTICLE_NAMES: Final = (
    "zoom zoomcon trs_editor trs_ueditor trs_editor_view ucap-content vsb_content v_news_content "
    "wp_articlecontent article-content article_content articlecontent article-body articlebody js_content "
    "custom_unionstyle news_conent_two_text pages_content"
)
_ARTICLES: Final = frozenset(_ARTICLE_NAMES.split())
_ARTICLE_SHARE: Final = 0.8
_REPORT_SHARE: Final = 0.97
# A block of fewer lines is a paragraph, not a report.
_LEAST_LINES: Final = 3
# So many lines more are taken along with the sentences: a heading above them, a signature below.
_MARGIN: Final = 12
_LEAST_PROSE: Final = 60
_CLOCK: Final = re.compile(
    r"(?:今天是|现在是|现在时间|当前时间|当前日期|北京时间)\s*[:：]?\s*"
    r"\d{4}\s*[年-]\s*\d{1,2}\s*[月-]\s*\d{1,2}\s*日?"
    r"(?:\s*星期[一二三四五六日天])?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
)


def read(data: bytes, limits: Limits) -> Document:
    return read_page(decode(data), limits)


def read_page(markup: str, limits: Limits) -> Document:
    tree = LexborHTMLParser(markup)
    if tree.body is None:
        raise Refused("empty")
    page = page_of(tree.body)
    prose = _prose(page.lines)
    if not page.lines:
        raise Refused("empty")
    if sum(prose.values()) < _LEAST_PROSE:
        raise Refused("navigation_only")
    main = _main(page, prose)
    kept = [_CLOCK.sub("", line.text) for line in page.lines if main is None or main in line.path]
    text = tidy("\n".join(line for line in kept if line.strip()))
    if len(text) > limits.max_characters:
        raise Refused("too_long", limit=limits.max_characters)
    first = min(prose)
    head = "\n".join(line.text for line in page.lines[:first])
    metas = {
        (node.attributes.get("name") or "").lower(): node.attributes.get("content") or ""
        for node in tree.css("meta[name]")
    }
    metadata = metadata_of(head, metas, _heading(tree, page.lines[:first]))
    return Document(text, "html", metadata)


def _prose(lines: Sequence[Line]) -> dict[int, int]:
    """The lines that are sentences, with their lengths; a second copy (for phones) counts for nothing."""
    seen: set[str] = set()
    prose: dict[int, int] = {}
    for number, line in enumerate(lines):
        if line.text not in seen and 2 * line.linked < len(line.text) and is_prose(line.text):
            seen.add(line.text)
            prose[number] = len(line.text)
    return prose


def _main(page: Page, prose: dict[int, int]) -> int | None:
    """The block that holds the report: a known container, else the innermost with nearly all sentences."""
    covered: Counter[int] = Counter()
    for number, length in prose.items():
        for block in page.lines[number].path:
            covered[block] += length
    total = sum(prose.values())
    for block in sorted(covered):
        if page.blocks[block].names & _ARTICLES and covered[block] >= _ARTICLE_SHARE * total:
            return block
    holding = [block for block in covered if covered[block] >= _REPORT_SHARE * total]
    return _with_margins(page, prose, max(holding)) if holding else None


def _with_margins(page: Page, prose: Mapping[int, int], block: int) -> int:
    """Step outwards while the block is a mere paragraph, and as long as few lines and no copy are added."""
    path = next(line.path for line in page.lines if block in line.path)
    held = Counter(number for line in page.lines for number in line.path)
    most = held[block] + _MARGIN
    sentences = {page.lines[number].text for number in prose}
    copies = [
        line for number, line in enumerate(page.lines) if number not in prose and line.text in sentences
    ]
    copied = {number for line in copies for number in line.path}
    for outer in reversed(path[: path.index(block)]):
        if outer in copied or (held[block] >= _LEAST_LINES and held[outer] > most):
            break
        block = outer
    return block


def _heading(tree: LexborHTMLParser, head: Sequence[Line]) -> str | None:
    """The longest line above the report that the page's title repeats."""
    node = tree.css_first("title")
    title = re.sub(r"\s", "", node.text()) if node is not None else ""
    lines = [line.text for line in head if len(line.text) >= 8 and re.sub(r"\s", "", line.text) in title]
    return max(lines, key=len, default=None)
