"""Compiles the message catalogues: ``python -m config.catalogues``.

Written for machines without GNU gettext, whose msgfmt Django's own compilemessages needs. The .mo files are
made where the site runs and not kept in the repository.
"""

from __future__ import annotations

import os
from pathlib import Path

import polib

BASE_DIR = Path(__file__).resolve().parent.parent


def sources(base: Path = BASE_DIR) -> list[Path]:
    return sorted(path for folder in ("locale", "locale_unfold") for path in (base / folder).rglob("*.po"))


def compile_catalogue(source: Path) -> bool:
    """Write ``source``'s .mo beside it; False when it was up to date already."""
    target = source.with_suffix(".mo")
    compiled = polib.pofile(str(source)).to_binary()
    if target.exists() and target.read_bytes() == compiled:
        return False
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    fresh.write_bytes(compiled)
    fresh.replace(target)
    return True


def main() -> None:
    for source in sources():
        if compile_catalogue(source):
            print(f"compiled {source.relative_to(BASE_DIR)}")


if __name__ == "__main__":
    main()
