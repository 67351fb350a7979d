"""Bar charts of a paper: real charts of Word, with the figures inside, so that an office can restyle them.

Each bar carries its number and each series a fill of its own: a chart is read in black and white too.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.chart.chartspace import ChartContainer, ChartSpace, ExternalData
from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.plotarea import PlotArea
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.fill import ColorChoice, PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)
from openpyxl.xml.functions import tostring

from commitments import workbooks

CHART: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEETS, _CHARTS = "/word/embeddings/Microsoft_Excel_Sheet%d.xlsx", "/word/charts/chart%d.xml"
INK, PAPER = "1F3864", "FFFFFF"
# Dark, light, striped, white, crossed …: told apart in grey as well.
FILLS: Final = (INK, "D9D9D9", "wdUpDiag", PAPER, "smGrid", "7F7F7F", "wdDnDiag", "pct20")
WIDTH: Final = Mm(150)


@dataclass(frozen=True, slots=True)
class Bars:
    """``series``: each a name and a number for every label. More than one are stacked."""

    title: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def stacked(self) -> bool:
        return len(self.series) > 1

    @property
    def words(self) -> str:
        """The same for who cannot see it."""
        told = (
            f"{label}：" + "、".join(f"{name}{numbers[n]}" for name, numbers in self.series)
            for n, label in enumerate(self.labels)
        )
        return f"{self.title}。" + "；".join(told)


def run(bars: Bars, part: Any) -> str:
    """The run of WordprocessingML that shows the chart, which becomes a part beside ``part``."""
    package = part.package
    sheet, name = map(package.next_partname, (_SHEETS, _CHARTS))
    workbook = Part(sheet, workbooks.MIME, _workbook(bars), package)
    made = Part(name, CHART, b"", package)
    made._blob = xml(bars, made.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE))
    key = part.relate_to(made, RELATIONSHIP_TYPE.CHART)
    return _RUN.format(
        space=nsdecls("wp", "a", "r"),
        width=int(WIDTH),
        height=int(Mm(22 + 11 * len(bars.labels) + (8 if bars.stacked else 0))),
        number=1,  # docxtpl numbers what is drawn anew
        name=quoteattr(bars.title),
        words=quoteattr(bars.words),
        key=key,
    )


_RUN: Final = (
    "<w:r><w:drawing><wp:inline {space}>"
    '<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name={name} descr={words}/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="{key}"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


def xml(bars: Bars, workbook: str) -> bytes:
    """``workbook``: the relationship by which "edit the data" finds the figures."""
    chart = BarChart(barDir="bar", grouping="stacked" if bars.stacked else "clustered", gapWidth=45)
    chart.overlap = 100 if bars.stacked else None
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"  # the first label on top
    chart.y_axis.scaling.min = 0
    chart.y_axis.majorGridlines, chart.y_axis.number_format = None, "0"
    chart.y_axis.delete = True  # the bars say their numbers themselves
    chart.series = [_series(bars, number) for number in range(len(bars.series))]
    area = PlotArea(_charts=[chart], _axes=[chart.x_axis, chart.y_axis])
    space = ChartSpace(chart=_container(chart, area, bars))
    space.roundedCorners = False
    space.txPr, space.externalData = _letters(1000), ExternalData(id=workbook)
    space.spPr = GraphicalProperties(noFill=True, ln=LineProperties(noFill=True))
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + tostring(space.to_tree())


def _container(chart: Any, area: PlotArea, bars: Bars) -> Any:
    chart.title = bars.title
    title = chart.title
    title.overlay = False
    title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_face(1200))
    title.tx.rich.p[0].r[0].rPr = _face(1200)
    legend = Legend(legendPos="b") if bars.stacked else None
    return ChartContainer(title=title, autoTitleDeleted=False, plotArea=area, legend=legend, plotVisOnly=True)


def _series(bars: Bars, number: int) -> Series:
    name, numbers = bars.series[number]
    letter, last = "BCDEFGHIJKLMNOP"[number], len(bars.labels) + 1
    labels = StrData(ptCount=len(bars.labels), pt=[StrVal(idx=n, v=v) for n, v in enumerate(bars.labels)])
    # Nothing is drawn where there is nothing: a 0 on a stacked bar would stand on its neighbour.
    points = [NumVal(idx=n, v=v) for n, v in enumerate(numbers) if v or not bars.stacked]
    values = NumData(formatCode="0", ptCount=len(numbers), pt=points)
    one = StrData(ptCount=1, pt=[StrVal(idx=0, v=name)])
    made = Series(
        idx=number,
        order=number,
        tx=SeriesLabel(strRef=StrRef(f=f"Sheet1!${letter}$1", strCache=one)),
        cat=AxDataSource(strRef=StrRef(f=f"Sheet1!$A$2:$A${last}", strCache=labels)),
        val=NumDataSource(numRef=NumRef(f=f"Sheet1!${letter}$2:${letter}${last}", numCache=values)),
        spPr=_pattern(number),
        invertIfNegative=False,
    )
    made.dLbls = DataLabelList(
        showVal=True, showLegendKey=False, showCatName=False, showSerName=False, showPercent=False,
        dLblPos="ctr" if bars.stacked else "outEnd", txPr=_letters(1000, bold=True),
        spPr=GraphicalProperties(solidFill=PAPER) if bars.stacked else None,
    )  # fmt: skip
    return made


def _pattern(number: int) -> GraphicalProperties:
    fill, edge = FILLS[number % len(FILLS)], LineProperties(solidFill=INK, w=9525)
    if len(fill) == 6:
        return GraphicalProperties(solidFill=fill, ln=edge)
    ink, paper = ColorChoice(srgbClr=INK), ColorChoice(srgbClr=PAPER)
    return GraphicalProperties(pattFill=PatternFillProperties(prst=fill, fgClr=ink, bgClr=paper), ln=edge)


def _face(size: int, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(
        sz=size, b=bold, latin=Font(typeface="Times New Roman"), ea=Font(typeface="黑体"), solidFill="000000"
    )


def _letters(size: int, *, bold: bool = False) -> RichText:
    about = ParagraphProperties(defRPr=_face(size, bold=bold))
    end = CharacterProperties(lang="zh-CN")
    return RichText(bodyPr=RichTextProperties(), p=[Paragraph(pPr=about, endParaRPr=end, r=[])])


def _workbook(bars: Bars) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Sheet1"
    sheet.append(["", *(name for name, _numbers in bars.series)])
    for n, label in enumerate(bars.labels):
        sheet.append([label, *(numbers[n] for _name, numbers in bars.series)])
    for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
        cell.data_type = "s"  # words stay words, whatever they begin with
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
