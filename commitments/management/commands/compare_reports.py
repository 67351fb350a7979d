"""Hold the promises of one report against the next year's. No database is needed."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from commitments import reasons
from commitments.answers import Answer, Evidence, Misfit, NewReport, ProblemAnswer, misfit
from commitments.promises import promises
from commitments.signals import Signal, signals
from reports.opening import Unopened, opened
from reports.text.model import Reading
from reports.text.reading import read


class Command(BaseCommand):
    help = (
        "Says for each promise and problem of OLD what NEW, the report of the next year, answers to it, and "
        "which signs of malpractice a reviewer should look at."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("old", type=Path)
        parser.add_argument("new", type=Path)
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
        parser.add_argument(
            "--override", metavar="REASON", help="compare reports of another organ or year, for this reason"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        old, new = self._read(options["old"]), self._read(options["new"])
        self._admit(old, new, options["override"])
        report = NewReport(new)
        answers = list(report.answers(promises(old)))
        problems = [report.problem(item) for item in old.items if item.kind == "problem"]
        signs = signals(old, new, answers, problems)
        if options["json"]:
            found = {
                "promises": [promise_as_json(answer) for answer in answers],
                "problems": [problem_as_json(answer) for answer in problems],
                "signals": [signal_as_json(signal) for signal in signs],
            }
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            self.stdout.write("\n".join([*summary(answers, problems), *signs_found(signs)]))

    def _read(self, path: Path) -> Reading:
        try:
            document = opened(path)
        except Unopened as refusal:
            self._refuse(f"{path}: {refusal}")
        return read(document.text, document.metadata)

    def _admit(self, old: Reading, new: Reading, reason: str | None) -> None:
        code = misfit(old, new)
        if code is None:
            return
        sentence = str(reasons.MISFITS[code]) % _named(code, old, new)
        if code in ("empty_old", "empty_new"):
            self._refuse(sentence)
        if not (reason or "").strip():
            self._refuse(f"{sentence} (--override)")
        self.stderr.write(
            _("%(sentence)s Compared all the same: %(reason)s") % {"sentence": sentence, "reason": reason}
        )

    def _refuse(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(1)


def _named(code: Misfit, old: Reading, new: Reading) -> dict[str, Any]:
    """What the sentence about a misfit says of the two reports."""
    if code == "another_year":
        return {"old": old.year.value if old.year else "", "new": new.year.value if new.year else ""}
    facts = (old.title, new.title) if code.startswith("empty") else (old.organ, new.organ)
    old_name, new_name = (fact.value if fact else _("without a title") for fact in facts)
    return {"old": old_name, "new": new_name}


def promise_as_json(answer: Answer) -> dict[str, Any]:
    promise, verdict = answer.promise, answer.verdict
    return {
        "text": promise.text,
        "heading": promise.heading,
        "grade": promise.grade,
        "start": promise.start,
        "end": promise.end,
        "verdict": verdict.name,
        "confidence": verdict.confidence,
        "why": reasons.sentence(verdict.why),
        "evidence": [evidence_as_json(evidence) for evidence in answer.evidence],
    }


def problem_as_json(answer: ProblemAnswer) -> dict[str, Any]:
    return {
        "text": answer.problem.text,
        "label": answer.label,
        "evidence": [evidence_as_json(evidence) for evidence in answer.evidence],
    }


def evidence_as_json(evidence: Evidence) -> dict[str, Any]:
    passage = evidence.passage
    return {
        "text": passage.text,
        "where": passage.where,
        "score": round(evidence.score, 3),
        "start": passage.start,
        "end": passage.end,
        "why": reasons.in_common(evidence.why),
    }


def signal_as_json(signal: Signal) -> dict[str, Any]:
    return {
        "code": signal.code,
        "title": str(reasons.SIGNALS[signal.code]),
        "sentence": reasons.signal_sentence(signal),
        "strength": signal.strength,
        "quotes": [asdict(quote) for quote in signal.quotes],
    }


def summary(answers: list[Answer], problems: list[ProblemAnswer]) -> Iterator[str]:
    yield _("Promises (%(number)d)") % {"number": len(answers)}
    for number, answer in enumerate(answers, start=1):
        verdict = answer.verdict
        yield f"{number:3}. {answer.promise.text}"
        sure = f"{reasons.VERDICTS[verdict.name]} {verdict.confidence:.0%}"
        yield f"     [{sure}] {reasons.sentence(verdict.why)}"
        yield from (f"     > {evidence.passage.text}" for evidence in answer.evidence[:1])
    yield ""
    yield _("Problems (%(number)d)") % {"number": len(problems)}
    for number, found in enumerate(problems, start=1):
        yield f"{number:3}. {found.problem.heading or found.problem.text}  [{reasons.LABELS[found.label]}]"
        yield from (f"     > {evidence.passage.text}" for evidence in found.evidence[:1])


def signs_found(signs: Sequence[Signal]) -> Iterator[str]:
    yield ""
    yield _("Signs for a reviewer (%(number)d)") % {"number": len(signs)}
    sides = {"old": _("old report"), "new": _("new report")}
    for number, signal in enumerate(signs, start=1):
        yield f"{number:3}. [{reasons.SIGNALS[signal.code]}] {reasons.signal_sentence(signal)}"
        yield from (f"     > {sides[quote.report]}: {quote.text}" for quote in signal.quotes)
