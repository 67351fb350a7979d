"""How testable an arrangement is (DOMAIN 3.3): measurable 可量化, checkable 可核查, direction 方向性."""

from __future__ import annotations

import re

from .model import Figure, Grade

_DELIVERABLE = re.compile(
    "(?:出台|制定|制订|印发|编制|发布|修订|修编|起草|形成|推出|颁布|研究制定)[^。;,]{0,30}(?:《|"
    "方案|办法|清单|规划|意见|制度|条例|细则|标准|指南|目录|预案|政策|规定|指引|报告|总结|经验)"
    "|(?:(?<!全面)建成|竣工|完工|通车|投用|投入使用|投产|交付|启用|揭牌|挂牌|开工|动工|封顶|验收|上线)"
)
_ACTION = re.compile(
    "(?:开展|举办|召开|组织|建立|设立|成立|搭建|打造|推行|启动|试点|探索|培训|梳理|公布|公示|"
    "清理|整合|接入|对接|上传|配备|选派|新建|改造|创建|实施|编制|推广|开通|设置|引进|完成)"
    "[^。;]{0,40}(?:“|《|平台|机制|中心|试点|活动|项目|工程|行动|计划|专项|制度|清单|窗口|大厅|"
    "系统|名单|台账|培训|会议|评估|督查|督察|检查|整治|改革|品牌|专区|基地|园区|站|热线)"
    "|(?:宣传|宣贯|贯彻|执行|落实|推进|深化|用好|办好|做好|抓好|加强)[^。;,]{0,8}(?:《[^》]+》|"
    "“[^”]{2,20}”(?:活动|行动|机制|平台|品牌|专区|制度|窗口|试点|工程|模式|计划))"
)


def grade(
    folded: str, start: int, end: int, counted: tuple[Figure, ...], stated_deadline: str | None
) -> tuple[Grade, str]:
    """The grade of ``folded[start:end]`` and the words that decided it."""
    if counted:
        first = counted[0]
        return "measurable", folded[first.start : first.end]
    deliverable = _DELIVERABLE.search(folded, start, end)
    if deliverable:
        return "measurable", deliverable[0]
    if stated_deadline:
        return "measurable", stated_deadline
    action = _ACTION.search(folded, start, end)
    if action:
        return "checkable", action[0]
    return "direction", ""
