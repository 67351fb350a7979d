"""Whether a file may be a template: it is a Word file, holds nothing that acts, and works on the samples.

It is tried before it is accepted. Every refusal says what is wrong, and where.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from commitments.papers.rendering import render
from commitments.papers.samples import SAMPLES, nothing
from commitments.papers.sandbox import placed
from commitments.refusals import Unfit
from reports.readers.package import Package
from reports.readers.refusals import Refused

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_UNPACKED: Final = 12 * 1024 * 1024
# Of markup with tags in it: docxtpl takes seconds for a megabyte.
MOST_WRITTEN: Final = 1024 * 1024
MOST_TAGS: Final = 1000
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# Parts that hold programs or other files, and fields that fetch something when the paper is opened.
_WRITTEN: Final = ("word/document", "word/header", "word/footer", "word/footnotes")
_ACTING: Final = re.compile(r"vbaProject|vbaData|activeX|oleObject|/afchunk|customUI", re.IGNORECASE)
_FETCHING: Final = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE)\b")
_PARAGRAPH: Final = re.compile(r"<w:p[ >](?:(?!<w:p[ >]).)*?</w:p>", re.DOTALL)
_TEXT: Final = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_BRACE: Final = re.compile(r"\{[{%#]|[}%#]\}")
_PAIRS: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
_WIDE: Final = re.compile(r"｛\s*[｛%％]|[%％｝]\s*｝")


def admit(kind: str, data: bytes) -> None:
    """Refused unless it can be the template of this paper."""
    if len(data) > MOST_BYTES:
        raise Unfit(_("The template is larger than %(most)s MB.") % {"most": MOST_BYTES // (1024 * 1024)})
    written = _parts(data)
    if sum(map(len, written)) > MOST_WRITTEN:
        raise Unfit(_("The template holds far more text than a paper needs. Take out what is not needed."))
    if sum(map(_scan, written)) > MOST_TAGS:
        raise Unfit(_("The template holds more than %(most)s tags.") % {"most": MOST_TAGS})
    fields = SAMPLES[kind]
    for sample in (fields, nothing(fields)):
        render(data, fields, sample)


def _parts(data: bytes) -> list[str]:
    """The parts in which tags may stand, of a file that is what it says and nothing more."""
    try:
        package = Package(data, MOST_UNPACKED)
        package.admit_all()
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        roots = {name: package.xml(name) for name in names if name.endswith((".xml", ".rels"))}
        parts = [package.read(name) for name in names if name.startswith(_WRITTEN) and name in roots]
    except (Refused, zipfile.BadZipFile) as error:
        raise Unfit(_not_word()) from error
    _harmless(names, {name: root for name, root in roots.items() if root is not None})
    return [part.decode("utf-8", "replace") for part in parts]


def _not_word() -> str:
    return _(
        "This is not a Word document (.docx), or it is damaged or protected by a password. Open it in Word "
        "or WPS, save it as “Word document (*.docx)” without a password, and upload that."
    )


def _harmless(names: list[str], roots: dict[str, Element]) -> None:
    listed = roots.get("[Content_Types].xml")
    types = [each.get("ContentType", "") for each in listed] if listed is not None else []
    if any(map(_ACTING.search, names)) or any("macroEnabled" in each for each in types):
        raise Unfit(
            _("The template holds macros or embedded programs. Save it as an ordinary .docx without them.")
        )
    if _WORD not in types or "word/document.xml" not in roots:
        raise Unfit(_not_word())
    for root in roots.values():
        if any(map(_elsewhere, root)):
            raise Unfit(
                _(
                    "The template fetches a picture, a template or another file from elsewhere. Put pictures "
                    "into the document itself, and take such links away."
                )
            )
        if _FETCHING.search(_codes(root)):
            raise Unfit(
                _("The template has a field that fetches something when it is opened (such as INCLUDETEXT).")
            )


def _elsewhere(relation: Element) -> bool:
    return relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink")


def _codes(root: Element) -> str:
    """The codes of all fields; one may be cut into several runs."""
    codes = [each.text or "" for each in root.iter() if each.tag.endswith("}instrText")]
    simple = [
        value for each in root.iter() if each.tag.endswith("}fldSimple") for value in each.attrib.values()
    ]
    return "".join(codes) + " " + " ".join(simple)


def _scan(text: str) -> int:
    """How many tags there are. One that is not closed in its own paragraph would swallow what follows."""
    number = 0
    for paragraph in _PARAGRAPH.findall(text):
        words = "".join(_TEXT.findall(paragraph))
        if _WIDE.search(words):
            raise Unfit(placed(_("the braces are full-width; write {{ }} and {% %} in half-width"), words))
        marks = _BRACE.findall(words)
        if odd := next(_unpaired(marks), ""):
            raise Unfit(placed(_("“%(brace)s” is not closed, or not opened") % {"brace": odd}, words))
        number += len(marks) // 2
    return number


def _unpaired(marks: list[str]) -> Iterator[str]:
    """Braces in the order in which they stand: each is opened, closed, and then comes the next."""
    opened = ""
    for mark in marks:
        if opened and mark != _PAIRS[opened]:
            yield opened
        elif not opened and mark not in _PAIRS:
            yield mark
        opened = "" if opened else mark
    if opened:
        yield opened
