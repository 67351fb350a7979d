"""What became of the promises of an organ and a year (承诺兑现情况): row by row, and counted.

Only findings of applied comparisons count. Each grade is counted by itself, and shares are of what could be
judged alone: what was adjusted, is not due or cannot be assessed stands beside, and so does what nobody has
rated. Not rated is not the same as not done.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Case, CharField, Count, F, OuterRef, Prefetch, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import findings
from commitments.choices import Kind, Rating, Turn
from commitments.comparison import confirmed
from commitments.models import Commitment, Comparison, Finding, Judgement, Quotation
from commitments.querysets import CommitmentQuerySet
from commitments.ratings import KEPT, OPEN_RATINGS
from commitments.review import judgements
from reports.choices import Grade
from reports.models import Organ


class Group(TextChoices):
    """What is counted together: promises of one grade, and problems apart."""

    MEASURABLE = Grade.MEASURABLE.value, Grade.MEASURABLE.label
    CHECKABLE = Grade.CHECKABLE.value, Grade.CHECKABLE.label
    DIRECTION = Grade.DIRECTION.value, Grade.DIRECTION.label
    UNGRADED = "ungraded", gettext_lazy("Not graded")
    PROBLEM = "problem", gettext_lazy("Rectification of problems")


# What stands in place of a rating where nobody gave one yet.
UNRATED: Final = "unrated"
UNCOMPARED: Final = "uncompared"
_GROUP: Final = Case(
    When(kind=Kind.RECTIFICATION, then=Value(Group.PROBLEM.value)),
    When(grade="", then=Value(Group.UNGRADED.value)),
    default=F("grade"),
    output_field=CharField(),
)
JUDGED: Final = frozenset(Rating) - OPEN_RATINGS


@dataclass(frozen=True, slots=True)
class Answer:
    """Outcomes that are told as one, under one word. ``name`` is theirs in addresses."""

    name: str
    label: Any
    outcomes: frozenset[str]


def _one(rating: Rating) -> Answer:
    return Answer(rating.value, rating.label, frozenset({rating.value}))


# The parts of the denominator: first those of promises, then those of problems.
ANSWERS: Final = (
    Answer("kept", gettext_lazy("Kept (fulfilled or mostly)"), frozenset(map(str, KEPT))),
    *map(_one, (Rating.PARTIAL, Rating.ONGOING, Rating.NOT_STARTED, Rating.NOT_MENTIONED)),
)
REMEDIES: Final = (
    Answer("kept", gettext_lazy("Remedied"), frozenset(map(str, KEPT))),
    Answer("partly", gettext_lazy("Remedied in part"), frozenset({"partial", "ongoing"})),
    Answer("not_started", gettext_lazy("Still there"), frozenset({"not_started"})),
    Answer("not_mentioned", gettext_lazy("Not mentioned"), frozenset({"not_mentioned"})),
)
# Outside of every denominator.
BESIDE: Final = (
    *map(_one, (Rating.ADJUSTED, Rating.NOT_DUE, Rating.NOT_ASSESSABLE)),
    Answer(UNRATED, gettext_lazy("Not rated yet"), frozenset({UNRATED})),
    Answer(UNCOMPARED, gettext_lazy("Not compared yet"), frozenset({UNCOMPARED})),
)
DENOMINATOR: Final = Answer("judged", gettext_lazy("Rated, and counted"), frozenset(map(str, JUDGED)))
# Every outcome singly, as shown.
OUTCOMES: Final = (*map(_one, (r for r in Rating if r in JUDGED)), *BESIDE)
# Whatever may be asked for: name → answer.
ASKED: Final = {each.name: each for each in (*OUTCOMES, *REMEDIES, *ANSWERS, DENOMINATOR)}


# --- counts ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """A number and what it is a number of: never one without the other."""

    number: int
    of: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.number / self.of) if self.of else None

    def __str__(self) -> str:
        if self.percent is None:
            return _("none to count")
        words = _("%(number)s of %(of)s (%(percent)s%%)")
        return words % {"number": self.number, "of": self.of, "percent": self.percent}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of one group came to which outcome: a rating, UNRATED or UNCOMPARED."""

    counts: Mapping[str, int] = field(default_factory=dict)

    def __getitem__(self, answer: Answer) -> int:
        return sum(self.counts.get(outcome, 0) for outcome in answer.outcomes)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def judged(self) -> int:
        """The denominator: rated, and not set beside."""
        return self[DENOMINATOR]

    @property
    def rated(self) -> int:
        """All that a reviewer rated, whatever the rating."""
        return self.compared - self.counts.get(UNRATED, 0)

    @property
    def compared(self) -> int:
        return self.total - self.counts.get(UNCOMPARED, 0)

    def share(self, answer: Answer) -> Share:
        return Share(self[answer], self.judged)

    @property
    def kept(self) -> Share:
        return self.share(ANSWERS[0])


@dataclass(frozen=True, slots=True)
class Year:
    """The counts of one year, group by group; there is none over all groups."""

    year: int
    groups: Mapping[str, Tally]

    def __getitem__(self, group: str) -> Tally:
        """Empty for a group that holds nothing; a KeyError, as templates expect, for what is none."""
        return self.groups.get(Group[group.upper()], Tally())

    def shown(self) -> list[tuple[Group, Tally]]:
        """The groups that hold anything, in their order."""
        return [(group, self.groups[group]) for group in Group if group in self.groups]

    @property
    def total(self) -> int:
        return sum(tally.total for tally in self.groups.values())

    @property
    def rated(self) -> int:
        return sum(tally.rated for tally in self.groups.values())

    @property
    def compared(self) -> int:
        return sum(tally.compared for tally in self.groups.values())


def summary(organ: Organ, years: Iterable[int] | None = None, *, below: bool = False) -> dict[int, Year]:
    """The counts of an organ by year, the oldest first; ``below``: of all organs below it too. One query."""
    return summed(promised(organ, years, below=below))


def summed(commitments: CommitmentQuerySet) -> dict[int, Year]:
    """The same for any commitments of ``promised``, further narrowed perhaps."""
    rows = with_outcome(commitments).order_by().values_list("plan_year", "group_of", "outcome")
    counts: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for year, group, outcome, number in rows.annotate(number=Count("pk")):
        counts[year][group][outcome] += number
    tallies = {year: {group: Tally(one) for group, one in groups.items()} for year, groups in counts.items()}
    return {year: Year(year, groups) for year, groups in sorted(tallies.items())}


def trend(years: Mapping[int, Year]) -> list[Year]:
    """Those of which anything was compared: of a year without, nothing can be told yet."""
    return [year for year in years.values() if year.compared]


# --- which commitments, and which finding counts -----------------------------------------------------------


def promised(organ: Organ, years: Iterable[int] | None = None, *, below: bool = False) -> CommitmentQuerySet:
    """All that was promised on record, what was cancelled since included."""
    rows = Commitment.objects.within(organ) if below else Commitment.objects.of(organ.pk)
    return on_record(rows) if years is None else on_record(rows).filter(plan_year__in=list(years))


def on_record(commitments: CommitmentQuerySet) -> Any:
    return confirmed(commitments).filter(plan_year__isnull=False)


def with_outcome(commitments: CommitmentQuerySet) -> Any:
    """With ``group_of``, and ``outcome``: the rating that counts, UNRATED or UNCOMPARED."""
    rating = Case(When(rating="", then=Value(UNRATED)), default=F("rating"), output_field=CharField())
    counting = _counting().values_list(rating)[:1]
    outcome = Coalesce(Subquery(counting), Value(UNCOMPARED), output_field=CharField())
    return commitments.annotate(group_of=_GROUP, outcome=outcome)


def _counting() -> Any:
    """For each commitment the finding that counts comes first: a rated one, else the latest."""
    rows = Finding.objects.counting().filter(commitment=OuterRef("pk"))
    rows = rows.filter(comparison__year=OuterRef("plan_year"))
    last = Case(When(rating="", then=1), default=0)
    return rows.order_by(last, "-comparison__applied_at", "-comparison_id")


# --- rows --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """A commitment with the finding that counts. Work status and rating are two things."""

    commitment: Commitment
    group: str
    outcome: str
    finding: Finding | None

    @property
    def group_label(self) -> str:
        return str(Group(self.group).label)

    @property
    def outcome_label(self) -> str:
        """As rated; of a problem first in the word under which it is counted."""
        rated = str(ASKED[self.outcome].label)
        counted = [str(each.label) for each in REMEDIES if self.outcome in each.outcomes]
        if self.group != Group.PROBLEM or not counted or counted == [rated]:
            return rated
        return _("%(counted)s (%(rated)s)") % {"counted": counted[0], "rated": rated}

    @property
    def found(self) -> str:
        """What the machine found, in words; empty without a comparison."""
        return findings.summary(self.finding) if self.finding else ""

    @property
    def evidence(self) -> Quotation | None:
        return findings.best(self.finding) if self.finding else None

    @property
    def words(self) -> tuple[Judgement, ...]:
        """Those by which the rating stands; none before it does, so that nobody's word is told early."""
        if self.finding is None or not self.finding.rating:
            return ()
        standing = judgements(self.finding)
        settled = standing.get(Turn.SETTLED)
        return (settled,) if settled else tuple(standing[turn] for turn in Turn if turn in standing)

    @property
    def dissent(self) -> bool:
        """Two reviewers have spoken, and a third is to settle it."""
        if self.finding is None or self.finding.rating:
            return False
        return {Turn.FIRST, Turn.SECOND} <= set(judgements(self.finding))

    @property
    def note(self) -> str:
        return "\n".join(word.note for word in self.words if word.note)

    @property
    def reviewers(self) -> str:
        return "、".join(dict.fromkeys(word.by_name for word in self.words))

    @property
    def judged_at(self) -> Any:
        return max((word.made_at for word in self.words), default=None)

    @property
    def bulk(self) -> bool:
        """Taken over with others, and looked at by nobody singly."""
        return bool(self.words) and all(word.bulk for word in self.words)


def rows(commitments: CommitmentQuerySet) -> Any:
    """The query of ``with_outcome`` in the order of the report: promises, then problems."""
    found = with_outcome(commitments).annotate(finding_of=Subquery(_counting().values("pk")[:1]))
    found = found.select_related("organ", "lead").defer("suggested_units", "grade_reason", "completion_mark")
    return found.order_by("kind", "organ__path", "source__report_id", "place_start", "part", "pk")


def told(commitments: Sequence[Any]) -> list[Row]:
    """Rows of ``rows`` with their findings. Four queries, however many."""
    keys = [row.finding_of for row in commitments if row.finding_of]
    compared = Prefetch("comparison", Comparison.objects.light())
    known = Finding.objects.filter(pk__in=keys).prefetch_related(compared, "quotations", "judgements")
    by_key = {finding.pk: finding for finding in known}
    return [Row(row, row.group_of, row.outcome, by_key.get(row.finding_of)) for row in commitments]
