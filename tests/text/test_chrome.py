from __future__ import annotations

from datetime import date

import pytest

from reports.text.chrome import strip_chrome
from reports.text.clean import clean
from reports.text.reading import read
from tests.text.papers import paper

FOOTER = "主办单位：青澜市人民政府办公室 云ICP备00000000号"


def kept(source: str) -> str:
    return "\n".join(source[start:end] for start, end in strip_chrome(source).spans)


@pytest.mark.parametrize(
    "line",
    [
        "首页",
        "您的位置：首页 > 政务公开 > 法治政府",
        "当前位置: 首页 >> 公示公告",
        "字体：【大 中 小】 打印 关闭",
        "浏览次数：120",
        "分享到：微信 微博",
        "今天是：2024年10月31日 星期四",
        "无障碍阅读 长者模式",
        "扫一扫在手机打开当前页",
        "- 3 -",
        "——————",
        "云ICP备00000000号",
    ],
)
def test_page_chrome_goes_before_and_behind_the_report(line: str) -> None:
    assert kept(f"{line}\n{paper()}\n{line}") == paper()


@pytest.mark.parametrize(
    "line",
    [
        "关闭不合规的打印店12家，维护市场秩序。",
        "（一）打印设备不足。",
        "来源可靠的档案优先进馆。",
        "编辑出版《青澜年鉴》。",
        "分享到位的经验做法。",
    ],
)
def test_sentences_with_the_words_of_chrome_stay(line: str) -> None:
    assert line in kept(paper(plans=f"（一）做好服务。\n{line}\n（二）更新系统。"))


def test_the_footer_of_a_site_does_not_hide_the_signature() -> None:
    assert read(f"{paper()}\n{FOOTER}").issued_on == read(paper()).issued_on


def test_the_metadata_block_is_read_and_goes() -> None:
    block = (
        "索 引 号：ql-2023-1\n标    题：青澜市档案局年度报告\n发布机构：青澜市档案局\n"
        "成文日期：2023年2月8日\n发布日期：2023-03-29\n文    号：青档〔2023〕5号"
    )
    metadata = strip_chrome(f"{block}\n{paper()}").metadata
    assert (metadata.title, metadata.organ) == ("青澜市档案局年度报告", "青澜市档案局")
    assert (metadata.issued_on, metadata.published_on) == (date(2023, 2, 8), date(2023, 3, 29))
    assert metadata.number == "青档〔2023〕5号"
    assert kept(f"{block}\n{paper()}") == paper()


def test_several_labels_on_one_line_are_read() -> None:
    metadata = strip_chrome(f"发布日期：2023-03-29 来源：办公室 浏览次数：9\n{paper()}").metadata
    assert (metadata.published_on, metadata.organ, metadata.issued_on) == (date(2023, 3, 29), None, None)


def test_an_impossible_date_is_none() -> None:
    assert strip_chrome(f"成文日期：2023-02-30\n{paper()}").metadata.issued_on is None


def test_a_flattened_page_loses_its_path_and_its_buttons() -> None:
    body = "我局认真履行职责，" * 12 + "现报告如下。"
    page = f"当前位置：首页 > 公开 时间：2023-03-29 来源：本站 打印 {body} 责任编辑：林晓 打印 关闭"
    assert clean(page).text == body
    assert strip_chrome(page).metadata.published_on == date(2023, 3, 29)


def test_a_page_of_navigation_has_no_report() -> None:
    assert read("首页\n您的位置：首页 > 政务公开\n打印 关闭\n").items == ()
