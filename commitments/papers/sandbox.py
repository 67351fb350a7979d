"""What a template of an office may say: names of fields, conditions, and loops over lists.

A template is somebody's file. It is checked word by word before it runs, each name against the fields of its
paper, and there is nothing in it that calls, computes or reaches beyond the plain data that it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, Final, NoReturn

from django.utils.translation import gettext as _
from jinja2 import StrictUndefined, Template, nodes
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from commitments.refusals import Unfit

MOST_CHARACTERS: Final = 30_000_000
_FILTERS: Final = ("default", "length", "trim", "truncate", "join")
_TESTS: Final = ("defined", "none", "==", "eq", "!=", "ne", "in")
_CELLS: Final = re.compile(r"<(/?)w:t[rc][ >]")
_LOOP: Final = frozenset({"index", "first", "last", "length"})
_ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const, nodes.For,
    nodes.If, nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Filter,
    nodes.Test, nodes.Concat, nodes.List, nodes.Tuple, nodes.Keyword,
)  # fmt: skip


class _Bounded(Template):
    def render(self, *given: Any, **named: Any) -> str:
        pieces, size = [], 0
        for piece in self.generate(*given, **named):
            size += len(piece)
            if size > MOST_CHARACTERS:
                raise Unfit(_("The paper would become too long. Repeat less in the template."))
            pieces.append(piece)
        return "".join(pieces)


class Sandbox(ImmutableSandboxedEnvironment):
    """``fields``: sample data that has every field; ``show`` makes of a value what is written."""

    template_class = _Bounded

    def __init__(self, fields: dict[str, Any], show: Callable[[Any], Any]) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=show)
        self.fields = fields
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.tests = {name: self.tests[name] for name in _TESTS}

    def from_string(self, source: Any, *given: Any, **named: Any) -> Template:
        """docxtpl brings each part of the file here: so every part is checked."""
        try:
            _Check(source).block(self.parse(source).body, dict(self.fields), frozenset())
            return super().from_string(source, *given, **named)
        except TemplateSyntaxError as error:
            raise Unfit(_syntax(error, source)) from error
        except (RecursionError, SyntaxError, MemoryError) as error:  # Python's own bounds on what it compiles
            words = _("loops, conditions or parentheses stand within one another too deeply")
            raise Unfit(placed(words, "")) from error

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return super().getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return self.getattr(obj, str(argument))

    def call(self, *_given: Any, **_named: Any) -> Any:
        raise SecurityError("nothing is called in a template")


class _Check:
    """Walks a template with the fields that each name stands for. The first fault is told, with its place."""

    def __init__(self, source: str) -> None:
        self._source = source

    def block(self, body: list[Any], scope: dict[str, Any], rows: frozenset[str]) -> None:
        """``rows``: the names under which loops around this one give their rows."""
        for node in body:
            self._allow(node)
            if isinstance(node, nodes.For):
                self._loop(node, scope, rows)
            elif isinstance(node, nodes.If):
                self.value(node.test, scope)
                branches: list[list[Any]] = [node.body, list(node.elif_), node.else_]
                for branch in branches:
                    self._whole(node, branch)
                    self.block(branch, scope, rows)
            else:
                for written in node.nodes if isinstance(node, nodes.Output) else [node]:
                    if isinstance(self.value(written, scope), list | dict):
                        self._fault(node, _("a list is not written as a whole: go over its rows with for"))

    def _loop(self, node: nodes.For, scope: dict[str, Any], rows: frozenset[str]) -> None:
        over = self.value(node.iter, scope)
        if not isinstance(over, list) or not isinstance(node.target, nodes.Name) or node.recursive:
            self._fault(node, _("for goes over a list of this paper, with one name for its row"))
        if rows and _root(node.iter) not in rows:
            # A list inside itself grows without measure.
            self._fault(node, _("a loop within a loop goes over a list of the outer row"))
        name = node.target.name
        inner = {**scope, name: over[0], "loop": dict.fromkeys(_LOOP, "1")}
        if node.test is not None:
            self.value(node.test, inner)
        self._whole(node, node.body)
        self.block(node.body, inner, rows | {name})
        self.block(node.else_, scope, rows)

    def _whole(self, node: Any, body: list[Any]) -> None:
        """What is repeated or left out holds no half of a cell or row."""
        depth = 0
        for mark in _CELLS.finditer("".join(map(_text, body))):
            depth += -1 if mark[1] else 1
            if depth < 0:
                self._fault(node, crossing())

    def value(self, node: Any, scope: dict[str, Any]) -> Any:
        """What stands there, as sample data; None for what is computed."""
        self._allow(node)
        if isinstance(node, nodes.Name):
            return self._field(node, node.name, scope)
        if isinstance(node, nodes.Getattr):
            inner = self.value(node.node, scope)
            return self._field(node, node.attr, inner if isinstance(inner, dict) else {})
        for child in node.iter_child_nodes():
            self.value(child, scope)
        return None

    def _allow(self, node: Any) -> None:
        if not isinstance(node, _ALLOWED):
            self._fault(
                node, _("only names of fields, conditions (if) and loops (for) may stand in a template")
            )
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            self._fault(node, _("there is no filter “%(name)s”") % {"name": node.name})

    def _field(self, node: Any, name: str, fields: dict[str, Any]) -> Any:
        if name in fields:
            return fields[name]
        meant = get_close_matches(name, fields, n=1, cutoff=0.4)
        words = _("there is no field “%(name)s”; is “%(meant)s” meant?")
        if not meant:
            words = _("there is no field “%(name)s”")
        return self._fault(node, words % {"name": name, "meant": "".join(meant)})

    def _fault(self, node: Any, words: str) -> NoReturn:
        raise Unfit(placed(words, near(self._source, node.lineno)))


def crossing() -> str:
    return _(
        "a loop or a condition begins in one row or cell and ends in another; for rows of a table write "
        "{%tr for … %} and {%tr endfor %} in rows of their own, for paragraphs {%p … %}"
    )


def _text(node: Any) -> str:
    return "".join(each.data for each in node.find_all(nodes.TemplateData))


def _root(node: Any) -> str:
    while isinstance(node, nodes.Getattr):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""


def _syntax(error: TemplateSyntaxError, source: str) -> str:
    said = error.message or ""
    unknown = re.match(r"Encountered unknown tag '(\w+)'", said)
    filters = re.match(r"No filter named '(\w+)'", said)
    if "end of template" in said:
        words = _("a for or an if is not ended: {% endfor %} or {% endif %} is missing")
    elif unknown and unknown[1].startswith(("end", "el")):
        words = _("“%(name)s” stands here without what it belongs to") % {"name": unknown[1]}
    elif unknown:
        words = _("there is no tag “%(name)s”") % {"name": unknown[1]}
    elif filters:
        words = _("there is no filter “%(name)s”") % {"name": filters[1]}
    else:
        words = _("what stands between the braces cannot be understood")
    return placed(words, near(source, error.lineno))


def near(source: str, line: int) -> str:
    """The words of the paragraph: docxtpl begins a line with each."""
    lines = source.splitlines()
    return words_of(lines[line - 1]) if 0 < line <= len(lines) else ""


def words_of(xml: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>?", "", xml)).strip()


def placed(words: str, place: str) -> str:
    """The sentence that names the place."""
    short = place if len(place) <= 60 else f"{place[:59]}…"
    if not short:
        return _("The template cannot be used: %(fault)s.") % {"fault": words}
    return _("The template cannot be used. At “%(place)s”: %(fault)s.") % {"place": short, "fault": words}
