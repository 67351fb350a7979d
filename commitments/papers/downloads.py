"""A Word file on its way to a person: saved, never shown, and kept by nobody in between."""

from __future__ import annotations

import io
from typing import Final

from django.http import FileResponse

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def download(file: bytes, name: str) -> FileResponse:
    answer = FileResponse(io.BytesIO(file), as_attachment=True, filename=f"{name}.docx", content_type=WORD)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
