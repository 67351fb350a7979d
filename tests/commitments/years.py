"""Two reports of consecutive years: what the first promised, and what the second answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from commitments import comparison, lifecycle
from commitments.models import Commitment, Comparison, Finding
from reports.models import Report
from tests.commitments import offices
from tests.commitments.offices import NOW, City
from tests.reports import papers

# The year after: the new report has come in.
LATER = datetime(2025, 3, 3, 1, 30, tzinfo=UTC)
DONE = (
    "2024年组织两轮窗口业务培训，覆盖全部窗口人员，窗口队伍更加稳定。"
    "持续优化一件事改革办事流程，有序推进各项工作。"
)
AGAIN = ("（一）热线回访不够及时。部分工单办结后仍未在三日内回访。",)
PLANS = ("（一）规范热线办理。出台《热线工单回访办法》，对80%以上的工单进行回访。",)


@dataclass(slots=True)
class Years:
    """The old report's commitments are open, in the order of the text: two problems, three arrangements."""

    old: Report
    new: Report
    rows: list[Commitment]

    @property
    def trained(self) -> Commitment:
        """加强窗口队伍建设: done."""
        return self.rows[2]

    @property
    def called_back(self) -> Commitment:
        """规范热线办理: only promised again."""
        return self.rows[3]

    def compared(self, **named: Any) -> Comparison:
        return comparison.prepare(self.old.pk, self.new.pk, **{"now": LATER, **named})


def years(town: City, **new: Any) -> Years:
    rows = offices.captured(town)
    for row in rows:
        offices.opened(town, row)
    old = rows[0].source.report
    said = {"year": 2024, "done": DONE, "problems": AGAIN, "arrangements": PLANS, **new}
    return Years(old, papers.entered(papers.paper(**said)), [offices.fresh(row) for row in rows])


def applied(town: City, **new: Any) -> tuple[Years, Comparison]:
    both = years(town, **new)
    row = both.compared()
    return both, comparison.apply(row.pk, by=town["reviewer"], now=LATER)


def finding(row: Commitment) -> Finding:
    return Finding.objects.get(commitment=row)


def carried(town: City, row: Commitment) -> Commitment:
    return lifecycle.carry_over(
        row.pk, 2025, "跨年实施", by=town["clerk"], now=NOW, revision=offices.fresh(row).revision
    )
