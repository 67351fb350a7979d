"""What paragraph styles of a Word document say of lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element


@dataclass(frozen=True, slots=True)
class Style:
    name: str
    based_on: str
    num: str
    depth: str


@dataclass(frozen=True, slots=True)
class Inherited:
    """The list that a style puts its paragraphs in, and the style (it or an ancestor) that says so."""

    num: str
    depth: str
    style: str


@dataclass(frozen=True, slots=True)
class Styles:
    by_id: Mapping[str, Style]
    default: str = ""

    def numbering(self, style: str) -> Inherited | None:
        seen: set[str] = set()
        style = style or self.default
        while style in self.by_id and style not in seen:
            seen.add(style)
            found = self.by_id[style]
            if found.num:
                return Inherited(found.num, found.depth, style)
            style = found.based_on
        return None

    def is_contents(self, style: str) -> bool:
        """Whether paragraphs of this style are lines of a table of contents ("toc 1")."""
        return style in self.by_id and self.by_id[style].name.lower().startswith("toc ")

    def lists(self) -> Mapping[str, str]:
        return {identifier: style.num for identifier, style in self.by_id.items() if style.num}


def styles_of(root: Element | None) -> Styles:
    if root is None:
        return Styles({})
    by_id: dict[str, Style] = {}
    default = ""
    for item in root.iter("style"):
        identifier = item.get("styleId", "")
        by_id[identifier] = Style(
            name=setting(item, "name"),
            based_on=setting(item, "basedOn"),
            num=setting(item, "pPr/numPr/numId"),
            depth=setting(item, "pPr/numPr/ilvl"),
        )
        if item.get("type") == "paragraph" and item.get("default") in {"1", "true"}:
            default = identifier
    return Styles(by_id, default)


def setting(parent: Element, path: str) -> str:
    """The value of the element at ``path`` below ``parent``; empty when there is none."""
    child = parent.find(path)
    return child.get("val", "") if child is not None else ""
