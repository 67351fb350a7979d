from __future__ import annotations

import pytest

from reports.text.clean import clean, fold, origin


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        pytest.param("“我与档案” 主题征文、 短视频", "“我与档案”主题征文、短视频", id="after punctuation"),
        pytest.param("真正让 群众　得到便利", "真正让群众得到便利", id="between words"),
        pytest.param("2025 年新建 3 处", "2025年新建3处", id="round figures"),
        pytest.param("\ufeff一、\u200b标题\u00ad", "一、标题", id="invisible characters"),
        pytest.param("甲\n\n\r\n乙", "甲\n乙", id="empty lines"),
        pytest.param("　　甲　\n　　乙　", "甲\n乙", id="indents"),
        pytest.param("甲\n，乙", "甲，乙", id="line begins with a comma"),
        pytest.param("《档案\n条例》", "《档案\n条例》", id="short line stays"),
        pytest.param("《\n档案条例》", "《档案条例》", id="line ends with an opening mark"),
    ],
)
def test_stray_space_goes(source: str, kept: str) -> None:
    assert clean(source).text == kept


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("One Stop Service", id="Latin words"),
        pytest.param("12 34", id="two figures"),
        pytest.param("一、标题\n（一）小标题", id="headings"),
        pytest.param("市委、市政府：\n我局报告如下。", id="after a colon"),
        pytest.param("青澜市档案局\n2023年2月8日", id="signature"),
        pytest.param("①加强管理〔2021〕9号二○二二", id="marks that stay"),
    ],
)
def test_space_and_marks_that_mean_something_stay(source: str) -> None:
    assert clean(source).text == source


LONG = "档案资源体系建设还不够完善，部分单位应当归档的文件材料没有按照规定的时间向档案馆移交并且存在"


@pytest.mark.parametrize(
    ("after", "joined"),
    [
        pytest.param("遗漏缺失的现象。", True, id="the sentence goes on"),
        pytest.param("（二）系统老旧。", False, id="a number begins"),
        pytest.param("二、存在的问题", False, id="a chapter begins"),
        pytest.param("各位代表！", False, id="an appeal begins"),
    ],
)
def test_a_sentence_that_the_page_broke_is_joined(after: str, joined: bool) -> None:
    assert ("\n" not in clean(f"{LONG}\n{after}").text) == joined


@pytest.mark.parametrize(
    ("source", "mended"),
    [
        pytest.param("⺠⽣⼯作⻓期", "民生工作长期", id="both radical blocks"),
        pytest.param("⻔⻅⻋⻢", "门见车马", id="supplement"),
        pytest.param("①②③", "①②③", id="circled digits are no radicals"),
        pytest.param("〇○", "〇○", id="zeros stay"),
    ],
)
def test_radicals_become_the_characters_they_look_like(source: str, mended: str) -> None:
    assert clean(source).text == mended


def test_folding_keeps_the_length_and_the_text_keeps_its_width() -> None:
    text = "（一）２０２２年，增长５％；〔2021〕9号。“好”"
    assert fold(text) == "(一)2022年,增长5%;(2021)9号。“好”"
    assert len(fold(text)) == len(text)
    assert clean(text).text == text


def test_every_character_maps_back_to_its_own_place() -> None:
    source = "打印 关闭\n\n  （一）⺠⽣ 工作，\r\n\r\n　　惠及 群众。\n"
    cleaned = clean(source)
    for place, char in enumerate(cleaned.text):
        found = source[origin(cleaned.origins, place)]
        assert found == char or (found, char) in {("⺠", "民"), ("⽣", "生")}
    assert cleaned.text == "（一）民生工作，惠及群众。"


def test_blanks_of_a_flattened_page_are_remembered() -> None:
    cleaned = clean("一、成效 完成任务。 二、问题")
    assert cleaned.text == "一、成效完成任务。二、问题"
    assert sorted(cleaned.breaks) == [4, 9]


@pytest.mark.parametrize("source", ["", " \n　\n", "\ufeff"], ids=["empty", "blank", "mark only"])
def test_nothing_gives_nothing(source: str) -> None:
    cleaned = clean(source)
    assert (cleaned.text, cleaned.origins) == ("", ())
    assert origin(cleaned.origins, 0) == 0
