"""What reading one file may cost, from the settings."""

from __future__ import annotations

from django.conf import settings

from reports.readers import Limits


def configured() -> Limits:
    return Limits(
        max_bytes=settings.UPLOAD_MAX_BYTES,
        max_expanded_bytes=settings.READ_MAX_UNPACKED_BYTES,
        max_pages=settings.READ_MAX_PAGES,
        max_characters=settings.READ_MAX_CHARACTERS,
        seconds=settings.READ_MAX_SECONDS,
    )
