"""Step 4, head and foot: kind, title, addressee, issuing organ and date, each from the place that
states it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .clean import CleanText
from .dates import CHINESE_YEAR, dates
from .model import Fact, Metadata, ReportKind, Span
from .organs import ORGAN

_TITLE = re.compile(
    r"(?:报\s*告|总结|计划|要点|的函|复函|答复|汇报|安排|打算|年报|^关于印发.*的通知"
    r"|(?:要点|计划|安排)[及和暨].{2,8}(?:分工|清单))(?:[(（][^()（）]{1,12}[)）])?$"
)
_SEAL = re.compile(r"[(（](?:盖章|公章|印章|章)[)）]$")
# A draft leaves the day open, a slip names one that the calendar does not have.
_OPEN_DATE = re.compile(rf"(?:\d{{4}}|{CHINESE_YEAR})年(?:[\d一二三四五六七八九十]{{0,3}}月)?\S{{0,3}}日?")
_DATE_LINE = re.compile(rf"(?:\d{{4}}|{CHINESE_YEAR})年\S{{1,3}}月\S{{1,3}}日")
_NOTICE = re.compile("^关于印发《?")  # of a plan
_SALUTATION = re.compile(r"各位代表(?=[、,:!：，！])")
_DELIVERED = re.compile(r"(?:在|第).{2,40}(?:会议|大会)(?:第.{1,4}次(?:全体)?会议)?上")
_DOWN_TO_WORK = re.compile(r"如下|请予|审议|:.")
_SELF = re.compile(
    r"我(?:谨)?代表([一-龥]{0,16}?(?:人民政府|国务院|政府|管委会|管理委员会|行政公署|行署|党工委))"
)
_SUBJECT = re.compile(
    r"^(?:\d{4}年(?:以来)?,|近年来,|一年来,|今年以来,)?([一-龥]{1,18}?(?:局|办公室|办|委员会|委|"
    r"厅|中心|政府|管委会))(?=坚持|认真|紧紧|深入|在|全面|始终|以|按照|高度|积极|切实|严格|牢固|"
    r"持续|聚焦|围绕|[,，])"
)
_PLACE = re.compile(
    r"(?:^|(?<=在)|(?<=\n))(?!我|现|日在|月|年|代表)([一-龥]{2,10}?(?:省|自治区|自治州|州|市|区|"
    r"县|盟|旗|新区))(?:政府工作报告|人民政府|第[一二三四五六七八九十]+届)"
)
_CONTACT = re.compile(
    r"请(?:与|同|径向|直接与|联系|致电)([一-龥]{2,28}(?:办公室|管委会|委员会|局|政府|中心|"
    r"办))(?=[一-龥]{0,12}(?:联系|反映)|[(,。])"
)
_NO_ORGAN = re.compile(
    r"^(?:关于|全|各|我|本|该|向|对|有关|相关|现将|区|市|县|省|的)|工作$|(?<!街道)(?<!政府)[区县镇乡]$"
)
_ANNEX = re.compile(
    r"本作品是|(?:附(?:件|表|录)?|附[:：]?.{0,4}|.{0,24}(?:名词|术语|有关用语|"
    r"有关词语).{0,6}(?:解释|注释|说明)|注释|相关(?:报道|链接|附件)|"
    r"注)[\d一二三]{0,2}[:：.、]?.{0,40}$"
)
_FOOT = re.compile(
    r"(?:特此报告|专此报告|以上报告|特此函复|此复|专此函复|特此汇报|专此回复|[（(]?(?:来源|记者|"
    r"编辑|责编|联系人|联系电话|联系方式|抄送|抄报|印发|信息公开选项|公开方式|此件|征求意见(?:单位|对象))).{0,60}$"
)
_FOOT_LINES = 14


@dataclass(frozen=True, slots=True)
class Head:
    """What stands round the chapters. ``start`` is where the prose begins."""

    kind: Fact[ReportKind]
    title: Fact[str] | None
    addressee: Fact[str] | None
    organ: Fact[str] | None
    issued_on: Fact[date] | None
    start: int


@dataclass(frozen=True, slots=True)
class Foot:
    """Where the prose ends, before signature and annexes, and the lines of the signature."""

    end: int
    lines: list[Span]


def read_head(text: CleanText, given: Metadata, body: int, foot: Foot) -> Head:
    """Read the lines before ``body`` (the first chapter) and those of ``foot``."""
    lines = _lines(text.folded, 0, min(body, 3000))
    title = _title(text, lines, given)
    addressee, start = _addressee(text, lines)
    kind = _kind(text, title, addressee, body)
    issued = _issued(text, given, lines, foot.lines)
    organ = _organ(text, given, title, lines, foot.lines, kind.value)
    return Head(kind, title, addressee, organ, issued, start)


def _lines(folded: str, start: int, end: int) -> list[Span]:
    found: list[Span] = []
    while start < end and len(found) < 30:
        stop = folded.find("\n", start, end)
        stop = end if stop < 0 else stop
        if stop > start:
            found.append(Span(start, stop))
        start = stop + 1
    return found


def _words(text: str, span: Span) -> str:
    return text[span.start : span.end].strip()


# -- title and addressee ---------------------------------------------------------------------------


def _title(text: CleanText, lines: list[Span], given: Metadata) -> Fact[str] | None:
    for n, line in enumerate(lines[:9]):
        words = _words(text.folded, line)
        if words.endswith(("。", ",", ";")) or len(words) > 70:
            break
        if _TITLE.search(words) and not words.startswith("——"):
            above = lines[n - 1] if n else line
            if re.match(r"关于|20\d\d年", words) and ORGAN.fullmatch(
                _words(text.folded, above)
            ):  # a title over two lines
                line = Span(above.start, line.end)
            return Fact("".join(text.text[line.start : line.end].split()), "title line", line)
    return Fact(given.title, "metadata") if given.title else None


def _addressee(text: CleanText, lines: list[Span]) -> tuple[Fact[str] | None, int]:
    for line in _openings(text, lines):
        words = _words(text.folded, line)
        called = _SALUTATION.match(words)
        if called:
            span = Span(line.start, line.start + called.end())
            return Fact(_words(text.text, span), "salutation", span), line.start
        if words.endswith(":") and 2 < len(words) <= 40 and not re.search("如下|\\d{4}|一、", words):
            span = Span(line.start, line.end - 1)
            return Fact(_words(text.text, span), "addressee line", span), line.end
        if len(words) > 60:
            break
    start = lines[0].start if lines else 0
    called = _SALUTATION.search(text.folded)
    if called:
        span = Span(called.start(), called.end())
        return Fact(_words(text.text, span), "salutation", span), start
    return None, start


def _openings(text: CleanText, lines: list[Span]) -> list[Span]:
    """The first lines; of a flattened page, the stretch before its first blank as if it were one."""
    if len(lines) == 1:
        stop = min((b for b in text.breaks if b > lines[0].start), default=lines[0].end)
        return [Span(lines[0].start, stop)]
    return lines[:10]


# -- kind ------------------------------------------------------------------------------------------

_LAW = re.compile("法治政府建设|法治建设|依法行政|法治工作")


def _kind(
    text: CleanText, title: Fact[str] | None, addressee: Fact[str] | None, body: int
) -> Fact[ReportKind]:
    words = title.value if title else ""
    opening = text.folded[: min(body + 400, 1200)]
    if re.search("政府信息公开.{0,6}(?:年度报告|年报)", words):
        return Fact("disclosure_report", "title", title.span if title else None)
    if re.search("(?:建议|提案|议案).{0,12}(?:函|答复|复函|办理)", words) or re.search(
        "(?:建议|提案).{0,20}收悉", opening
    ):
        return Fact("delegate_reply", "title" if words else "opening", title.span if title else None)
    if (addressee and addressee.reason == "salutation") or re.search("政府工作报告", words.replace(" ", "")):
        return Fact(
            "work_report", "salutation" if addressee else "title", addressee.span if addressee else None
        )
    if _LAW.search(words):
        return Fact("annual_report", "title", title.span if title else None)
    if re.search("总结", words):
        return Fact("work_summary", "title", title.span if title else None)
    if re.search("向大会.{0,6}报告", opening) or text.folded.count("各位代表") > 1:
        return Fact("work_report", "opening")
    if not words and len(_LAW.findall(text.folded)) >= 3:
        return Fact("annual_report", "opening")
    if re.search("政府信息公开.{0,6}年度报告", opening):
        return Fact("disclosure_report", "opening")
    return (
        Fact("work_report", "targets")
        if text.folded.count("预期目标") and len(text.folded) > 8000
        else Fact("other", "nothing tells")
    )


# -- foot, date, organ -----------------------------------------------------------------------------


def read_foot(text: CleanText) -> Foot:
    """Find where the report's prose ends. A list of attachments may stand before or behind the signature."""
    folded = text.folded
    end, lines = _upwards(folded, len(folded))
    annex = _annex(folded)
    if annex < end:
        end, lines = _upwards(folded, annex)
    return Foot(end, lines)


def _upwards(folded: str, end: int) -> tuple[int, list[Span]]:
    """Go up from ``end`` over all lines that sign, date, copy or attach."""
    lines: list[Span] = []
    while end > 0 and len(lines) < _FOOT_LINES:
        start = folded.rfind("\n", 0, end) + 1
        words = folded[start:end].strip()
        if not (words == "" or _FOOT.match(words) or _signs(words) or _attaches(folded, start, words)):
            break
        lines.append(Span(start, end))
        end = max(start - 1, 0)
    return end, lines[::-1]


def _attaches(folded: str, start: int, words: str) -> bool:
    """附件：1.统计表, and the further names below it."""
    if len(words) > 50 or words.endswith(("。", ";")):
        return False
    if re.match(r"附(?:件|表)?[:：]?", words):
        return True
    above = folded.rfind("\n", 0, max(start - 1, 0)) + 1
    return (
        re.match(r"\d{1,2}[.、]", words) is not None
        and re.match(r"附(?:件|表)?[:：]?|\d{1,2}[.、]", folded[above:start].strip()) is not None
        and "。" not in folded[above:start]
    )


def _annex(folded: str) -> int:
    """The start of the annexes: a short heading line in the last part of the text (名词解释, 附件1)."""
    place = len(folded) // 3
    while True:
        start = folded.find("\n", place) + 1
        if start <= 0:
            return len(folded)
        stop = folded.find("\n", start)
        line = folded[start : stop if stop >= 0 else len(folded)].strip()
        if len(line) <= 40 and _ANNEX.match(line) and not line.endswith(("。", ",")):
            return start - 1
        if _DATE_LINE.fullmatch(line) and ORGAN.fullmatch(_SEAL.sub("", folded[place:start].strip())):
            return stop if stop >= 0 else len(folded)  # behind the signature
        place = start


def _signs(words: str) -> bool:
    if len(words) > 40 or words.endswith(("。", "!", ";", ":")):
        return False
    return (
        bool(dates(words))
        or _OPEN_DATE.fullmatch(words) is not None
        or ORGAN.fullmatch(_SEAL.sub("", words)) is not None
        or re.fullmatch("[(（][^()]{2,30}[)）]", words) is not None
    )


def _issued(text: CleanText, given: Metadata, lines: list[Span], foot: list[Span]) -> Fact[date] | None:
    """成文日期 before the date of the signature, of the printing, under the title, of publication."""
    if given.issued_on:
        return Fact(given.issued_on, "date of issue in the metadata")
    found = _signed(text, foot) or _under_title(text, lines)
    if found is None and given.published_on:
        return Fact(given.published_on, "date of publication")
    return found


def _signed(text: CleanText, foot: list[Span]) -> Fact[date] | None:
    printed: Fact[date] | None = None
    for line in reversed(foot):
        words = _words(text.folded, line)
        found = dates(text.folded, line.start, line.end)
        if found and not re.search("印发|抄送|来源|发布", words):
            return Fact(found[-1].value, "signature", found[-1].span)
        if found and words.endswith("印发"):
            printed = Fact(found[-1].value, "date of printing", found[-1].span)
    return printed


def _under_title(text: CleanText, lines: list[Span]) -> Fact[date] | None:
    noticed = any(_NOTICE.match(_words(text.folded, line)) for line in lines[:6])
    for line in lines[:8]:
        words = _words(text.folded, line)
        if len(words) > (40 if noticed else 70) or words.endswith("。"):
            if noticed:  # the notice's own words, before it is signed
                continue
            break
        found = dates(text.folded, line.start, line.end)
        if found and "稿" not in words:  # （1月10日修改稿）
            return Fact(found[0].value, "under the title", found[0].span)
    return None


def _organ(
    text: CleanText,
    given: Metadata,
    title: Fact[str] | None,
    lines: list[Span],
    foot: list[Span],
    kind: ReportKind,
) -> Fact[str] | None:
    stated = [
        *([Fact(given.organ, "metadata")] if given.organ else []),
        *_signature(text, foot),
        *_bracketed(text, lines),
        *([titled] if (titled := _titled_organ(title)) else []),
    ]
    if stated:
        return _fullest(stated)
    if kind == "disclosure_report" and (contact := _CONTACT.search(text.folded, 0, 1500)):
        return Fact(contact[1], "contact", Span(contact.start(1), contact.end(1)))
    return _government(text, title, lines) if kind == "work_report" else _subject(text, lines)


def _signature(text: CleanText, foot: list[Span]) -> list[Fact[str]]:
    """Who signed; of a Party committee and a government that sign together, the government."""
    signers = [line for line in foot if ORGAN.fullmatch(_SEAL.sub("", _words(text.folded, line)))]
    signers.sort(key=lambda line: _words(text.folded, line).startswith("中共"))
    return [Fact(_SEAL.sub("", _words(text.text, line)), "signature", line) for line in signers[:1]]


def _bracketed(text: CleanText, lines: list[Span]) -> list[Fact[str]]:
    """（…管理委员会） on a line of its own below the title: whose report it is."""
    for line in lines[:6]:
        words = _words(text.folded, line)
        if words[0] + words[-1] == "()" and ORGAN.fullmatch(words[1:-1]):
            return [Fact(_words(text.text, line)[1:-1], "under the title", line)]
    return []


def _fullest(stated: list[Fact[str]]) -> Fact[str]:
    """The first of the places that state it, unless another writes the same name out: 县行政审批局."""
    short = stated[0].value.lstrip("省市区县")
    return max((f for f in stated if f.value.endswith(short)), key=lambda f: len(f.value), default=stated[0])


def _titled_organ(title: Fact[str] | None) -> Fact[str] | None:
    found = ORGAN.match(_NOTICE.sub("", title.value)) if title else None
    if title is None or found is None or _NO_ORGAN.search(found[0]):
        return None
    return Fact(found[0].strip(), "title", title.span)


def _subject(text: CleanText, lines: list[Span]) -> Fact[str] | None:
    """Without title and signature, the subject of the first sentence: 2021年，市政务服务办坚持…"""
    for line in lines[:6]:
        found = _SUBJECT.match(text.folded, line.start, line.end)
        if found and len(found[1]) > 2 and not found[1].startswith(("我", "本", "全")):
            return Fact(found[1], "first sentence", Span(found.start(1), found.end(1)))
    return None


def _government(text: CleanText, title: Fact[str] | None, lines: list[Span]) -> Fact[str] | None:
    """我代表省人民政府 names it by level; the title or the congress named under it gives the place."""
    said = _SELF.search(text.folded, 0, 800)
    name = (
        re.sub("(?<=[省市区县州])政府$", "人民政府", re.sub("第?[一二三四五六七八九十]+届", "", said[1]))
        if said
        else None
    )
    head = "\n".join(_words(text.folded, line) for line in lines[:8] if line.end - line.start < 90)
    place = _PLACE.search(re.sub(r"\d{4}年|[^一-龥 ]", "\n", head).replace(" ", ""))
    if name is None and place is None:
        return None
    if name in (
        "省人民政府",
        "市人民政府",
        "区人民政府",
        "县人民政府",
        "自治区人民政府",
        "州人民政府",
        "人民政府",
        "市政府",
        "区政府",
        None,
    ):
        if place is None:
            return Fact(name, "opening", Span(said.start(1), said.end(1))) if said and name else None
        return Fact(
            place[1].removeprefix("在") + "人民政府",
            "opening",
            Span(said.start(1), said.end(1)) if said else None,
        )
    return Fact(name, "opening", Span(said.start(1), said.end(1))) if said else None
