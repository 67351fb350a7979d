"""What a chapter's heading says of its kind: by its words, then by its year.

The words are those of the genre (法治政府建设年度报告, 政府工作报告, 复函, 信息公开年报); the order of
the rules
matters: a look back at problems or plans (…整改情况, …计划完成情况) is an achievement, whatever it names.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .dates import CHINESE_YEAR, number
from .model import ChapterKind

_LACK = r"(?:问题|不足|困难|短板|弱项|薄弱环节|差距|挑战)"
_NEXT = r"(?:下(?:一)?(?:步|阶段|季度|年度?|半年)|明年|来年|今后|未来|后续|新的一年|新一年)"
_PLAN = (
    r"(?:安排|计划|打算|思路|举措|措施|重点|设想|展望|方向|规划|任务|谋划|部署|目标|要求|建议|"
    r"工作|要点|思考|考虑)"
)
_ATTACK = r"(?:解决(?!办法|措施|方案)|化解|整治|排查|破解|聚焦|防范|补齐|问题导向|直面)"
_YEAR = rf"(?:(?:19|20)\d\d|{CHINESE_YEAR})"

_LOOK_BACK = re.compile(
    rf"(?:反馈|上年度?|上一年度?|去年|往年).*{_LACK}.*(?:整改|落实|完成)情况"
    r"|(?:安排|计划|任务|承诺|目标)(?:的)?(?:落实|完成|执行|兑现)(?:情况)?$|整改(?:落实)?情况$"
)
_LEADERSHIP = re.compile(
    r"第一责任人|(?:主要负责(?:人|同志)|主要领导|一把手).{0,6}(?:履行|履职|述法|落实|推进)|述法情况"
)
_COMBINED = re.compile(
    rf"^(?!.*{_ATTACK}).*(?:存在|面临|^|当前)(?:的)?(?:主要|突出)?{_LACK}.*"
    rf"(?:{_NEXT}|改进|整改|对策|采取措施|解决(?:办法|措施|方案)|努力方向|打算)"
)
_ARRANGEMENTS = re.compile(
    rf"{_NEXT}.*{_PLAN}|{_NEXT}(?:打算|安排|计划)?$|推进法治政府建设的?(?:主要安排|工作安排|"
    rf"工作思路|重点任务|主要任务)"
    rf"|^(?:{_YEAR}年度?)?(?:法治政府建设|法治建设|普法|全年|主要|重点)?(?:工作)?的?"
    r"(?:安排|计划|打算|思路|设想|谋划|展望|努力方向|改进措施|整改措施|重点工作|主要安排|工作重点|"
    r"工作要点|目标任务|主要任务|重点任务)$"
    rf"|(?:今年|本年度?).{{0,8}}{_PLAN}|新一届.{{0,14}}{_PLAN}|"
    rf"[“\"]?十[一二三四五]五[”\"]?.{{0,12}}(?:目标|任务|思路|考虑|举措|要求|建议)"
    rf"|对.{{0,6}}(?:今年|{_YEAR}年).{{0,10}}建议"
)
_PROBLEMS = re.compile(
    rf"^(?!.*{_ATTACK}).*(?:存在|面临|当前).*{_LACK}|"
    rf"^(?:工作中的?)?(?:主要|突出)?{_LACK}"
    rf"(?:[和与及、]?(?:存在)?的?{_LACK}|及?(?:主要)?(?:原因)?分析|之处|及?(?:主要)?原因)*$"
    rf"|^(?:认清|查找|查摆|剖析|正视|找准).{{0,8}}{_LACK}"
    r"|(?:不具备|无法|未能|难以|暂缓|不宜).{0,16}(?:原因|理由)"  # a reply that declines
    rf"|需要(?:重点|着力|认真|进一步)?(?:解决|关注|改进|重视)的.{{0,6}}{_LACK}"
)
_HANDLED = re.compile(r"(?:建议|提案|议案).{0,6}办理.{0,6}情况")
_OTHER = re.compile(
    r"(?:意见|工作|有关|几点)建议$|^(?:政务大厅)?基本情况$|基本情况$|指导思想$|^其他|"
    r"需要(?:协调解决|说明|报告)的|^附件"
)
_PAST = re.compile(r"回顾|总结|情况|成效|(?<!优异)成绩|成就|完成|落实|取得|进展|以来|过去")
_LEADING_YEAR = re.compile(rf"^[^,，]{{0,10}}?({_YEAR})年")
_ANY_YEAR = re.compile(rf"(?<!\d)({_YEAR})年")
_LONGEST = 80  # of a heading: the rules below look ahead and back in it
_SPAN_OF_TIME = re.compile(
    r"过去|今后|未来|下(?:一)?步|本届|新一届|十[一二三四五]五|存在(?:的)?(?:主要)?问题|今年|明年|"
    r"自身建设"
)
_YEARS_AHEAD = re.compile(r"(?:未来|今后)[一二三四五六七八九十]年|[“\"]?十[三四五六]五[”\"]?|远景")
_VISION = re.compile(
    r"^(?!.*(?:任务|举措|工作安排)).*(?:思路|考虑|定位|愿景|要求|远景)"
)  # a plan of years, not of this one
_KNOWN = re.compile(
    r"(?:(?:[\d〇一二三四五六七八九]{4}年度?)?(?:推进)?(?:法治(?:政府)?建设)?的?(?:工作)?)"
    r"(?:主要(?:工作)?(?:举措|做法|措施|成效|成绩|工作|安排)(?:和|及|"
    r"与)?(?:取得的)?(?:主要)?(?:成效|成绩|情况|举措)?|工作(?:开展|完成)?情况(?:和|及|"
    r"与)?(?:主要)?(?:成效|成绩)?"
    rf"|(?:工作中)?存在的?(?:主要|突出)?{_LACK}(?:[和与及、]{_LACK})?"
    rf"(?:[和与及](?:原因|(?:改进|整改)(?:情况|措施)|{_NEXT}(?:工作)?(?:安排|计划|打算|思路|举措|措施)?))?"
    r"|工作(?:成效|成绩|亮点)|存在不足"
    rf"|{_NEXT}(?:的)?(?:主要|重点)?(?:工作)?(?:安排|计划|打算|思路|举措|措施|重点|任务|设想)?"
    r"|工作(?:回顾|总结|安排|计划|打算|思路|要点)|(?:总体|基本)情况|其他需要报告的(?:事项|情况)"
    r"|(?:主动公开政府信息|收到和处理政府信息公开申请|政府信息公开行政.{0,2}复议[、和]?(?:行政)?诉讼)情况)"
)


@lru_cache(256)  # asked of the same headings by several steps
def heading_kind(heading: str, covered: int | None) -> tuple[ChapterKind, str] | None:
    """The kind that ``heading`` (folded, without its number) states, and the rule; None when it states none.

    ``covered`` is the year under review; a heading that starts with a later year is a plan whatever its
    words.
    """
    heading = heading[:_LONGEST]
    if _LOOK_BACK.search(heading):
        return "achievements", "heading looks back"
    if _LEADERSHIP.search(heading):
        return "leadership", "heading names the leader's duty"
    by_year = _by_year(heading, covered)
    if by_year:
        return by_year
    for kind, rule in (("combined", _COMBINED), ("arrangements", _ARRANGEMENTS), ("problems", _PROBLEMS)):
        if rule.search(heading) and not (kind == "arrangements" and _ends_in_past(heading)):
            return kind, "heading's words"  # type: ignore[return-value]
    if _OTHER.search(heading) and not _HANDLED.search(heading):
        return "other", "heading's words"
    if _PAST.search(heading):
        return "achievements", "heading looks back"
    return None


def known_heading(text: str, start: int) -> int | None:
    """Where a stock heading that begins at ``start`` ends: a flattened page has no other sign of it."""
    match = _KNOWN.match(text, start)
    return match.end() if match and match.end() > start else None


def part_heading(line: str) -> bool:
    """Whether an unnumbered line is plainly a chapter's heading: 2023年工作回顾,
    新一届政府工作思路和目标任务."""
    line = line.strip("【】[]◆■●· ")
    if not 4 <= len(line) <= 34 or re.search(
        "[。,;:!?]|报告$|工作报告|总结[及和暨]|名词|分工|^——|^[附注(]|\\d月|省长|主席|市长", line
    ):
        return False
    years = heading_years(line)
    if not (years or _SPAN_OF_TIME.search(line)):
        return _KNOWN.fullmatch(line) is not None
    return heading_kind(line, min(years) - 1 if years else None) is not None


def heading_years(heading: str) -> list[int]:
    """The years that ``heading`` names, in order."""
    return [number(year) for year in _ANY_YEAR.findall(heading[:_LONGEST])]


def looks_back(heading: str) -> bool:
    """Whether ``heading`` speaks of what is past: 回顾, 成效, 情况 …"""
    return _PAST.search(heading[:_LONGEST]) is not None


def _ends_in_past(heading: str) -> bool:
    """“十三五”时期主要目标完成情况: the last word decides."""
    past = [m.end() for m in _PAST.finditer(heading)]
    plan = [m.end() for m in re.finditer(_PLAN, heading)]
    return bool(past) and (not plan or max(past) > max(plan) or heading.endswith(("工作回顾", "工作总结")))


def _by_year(heading: str, covered: int | None) -> tuple[ChapterKind, str] | None:
    if _YEARS_AHEAD.search(heading) and not _ANY_YEAR.search(heading):
        if _VISION.search(heading):
            return "other", "heading sets out several years' thinking"
        if re.search(_PLAN, heading) and not _ends_in_past(heading):
            return "arrangements", "heading names the years to come"
    if covered is None or not _LEADING_YEAR.match(heading):
        return None
    year = heading_years(heading)[0]
    if re.search(rf"存在|{_LACK}", heading):
        return None
    if year > covered and not _ends_in_past(heading):
        return "arrangements", "heading's year follows the year covered"
    return ("achievements", "heading's year is the year covered") if year <= covered else None
