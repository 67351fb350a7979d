"""Word files as tests look at them: their words, and what LibreOffice makes of them."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.document import Document as Word

OFFICE = shutil.which("soffice")


def opened(file: bytes) -> Word:
    return Document(io.BytesIO(file))


def words(file: bytes) -> str:
    """All that stands in the body, paragraph by paragraph, cells divided by |."""
    return "\n".join(_blocks(opened(file)))


def _blocks(paper: Word) -> Iterator[str]:
    for block in paper.iter_inner_content():
        if hasattr(block, "rows"):
            yield from (" | ".join(cell.text for cell in row.cells) for row in block.rows)
        else:
            yield block.text


def parts(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return kept.getvalue()


def edited(file: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The file with one part of it changed."""
    found = parts(file)
    before = found[part].decode()
    found[part] = change(before).encode()
    assert found[part].decode() != before
    return packed(found)


def saying(*paragraphs: str) -> bytes:
    """A Word file of these paragraphs and nothing else."""
    paper = Document()
    for each in paragraphs:
        paper.add_paragraph(each)
    kept = io.BytesIO()
    paper.save(kept)
    return kept.getvalue()


def printed(file: bytes, folder: Path) -> pypdfium2.PdfDocument:
    """As LibreOffice prints it; the test is skipped where there is none."""
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed (Debian: apt-get install libreoffice-writer)")
    (folder / "paper.docx").write_bytes(file)
    home = f"-env:UserInstallation=file://{folder}/profile"
    command = [OFFICE, "--headless", home, "--convert-to", "pdf", "--outdir", str(folder), "paper.docx"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    assert (folder / "paper.pdf").exists(), done.stderr.decode(errors="replace")
    return pypdfium2.PdfDocument(folder / "paper.pdf")


def pages(pdf: pypdfium2.PdfDocument) -> list[str]:
    """The words of each page."""
    found = []
    for page in pdf:
        text = page.get_textpage()
        found.append(text.get_text_range())
        text.close()
        page.close()
    return found
