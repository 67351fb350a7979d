"""What the words of a paragraph of a plan are: a promise, guidance for the promises below it, an
appeal, a close.

All functions take folded text.
"""

from __future__ import annotations

import re

GUIDANCE = 200  # what stands between a group's title and its parts is guidance up to so many characters
_SENTENCE = 24  # a shorter paragraph must open with what is to be done

_FRAME = re.compile("^[^一-龥]*(?:总体|指导|基本|工作)(?:思路|要求|思想|原则|考虑|目标和要求)")
_CALL = re.compile("(?:[^,。!:]{0,24}各位[^,。!:]{0,12}|同志们)[,!:]")
# After the call to the delegates mostly an appeal follows; not when it speaks of these.
_AFTER_CALL = re.compile("政府工作|自身建设|政府建设|人民政府|民生实事|惠民实事|惠民工程|国防|群团|双拥")
_APPEAL = re.compile(
    r".{0,160}(?:让我们|紧密(?:地)?团结在)"
    r"|.{0,30}(?:伟大(?:的)?(?:征程|时代|梦想)|使命光荣|任重道远|催人奋进)"
    r"|通过(?:以上|上述)"
    r"|不断开创.{0,60}(?:新局面|贡献)。?$|.{0,60}(?:作出|做出).{0,12}贡献。?$"
)
_LEADS_IN = re.compile(
    r"[^;]{0,120}(?:以下|如下|这些|下列)(?:[几\S][个项])?(?:方面)?的?(?:重点)?(?:工作|任务|方面|措施)[。.:]$"
)
_TABLE_HEADER = re.compile(r"序号\t|\S+\t(?:责任|牵头|完成|时限)")
_SETTING = re.compile(
    r"(?:以上|上述|这些|提出|实现|完成|围绕|为实现|为此|综合考虑).{0,14}(?:目标|任务).{0,8}"
    r"(?:[,，]|的(?:确定|提出|设定))"
    r"|(?:今年|新的一年|20\d\d年)是"
    r"|[^。]{0,60}(?:的一年|之年|关键时期|关键期)[,。]"
    r"|(?:今年|20\d\d年|新的一年).{0,20}(?:总体要求|指导思想|总体思路|工作思路|基本思路)"
    r"|(?:总体|工作)(?:要求|思路)是"
)
_NO_PROMISES = (_APPEAL, _SETTING, _LEADS_IN, _TABLE_HEADER)
_CLOSE = re.compile(
    "(?:衷心|再次|最后,?)?感谢|最后,|特此|专此|以上(?:报告|汇报|情况|实事|任务|事项|工作|目标)|如有|欢迎"
    "|联系(?:人|电话)|附件|我(?:局|委|办|厅|部|院|中心|们|镇|乡|区|县|市|街道)将以此|以此次"
)
_OPENS_WITH_DEED = re.compile(
    "(?:继续|全力|扎实|认真|切实|持续|深入|全面|大力|积极)?(?:抓好|办好|做好|推进|完成|实施|落实|建设|开展)"
)
_DEED = re.compile(
    "推进|加强|完善|提升|深化|落实|加快|强化|开展|建设|健全|推动|优化|支持|实施|推行|编制|设立|推广|制定"
    "|出台|印发|开通|公开|招录|培训|新建|改造|配备|梳理|修订|清理|整合|争取|力争|创建|探索|压缩|增加|配合"
    "|督促|举办|召开|聘请|购置|做好|抓好|促进|提高|完成|打造|确保|坚持|发展|培育|严格|扩大|规范|引导|组织"
    "|建立|壮大|建成|引进|做强|做优|做大|发放|提供|启动|谋划|实现|盘活|化解|整治|保障|打好|用好|办好|办理"
)
_GOES_ON = re.compile("(?:我们|(?:区|市|省|县|州)政府)(?:将|要|既要|必须|一定)|必须|要(?:以|坚持|把)|聚焦")
_DECLARES = re.compile("[^,。]{2,16}(?:是|在于|惟在|唯在|相辅相成|关乎|事关|重在|贵在)")


def promises(words: str) -> bool:
    """Whether a paragraph says by itself what will be done."""
    called = call(words)
    if called and not _AFTER_CALL.search(words):
        return False
    words = words[called:]
    if any(form.match(words) for form in _NO_PROMISES) or closes(words) or words.endswith(":"):
        return False
    if len(words) < _SENTENCE:
        return len(words) >= _SENTENCE // 2 - 2 and _OPENS_WITH_DEED.match(words) is not None
    return _DEED.search(words) is not None


def call(words: str) -> int:
    """The length of 各位代表！ at the beginning."""
    called = _CALL.match(words)
    return called.end() if called else 0


def frames(title: str) -> bool:
    """Whether a group's title (without its number) announces a frame, not a task: 总体思路, 指导思想."""
    return _FRAME.match(title) is not None


def closes(words: str) -> bool:
    """Whether a paragraph belongs to the report's closing words: 特此报告, 感谢您对…"""
    return _CLOSE.match(words) is not None


def guides(subject: str, words: str, *, first: bool) -> bool:
    """Whether a paragraph before or between the parts says why they matter or what they all serve.

    改革开放是推动发展的制胜法宝。必须… ``subject`` is its topic sentence, empty when it has none.
    """
    if len(words) > GUIDANCE:
        return False
    turns = bool(subject) and _GOES_ON.match(words[len(subject) :]) is not None
    if first:
        return turns or not subject or _DECLARES.match(words) is not None
    return turns and _DEED.search(subject) is None
