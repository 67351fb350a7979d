"""Made-up reports for the tests, and the short way to have one in the database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.files.base import ContentFile

from reports import intake
from reports.models import Report, Upload
from reports.readers import Limits

LIMITS = Limits()
NOW = datetime(2024, 3, 1, 2, 0, tzinfo=UTC)

# For many organs of one city.
DISTRICTS = tuple(first + second for first in "东西南北中" for second in "山水林田湖草")

PROBLEMS = (
    "（一）窗口人员轮换过快。全年有12名窗口人员调岗，新手独立上岗前培训不足一周。",
    "（二）热线回访不够及时。部分工单办结后未在三日内回访。原因在于回访人手不足。",
)
ARRANGEMENTS = (
    "（一）加强窗口队伍建设。2024年6月底前组织两轮业务培训，覆盖全部窗口人员。",
    "（二）规范热线办理。出台《热线工单回访办法》，对80%以上的工单进行回访。",
    "（三）推进一件事改革。持续优化办事流程，提升群众满意度。",
)


def paper(
    organ: str = "青澜市行政审批服务局",
    year: int = 2023,
    problems: tuple[str, ...] = PROBLEMS,
    arrangements: tuple[str, ...] = ARRANGEMENTS,
    done: str = "全年办理各类事项8460件，按时办结率稳定。",
    signed: bool = True,
) -> str:
    """An annual report in the genre's manner."""
    lines = [
        f"{organ}{year}年度法治政府建设情况的报告",
        "市委、市政府：",
        f"{year}年，我局认真履行职责，现将有关情况报告如下。",
        "一、主要举措和成效",
        f"（一）持续优化服务。{done}",
        "二、存在的问题",
        *problems,
        f"三、{year + 1}年主要安排",
        *(line.replace("2024年", f"{year + 1}年") for line in arrangements),
        "特此报告。",
        *([organ, f"{year + 1}年1月12日"] if signed else []),
    ]
    return "\n".join(lines)


def stored(text: str | bytes, name: str = "年度报告.txt", by: Any = None) -> Upload:
    content = text.encode() if isinstance(text, str) else text
    return intake.store(ContentFile(content, name=name), name, by=by, limits=LIMITS).upload


def read(upload: Upload) -> Upload:
    done = intake.read_upload(upload.pk, limits=LIMITS, now=NOW)
    assert done is not None
    return done


def entered(text: str | None = None, name: str = "年度报告.txt") -> Report:
    """The report that this text becomes, all the way through the intake."""
    upload = read(stored(paper() if text is None else text, name))
    assert upload.report is not None, (upload.status, upload.reason_code)
    return upload.report
