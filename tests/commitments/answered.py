"""A bureau whose next report has arrived: what was promised for 2024 is held against the report of 2024."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from commitments import capture, comparison, review
from commitments.models import Commitment, Comparison, Finding
from reports.models import Report
from tests.commitments import offices
from tests.commitments.offices import City
from tests.reports import papers

LATER = datetime(2025, 2, 3, 1, 30, tzinfo=UTC)

# Done; promised again; going on; dropped.
ARRANGEMENTS = (
    "（一）加强窗口队伍建设。2024年6月底前组织两轮业务培训，覆盖全部窗口人员。",
    "（二）规范热线办理。出台《热线工单回访办法》，对80%以上的工单进行回访。",
    "（三）推进一件事改革。持续优化新生儿出生一件事办事流程。",
    "（四）建设远程评标室。在城南分中心建设远程评标室3间。",
)
DONE = (
    "组织业务培训两轮，覆盖全部窗口人员。正在推进新生儿出生一件事改革，办事流程持续优化。"
    "全年办理各类事项9120件，按时办结率稳定。"
)
PROBLEMS_AGAIN = ("（一）窗口人员轮换仍然过快。全年有15名窗口人员调岗，新手独立上岗前培训不足一周。",)
PLANNED = (
    "（一）规范热线办理。出台《热线工单回访办法》，对90%以上的工单进行回访。",
    "（二）推行告知承诺。公布告知承诺事项目录。",
)


@dataclass(slots=True)
class Answered:
    town: City
    comparison: Comparison
    promised: list[Commitment]
    new: Report
    planned: list[Commitment] = field(default_factory=list)

    def finding(self, words: str) -> Finding:
        """Of the commitment whose quote holds these words."""
        return self.comparison.findings.get(commitment__quote__contains=words)

    def rate(self, words: str, rating: str, by: str = "reviewer", note: str = "") -> Finding:
        finding = self.finding(words)
        return review.rate(finding.pk, rating, note, by=self.town[by], now=LATER, revision=finding.revision)


def answered(town: City, *, planned: bool = True, applied: bool = True, year: int = 2023) -> Answered:
    """Captured and opened, compared, and under review; ``planned``: the new report is captured too."""
    old = papers.entered(papers.paper(year=year, arrangements=ARRANGEMENTS))
    promised = capture.capture(old.pk, by=town["clerk"], now=offices.NOW)
    promised = [offices.opened(town, row) for row in promised]
    text = papers.paper(year=year + 1, done=DONE, problems=PROBLEMS_AGAIN, arrangements=PLANNED)
    new = papers.entered(text)
    row = comparison.prepare(old.pk, new.pk, now=LATER)
    if applied:
        row = comparison.apply(row.pk, by=town["reviewer"], now=LATER)
    made = capture.capture(new.pk, by=town["clerk"], now=LATER) if planned else []
    return Answered(town, row, promised, new, made)
