"""The demo's people and what became of their promises: captured, led on and reviewed by the acts that people
of these offices use.

Days are dates, or numbers of days from today, so that something is due and something overdue whenever the
demo is loaded. Safe to repeat: a passage that was dealt with is left as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import capture, comparison, evidence, lifecycle, review, units
from commitments.choices import Part, Status
from commitments.lifecycle import Owners, Report
from commitments.models import AssignmentRule, Commitment, Comparison, Membership
from reports import organs
from reports.models import Organ
from reports.models import Report as Paper

DEMO: Final = Path(__file__).resolve().parents[2] / "demo"
BEGIN: Final = date(2022, 1, 1)
PAIRS: Final = 100
NOON: Final = time(4, tzinfo=UTC)  # in the offices
# One page that says only that it is made up.
PROOF: Final = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 59>>stream
BT /F 18 Tf 72 760 Td (Made-up evidence of the demo.) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
"""


class Command(BaseCommand):
    help = "Load the demo's people and commitments (after load_demo). Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        cast = json.loads((DEMO / "people.json").read_text(encoding="utf-8"))
        stories = json.loads((DEMO / "stories.json").read_text(encoding="utf-8"))
        reviews = json.loads((DEMO / "reviews.json").read_text(encoding="utf-8"))
        with transaction.atomic():
            stage = Stage(timezone.localtime(now).date(), now)
            stage.set_up(cast)
            told = sum(stage.tell(book) for book in stories)
            for pair in comparison.waiting(PAIRS):
                comparison.prepare(*pair, now=now)
            for book in reviews:
                stage.review(book)
        self.stdout.write(_("Demo data: %(told)s commitments led on.") % {"told": told})


@dataclass(slots=True)
class Stage:
    """The demo's offices and people, and the day on which it is loaded."""

    today: date
    now: datetime
    offices: dict[str, Organ] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)

    def day(self, given: str | int) -> date:
        return date.fromisoformat(given) if isinstance(given, str) else self.today + timedelta(given)

    def moment(self, given: str | int) -> datetime:
        return min(self.now, datetime.combine(self.day(given), NOON))

    # --- who -----------------------------------------------------------------------------------------------

    def set_up(self, cast: dict[str, Any]) -> None:
        for name, inside in cast["offices"].items():
            organ = self.offices[name] = organs.register(name, confirmed=True)
            self.offices |= {unit: units.register(organ, unit) for unit in inside}
        for entry in cast["people"]:
            self._person(entry)
        for rule in cast["rules"]:
            self._rule(rule)

    def _person(self, entry: dict[str, Any]) -> None:
        """Those who have no account of their own in the demo cannot log in."""
        people = get_user_model().objects
        person = people.filter(username=entry["login"]).first()
        person = person or people.create_user(
            entry["login"], f"{entry['login']}@example.cn", first_name=entry["name"], is_staff=True
        )
        self.people[entry["login"]] = person
        for role, unit, *until in entry["seats"]:
            place = {"user": person, "unit": self.offices[unit], "role": role}
            if not Membership.objects.filter(**place).exists():
                end = self.day(until[0]) if until else None
                Membership.objects.create(**place, since=BEGIN, until=end)

    def _rule(self, rule: dict[str, Any]) -> None:
        if "supervisor" in rule:
            given = {"supervisor": self.people[rule["supervisor"]]}
        else:
            given = {"keyword": rule["keyword"], "unit": self.offices[rule["unit"]], "part": Part.LEAD.value}
        given["organ"] = self.offices[rule["organ"]]
        if not AssignmentRule.objects.filter(**given).exists():
            AssignmentRule.objects.create(**given)

    # --- what ----------------------------------------------------------------------------------------------

    def tell(self, book: dict[str, Any]) -> int:
        """One report with what became of its passages; returns of how many."""
        paper = Paper.objects.current().filter(organ=self.offices[book["organ"]], year=book["year"]).first()
        if paper is None:  # somebody deleted it
            return 0
        clerk, supervisor = self.people[book["clerk"]], self.people[book["supervisor"]]
        captured = self.moment(book["captured"])
        capture.capture(paper.pk, by=clerk, now=captured)
        rows = Commitment.objects.filter(source__report=paper, carried_from=None, status=Status.CANDIDATE)
        waiting = list(rows)
        told = 0
        for story in book["stories"]:
            row = next((row for row in waiting if row.quote.startswith(story["passage"])), None)
            if row is not None:
                Teller(self, row, clerk, supervisor, story).tell(captured)
                told += 1
        return told

    def review(self, book: dict[str, Any]) -> None:
        """A comparison that was begun, and judged so far. What was begun before is left as it is."""
        waiting = Comparison.objects.filter(state=Comparison.State.PREPARED, second_review=False)
        row = waiting.filter(old__organ=self.offices[book["organ"]], old__year=book["year"]).first()
        if row is None:
            return
        begun = self.moment(book["applied"])
        comparison.apply(row.pk, by=self.people[book["by"]], now=begun)
        comparison.ask_second(row.pk, book.get("second_review", False), by=self.people[book["by"]], now=begun)
        for login, passage, rating, note in book["ratings"]:
            finding = row.findings.filter(commitment__quote__startswith=passage).first()
            if finding is not None:
                by = self.people[login]
                review.rate(finding.pk, rating, note, by=by, now=begun, revision=finding.revision)


@dataclass(slots=True)
class Teller:
    """Leads one candidate through its story."""

    stage: Stage
    row: Commitment
    clerk: Any
    supervisor: Any
    story: dict[str, Any]

    def tell(self, captured: datetime) -> None:
        if "cancel" in self.story:
            self._act(lifecycle.cancel, self.story["cancel"], by=self.clerk, now=captured)
            return
        self._act(lifecycle.confirm, by=self.clerk, now=captured)
        self._act(lifecycle.assign, self._owners(), by=self.clerk, now=captured)
        for day, verb, *given in self.story["steps"]:
            getattr(self, f"_{verb}")(self.stage.moment(day), *given)

    def _owners(self) -> Owners:
        offices = self.stage.offices
        supports = tuple(offices[unit] for unit in self.story.get("supports", ()))
        return Owners(offices[self.story["lead"]], supports, self._officer, self.supervisor)

    @property
    def _officer(self) -> Any:
        return self.stage.people.get(self.story.get("officer", ""))

    def _act(self, verb: Callable[..., Any], *given: Any, by: Any, now: datetime) -> None:
        self.row = verb(self.row.pk, *given, by=by, now=now, revision=self.row.revision)

    def _report(self, now: datetime, percent: int, text: str) -> None:
        self._act(lifecycle.report_progress, Report(text, percent), by=self._officer, now=now)

    def _submit(self, now: datetime, name: str) -> None:
        proof = ContentFile(PROOF + f"% {name}\n".encode(), name=name)
        evidence.attach(
            self.row.pk, proof, name, by=self._officer, now=now, revision=self.row.revision,
            most_bytes=settings.UPLOAD_MAX_BYTES,
        )  # fmt: skip
        self.row.revision += 1  # the file counts as an act of its own
        self._act(lifecycle.submit_for_closure, by=self._officer, now=now)

    def _sign_off(self, now: datetime) -> None:
        self._act(lifecycle.sign_off, by=self.supervisor, now=now)

    def _send_back(self, now: datetime, reason: str) -> None:
        self._act(lifecycle.send_back, reason, by=self.supervisor, now=now)

    def _ask(self, now: datetime, until: str | int, reason: str) -> None:
        self._act(lifecycle.request_extension, self.stage.day(until), reason, by=self._officer, now=now)

    def _grant(self, now: datetime, remark: str) -> None:
        self._act(lifecycle.decide_extension, True, remark, by=self.supervisor, now=now)

    def _carry(self, now: datetime, due: str | int, reason: str) -> None:
        """Into the year of the new deadline, which lies after the old one whenever the demo is loaded."""
        row = self.row
        due_on = self.stage.day(due)
        if row.due_on is not None:
            due_on = max(due_on, row.due_on + timedelta(1))
        year = max(due_on.year, (row.plan_year or 0) + 1)
        self.row = lifecycle.carry_over(
            row.pk, year, reason, due_on=due_on, by=self.clerk, now=now, revision=row.revision
        )

    def _return(self, now: datetime, reason: str) -> None:
        self._act(lifecycle.return_assignment, reason, by=self._officer, now=now)
