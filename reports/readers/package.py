"""The zip file round an office document, opened at bounded cost."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from reports.readers.refusals import Refused

# Whatever zipfile and zlib say of broken bytes; a damaged file is no fault of ours.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Package:
    """Parts by name, unpacked only when asked for: pictures and macros never are.

    ``allowance`` is the number of bytes that all parts together may unpack to. A part that admits to more is
    refused before anything is unpacked, one that lies in its header when the allowance is used up.
    """

    def __init__(self, data: bytes, allowance: int) -> None:
        self._allowance = allowance
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _BROKEN as error:
            raise Refused("damaged") from error
        self._entries = {entry.filename.lower(): entry for entry in self._zip.infolist()}

    @property
    def entries(self) -> Sequence[zipfile.ZipInfo]:
        """All of them, also those of one name."""
        return self._zip.infolist()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def admit_all(self) -> None:
        """For a parser that unpacks by itself: nothing gives more than its header admits to."""
        for entry in self._entries.values():
            _admit(entry)
        if sum(entry.file_size for entry in self._entries.values()) > self._allowance:
            raise Refused("expands_too_far")

    def read(self, name: str) -> bytes:
        return self.unpack(self._entries[name.lower()])

    def unpack(self, entry: zipfile.ZipInfo) -> bytes:
        _admit(entry)
        if entry.file_size > self._allowance:
            raise Refused("expands_too_far")
        try:
            with self._zip.open(entry) as stream:
                data = stream.read(self._allowance + 1)
        except _BROKEN as error:
            raise Refused("damaged") from error
        self._allowance -= len(data)
        if self._allowance < 0:
            raise Refused("expands_too_far")
        return data

    def xml(self, name: str) -> Element | None:
        """The part's root element, None where there is no such part; no office program writes a DOCTYPE."""
        if name not in self:
            return None
        try:
            return fromstring(self.read(name), forbid_dtd=True)
        except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
            raise Refused("damaged") from error

    def related(self, source: str, kind: str) -> str | None:
        """The part that ``source`` (empty: the package itself) names as its ``kind``, such as "numbering"."""
        folder, name = posixpath.split(source)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        for relation in root if root is not None else ():
            if relation.get("Type", "").endswith(f"/{kind}") and relation.get("TargetMode") != "External":
                return posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        return None


def _admit(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 1:
        raise Refused("password")
    if entry.compress_type not in _METHODS:  # the other methods unpack a block at a time, of any size
        raise Refused("damaged")
