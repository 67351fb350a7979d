from __future__ import annotations

from decimal import Decimal

import pytest

from reports.text.clean import fold
from reports.text.figures import figures
from reports.text.model import Figure


def found(text: str) -> list[Figure]:
    return list(figures(fold(text), text, 0, len(text)))


@pytest.mark.parametrize(
    ("text", "number", "unit", "comparison"),
    [
        pytest.param("梳理95项事项", "95", "项", "exactly", id="95项"),
        pytest.param("增长6%以上", "6", "%", "at_least", id="以上"),
        pytest.param("增长6％左右", "6", "%", "about", id="full-width sign"),
        pytest.param("不少于30场培训", "30", "场", "at_least", id="不少于"),
        pytest.param("差错率不高于1%", "1", "%", "at_most", id="不高于"),
        pytest.param("控制在3%以内", "3", "%", "at_most", id="以内"),
        pytest.param("突破20家", "20", "家", "over", id="突破"),
        pytest.param("降到2%以下", "2", "%", "under", id="以下"),
        pytest.param("惠及3万余户", "30000", "户", "about", id="余"),
        pytest.param("培训20多名", "20", "名", "about", id="多"),
        pytest.param("投入1.5亿元", "150000000", "元", "exactly", id="亿元"),
        pytest.param("新增１２个", "12", "个", "exactly", id="full-width digits"),
        pytest.param("共1,234人", "1234", "人", "exactly", id="thousands"),
        pytest.param("达到百分之九十五", "95", "%", "at_least", id="百分之"),
        pytest.param("提高0.5个百分点", "0.5", "个百分点", "exactly", id="percentage points"),
        pytest.param("建设面积1.5万平方米", "15000", "平方米", "exactly", id="area"),
        pytest.param("修路20公里", "20", "公里", "exactly", id="length"),
        pytest.param("每年办理24小时", "24", "小时", "exactly", id="hours"),
    ],
)
def test_quantities(text: str, number: str, unit: str, comparison: str) -> None:
    (figure,) = found(text)
    assert (figure.number, figure.upper) == (Decimal(number), None)
    assert (figure.unit, figure.comparison) == (unit, comparison)


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        pytest.param("新建1-2所学校", "1", "2", id="hyphen"),
        pytest.param("新建1—2所学校", "1", "2", id="dash"),
        pytest.param("培育5至8家企业", "5", "8", id="至"),
        pytest.param("提高10%—15%", "10", "15", id="rates"),
        pytest.param("补助100万—200万元", "1000000", "2000000", id="scales"),
        pytest.param("投资3—5亿元", "300000000", "500000000", id="one scale for both"),
    ],
)
def test_ranges(text: str, lower: str, upper: str) -> None:
    (figure,) = found(text)
    assert (figure.number, figure.upper) == (Decimal(lower), Decimal(upper))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("落实青政办〔2021〕99号文件", id="〔2021〕99号"),
        pytest.param("提升12345热线质效", id="12345热线"),
        pytest.param("编制“十四五”规划", id="十四五"),
        pytest.param("推进“5+3+1”工程", id="name in quotes"),
        pytest.param("落实《2023年100项重点任务》", id="name of a paper"),
        pytest.param("落实三项制度", id="三项制度"),
        pytest.param("推动第一、二产业融合", id="第一、二产业"),
        pytest.param("到2024年6月30日", id="date"),
        pytest.param("2023—2025年规划期", id="span of years"),
        pytest.param("使用5G网络、4K超高清", id="5G, 4K"),
        pytest.param("办理第208号建议", id="第208号"),
        pytest.param("召开第3次会议", id="第3次"),
        pytest.param("使用A4纸", id="A4"),
    ],
)
def test_numbers_in_names_are_no_quantities(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["公布第2批清单", "出版第3期简报", "执行第12条规定", "开展第1-3批试点"])
def test_ordinals_are_no_quantities(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["36个村没有通公交", "1.5%的件超时", "20公里管网老化"])
def test_a_quantity_may_open_a_passage(text: str) -> None:
    assert len(found(text)) == 1


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        pytest.param("梳理95项便民事项，", "便民事项", id="after a counting unit"),
        pytest.param("全市生产总值增长6%，", "全市生产总值", id="before a rate"),
        pytest.param("编制12名，在岗9名", "编制", id="before a stop"),
    ],
)
def test_what_is_counted(text: str, counts: str) -> None:
    assert found(text)[0].counts == counts


def test_the_span_takes_the_comparing_words_in() -> None:
    text = "组织不少于30场培训，按时办结率达98%以上。"
    assert [text[f.start : f.end] for f in found(text)] == ["不少于30场", "达98%以上"]


def test_only_the_stretch_asked_for_is_read() -> None:
    text = "共3项。共5项。"
    assert [str(f.number) for f in figures(text, text, 4, 8)] == ["5"]
