"""A template and plain data, made into a Word file."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2.exceptions import TemplateError
from lxml import etree
from markupsafe import Markup

from commitments.papers import chart
from commitments.papers.sandbox import Sandbox, crossing, placed, words_of
from commitments.refusals import Unfit

# What XML cannot hold, and the signs by which docxtpl would begin a paragraph or a page.
_UNWRITABLE: Final = re.compile("[^\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(template: bytes, fields: Mapping[str, Any], data: Mapping[str, Any]) -> bytes:
    """``fields``: the sample of the paper, by which names are known. Refused with the place of the fault."""
    paper = _Paper(io.BytesIO(template))
    try:
        paper.render(dict(data), Sandbox(dict(fields), paper.shown), autoescape=True)
    except TemplateError as error:
        raise Unfit(placed(_("it does not fit the data (%(error)s)") % {"error": error}, "")) from error
    except TypeError as error:
        raise Unfit(placed(_("a condition compares what cannot be compared"), "")) from error
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


class _Paper(DocxTemplate):
    def shown(self, value: Any) -> Any:
        if isinstance(value, chart.Bars):
            run = chart.run(value, self.current_rendering_part)
            return Markup('</w:t></w:r>%s<w:r><w:t xml:space="preserve">') % Markup(run)  # noqa: S704
        return _UNWRITABLE.sub(" ", value) if isinstance(value, str) else value

    def fix_tables(self, xml: str) -> Any:
        """docxtpl mends what is no XML by leaving things out; here it is a fault, and told."""
        try:
            etree.fromstring(xml)
        except etree.XMLSyntaxError as error:
            at = error.position[1]
            raise Unfit(placed(crossing(), words_of(xml[max(0, at - 400) : at])[-40:])) from error
        tree = super().fix_tables(xml)
        _mend(tree)
        return tree


def _mend(tree: Any) -> None:
    """Word opens no table without rows, and no cell without a paragraph."""
    for table in list(tree.iter(qn("w:tbl"))):
        if table.find(qn("w:tr")) is None:
            table.getparent().remove(table)
    for cell in tree.iter(qn("w:tc")):
        if len(cell) == 0 or cell[-1].tag != qn("w:p"):
            cell.append(OxmlElement("w:p"))
