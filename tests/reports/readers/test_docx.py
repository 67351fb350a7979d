"""Word documents: order, tables, tracked changes, boxes, notes, and the numbers that Word only displays."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

import docx
import pytest

from reports.readers import Document, Limits, Refused
from reports.text.model import Metadata
from tests.reports.readers.making import FILES, paragraph, word, zipped

Read = Callable[..., Document]
Refusal = Callable[..., Refused]

OPENING = (
    "2023年，我局坚持以习近平法治思想为指导，认真落实法治政府建设各项部署，全年办结各类事项12345件，"
    "按期办结率99.8%。现将有关情况报告如下。"
)
LEADERSHIP = (
    "（一）加强组织领导。成立领导小组，定期听取汇报，研究解决重大问题，压实工作责任，"
    "确保各项任务落到实处，形成上下联动、齐抓共管的工作格局。"
)
REPORT = (
    "青澜市政务服务管理局2023年度法治政府建设情况报告",
    "市委、市政府：",
    OPENING,
    "一、主要举措和成效",
    LEADERSHIP,
    "（二）优化营商环境。推行“一件事一次办”，新增集成服务场景15个，企业开办实现一日办结、零费用。",
    "二、存在的问题",
    "（一）业务培训不够。窗口人员轮岗频繁，对新政策掌握不及时，原因在于培训计划与实际需要结合不紧。",
    "（二）数据共享不足。部分垂直管理系统尚未接入，群众重复提交材料的情况仍然存在。",
    "三、2024年主要安排",
    "（一）开展轮训。年内举办业务培训班4期，培训窗口人员不少于200人次。",
    "1.制定培训计划。",
    "2.组织考核评比。",
    "（二）推进数据共享。2024年6月底前接入垂直管理系统3个，完善电子证照应用。",
    "序号\t工作任务\t牵头单位\t完成时限",
    "1\t举办业务培训班\t综合科\t2024年11月底前",
    "2\t接入垂直管理系统\t信息科\t2024年6月底前",
    "特此报告。",
    "青澜市政务服务管理局",
    "2024年1月12日",
)
NOTE = "按期办结率：在承诺时限内办结的事项所占比例。"


def body(*blocks: str) -> bytes:
    return word("".join(blocks))


def runs(*parts: str) -> str:
    """A paragraph of runs and of whatever else is put between them."""
    return f"<w:p>{''.join(parts)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def mark(element: str) -> str:
    return f"<w:r>{element}</w:r>"


def table(*rows: tuple[str, ...]) -> str:
    made = (f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl>{''.join(made)}</w:tbl>"


INSERTED = f'<w:ins w:id="1">{run("培训4期")}</w:ins>'
DELETED = '<w:del w:id="2"><w:r><w:delText>培训9期</w:delText></w:r></w:del>'
ENDLESS = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('年内')}</w:p>"
MOVED = (f"<w:moveFrom>{paragraph('一是')}</w:moveFrom>", f"<w:moveTo>{paragraph('一是')}</w:moveTo>")
BOX = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
BOXES = (
    f"<mc:AlternateContent><mc:Choice><wps:txbx>{BOX}</wps:txbx></mc:Choice>"
    f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
)
GALLERY = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
CONTENTS = f"<w:sdt>{GALLERY}<w:sdtContent>{paragraph('一、存在的问题 3')}</w:sdtContent></w:sdt>"
DELETED_ROW = f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('旧')}</w:tc></w:tr></w:tbl>"


def test_a_numbered_report_from_a_word_processor_is_read(read: Read) -> None:
    document = read((FILES / "report.docx").read_bytes())
    assert tuple(document.text.splitlines()) == (*REPORT, "注释：", f"1.{NOTE}")
    assert document.format == "docx"


def test_paragraphs_and_tables_keep_their_order(read: Read) -> None:
    made = docx.Document()
    made.add_paragraph("三、主要安排")
    grid = made.add_table(rows=2, cols=3)
    for row, texts in enumerate([("任务", "牵头单位", "配合单位"), ("开展轮训", "综合科", "信息科、法规科")]):
        for column, text in enumerate(texts):
            grid.cell(row, column).text = text
    grid.cell(1, 0).add_paragraph("组织考核")
    made.add_paragraph("特此报告。")
    buffer = io.BytesIO()
    made.save(buffer)
    assert read(buffer.getvalue()).text.splitlines() == [
        "三、主要安排",
        "任务\t牵头单位\t配合单位",
        "开展轮训 组织考核\t综合科\t信息科、法规科",
        "特此报告。",
    ]


def test_properties_of_the_file_are_not_believed(read: Read) -> None:
    made = docx.Document()
    made.add_paragraph("一、存在的问题")
    made.core_properties.title = "某某局2016年度报告（模板）"
    made.core_properties.created = datetime(2016, 3, 1, tzinfo=UTC)
    buffer = io.BytesIO()
    made.save(buffer)
    assert read(buffer.getvalue()).metadata == Metadata()


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        pytest.param(
            [runs(run("年内"), INSERTED, DELETED, run("。"))], "年内培训4期。", id="tracked changes"
        ),
        pytest.param([ENDLESS, paragraph("培训4期。")], "年内培训4期。", id="a deleted paragraph end"),
        pytest.param([MOVED[0], paragraph("二是"), MOVED[1]], "二是\n一是", id="moved text"),
        pytest.param(
            [f"<w:sdt><w:sdtContent>{paragraph('培训4期')}</w:sdtContent></w:sdt>"],
            "培训4期",
            id="a content control",
        ),
        pytest.param(
            [runs(f"<w:hyperlink>{run('培训')}</w:hyperlink><w:smartTag>{run('4期')}</w:smartTag>")],
            "培训4期",
            id="links and smart tags",
        ),
        pytest.param(
            [runs(run("培训"), run("（内部）", "<w:vanish/>"), run("4期"))], "培训4期", id="hidden text"
        ),
        pytest.param(
            [runs(run("培训"), mark("<w:instrText>PAGE</w:instrText>"), run("4期"))],
            "培训4期",
            id="field codes",
        ),
        pytest.param(
            [runs(run("第一行"), mark("<w:br/>"), run("第二行"))], "第一行\n第二行", id="a line break"
        ),
        pytest.param(
            [runs(run("培训"), mark("<w:br w:type='page'/>"), run("4期"))], "培训4期", id="a page break"
        ),
        pytest.param([runs(mark(BOXES), run("框外"))], "框外\n框内", id="a text box, once"),
        pytest.param([CONTENTS, paragraph("一、存在的问题")], "一、存在的问题", id="a table of contents"),
        pytest.param(
            [table(("只有一格的表", ""), ("甲", "乙"))], "只有一格的表\n甲\t乙", id="rows of a table"
        ),
        pytest.param([DELETED_ROW, paragraph("新")], "新", id="a deleted row"),
    ],
)
def test_what_is_seen_is_read(read: Read, blocks: list[str], expected: str) -> None:
    assert read(body(*blocks)).text == expected


def test_notes_come_at_the_end_and_only_those_cited(read: Read) -> None:
    cited = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = "".join(
        f'<w:footnote w:id="{number}">{paragraph(f"注文{number}")}</w:footnote>' for number in (1, 2)
    )
    data = word(f"<w:p>{run('办结率99.8%')}{cited}{run('。')}</w:p>", footnotes=notes)
    assert read(data).text == "办结率99.8%。\n注释：\n1.注文2"


def test_strict_documents_with_other_namespaces_are_read(read: Read) -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    document = f'<w:document xmlns:w="{strict}"><w:body>{paragraph("培训4期")}</w:body></w:document>'
    assert read(zipped({"[Content_Types].xml": "", "word/document.xml": document})).text == "培训4期"


PICTURE = "<w:pict><v:shape><v:imagedata/></v:shape></w:pict>"


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        pytest.param([paragraph("")], "empty", id="nothing"),
        pytest.param([runs(mark(PICTURE))], "scanned", id="pictures"),
    ],
)
def test_a_document_without_text_is_refused(refusal: Refusal, blocks: list[str], code: str) -> None:
    assert refusal(body(*blocks)).code == code


def test_more_characters_than_the_limit_are_refused(refusal: Refusal) -> None:
    refused = refusal(body(*[paragraph("培训4期")] * 20), limits=Limits(max_characters=50))
    assert (refused.code, refused.values) == ("too_long", {"limit": 50})
