"""A .zip of reports, a mail with reports on it: opened where it comes in, each of its files an upload.

Nothing is written down of the whole. Who sends it again, as after a failure in the middle, loses nothing and
doubles nothing: each of its files is known by its content.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from django.core.files.base import ContentFile, File

from reports import intake
from reports.intake import Stored
from reports.readers import Limits, Member, Refused, read_members

PATIENCE = 20.0  # seconds; a person waits for the answer


def take(content: File, name: str, *, by: Any, limits: Limits) -> list[Stored]:
    """Keep and queue the file, or each of those in it. Never empty."""
    whole = _whole(content, limits)
    try:
        members = read_members(whole, name, replace(limits, seconds=min(limits.seconds, PATIENCE)))
    except Refused:
        members = ()  # kept as one file; who reads it finds the same reason
    if not members:
        return [intake.store(content, name, by=by, limits=limits)]
    digest = hashlib.sha256(whole).hexdigest()
    return [_taken(member, digest, by=by, limits=limits) for member in members]


def _whole(content: File, limits: Limits) -> bytes:
    """Nothing of a file that is too large: it is refused by its size."""
    if content.size > limits.max_bytes:
        return b""
    content.seek(0)
    whole = content.read()
    content.seek(0)
    return bytes(whole)


def _taken(member: Member, digest: str, *, by: Any, limits: Limits) -> Stored:
    name = member.name or "?"
    if not member.refused:
        return intake.store(ContentFile(member.content, name=name), name, by=by, limits=limits)
    refusal = Refused(member.refused, **member.values)
    return intake.refuse(refusal, name, member.size, key=f"{digest}/{name}", by=by)
