"""Imports go one way (standard library only: nothing of the project is imported to be judged).

notifications -> commitments -> reports -> reports.text; config wires all and nobody imports it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Each may import itself and what stands before it.
LAYERS = ("reports.text", "reports", "commitments", "notifications")
EDGES = frozenset({"admin", "api", "tasks", "management"})
OURS = frozenset({"config", "reports", "commitments", "notifications", "tests"})


def layer_of(module: str) -> int | None:
    """The place of a module in LAYERS; None for config and for what is not ours."""
    if module == LAYERS[0] or module.startswith(LAYERS[0] + "."):
        return 0
    top = module.partition(".")[0]
    return LAYERS.index(top) if top in LAYERS else None


def edge_of(module: str) -> str | None:
    """ "reports.admin" for anything inside that edge, None elsewhere."""
    parts = module.split(".")
    if parts[0] in OURS - {"config", "tests"} and len(parts) > 1 and parts[1] in EDGES:
        return ".".join(parts[:2])
    return None


def imports(path: Path, module: str) -> Iterator[tuple[int, str]]:
    """Every module that a file names in an import, wherever it stands, as (line, absolute name)."""
    is_package = path.name == "__init__.py"
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")
            if node.level:
                base = base[: len(base) - node.level + is_package]
            start = ".".join(base) if node.level else ""
            source = ".".join(filter(None, (start, node.module)))
            # "from reports import admin" imports a module as well as "import reports.admin" does.
            yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("import_module", "__import__") and isinstance(node.args[0].value, str):
                yield node.lineno, node.args[0].value


def fault(module: str, imported: str) -> str | None:
    """Why ``module`` may not import ``imported``; None when it may."""
    top = imported.partition(".")[0]
    mine, other = layer_of(module), layer_of(imported)
    if mine is None:
        return None
    if mine == 0 and other != 0 and top not in sys.stdlib_module_names:
        return "the text core knows nothing but itself and the standard library"
    if top in ("config", "tests"):
        return f"nobody imports {top}"
    if other is not None and other > mine:
        return "imports go down only"
    edge = edge_of(imported)
    if edge is not None and edge != edge_of(module):
        return "an edge (admin, api, tasks, commands) is imported by config only"
    return None


def faults(root: Path) -> list[str]:
    found = []
    for app in ("reports", "commitments", "notifications"):
        for path in sorted((root / app).rglob("*.py")):
            module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
            for line, imported in imports(path, module):
                if why := fault(module, imported):
                    found.append(f"{path.relative_to(root)}:{line}: imports {imported}: {why}")
    return found


def test_imports_go_one_way() -> None:
    assert faults(ROOT) == []


def test_it_looked_at_the_text_core() -> None:
    """A moved folder must not let the rule pass by finding nothing."""
    assert list((ROOT / "reports" / "text").glob("*.py"))


@pytest.mark.parametrize(
    ("file", "code"),
    [
        pytest.param("reports/models.py", "from commitments import models", id="upward"),
        pytest.param("reports/intake.py", "import notifications.planning", id="two layers up"),
        pytest.param("reports/text/items.py", "from django.utils import timezone", id="django in text"),
        pytest.param("reports/text/items.py", "from ..models import Report", id="relative out of text"),
        pytest.param("reports/text/items.py", "from .. import readers", id="readers in text"),
        pytest.param("reports/text/items.py", "import celery", id="celery in text"),
        pytest.param("reports/text/__init__.py", "from ..intake import store", id="out of a package"),
        pytest.param("commitments/capture.py", "def f():\n import reports.admin", id="edge in function"),
        pytest.param("reports/intake.py", "from .tasks import read_upload", id="own edge"),
        pytest.param("reports/tasks.py", "from reports.admin import site", id="edge to edge"),
        pytest.param("reports/intake.py", "from config import settings", id="config"),
        pytest.param("reports/intake.py", "import_module('commitments')", id="by name"),
    ],
)  # fmt: skip
def test_a_planted_violation_is_found(tmp_path: Path, file: str, code: str) -> None:
    plant(tmp_path, file, code)
    assert len(faults(tmp_path)) == 1


@pytest.mark.parametrize(
    ("file", "code"),
    [
        pytest.param("commitments/models.py", "from reports.models import Item", id="downward"),
        pytest.param("reports/text/items.py", "import re\nfrom .model import Item", id="text imports text"),
        pytest.param(
            "reports/admin/__init__.py", "from reports.admin.pages import page", id="inside one edge"
        ),
        pytest.param(
            "reports/tasks.py", "from celery import shared_task\nfrom reports import intake", id="edge"
        ),
        pytest.param("config/urls.py", "from reports import api", id="config imports an edge"),
    ],
)
def test_what_is_allowed_passes(tmp_path: Path, file: str, code: str) -> None:
    plant(tmp_path, file, code)
    assert faults(tmp_path) == []


def plant(root: Path, file: str, code: str) -> None:
    path = root / file
    path.parent.mkdir(parents=True)
    path.write_text(code, "utf-8")
