"""What a clerk is told about a file that cannot be read: what is wrong, then what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from reports.readers.refusals import Code

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MESSAGES: Final[Mapping[Code, _StrPromise]] = {
    "empty": _("There is no text in this file. Check that it is the finished report, then upload it again."),
    "too_large": _(
        "The file is larger than %(limit)s MB. Delete the pictures and attachments in it, or save the report "
        "alone, then upload it again."
    ),
    "expands_too_far": _(
        "Unpacked, this file is far larger than any report, so it was not opened. Open the original in Word "
        "or WPS, save it as a new .docx and upload that."
    ),
    "too_many_pages": _(
        "The document has %(pages)s pages; at most %(limit)s can be read. Upload the report alone, without "
        "its attachments."
    ),
    "too_long": _(
        "The text is longer than %(limit)s characters. Upload the report alone, without its attachments."
    ),
    "too_complex": _(
        "Reading this file took too long or needed too much memory, so it was given up. Open the original in "
        "Word or WPS, save it as a new .docx and upload that."
    ),
    "wrong_type": _(
        "By its content this is neither a Word document, a PDF, an OFD, a saved web page nor plain text, "
        "whatever its name says. Find the report itself and upload it in one of these forms."
    ),
    "navigation_only": _(
        "This page holds only menus and links, no report. Open the report itself in the browser, wait until "
        "its text is shown and save that page, or copy the text into a Word document and upload that."
    ),
    "scanned": _(
        "The pages are pictures (scans or photographs), so there is no text to read. Upload the Word "
        "original or a PDF exported from it, or have the scan turned into text first."
    ),
    "password": _(
        "The file is protected by a password. Open it, remove the password, save it and upload it again."
    ),
    "damaged": _(
        "The file is damaged or incomplete. Check that it opens on your computer, save it anew and upload "
        "it again."
    ),
    "bad_encoding": _(
        "The characters of this file come out garbled. Open it where it is shown correctly, save it as "
        ".docx or as plain text in UTF-8, and upload that."
    ),
    "legacy_doc": _(
        "This is a document in an older or different format (.doc, .wps, .rtf or .odt). Open it in Word or "
        "WPS, choose “Save as”, take .docx, and upload that file."
    ),
    "archive": _(
        "This is an archive or a mail with files in it. Only a .zip and a mail that come by themselves are "
        "opened. Unpack it and upload the reports in it, one by one or together as a .zip."
    ),
    "archive_too_large": _(
        "Unpacked, the files in this archive come to more than %(limit)s MB, so it was not opened. Upload "
        "the reports in several smaller archives, or one by one."
    ),
    "too_many_members": _(
        "There are %(members)s files in it; at most %(limit)s are taken at once. Upload the reports in "
        "several smaller archives."
    ),
    "nothing_inside": _(
        "There is no file in this archive. Check that it was packed completely, then upload it again."
    ),
}


def sentence(code: Code, values: Mapping[str, int | str]) -> str:
    return str(MESSAGES[code]) % values
