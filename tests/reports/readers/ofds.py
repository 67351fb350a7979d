"""OFD files made for the tests as converters write them: a text object a line, placed in millimetres."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from unicodedata import east_asian_width

from tests.reports.readers.making import zipped

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
WIDTH, HEIGHT = 210, 297
# 三号 type, 28 points from line to line, as GB/T 9704 has it.
SIZE = 5.64
STEP = 9.88
LEFT, TOP = 28.0, 47.0
_HEADER = '<?xml version="1.0" encoding="UTF-8"?>'


def ofd(pages: Sequence[str], *, title: str = "", template: str = "", **more: bytes | str) -> bytes:
    """A file with a page for each content; ``template`` stands behind all, ``more`` are parts of any name."""
    return zipped(parts(pages, title, template) | more)


def parts(pages: Sequence[str], title: str = "", template: str = "") -> dict[str, str]:
    """The parts of such a file by name."""
    listed = "".join(
        f'<ofd:Page ID="{10 + number}" BaseLoc="Pages/Page_{number}/Content.xml"/>'
        for number in range(len(pages))
    )
    behind = '<ofd:TemplatePage ID="3" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    made = {
        "OFD.xml": f'{_HEADER}<ofd:OFD {SPACE} DocType="OFD" Version="1.1"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>a1</ofd:DocID><ofd:Title>{escape(title)}</ofd:Title>"
        "<ofd:CreationDate>2031-05-06</ofd:CreationDate></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"{_HEADER}<ofd:Document {SPACE}><ofd:CommonData>"
        "<ofd:MaxUnitID>999</ofd:MaxUnitID><ofd:PageArea>"
        f"<ofd:PhysicalBox>0 0 {WIDTH} {HEIGHT}</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{behind}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/PublicRes.xml": f'{_HEADER}<ofd:Res {SPACE} BaseLoc="Res"><ofd:Fonts>'
        '<ofd:Font ID="5" FontName="仿宋_GB2312"/></ofd:Fonts></ofd:Res>',
    }
    for number, content in enumerate(pages):
        made[f"Doc_0/Pages/Page_{number}/Content.xml"] = page(content, bool(template))
    if template:
        made["Doc_0/Tpls/Tpl_0/Content.xml"] = page(template)
    return made


def page(content: str, on_template: bool = False) -> str:
    behind = '<ofd:Template TemplateID="3" ZOrder="Background"/>' if on_template else ""
    return (
        f"{_HEADER}<ofd:Page {SPACE}>{behind}<ofd:Content>"
        f'<ofd:Layer ID="90" Type="Body">{content}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def line(text: str, x: float = LEFT, y: float = TOP, size: float = SIZE) -> str:
    """A text object whose letters stand side by side, the baseline ``y`` from the top of the page."""
    widths = [advance(letter) * size for letter in text]
    deltas = f' DeltaX="{" ".join(f"{width:.3f}" for width in widths[:-1])}"' if len(text) > 1 else ""
    return (
        f'<ofd:TextObject ID="{100 + int(y)}" Boundary="{x} {y - size} {sum(widths)} {size}" Font="5" '
        f'Size="{size}"><ofd:TextCode X="0" Y="{size}"{deltas}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def letters(text: str, x: float = LEFT, y: float = TOP, size: float = SIZE) -> str:
    """The same with an object for each letter, as some converters have it."""
    objects = []
    for letter in text:
        objects.append(line(letter, x, y, size))
        x += advance(letter) * size
    return "".join(objects)


def advance(letter: str) -> float:
    """In ems."""
    return 1.0 if east_asian_width(letter) in "WFA" else 0.5


def picture() -> str:
    return f'<ofd:ImageObject ID="7" Boundary="0 0 {WIDTH} {HEIGHT}" ResourceID="8"/>'


def typeset(paragraphs: Sequence[str], *, width: int = 28, indent: int = 2, lines: int = 22) -> list[str]:
    """The pages on which ``paragraphs`` are set in lines of ``width`` letters."""
    return [
        "".join(line(text, x, y) for text, x, y in page) for page in placed(paragraphs, width, indent, lines)
    ]


def placed(
    paragraphs: Sequence[str], width: int = 28, indent: int = 2, lines: int = 22
) -> list[list[tuple[str, float, float]]]:
    """The lines of each page, with their places."""
    rows: list[tuple[int, str]] = []
    for text in paragraphs:
        start, row = indent, ""
        for word in re.findall(r"[A-Za-z]+|.", text):
            if start + sum(map(advance, row + word)) > width:
                rows.append((start, row))
                start, row = 0, ""
            row += word
        rows.append((start, row))
    pages = [rows[first : first + lines] for first in range(0, len(rows), lines)]
    return [
        [(text, LEFT + SIZE * start, TOP + STEP * number) for number, (start, text) in enumerate(page)]
        for page in pages
    ]
