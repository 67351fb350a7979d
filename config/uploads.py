"""Upload handling that a 200 MB file cannot fill the disk with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedFileUploadHandler(TemporaryFileUploadHandler):
    """Keeps no more of a file than may be uploaded, and reports its true size.

    The rest of the request is read and thrown away, so that the form can still answer with a sentence
    ("too large") where an aborted request would show the browser's connection error.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.kept = 0
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = settings.UPLOAD_MAX_BYTES - self.kept
        if room > 0:
            super().receive_data_chunk(raw_data[:room], start)
            self.kept += min(room, len(raw_data))
