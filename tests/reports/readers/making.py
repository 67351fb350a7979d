"""Files made for the tests: small PDFs, Word documents put together part by part, and bombs."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from reports.readers import Limits

FILES = Path(__file__).resolve().parents[2] / "files"
LIMITS = Limits()
MEBIBYTE = 1024 * 1024

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(body: str, declarations: str = "", **parts: str) -> bytes:
    """A Word document with ``body`` as its paragraphs; ``parts`` like numbering= and styles= are XML too."""
    related = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>' for name in parts
    )
    document = f"{declarations}{_part('document', f'<w:body>{body}</w:body>')}"
    return zipped(
        {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _relations(
                f'<Relationship Id="main" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
            ),
            "word/_rels/document.xml.rels": _relations(related),
            "word/document.xml": document,
        }
        | {f"word/{name}.xml": _part(name, content) for name, content in parts.items()}
    )


def _part(name: str, content: str) -> str:
    spaces = {
        "w": WORD,
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }
    declared = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in spaces.items())
    return f"<w:{name}{declared}>{content}</w:{name}>"


def _relations(content: str) -> str:
    return f'<Relationships xmlns="{_RELATIONS}">{content}</Relationships>'


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(contents: Sequence[bytes], count: int | None = None, packed: bool = False) -> bytes:
    """A PDF with one page per content stream, set in a Chinese font that every reader knows by name.

    ``count`` makes that many pages that all share the last stream; ``packed`` streams are compressed already.
    """
    pages = [f"{3 + index} 0 R" for index in range(count or len(contents))]
    font, streams = 3 + len(pages), 5 + len(pages)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{' '.join(pages)}]/Count {len(pages)}>>".encode(),
    ]
    objects += [
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F {font} 0 R>>>>"
        f"/Contents {streams + min(index, len(contents) - 1)} 0 R>>".encode()
        for index in range(len(pages))
    ]
    objects.append(
        f"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
        f"/DescendantFonts[{font + 1} 0 R]>>".encode()
    )
    objects.append(
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/W[1 95 500]"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
    )
    for content in contents:
        data = content if packed else zlib.compress(content, 9)
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(data), data))
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    data, places = bytearray(b"%PDF-1.5\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(data)


def printed(text: str, x: float, y: float, size: float = 16) -> bytes:
    """The content stream of one line."""
    return f"BT/F {size} Tf {x} {y} Td<{text.encode('utf-16-be').hex()}>Tj ET\n".encode()


def typeset(paragraphs: Sequence[str], *, width: int = 26, top: float = 720, indent: int = 2) -> bytes:
    """The content stream of a page on which ``paragraphs`` are set in lines of ``width`` characters."""
    lines: list[tuple[int, str]] = []
    for text in paragraphs:
        start = indent
        while text:
            lines.append((start, text[: width - start]))
            text, start = text[width - start :], 0
    return b"".join(
        printed(line, 90 + 16 * start, top - 28 * number) for number, (start, line) in enumerate(lines)
    )
