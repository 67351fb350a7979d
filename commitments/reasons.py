"""Why the machine suggests what it suggests: a sentence for each rule of :mod:`commitments.verdicts`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.answers import Misfit
from commitments.verdicts import Code, Label, VerdictName, Why
from reports.text.matching.shared import Kind, Shared

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SENTENCES: Final[dict[Code, _StrPromise]] = {
    "reached": gettext_lazy("Promised “%(promised)s”, reported “%(told)s”: reached."),
    "short": gettext_lazy("Promised “%(promised)s”, reported “%(told)s”: short of it."),
    "some_figures": gettext_lazy("The report gives no figure for “%(promised)s”, though for others."),
    "other_unit": gettext_lazy(
        "Promised “%(promised)s”, reported “%(told)s”: counted in another unit; please compare."
    ),
    "no_figure": gettext_lazy("The report speaks of it, but gives no figure to hold “%(promised)s” against."),
    "parts_open": gettext_lazy("The report does not speak of these parts: %(parts)s."),
    "done": gettext_lazy("The report tells of an end: “%(words)s”."),
    "going_on": gettext_lazy("The report tells of work, and of no end of it."),
    "no_end": gettext_lazy("The report tells of steps towards it, and not of the end that was promised."),
    "lacking": gettext_lazy("The report names the matter only among its problems."),
    "blanket": gettext_lazy("Only a claim for all together: “%(claim)s”. Weak evidence; please check."),
    "planned_again": gettext_lazy("Nothing in what was done; the same is promised again."),
    "silent": gettext_lazy("The report does not speak of it."),
}
VERDICTS: Final[dict[VerdictName, _StrPromise]] = {
    "delivered": gettext_lazy("delivered"),
    "partly": gettext_lazy("partly delivered"),
    "ongoing": gettext_lazy("still going on"),
    "repromised": gettext_lazy("promised again"),
    "not_mentioned": gettext_lazy("not mentioned"),
}
LABELS: Final[dict[Label, _StrPromise]] = {
    "recurring": gettext_lazy("named again"),
    "addressed": gettext_lazy("addressed"),
    "both": gettext_lazy("addressed, and named again"),
    "silent": gettext_lazy("passed over in silence"),
}
KINDS: Final[dict[Kind, _StrPromise]] = {
    "name": gettext_lazy("the same name: %(texts)s"),
    "figure": gettext_lazy("a figure for the same: %(texts)s"),
    "words": gettext_lazy("rare words in common: %(texts)s"),
}
MISFITS: Final[dict[Misfit, _StrPromise]] = {
    "empty_old": gettext_lazy(
        "No promises were found in the old report (%(old)s). Check that it is the right file, with its plan "
        "for the next year."
    ),
    "empty_new": gettext_lazy(
        "The new report (%(new)s) does not tell what was done. Nothing is compared: an empty report would "
        "make every promise look dropped. Check that it is the right file and complete."
    ),
    "another_organ": gettext_lazy(
        "The reports are of two organs: %(old)s and %(new)s. Choose two reports of one organ; if it was "
        "renamed or merged, say so with --override REASON."
    ),
    "another_year": gettext_lazy(
        "The years do not follow: the old report covers %(old)s, the new one %(new)s. Choose the report of "
        "the year after; if they belong together all the same, say why with --override REASON."
    ),
}


def sentence(why: Why) -> str:
    """In the active language."""
    return str(SENTENCES[why.code]) % why.values


def in_common(reasons: Iterable[Shared]) -> str:
    """What a promise and a passage share, as one line: names, figures, words."""
    texts: dict[Kind, list[str]] = {}
    for reason in reasons:
        texts.setdefault(reason.kind, []).append(f"“{reason.text}”")
    lines = (str(KINDS[kind]) % {"texts": _(", ").join(found)} for kind, found in texts.items())
    return _("; ").join(lines)
