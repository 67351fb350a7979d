"""The layout of GB/T 9704 in python-docx: page, fonts, kinds of paragraphs, page number.

The standard's fonts are named, and for machines that lack them the table of fonts says what stands in.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

SONG, FANG, KAI, HEI = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体"
LATIN: Final = "Times New Roman"
# Font, what stands in for it where it is not installed, and its family for a program that has neither.
FONTS: Final = (
    (SONG, "宋体", "02010600030101010101", "auto"),
    (FANG, "仿宋", "02010609060101010101", "modern"),
    (KAI, "楷体", "02010609060101010101", "modern"),
    (HEI, "微软雅黑", "02010609060101010101", "modern"),
)
RED: Final = RGBColor(0xC0, 0x00, 0x00)
BODY, TITLE = Pt(16), Pt(22)  # 三号, 二号
# 22 lines on 225 mm, and 28 characters on 156 mm: a quarter of a point less than 16 for each. A grid of
# characters would say the same, and not all programs read it alike.
LINE: Final = Pt(28.95)
CLOSER: Final = "-5"  # in twentieths of a point
TOP, LEFT = Mm(37), Mm(28)
ORGAN, NUMBER, HEADING, ADDRESSEE = "发文机关标志", "编号", "标题", "主送机关"
TEXT, FIRST, SECOND, SIGNED = "正文文字", "一级标题", "二级标题", "署名"
CELL, HEAD, SMALL, SMALL_HEAD, FIGURE, NOTE = "表格文字", "表头文字", "小表格文字", "小表头文字", "图", "附注"
_KEPT: Final = frozenset({"Normal", "Header", "Footer", "Default Paragraph Font", "Normal Table", "No List"})
_TWO: Final = Pt(32)  # two characters of the body


def blank(title: str) -> Paper:
    """A page of the standard without a word on it."""
    paper = Document()
    for style in [each for each in paper.styles if each.name not in _KEPT]:
        style.delete()
    _page(paper)
    _styles(paper)
    _fonts(paper)
    _numbers(paper)
    about = paper.core_properties
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.title, about.language = title, "zh-CN"
    return paper


def _page(paper: Paper) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = TOP, LEFT
    section.bottom_margin, section.right_margin = Mm(297 - 37 - 225), Mm(210 - 28 - 156)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)  # the number 7 mm below the text
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:linePitch"), str(int(LINE.pt * 20)))


def face(properties: Any, font: str, latin: str = LATIN) -> None:
    """Chinese in this font, letters and digits in the other."""
    fonts = properties.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, value in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", font)):
        fonts.set(qn(f"w:{name}"), value)


def _styles(paper: Paper) -> None:
    normal = paper.styles["Normal"]
    face(normal.element, FANG)
    normal.font.size = BODY
    _spaced(normal, LINE)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")  # by the rules of Chinese, a number may be broken anywhere
    language.set(qn("w:eastAsia"), "zh-CN")
    normal.element.get_or_add_rPr().append(language)
    centre, both = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
    add = partial(_style, paper)
    add(ORGAN, SONG, Pt(30), centre, line=Pt(44), colour=RED)
    add(NUMBER, FANG, BODY, centre)
    add(HEADING, SONG, TITLE, centre, line=Pt(33), keep=True)
    add(ADDRESSEE, FANG, BODY, both)
    add(TEXT, FANG, BODY, both, first=_TWO)
    add(FIRST, HEI, BODY, both, first=_TWO, keep=True)
    add(SECOND, KAI, BODY, both, first=_TWO, keep=True)
    # Both lines share one axis, so that the organ is centred over the date, which ends four characters in.
    add(SIGNED, FANG, BODY, centre, left=Pt(194))
    add(CELL, FANG, Pt(12), WD_ALIGN_PARAGRAPH.LEFT, line=Pt(18))
    add(HEAD, HEI, Pt(12), centre, line=Pt(18))
    add(SMALL, FANG, Pt(10.5), WD_ALIGN_PARAGRAPH.LEFT, line=Pt(15))
    add(SMALL_HEAD, HEI, Pt(10.5), centre, line=Pt(15))
    add(FIGURE, FANG, Pt(12), centre, line=None, keep=True)
    add(NOTE, FANG, Pt(12), both, line=Pt(20))


def _style(
    paper: Paper,
    name: str,
    font: str,
    size: Any,
    align: Any,
    *,
    line: Any = LINE,
    first: Any = None,
    left: Any = None,
    keep: bool = False,
    colour: RGBColor | None = None,
) -> None:
    style: Any = paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = paper.styles["Normal"], True
    face(style.element, font)
    style.font.size, style.font.color.rgb = size, colour
    if size == BODY:
        closer = OxmlElement("w:spacing")
        closer.set(qn("w:val"), CLOSER)
        style.element.rPr.find(qn("w:rFonts")).addnext(closer)
    about = style.paragraph_format
    about.alignment, about.keep_with_next = align, keep or None
    about.first_line_indent, about.left_indent = first, left
    _spaced(style, line)


def _spaced(style: Any, line: Any) -> None:
    about = style.paragraph_format
    about.space_before = about.space_after = Pt(0)
    about.widow_control = False
    if line is None:
        about.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        about.line_spacing_rule, about.line_spacing = WD_LINE_SPACING.EXACTLY, line


def _fonts(paper: Paper) -> None:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:panose1 w:val="{panose}"/>'
        f'<w:charset w:val="86"/><w:family w:val="{family}"/><w:pitch w:val="default"/></w:font>'
        for name, instead, panose, family in FONTS
    )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    _without(paper.part.rels, RELATIONSHIP_TYPE.FONT_TABLE)
    _without(paper.part.package.rels, RELATIONSHIP_TYPE.THUMBNAIL)  # of another document
    name = PackURI("/word/fontTable.xml")
    part = Part(name, CONTENT_TYPE.WML_FONT_TABLE, xml.encode(), paper.part.package)
    paper.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)


def _without(relations: Any, kind: str) -> None:
    for key in [key for key, relation in relations.items() if relation.reltype == kind]:
        del relations[key]


def _numbers(paper: Paper) -> None:
    """— 1 —, at the outer edge, one character in."""
    paper.settings.odd_and_even_pages_header_footer = True
    section = paper.sections[0]
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.alignment = align
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(14)
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        for kind, words in (("", "— "), ("begin", ""), ("", " PAGE "), ("end", ""), ("", " —")):
            run = line.add_run()
            run.font.size = Pt(14)
            face(run._r, "宋体", "宋体")
            _piece(run._r, kind, words)


def _piece(run: Any, kind: str, words: str) -> None:
    if kind:
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
    else:
        mark = OxmlElement("w:instrText" if words == " PAGE " else "w:t")
        mark.text = words
        mark.set(qn("xml:space"), "preserve")
    run.append(mark)


# --- on the page ------------------------------------------------------------------------------------------


def write(paper: Paper, style: str, words: str) -> Paragraph:
    return paper.add_paragraph(words, style=style)


def rule_below(paragraph: Paragraph) -> None:
    """The red line that ends the head of the paper."""
    line = '<w:bottom w:val="single" w:sz="12" w:space="4" w:color="C00000"/>'
    properties: Any = paragraph._p.get_or_add_pPr()
    properties.find(qn("w:pStyle")).addnext(parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>"))


def table(paper: Paper, widths: tuple[int, ...]) -> Table:
    """Ruled on all sides; ``widths`` in millimetres."""
    made = paper.add_table(rows=0, cols=len(widths))
    made.autofit, made.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    # Word wants the properties in the order of the schema: borders before the layout.
    made._tbl.tblPr.find(qn("w:tblLayout")).addprevious(parse_xml(_BORDERS))
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    return made


_SIDES: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_BORDERS: Final = f"<w:tblBorders {nsdecls('w')}>{_SIDES}</w:tblBorders>"


def row(
    made: Table,
    cells: tuple[str, ...],
    *,
    head: bool = False,
    heads: tuple[int, ...] = (),
    styles: tuple[str, str] = (CELL, HEAD),
) -> None:
    """``head``: repeated on each page; ``heads``: which cells name what stands beside them."""
    line: Any = made.add_row()  # type: ignore[no-untyped-call]
    properties = line._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    for number, (cell, words) in enumerate(zip(line.cells, cells, strict=True)):
        cell.width = Emu(made.columns[number].width or 0)
        paragraph = cell.paragraphs[0]
        paragraph.style = styles[head or number in heads]
        paragraph.add_run(words)


def loop(made: Table, over: str, cells: tuple[str, ...], item: str = "行") -> None:
    """Rows of the template that are written once for each row of the data."""
    blanks = ("",) * (len(cells) - 1)
    for words in ((f"{{%tr for {item} in {over} %}}", *blanks), cells, ("{%tr endfor %}", *blanks)):
        row(made, words, styles=(SMALL, SMALL_HEAD))
