from __future__ import annotations

from datetime import date

import pytest

from reports.text.model import Metadata
from reports.text.reading import read
from tests.text.papers import HEAD, PLANS, SIGNED, TITLE, notes, paper, plans


def issued(source: str, metadata: Metadata | None = None) -> date | None:
    found = read(source, metadata).issued_on
    return found.value if found else None


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("青澜市档案局2022年度法治政府建设情况的报告", "annual_report"),
        ("青澜市档案局2022年度依法行政工作报告", "annual_report"),
        ("青澜市档案局2022年法治政府建设工作总结", "annual_report"),
        ("青澜市林业局关于市第九届人大第三次会议第12号建议办理情况的函", "delegate_reply"),
        ("青澜市林业局对市政协第3号提案的答复", "delegate_reply"),
        ("2022年青澜市政府工作报告", "work_report"),
        ("青澜市林业局2022年工作总结", "work_summary"),
        ("青澜市林业局2022年工作总结和2023年工作计划", "work_summary"),
        ("青澜市档案局2022年政府信息公开工作年度报告", "disclosure_report"),
        ("青澜市档案局关于库房建设的报告", "other"),
    ],
)
def test_the_title_tells_the_kind(title: str, kind: str) -> None:
    assert read(paper(head=title)).kind.value == kind


def test_a_salutation_makes_a_work_report() -> None:
    reading = read(paper(head="各位代表：\n现在，我代表市人民政府向大会报告工作，请予审议。"))
    assert (reading.kind.value, reading.addressee and reading.addressee.value) == ("work_report", "各位代表")


@pytest.mark.parametrize(
    ("line", "addressee"),
    [
        pytest.param("市委、市政府：", "市委、市政府", id="full width"),
        pytest.param("县政府办:", "县政府办", id="half width"),
        pytest.param(
            "市委全面依法治市委员会办公室、省档案局：", "市委全面依法治市委员会办公室、省档案局", id="two"
        ),
        pytest.param("林晓代表：", "林晓代表", id="a person"),
        pytest.param("现将有关情况报告如下：", None, id="lead-in"),
        pytest.param("2022年，我局做了以下工作：", None, id="sentence"),
        pytest.param("青档〔2023〕5号", None, id="number of the paper"),
    ],
)
def test_the_addressee_is_a_short_line_with_a_colon(line: str, addressee: str | None) -> None:
    reading = read(paper(head=f"{TITLE}\n{line}"))
    assert (reading.addressee.value if reading.addressee else None) == addressee
    assert ("no_addressee" in notes(reading)) == (addressee is None)


@pytest.mark.parametrize(
    "foot",
    [
        SIGNED,
        f"特此报告。\n{SIGNED}",
        f"{SIGNED}\n（此件公开发布）",
        f"{SIGNED}\n（联系人：林晓）",
        "　　　　青澜市档案局　\n　　2023 年 2 月 8 日",
        "青澜市档案局　2023年2月8日",
        "青澜市档案局\n二〇二三年二月八日",
        f"以上报告，请审阅。\n{SIGNED}",
    ],
)
def test_the_signature_dates_the_report_and_belongs_to_no_item(foot: str) -> None:
    source = paper(foot=foot)
    assert issued(source) == date(2023, 2, 8)
    assert plans(source) == PLANS.splitlines()


@pytest.mark.parametrize(
    ("foot", "metadata", "day", "reason"),
    [
        pytest.param(
            SIGNED,
            Metadata(issued_on=date(2023, 2, 1)),
            date(2023, 2, 1),
            "date of issue in the metadata",
            id="成文日期",
        ),
        pytest.param(
            SIGNED, Metadata(published_on=date(2023, 3, 9)), date(2023, 2, 8), "signature", id="落款日期"
        ),
        pytest.param(
            "",
            Metadata(published_on=date(2023, 3, 9)),
            date(2023, 3, 9),
            "date of publication",
            id="发布日期",
        ),
    ],
)
def test_the_date_of_issue_goes_before_the_others(
    foot: str, metadata: Metadata, day: date, reason: str
) -> None:
    found = read(paper(foot=foot), metadata).issued_on
    assert found is not None
    assert (found.value, found.reason) == (day, reason)


def test_a_date_of_publication_is_noted() -> None:
    assert "date_from_publication" in notes(read(paper(foot=""), Metadata(published_on=date(2023, 3, 9))))


def test_a_date_in_brackets_under_the_title() -> None:
    assert issued(paper(head=f"{TITLE}\n（2023年2月8日）\n市委：", foot="")) == date(2023, 2, 8)


@pytest.mark.parametrize(
    "clock",
    [
        pytest.param("今天是：2024年10月31日 星期四", id="今天是"),
        pytest.param("今天是2024年10月31日 星期四 欢迎访问青澜市档案局网站", id="greeting"),
        pytest.param("2024年10月31日 星期四", id="weekday"),
        pytest.param("首页 | 2024年10月31日 星期四", id="behind a menu"),
    ],
)
def test_the_clock_of_a_page_is_no_date(clock: str) -> None:
    reading = read(paper(head=f"{clock}\n首页\n{HEAD}", foot=""))
    assert reading.issued_on is None
    assert "no_date" in notes(reading)


@pytest.mark.parametrize("foot", ["", "青澜市档案局"])
def test_a_missing_date_stays_missing(foot: str) -> None:
    reading = read(paper(foot=foot))
    assert reading.issued_on is None
    assert "no_date" in notes(reading)


@pytest.mark.parametrize(
    "day",
    [
        "2023年2月30日",
        "2023年2月",
        "二〇二三年二月",
    ],
)
def test_a_date_without_a_day_is_none_and_the_items_stay(day: str) -> None:
    source = paper(foot=f"青澜市档案局\n{day}")
    assert issued(source) is None
    assert plans(source) == PLANS.splitlines()


def test_two_signatures() -> None:
    assert plans(paper(foot=f"中共青澜市档案局党组\n{SIGNED}")) == PLANS.splitlines()


@pytest.mark.parametrize(
    ("head", "foot", "organ", "reason"),
    [
        pytest.param(
            HEAD, f"云岭省{SIGNED}", "云岭省青澜市档案局", "signature", id="the signature is fuller"
        ),
        pytest.param(HEAD, "", "青澜市档案局", "title", id="title"),
        pytest.param("2022年，市档案局坚持依法行政。", "", "市档案局", "first sentence", id="first sentence"),
        pytest.param(
            "青澜市人民政府办公室2022年度法治政府建设情况的报告",
            "",
            "青澜市人民政府办公室",
            "title",
            id="office",
        ),
        pytest.param(
            "青澜市望川区人民政府关于2022年度法治政府建设情况的报告",
            "",
            "青澜市望川区人民政府",
            "title",
            id="government",
        ),
    ],
)
def test_the_organ_is_named_where_the_text_says_so(head: str, foot: str, organ: str, reason: str) -> None:
    found = read(paper(head=head, foot=foot)).organ
    assert found is not None
    assert (found.value, found.reason) == (organ, reason)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("", id="nothing"),
        pytest.param("2022年，我局坚持依法行政。", id="我局"),
        pytest.param("关于2022年度法治政府建设情况的报告", id="a title without organ"),
        pytest.param(
            "根据《青澜市人民政府办公室关于报送材料的通知》（青政办〔2022〕9号）要求，现报告如下。",
            id="cited organ",
        ),
    ],
)
def test_no_organ_is_made_up(head: str) -> None:
    reading = read(paper(head=head, foot=""))
    assert reading.organ is None
    assert "no_organ" in notes(reading)


def test_a_work_report_names_its_government_by_place_and_level() -> None:
    head = (
        "2023年青澜市政府工作报告\n——2023年1月8日在青澜市第九届人民代表大会第三次会议上\n各位代表：\n"
        "现在，我代表市人民政府，向大会报告工作，请予审议。"
    )
    reading = read(paper(head=head, foot=""))
    assert reading.organ is not None
    assert (reading.organ.value, issued(paper(head=head, foot=""))) == ("青澜市人民政府", date(2023, 1, 8))


def test_the_office_to_be_asked_is_not_the_organ() -> None:
    head = "青澜市档案局2022年政府信息公开工作年度报告\n如有疑问，请与青澜市档案局办公室联系（文昌路1号）。"
    found = read(paper(head=head, foot="")).organ
    assert found is not None
    assert found.value == "青澜市档案局"


@pytest.mark.parametrize(
    "head", ["青档〔2023〕5号\n" + HEAD, HEAD.replace("\n", "\n青档〔2023〕5号\n")], ids=["above", "below"]
)
def test_the_number_of_the_paper_is_no_title(head: str) -> None:
    title = read(paper(head=head)).title
    assert title is not None
    assert title.value == TITLE


def test_a_title_in_two_lines() -> None:
    title = read(paper(head="青澜市档案局\n关于2022年度法治政府建设情况的报告")).title
    assert title is not None
    assert title.value.replace("\n", "") == "青澜市档案局关于2022年度法治政府建设情况的报告"


def test_a_missing_title_is_taken_from_the_file_or_noted() -> None:
    assert "no_title" in notes(read(paper(head="")))
    found = read(paper(head=""), Metadata(title="青澜市档案局年度报告")).title
    assert found is not None
    assert (found.value, found.reason, found.span) == ("青澜市档案局年度报告", "metadata", None)
