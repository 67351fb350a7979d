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
    r"您?的?(?:当前)?(?:所在)?位置|首页|网站首页|打\s*印|关\s*闭|下\s*载(?:文字版|图片版)?|"
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
    r"|.{0,6}扫一扫.{0,24}|.{0,10}(?:ICP备|公网安备|网站标识码).{0,60}|"
    r"[=＝\-—*_]{4,}.{0,8}[=＝\-—*_]*|今天是.{0,40}|.*相关报道[:：]?"
    r"|页面链接与图片详见.{0,40}"
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
# The head of a body that a page flattened into one line: its path, its date, its buttons.
_CREDIT = (
    r"(?:来源|稿源|信息来源|责任编辑|编辑|作者|主办|承办|分享到?|分享至|字体|字号|浏览次数|点击数|"
    r"点击量|阅读)[:：]\s*[^\s。；]{0,40}"
)
_INLINE_HEAD = re.compile(
    r"\s*(?:当前位置|您的位置)[:：].{0,240}?(?:时间|"
    r"日期)[:：]\s*\d{4}-\d{1,2}-\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
    rf"(?:\s*{_CREDIT})*(?:\s+(?:{_WORDS}))*\s"
)
# What a flattened page leaves behind the report's last sentence.
_INLINE_TAIL = re.compile(rf"(?:\s+(?:{_CREDIT}|附件下载|.{{0,6}}扫一扫.{{0,16}}|{_WORDS})(?=\s|$))*\s*$")
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
        spans.append(_body(source, lines[first][0], lines[last][1], values))
    return Kept(tuple(sorted(spans)), _metadata(values))


def _body(source: str, start: int, end: int, values: dict[str, str]) -> tuple[int, int]:
    """The prose from ``start`` to ``end`` without what a flattened page put on the same line."""
    head = _INLINE_HEAD.match(source, start)
    if head:
        _read_labels(head[0], values)
        start = head.end()
    tail = _INLINE_TAIL.search(source, max(start, end - 160), end)
    return start, tail.start() if tail else end


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
    if _LABEL.match(stripped):
        _read_labels(stripped, values)
        return True
    return _CHROME.fullmatch(stripped) is not None


def _read_labels(line: str, values: dict[str, str]) -> None:
    found = list(_LABEL.finditer(line))
    for n, label in enumerate(found):
        until = found[n + 1].start() if n + 1 < len(found) else len(line)
        value = line[label.end() : until].strip(" \t\u3000\xa0【】[]|")
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
