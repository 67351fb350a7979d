"""Why the machine suggests what it suggests: a sentence for each rule of :mod:`commitments.verdicts`, and
for each sign of :mod:`commitments.signals`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import signals
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
MISFITS: Final[dict[str, _StrPromise]] = {
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
        "renamed or merged, say so as the reason to compare all the same."
    ),
    "another_year": gettext_lazy(
        "The years do not follow: the old report covers %(old)s, the new one %(new)s. Choose the report of "
        "the year after; if they belong together all the same, give the reason."
    ),
    "failed": gettext_lazy(
        "Comparing the two reports (%(old)s, %(new)s) broke off; nothing of what was there has changed. "
        "Check both texts: it is tried again as soon as one of them is put right, or when you compare them "
        "anew."
    ),
}
SIGNALS: Final[dict[signals.Code, _StrPromise]] = {
    "copied": gettext_lazy("Last year's text again"),
    "same_problem": gettext_lazy("The same problem again"),
    "dropped": gettext_lazy("Promise passed over"),
    "promised_again": gettext_lazy("Promise only made again"),
    "no_measure": gettext_lazy("Problem without a measure"),
    "deed_as_promise": gettext_lazy("Deed restated as a promise"),
    "contradicts_last_year": gettext_lazy("Figure lower than last year's"),
    "contradicts_itself": gettext_lazy("Two figures for the same"),
    "no_problems_chapter": gettext_lazy("No problems named"),
}
# By the code and, where it tells two kinds apart, the kind. All say how it looks; a person judges.
_SIGNAL_SENTENCES: Final[dict[tuple[signals.Code, str], _StrPromise]] = {
    ("copied", "copied"): gettext_lazy(
        "The arrangement reads as last year's with the year changed: set phrases aside, %(percent)s of the "
        "characters are the same. It may be copied; please check."
    ),
    ("copied", "alike"): gettext_lazy(
        "The arrangement is much like last year's: set phrases aside, %(percent)s of the characters are the "
        "same. Please check whether anything in it is new."
    ),
    ("same_problem", "same_words"): gettext_lazy(
        "Last year's problem is named again in nearly the same words: %(percent)s of the characters are the "
        "same."
    ),
    ("same_problem", "similar"): gettext_lazy(
        "Last year's problem seems to be named again: %(percent)s of its words are in common."
    ),
    ("dropped", ""): gettext_lazy(
        "Nothing about this promise was found in the new report. It may have been dropped; please check."
    ),
    ("promised_again", ""): gettext_lazy(
        "The new report tells nothing of what came of this promise and seems to make it again."
    ),
    ("no_measure", ""): gettext_lazy("No arrangement of the report seems to answer this problem."),
    ("deed_as_promise", ""): gettext_lazy(
        "The arrangement has %(number)s characters in common with what the report tells as done: “%(words)s”."
        " It may be no new promise."
    ),
    ("contradicts_last_year", ""): gettext_lazy(
        "A sum over the years seems to have fallen: last year “%(old)s”, now “%(new)s”. Please check what "
        "each counts."
    ),
    ("contradicts_itself", ""): gettext_lazy(
        "The report seems to give two figures for the same: “%(one)s” and “%(other)s”. Please check."
    ),
    ("no_problems_chapter", ""): gettext_lazy(
        "The report has no chapter on problems, and no problem was found elsewhere in it."
    ),
}


def signal_sentence(signal: signals.Signal) -> str:
    """In the active language."""
    return str(_SIGNAL_SENTENCES[signal.code, signal.values.get("kind", "")]) % signal.values


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
