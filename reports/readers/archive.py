"""A .zip of reports: its files, each with its bytes or with the reason why it cannot be unpacked."""

from __future__ import annotations

import zipfile
from typing import Final

from reports.readers.model import MEBIBYTE, Contents, Limits, Member
from reports.readers.package import Package
from reports.readers.refusals import Refused

# What systems leave in folders: no report, and nobody knows that it is there.
_LEFT_BEHIND: Final = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_HIDDEN: Final = (".", "~$")
_IN_UTF_8: Final = 0x800


def read(data: bytes, limits: Limits) -> Contents:
    package = Package(data, limits.max_expanded_bytes)
    found = [(name_of(entry), entry) for entry in package.entries if not entry.is_dir()]
    found = [(name, entry) for name, entry in found if not _is_hidden(name)]
    if not found:
        raise Refused("nothing_inside")
    if len(found) > limits.max_members:
        raise Refused("too_many_members", members=len(found), limit=limits.max_members)
    members = tuple(_member(package, entry, name, limits) for name, entry in found)
    if all(member.refused == "password" for member in members):
        raise Refused("password")
    return Contents(members)


def name_of(entry: zipfile.ZipInfo) -> str:
    """Without the mark for UTF-8 zipfile reads names as cp437, where Chinese programs put UTF-8 or GBK."""
    if entry.flag_bits & _IN_UTF_8:
        return entry.orig_filename
    raw = entry.orig_filename.encode("cp437", "replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _is_hidden(name: str) -> bool:
    parts = [part for part in name.replace("\\", "/").split("/") if part.strip(".")]
    return any(part.startswith(_HIDDEN) or part.lower() in _LEFT_BEHIND for part in parts)


def _member(package: Package, entry: zipfile.ZipInfo, name: str, limits: Limits) -> Member:
    if entry.file_size > limits.max_bytes:
        values = {"limit": max(1, limits.max_bytes // MEBIBYTE)}
        return Member(name, size=entry.file_size, refused="too_large", values=values)
    try:
        content = package.unpack(entry)
    except Refused as refusal:
        if refusal.code == "expands_too_far":
            limit = max(1, limits.max_expanded_bytes // MEBIBYTE)
            raise Refused("archive_too_large", limit=limit) from refusal
        return Member(name, size=entry.file_size, refused=refusal.code)
    return Member(name, content, len(content))
