"""Telling a report's sentences from the menus and links round them."""

from __future__ import annotations

import re
from typing import Final

_SENTENCE_END: Final = re.compile(r"[。；！？]")
_PAUSE: Final = re.compile(r"[，,]")
_SHORT: Final = 12
_LONG: Final = 40
_CHROME: Final = re.compile(
    r"版权所有|主办单位|承办单位|技术支持|网站标识码|公网安备|备案|ICP|Copyright|联系电话|邮政编码|建议使用.{0,20}浏览器",
    re.IGNORECASE,
)
_MENU: Final = re.compile(
    r"首页|无障碍|长者|高级搜索|站内搜索|网站地图|打印|字体|分享到|当前位置|您的位置|收藏|登录|注册|版权所有"
)


def is_prose(line: str) -> bool:
    """Whether a line is (part of) a paragraph: it is punctuated as one, and not a site's imprint."""
    line = line.strip()
    ended = len(line) >= _SHORT and _SENTENCE_END.search(line)
    if not ended and not (len(line) >= _LONG and len(_PAUSE.findall(line)) >= 2):
        return False
    return not (_CHROME.search(line) and len(line) < 4 * _LONG)


def is_navigation(text: str) -> bool:
    """Whether a page was saved without its report: short entries, a menu's words, no paragraph to speak of.

    A table or a list of headings is short lines too, so without the menu's words nothing is refused.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 10 or len(set(_MENU.findall(text))) < 3:
        return False
    prose = sum(len(line) for line in lines if is_prose(line))
    return prose < 0.1 * sum(map(len, lines))
