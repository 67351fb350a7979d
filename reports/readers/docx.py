"""Word documents (.docx, .docm, .dotx; from Word or WPS), read straight from their XML.

python-docx passes over content controls, inserted passages, text boxes and automatic numbers, and unpacks
every picture; what is needed of the format here is small enough to read by itself. Macros are never unpacked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from reports.readers.model import NOTES_HEADING, Document, Limits
from reports.readers.numbering import Numbering, integer, numbering_of
from reports.readers.package import Package
from reports.readers.refusals import Refused
from reports.readers.styles import Styles, setting, styles_of
from reports.readers.text import tidy
from reports.text.model import Metadata

_NAMESPACES: Final = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
    }
)
# Deleted, moved away or never shown: field codes, the reading aid over a character, properties.
_UNSEEN: Final = frozenset(
    {"del", "moveFrom", "instrText", "delText", "rt", "pPr", "rPr", "sdtPr", "tblPr", "trPr"}
)
_MARKS: Final = {"tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "-"}
_THROUGH: Final = frozenset({"ins", "moveTo", "customXml", "smartTag", "sdtContent"})
_OFF: Final = frozenset({"0", "false", "off", "none"})
# A cell with more lines than this lays out the page; it is no entry of a table.
_CELL_LINES: Final = 6


def read(data: bytes, limits: Limits) -> Document:
    package = Package(data, limits.max_expanded_bytes)
    main = package.related("", "officeDocument") or "word/document.xml"
    root = _plain(package.xml(main))
    body = root.find("body") if root is not None and root.tag == "document" else None
    if root is None or body is None:
        raise Refused("damaged" if root is None else "wrong_type")
    try:
        text = _Story(package, main, limits).text(body)
    except RecursionError as error:
        raise Refused("too_complex") from error
    if not text.strip():
        pictures = any(element.tag.endswith(("}blip", "}imagedata")) for element in root.iter())
        raise Refused("scanned" if pictures else "empty")
    return Document(tidy(text), "docx", Metadata())


def _plain(root: Element | None) -> Element | None:
    """Drop the namespaces of word processing, transitional and strict alike, from names."""
    for element in root.iter() if root is not None else ():
        element.tag = _local(element.tag)
        if element.keys():
            element.attrib = {_local(key): value for key, value in element.items()}
    return root


def _local(name: str) -> str:
    namespace, brace, local = name[1:].partition("}")
    return local if brace and namespace in _NAMESPACES else name


@dataclass(slots=True)
class _Passage:
    """What one paragraph yields: its own text, and the boxes and notes that hang on it."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


class _Story:
    """The text of a document, gathered line by line in reading order."""

    def __init__(self, package: Package, main: str, limits: Limits) -> None:
        def part(kind: str) -> Element | None:
            name = package.related(main, kind)
            return _plain(package.xml(name)) if name else None

        self._limit = limits.max_characters
        self._size = 0
        self._lines: list[str] = []
        self._open = ""  # the text of paragraphs whose end was deleted: it runs on into the next
        self._styles: Styles = styles_of(part("styles"))
        self._numbering: Numbering = numbering_of(part("numbering"), self._styles.lists())
        self._notes = {kind: _notes(part(f"{kind}s"), kind) for kind in ("footnote", "endnote")}
        self._cited: list[tuple[str, str]] = []

    def text(self, body: Element) -> str:
        self._blocks(body)
        self._end_line("")
        cited = [note for note in self._cited if note in self._notes[note[0]]]
        if cited:
            self._end_line(NOTES_HEADING)
        for number, note in enumerate(dict.fromkeys(cited), start=1):
            lines = self._apart(self._notes[note[0]][note])
            self._end_line(f"{number}.{' '.join(lines)}")
        return "\n".join(self._lines)

    def _end_line(self, text: str) -> None:
        text, self._open = (self._open + text).strip(), ""
        if text:
            self._size += len(text)
            if self._size > self._limit:
                raise Refused("too_long", limit=self._limit)
            self._lines.append(text)

    def _apart(self, parent: Element) -> list[str]:
        """The lines of a part of the document, kept out of the story."""
        story, self._lines = self._lines, []
        self._blocks(parent)
        lines, self._lines = self._lines, story
        return lines

    def _blocks(self, parent: Element) -> None:
        for child in parent:
            if child.tag == "p":
                self._paragraph(child)
            elif child.tag == "tbl":
                for row in _inside(child, "tr"):
                    self._row(row)
            elif child.tag == "sdt":
                if not _is_contents(child):
                    self._blocks(child)
            elif child.tag == "AlternateContent":
                self._blocks(_choice(child))
            elif child.tag in _THROUGH:
                self._blocks(child)

    def _row(self, row: Element) -> None:
        if row.find("trPr/del") is not None:
            return
        cells = [lines for cell in _inside(row, "tc") if (lines := self._apart(cell))]
        self._size -= sum(len(line) for lines in cells for line in lines)
        if len(cells) > 1 and max(map(len, cells)) <= _CELL_LINES:
            self._end_line("\t".join(" ".join(lines) for lines in cells))
            return
        for line in (line for lines in cells for line in lines):
            self._end_line(line)

    def _paragraph(self, paragraph: Element) -> None:
        style = setting(paragraph, "pPr/pStyle")
        label = self._label(paragraph, style)
        if self._styles.is_contents(style):
            return
        passage = _Passage()
        _gather(paragraph, passage)
        text = "".join(passage.parts)
        if text.strip() and not self._open:
            text = label + text.lstrip()
        if paragraph.find("pPr/rPr/del") is not None:
            self._open += text
        else:
            *firsts, last = text.split("\n")
            for line in firsts:
                self._end_line(line)
            self._end_line(last)
        self._cited += passage.notes
        for box in passage.boxes:
            self._blocks(box)

    def _label(self, paragraph: Element, style: str) -> str:
        num = setting(paragraph, "pPr/numPr/numId")
        depth = setting(paragraph, "pPr/numPr/ilvl")
        inherited = self._styles.numbering(style)
        if not num and inherited is not None:
            num = inherited.num
            depth = depth or inherited.depth or str(self._numbering.level_of_style(num, inherited.style))
        return self._numbering.label(num, integer(depth, 0)) if num else ""


def _gather(parent: Element, passage: _Passage) -> None:
    for child in parent:
        if child.tag in _UNSEEN or (child.tag == "r" and _is_hidden(child)):
            continue
        if child.tag == "t":
            passage.parts.append(child.text or "")
        elif child.tag == "br":
            passage.parts.append("" if child.get("type") in {"page", "column"} else "\n")
        elif child.tag in _MARKS:
            passage.parts.append(_MARKS[child.tag])
        elif child.tag == "txbxContent":
            passage.boxes.append(child)
        elif child.tag in {"footnoteReference", "endnoteReference"}:
            passage.notes.append((child.tag.removesuffix("Reference"), child.get("id", "")))
        else:
            _gather(_choice(child) if child.tag == "AlternateContent" else child, passage)


def _choice(alternatives: Element) -> Element:
    """Of the same thing written for newer and for older programs take the newer."""
    return next((each for each in alternatives if each.tag in {"Choice", "Fallback"}), alternatives)


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or cells of a row, also where they are wrapped in controls or tracked changes."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag == "sdt" or child.tag in _THROUGH:
            yield from _inside(child, tag)


def _is_hidden(run: Element) -> bool:
    vanish = run.find("rPr/vanish")
    return vanish is not None and vanish.get("val", "1") not in _OFF


def _is_contents(control: Element) -> bool:
    """Whether a content control is the table of contents, which only repeats the headings."""
    return setting(control, "sdtPr/docPartObj/docPartGallery") == "Table of Contents"


def _notes(root: Element | None, kind: str) -> Mapping[tuple[str, str], Element]:
    found = root.iter(kind) if root is not None else ()
    return {(kind, note.get("id", "")): note for note in found if note.get("type", "normal") == "normal"}
