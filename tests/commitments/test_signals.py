"""Signs of malpractice, each beside a twin where there is nothing to see."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from django.utils import translation

import reports
from commitments.answers import NewReport
from commitments.promises import promises
from commitments.reasons import SIGNALS, signal_sentence
from commitments.signals import Code, Signal, signals
from reports.readers import Limits, read_file
from reports.text.model import Reading
from reports.text.reading import read
from tests.corpus import CORPUS, MISSING
from tests.reports import papers

DEMO = Path(reports.__file__).parent / "demo"
SHARING = "（一）推进数据共享。2024年联合市大数据中心打通不动产登记与公积金系统，实现二手房转移登记一次申报。"
HOTLINE = "（二）规范热线办理。出台《热线工单回访办法》，对80%以上的工单进行回访。"


def paper(year: int, **parts: Any) -> Reading:
    return read(papers.paper(year=year, **parts))


def found(old: Reading, new: Reading) -> tuple[Signal, ...]:
    report = NewReport(new)
    problems = [report.problem(item) for item in old.items if item.kind == "problem"]
    return signals(old, new, list(report.answers(promises(old))), problems)


def of(code: Code, old: Reading, new: Reading) -> list[Signal]:
    return [signal for signal in found(old, new) if signal.code == code]


def plans(code: Code, before: str, after: str, done: str = "全年办理各类事项8460件。") -> list[Signal]:
    old = paper(2023, arrangements=(before,))
    return of(code, old, paper(2024, arrangements=(after,), done=done))


def deeds(code: Code, before: str, after: str) -> list[Signal]:
    return of(code, paper(2023, done=before), paper(2024, done=after))


# --- copied -------------------------------------------------------------------------------------------------


def test_last_years_arrangement_with_the_year_changed_is_called_a_copy() -> None:
    (signal,) = plans("copied", SHARING, SHARING)
    assert [quote.report for quote in signal.quotes] == ["old", "new"]
    assert "2024年" in signal.quotes[0].text
    assert "2025年" in signal.quotes[1].text
    assert signal.values == {"kind": "copied", "percent": "100%"}


@pytest.mark.parametrize(
    "more",
    [
        pytest.param("（牵头单位：{}）", id="other owners"),
        pytest.param("在市委的坚强领导下，以{}为指导，推动各项工作再上新台阶。", id="a sentence of guidance"),
    ],
)
def test_owners_and_guidance_make_no_arrangement_new(more: str) -> None:
    (signal,) = plans("copied", SHARING + more.format("市大数据局"), SHARING + more.format("政策法规科"))
    assert signal.values == {"kind": "copied", "percent": "100%"}


def test_an_arrangement_with_some_words_changed_is_called_much_alike() -> None:
    other = SHARING.replace("一次申报", "一次申报、一窗受理、当天领证、全程网办")
    (signal,) = plans("copied", SHARING, other)
    assert signal.values["kind"] == "alike"
    assert 0.75 <= signal.strength < 0.9


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "（一）完善办事指南。梳理公布第一批便民服务事项的办事指南、办理流程和办件助手。",
            "（一）完善办事指南。梳理公布第二批便民服务事项的办事指南、办理流程和办件助手。",
            id="the second batch after the first",
        ),
        pytest.param(
            "（一）建设自助服务区。在镇街便民服务中心建成12处自助服务区并接入统一平台。",
            "（一）建设自助服务区。在镇街便民服务中心建成20处自助服务区并接入统一平台。",
            id="another figure",
        ),
        pytest.param(
            "（一）坚持以高质量发展为引领，深入贯彻落实党的二十大精神，建成人才公寓。",
            "（一）坚持以高质量发展为引领，深入贯彻落实党的二十大精神，修订招标规则。",
            id="only the set phrases are the same",
        ),
        pytest.param(SHARING, HOTLINE, id="another matter"),
        pytest.param("（一）加强队伍建设。", "（一）加强队伍建设。", id="nothing but a title"),
    ],
)
def test_honest_continuity_is_no_copy(before: str, after: str) -> None:
    assert plans("copied", before, after) == []


def test_a_long_sentence_out_of_an_arrangement_that_is_new_is_found_too() -> None:
    new = "（一）推进机关改革。设立项目专班，实行挂图作战，每月通报进度。" + SHARING.removeprefix(
        "（一）推进数据共享。"
    )
    (signal,) = plans("copied", SHARING, new)
    assert signal.quotes[1].text.startswith("2025年联合市大数据中心")


# --- problems -----------------------------------------------------------------------------------------------

HOTLINE_PROBLEM = "（一）热线回访不够及时。部分工单办结后未在三日内回访。"


def problems(code: Code, before: str, after: str, **parts: Any) -> list[Signal]:
    return of(code, paper(2023, problems=(before,)), paper(2024, problems=(after,), **parts))


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        pytest.param("（二）热线回访不够及时。部分工单办结后未在三日内回访。", "same_words", id="same words"),
        pytest.param(
            "（一）热线回访仍不及时。工单办结后的回访率只有六成，群众有意见。", "similar", id="other words"
        ),
    ],
)
def test_a_problem_that_is_named_again_is_shown_with_both_quotes(after: str, kind: str) -> None:
    (signal,) = problems("same_problem", HOTLINE_PROBLEM, after)
    assert [quote.text for quote in signal.quotes] == [HOTLINE_PROBLEM, after]
    assert signal.values["kind"] == kind


def test_another_problem_is_not_the_same_again() -> None:
    other = "（一）中介机构监管存在空白。信用评价尚未覆盖环评、测绘两类机构。"
    assert problems("same_problem", HOTLINE_PROBLEM, other) == []


def test_a_problem_that_no_arrangement_answers_is_shown() -> None:
    staff = "（一）法律专业人才紧缺。取得法律职业资格的仅3人，疑难许可的审核依靠外聘律师。"
    (signal,) = problems("no_measure", HOTLINE_PROBLEM, staff, arrangements=(SHARING, HOTLINE))
    assert [quote.text for quote in signal.quotes] == [staff]
    assert signal.quotes[0].report == "new"


def test_a_problem_with_an_arrangement_is_answered() -> None:
    assert problems("no_measure", HOTLINE_PROBLEM, HOTLINE_PROBLEM, arrangements=(SHARING, HOTLINE)) == []


def test_a_work_report_plans_for_too_much_to_miss_a_measure() -> None:
    text = papers.paper("望川区人民政府", 2024, problems=("（一）法律专业人才紧缺。资格人员仅3人。",))
    new = read(text.replace("2024年度法治政府建设情况的报告", "2025年政府工作报告"))
    assert new.kind.value == "work_report"
    assert of("no_measure", paper(2023), new) == []


def without_problems(opening: str) -> Reading:
    text = papers.paper(year=2024, problems=(), done=opening)
    return read(text.replace("二、存在的问题\n", "").replace("三、2025年", "二、2025年"))


def test_a_report_that_names_no_problem_is_shown() -> None:
    (signal,) = of("no_problems_chapter", paper(2023), without_problems("全年办理各类事项8460件。"))
    assert [quote.text for quote in signal.quotes] == ["二、2025年主要安排"]


@pytest.mark.parametrize(
    "told",
    [
        "我们也清醒认识到，工作中还存在一些不足，主要是热线回访不够及时。",
        "对照群众期待，窗口服务仍有不少短板。",
        "热线回访方面的问题还比较突出。",
    ],
)
def test_problems_told_in_another_chapter_are_problems_named(told: str) -> None:
    assert of("no_problems_chapter", paper(2023), without_problems(told)) == []


def test_a_chapter_of_problems_is_there() -> None:
    assert of("no_problems_chapter", paper(2023), paper(2024)) == []


# --- promises -----------------------------------------------------------------------------------------------

DROPPED = "（一）规范中介服务。制定《中介机构信用评价细则》，按季度公布评价结果，入驻机构达到260家。"
SILENT = "全年组织窗口轮岗，开通夜间服务专窗，接待群众来访。"


def test_a_promise_that_nothing_is_told_of_is_shown_with_the_old_words_alone() -> None:
    (signal,) = plans("dropped", DROPPED, "（一）招录工作人员。", SILENT)
    assert [quote.report for quote in signal.quotes] == ["old"]
    assert "信用评价细则" in signal.quotes[0].text


@pytest.mark.parametrize(
    ("before", "done"),
    [
        pytest.param(DROPPED, "印发《中介机构信用评价细则》，按季度公布评价结果。", id="told of"),
        pytest.param(
            DROPPED, "与市统计局会商后，信用评价细则的起草暂缓。" + SILENT, id="its name stands somewhere"
        ),
        pytest.param(
            "（一）优化营商环境。持续提升服务意识，不断改进工作作风。", SILENT, id="a mere direction"
        ),
    ],
)
def test_what_is_told_of_or_cannot_be_checked_is_not_dropped(before: str, done: str) -> None:
    assert plans("dropped", before, "（一）招录工作人员。", done) == []


AGAIN = "（一）建设自助服务区。建成24小时自助服务区，布设智能终端12台，方便群众夜间办事。"


def test_a_promise_of_which_only_the_promise_is_told_is_promised_again() -> None:
    new = "（一）补齐设施短板。加快建成24小时自助服务区，布设智能终端15台。"
    (signal,) = plans("promised_again", AGAIN, new, SILENT)
    assert [quote.report for quote in signal.quotes] == ["old", "new"]
    assert signal.quotes[1].text == "加快建成24小时自助服务区，布设智能终端15台。"


def test_a_promise_that_was_kept_and_goes_on_is_not_only_promised_again() -> None:
    done = "建成24小时自助服务区，布设智能终端12台，方便群众夜间办事。"
    new = "（一）补齐设施短板。建成第二处24小时自助服务区，布设智能终端15台。"
    assert plans("promised_again", AGAIN, new, done) == []


DEED = "聚焦企业全生命周期需求，将管理侧的流程体验和用户侧的办事体验相结合，推动业务整合。"


def test_a_deed_that_stands_in_the_plan_word_for_word_is_shown() -> None:
    plan = "（一）提升服务质效。将管理侧的流程体验和用户侧的办事体验相结合，聚焦企业全生命周期需求。"
    (signal,) = plans("deed_as_promise", HOTLINE, plan, DEED)
    assert [quote.report for quote in signal.quotes] == ["new", "new"]
    assert signal.quotes[0].text == DEED
    assert int(signal.values["number"]) >= 20
    assert "流程体验" in signal.values["words"]


@pytest.mark.parametrize(
    ("done", "plan"),
    [
        pytest.param(
            "修订《青澜市行政审批服务局重大行政决策程序规定》和配套的清单。",
            "（一）规范决策。落实《青澜市行政审批服务局重大行政决策程序规定》。",
            id="only the name of a document",
        ),
        pytest.param(
            "以习近平新时代中国特色社会主义思想为指导，深刻领悟“两个确立”的决定性意义，建成档案馆。",
            "（一）以习近平新时代中国特色社会主义思想为指导，深刻领悟“两个确立”的决定性意义，招录人员。",
            id="only the set phrases",
        ),
        pytest.param(
            "新建标准化便民服务站12个，覆盖全部镇街。",
            "（一）新建标准化便民服务站20个。",
            id="another amount",
        ),
        pytest.param(DEED, HOTLINE, id="another matter"),
    ],
)
def test_a_plan_with_words_of_its_own_is_no_deed(done: str, plan: str) -> None:
    assert plans("deed_as_promise", HOTLINE, plan, done) == []


# --- figures ------------------------------------------------------------------------------------------------


def test_a_sum_that_fell_contradicts_last_year() -> None:
    before, after = "累计归集电子证照298万张。", "累计归集电子证照286万张。"
    (signal,) = deeds("contradicts_last_year", before, after)
    assert [quote.text for quote in signal.quotes] == [before, after]
    assert signal.values == {"old": "累计归集电子证照298万张", "new": "累计归集电子证照286万张"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("累计归集电子证照298万张。", "累计归集电子证照312万张。", id="it grew"),
        pytest.param("全年归集电子证照298万张。", "全年归集电子证照286万张。", id="a figure of one year"),
        pytest.param("累计归集电子证照298万张。", "累计培训窗口人员286人。", id="another thing"),
    ],
)
def test_what_may_fall_contradicts_nothing(before: str, after: str) -> None:
    assert deeds("contradicts_last_year", before, after) == []


def test_two_figures_for_the_same_contradict_each_other() -> None:
    one, other = "全年受理行政许可申请8460件。", "全年受理行政许可申请8640件，按时办结率稳定。"
    (signal,) = deeds("contradicts_itself", SILENT, f"{one}窗口整体平稳。{other}")
    assert [quote.text for quote in signal.quotes] == [one, other]
    assert signal.values == {"one": "全年受理行政许可申请8460件", "other": "全年受理行政许可申请8640件"}


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("全年受理行政许可申请8460件。全年受理行政许可申请8460件，平稳。", id="the same figure"),
        pytest.param("受理行政许可申请8460件。五年来受理行政许可申请9640件。", id="five years"),
        pytest.param("上半年受理许可申请8460件。全年受理许可申请9640件。", id="half a year"),
        pytest.param("受理行政许可申请860件。受理行政许可申请8640件。", id="too far apart to be a slip"),
        pytest.param("东区窗口，受理许可申请8460件。西区窗口，受理许可申请8640件。", id="two places"),
        pytest.param("全年受理行政许可申请8460件。全年受理公共服务申请8640件。", id="two things"),
    ],
)
def test_figures_of_another_scope_contradict_nothing(told: str) -> None:
    assert deeds("contradicts_itself", SILENT, told) == []


# --- all of them --------------------------------------------------------------------------------------------


def demo(name: str) -> Reading:
    document = read_file(DEMO / name, name, Limits())
    return read(document.text, document.metadata)


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        (
            "qinglan-2022.txt",
            "qinglan-2023.html",
            ["contradicts_last_year", "no_measure", "dropped", "same_problem"],
        ),
        ("qinglan-2023.html", "qinglan-2024.docx", ["contradicts_last_year", "no_measure", "dropped"]),
        (
            "wangchuan-2022.txt",
            "wangchuan-2023.txt",
            ["copied", "promised_again", "promised_again", "same_problem"],
        ),
        (
            "wangchuan-2023.txt",
            "wangchuan-2024.txt",
            ["contradicts_last_year", "promised_again", "same_problem", "same_problem"],
        ),
    ],
)
def test_the_demo_reports_show_what_a_reader_finds_the_most_telling_first(
    old: str, new: str, codes: list[Code]
) -> None:
    before, after = demo(old), demo(new)
    signs = found(before, after)
    assert [signal.code for signal in signs] == codes
    assert [signal.strength for signal in signs] == sorted((s.strength for s in signs), reverse=True)
    texts = {"old": before.text, "new": after.text}
    for quote in (quote for signal in signs for quote in signal.quotes):
        assert texts[quote.report][quote.start : quote.end] == quote.text


def test_reports_that_have_nothing_in_common_show_no_sign_of_both() -> None:
    old = paper(2023, problems=(HOTLINE_PROBLEM,), arrangements=(HOTLINE,))
    new = paper(2024, done="对82%的热线工单进行回访，出台《热线工单回访办法》。", arrangements=(SHARING,))
    assert {signal.code for signal in found(old, new)} <= {"no_measure", "same_problem"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_sign_has_a_title_and_a_sentence(language: str) -> None:
    values = {
        "percent": "91%", "number": "28", "words": "甲", "old": "乙", "new": "丙", "one": "丁", "other": "戊",
    }  # fmt: skip
    kinds: dict[Code, tuple[str, ...]] = {
        "copied": ("copied", "alike"),
        "same_problem": ("same_words", "similar"),
    }
    with translation.override(language):
        for code in get_args(Code):
            assert str(SIGNALS[code])
            for kind in kinds.get(code, ("",)):
                told = signal_sentence(Signal(code, (), values | ({"kind": kind} if kind else {}), 0.5))
                assert told
                assert "%(" not in told
                assert language == "en" or "疑似" in told


@pytest.mark.skipif(not (CORPUS / "seeds").is_dir(), reason=MISSING)
@pytest.mark.parametrize(
    ("seed", "code", "number"),
    [
        ("000", "no_measure", 1),
        ("001", "no_measure", 0),
        ("001", "deed_as_promise", 1),
        ("003", "no_measure", 4),
    ],
)
def test_the_real_reports_show_what_was_found_by_hand(seed: str, code: Code, number: int) -> None:
    path = next((CORPUS / "seeds").glob(f"{seed}_*.txt"))
    assert len(of(code, paper(2020), read(path.read_text("utf-8")))) == number
