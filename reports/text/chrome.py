"""Page chrome: what a web page puts round a report, and the metadata block that it carries.

Only lines before the first line of prose and after the last one are judged: a sentence is never taken
for chrome.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .dates import first_date
from .model import Metadata

_WORDS = (
    r"您?的?(?:当前)?(?:所在)?位置|首页|网站首页|(?:打\s*印|关\s*闭)(?:本页|本文|页面|窗口)?|下\s*载(?:文字版|图片版)?|"
    r"全\s*屏|收\s*藏|加\s*大|还\s*原|减\s*小|分享(?:到|至)?|字体|字号|大|中|小"
    r"|微信|微博|新浪微博|腾讯微博|QQ空间|QQ好友|QQ|朋友圈|点击数|点击量|浏览次数|浏览量|阅读次数|"
    r"访问量|人次|次|扫一扫|纠错|无障碍(?:阅读|浏览)?"
    r"|长者(?:助手|模式|版)|适老|关怀版|繁體|繁体|简体|English|IPv6|我的收藏|返回顶部|上一篇|"
    r"下一篇|相关(?:报道|链接|附件|文章|稿件)|责任编辑|编辑|主办单位|版权所有|网站地图|联系我们"
)
_CHROME = re.compile(
    rf"(?:[\s\d【】\[\]()（）|:：、>》›/·.\-—_]*(?:{_WORDS}))+[\s\d【】\[\]()（）|"
    rf":：、>》›/·.\-—_]*|[-—]\s*\d+\s*[-—]|.*(?:当前位置|您的位置|你的位置|"
    rf"所在位置)[:：].{{0,120}}"
    r"|.{0,6}扫一扫.{0,24}|.{0,40}(?:ICP备|公网安备|网站标识码).{0,60}|"
    r"[=＝\-—*_]{4,}.{0,8}[=＝\-—*_]*|.{0,40}(?:今天是|现在是).{0,40}|.*相关报道[:：]?"
    r"|[^>›»]{1,40}(?:\s[>›»]\s[^>›»]{1,40}){2,}|.{0,40}(?:©|Copyright|All Rights Reserved|版权所有).{0,80}"
    r"|.{0,12}\d{4}年\d{1,2}月\d{1,2}日\s*(?:星期|周)[一二三四五六日天].{0,40}"  # the page's clock
    r"|(?:联系)?地址[:：].{2,40}(?:邮编|电话|邮政编码).{0,80}"
    r"|页面链接与图片详见.{0,40}|(?:上一[篇条]|下一[篇条]|相关链接|版权所有|备案号|主办|承办|技术支持|联系我们)[:：].{0,120}"
)
_LABELS = {
    "标题": "title", "名称": "title", "信息名称": "title", "文件名称": "title",
    "发布机构": "organ", "发文机关": "organ", "发文机构": "organ", "公开主体": "organ", "制发机关": "organ",
    "成文日期": "issued", "生成日期": "issued", "发文日期": "issued",
    "发布日期": "published", "发布时间": "published", "公开日期": "published", "时间": "published",
    "日期": "published",
    "文号": "number", "发文字号": "number", "文件编号": "number",
    "索引号": "", "信息索引号": "", "主题分类": "", "体裁分类": "", "分类": "", "栏目": "",
    "主题词": "", "关键词": "",
    "有效性": "", "是否有效": "", "来源": "", "信息来源": "", "稿源": "", "作者": "", "原文链接": "",
    "本地目录": "", "链接": "",
    "点击数": "", "浏览次数": "", "字体": "", "责任编辑": "", "效力状态": "", "公开方式": "", "公开范围": "",
}  # fmt: skip
_LABEL = re.compile(
    r"(?:^|(?<=[\s|\[【]))("
    + "|".join(sorted(map(r"\s*".join, _LABELS), key=len, reverse=True))
    + r")\s*[:：]"
)
_SEGMENT = re.compile(r"[^\s\u3000\xa0]+")
_SENTENCE = re.compile("[，。]|[,;；、].{24}|[：:].{16}")  # what no button, path or label has
_HEAD, _SEGMENTS = (
    1200,
    4,
)  # a flattened page's head: so many characters at most, so many short pieces at least
_PAGE = re.compile(r"\s*(?:[-－—–]+\s*\d{1,4}\s*[-－—–]+|第\s*\d{1,4}\s*页(?:\s*共\s*\d{1,4}\s*页)?)\s*")
_TITLE = re.compile(r"(?:报告|总结|计划|要点|的函|复函|答复|年报)$")
_PROSE = 60  # a line of this many characters is prose


@dataclass(frozen=True, slots=True)
class Kept:
    """Stretches of the source to keep, in order, and what its metadata block says."""

    spans: tuple[tuple[int, int], ...]
    metadata: Metadata


def strip_chrome(source: str) -> Kept:
    """Find the chrome before and after the report."""
    lines = _lines(source)
    first = next((n for n, (a, b) in enumerate(lines) if _is_prose(source, a, b)), len(lines))
    last = next((n for n in range(len(lines) - 1, -1, -1) if _ends_prose(source, *lines[n])), -1)
    values: dict[str, str] = {}
    spans: list[tuple[int, int]] = []
    for n, (start, end) in enumerate(lines):
        if not first <= n <= last and not _is_chrome(source[start:end], values):
            spans.append((start, end))
    if first <= last:
        body = _body(source, lines[first][0], lines[last][1], values)
        spans += _without_pages(source, body[0], lines[first:last]) + body[1:]
    return Kept(tuple(sorted(spans)), _metadata(values))


def _without_pages(source: str, body: tuple[int, int], lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The body without the page numbers that a PDF leaves between its lines: — 3 —."""
    spans: list[tuple[int, int]] = []
    start, end = body
    for a, z in lines:
        if start < a and z < end and z - a < 16 and _PAGE.fullmatch(source, a, z):
            spans.append((start, a - 1))
            start = z + 1
    return [*spans, (start, end)]


def _body(source: str, start: int, end: int, values: dict[str, str]) -> list[tuple[int, int]]:
    """The prose from ``start`` to ``end`` without what a flattened page put on the same lines."""
    first = source.find("\n", start, end)
    head = _flattened_head(source, start, first if first >= 0 else end)
    if head > start:
        _read_labels(source[start:head], values)
        _read_title(source[start:head], values)
    last = max(source.rfind("\n", head, end) + 1, head)
    tail = _flattened_tail(source, last, end)
    return [(head, tail), *_signature(source, tail, end)]


def _flattened_head(source: str, start: int, end: int) -> int:
    """Where the prose of a line begins that opens with many short pieces: paths, labels, buttons."""
    for n, piece in enumerate(_SEGMENT.finditer(source, start, min(end, start + _HEAD))):
        if len(piece[0]) > _PROSE or _SENTENCE.search(piece[0]) or _addresses(source, piece, end):
            return piece.start() if n >= _SEGMENTS else start
    return start


def _addresses(source: str, piece: re.Match[str], end: int) -> bool:
    """县委依法治县办：… is the first word of the letter, not a label, if a sentence follows."""
    if not piece[0].endswith(("：", ":")) or _LABEL.match(piece[0]) or _CHROME.fullmatch(piece[0]):
        return False
    following = _SEGMENT.search(source, piece.end(), end)
    return following is not None and _SENTENCE.search(following[0]) is not None


def _flattened_tail(source: str, start: int, end: int) -> int:
    """Where the prose of a last line ends that trails off in links and credits."""
    stop = max(source.rfind(mark, start, end) for mark in "。！!）)")
    if stop < 0 or any(_SENTENCE.search(p[0]) for p in _SEGMENT.finditer(source, stop + 1, end)):
        return end
    return stop + 1


def _signature(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """Of what trails the prose, the pieces that sign it: the organ and the day, before the first link."""
    kept: list[tuple[int, int]] = []
    for piece in _SEGMENT.finditer(source, start, end):
        if _LABEL.match(piece[0]) or _CHROME.fullmatch(piece[0]) or "：" in piece[0] or ":" in piece[0]:
            break
        kept.append((piece.start(), piece.end()))
    return kept if any(first_date(source[a:z]) for a, z in kept) else []


def _read_title(head: str, values: dict[str, str]) -> None:
    titles = [p[0] for p in _SEGMENT.finditer(head) if _TITLE.search(p[0]) and len(p[0]) > 8]
    if titles:
        values.setdefault("title", titles[-1])


def _lines(source: str) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    start = 0
    for line in source.splitlines(keepends=True):
        end = start + len(line)
        if not line.isspace():
            lines.append((start, start + len(line.rstrip("\r\n"))))
        start = end
    return lines


def _is_prose(source: str, start: int, end: int) -> bool:
    line = source[start:end].strip()
    if _LABEL.match(line) and len(line) < 3 * _PROSE:
        return False
    return (len(line) >= _PROSE and not _CHROME.fullmatch(line)) or line.startswith(
        ("各位代表", "一、", "（一）", "(一)")
    )


def _ends_prose(source: str, start: int, end: int) -> bool:
    line = source[start:end].strip()
    return len(line) >= _PROSE or (
        len(line) > 12 and line.endswith(("。", "！", "!", "；", "）", ")")) and not _CHROME.fullmatch(line)
    )


def _is_chrome(line: str, values: dict[str, str]) -> bool:
    stripped = line.strip()
    if _PAGE.fullmatch(stripped):
        return True
    if _LABEL.match(stripped):
        _read_labels(stripped, values)
        return True
    return _CHROME.fullmatch(stripped) is not None


def _read_labels(line: str, values: dict[str, str]) -> None:
    found = list(_LABEL.finditer(line))
    for n, label in enumerate(found):
        until = found[n + 1].start() if n + 1 < len(found) else len(line)
        value = line[label.end() : until].strip(" \t\u3000\xa0【】[]|")
        if len(line) > _PROSE:  # a whole page on one line: the value ends at the next blank
            value = value.split()[0] if value else value
        key = _LABELS["".join(label[1].split())]
        if key and value:
            values.setdefault(key, value)


def _metadata(values: dict[str, str]) -> Metadata:
    return Metadata(
        title=values.get("title"),
        organ=values.get("organ"),
        issued_on=_day(values.get("issued")),
        published_on=_day(values.get("published")),
        number=values.get("number"),
    )


def _day(value: str | None) -> date | None:
    found = first_date(value) if value else None
    return found.value if found else None
