"""Why a file gave no report: the sentence for each code that an upload may carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from reports.readers.messages import MESSAGES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

OWN: dict[str, _StrPromise] = {
    "unexpected": _(
        "Something went wrong inside the system while this file was read; it has been logged for the "
        "administrator. Try again, and report it if it fails again."
    ),
    "too_slow": _(
        "Reading this file was ended because it took too long. Try again when the system is less busy."
    ),
    "worker_lost": _("Reading this file was broken off several times. Ask the administrator to look at it."),
    "file_missing": _("The stored file is no longer there. Please upload it again."),
    # Of files that came in before there was a reader for them.
    "ofd": _("By now OFD documents can be read. Read this one again."),
    "same_as_other": _("Read anew, the text is the same as that of report %(report)s; nothing was changed."),
}


def sentence(code: str, values: dict[str, Any]) -> str:
    """In the active language; an unknown code (a newer version wrote it) shows as itself."""
    known: dict[str, _StrPromise] = {str(key): words for key, words in MESSAGES.items()} | OWN
    return str(known[code]) % values if code in known else code
