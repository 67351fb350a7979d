"""Where a value of the head was read: a sentence for each reason that the text core gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SENTENCES: Final[dict[str, _StrPromise]] = {
    "addressee line": _("from the line of the addressee"),
    "contact": _("from the contact given at the end"),
    "date": _("from a date in the text"),
    "date of issue in the metadata": _("from the date of issue in the file's details"),
    "date of printing": _("from the date of printing"),
    "date of publication": _("from the date of publication"),
    "delivered in this year": _("from the year in which it was delivered"),
    "first sentence": _("from the first sentence"),
    "heading": _("from the heading of a chapter"),
    "last year that the review speaks of": _("from the last year that the review speaks of"),
    "metadata": _("from the file's details"),
    "nothing tells": _("the text does not tell"),
    "opening": _("from the opening words"),
    "salutation": _("from the salutation"),
    "signature": _("from the signature at the end"),
    "targets": _("from its targets"),
    "title": _("from the title"),
    "title line": _("from the line of the title"),
    "under the title": _("from the line under the title"),
    "written in this year": _("from the year in which it was written"),
    "year after the one covered": _("the year after the one covered"),
    "year before the plan": _("the year before the one planned"),
}


def sentence(reason: str) -> str:
    """Empty for a reason that is not known here: a newer reading may give one."""
    return str(SENTENCES.get(reason, ""))
