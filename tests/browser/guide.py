"""The pictures of the user guide: what of the demo they show, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from commitments.choices import Status
from commitments.models import Commitment, Comparison
from notifications.choices import Stage
from notifications.models import Policy, Sheet
from reports.models import Report

QINGLAN, WANGCHUAN = "青澜市行政审批服务局", "青澜市望川区政务服务管理局"


@dataclass(frozen=True, slots=True)
class Shot:
    """``name`` is the picture's; ``says`` are words that must stand on the page; ``part`` the element that
    is taken instead of the window, which is ``height`` high; ``menu`` whether the menu is shown beside it."""

    name: str
    login: str
    address: Callable[[], str]
    says: str
    part: str = ""
    height: int = 720
    menu: bool = False


def home() -> str:
    return reverse("admin:index")


def commitment(title: str, act: str) -> str:
    """The page of one that is being worked on, with the form of an act."""
    row = Commitment.objects.get(title=title, status=Status.OPEN, organ__name=QINGLAN)
    return reverse("admin:commitments_commitment_change", args=[row.pk]) + f"?act={act}"


def report(organ: str, year: int) -> Report:
    return Report.objects.current().get(organ__name=organ, year=year)


def comparison() -> Comparison:
    """The one that is half judged."""
    return Comparison.objects.get(old__organ__name=QINGLAN, year=2024)


def finding() -> str:
    row = comparison().findings.get(commitment__title="提升许可案卷质量")
    return reverse("admin:commitments_finding", args=[row.pk])


def results() -> str:
    organ = comparison().old.organ_id
    return reverse("admin:commitments_results", args=[organ, 2023])


def sheet() -> str:
    letters = Sheet.objects.filter(stage=Stage.SUPERVISE, commitment__organ__name=QINGLAN)
    return reverse("admin:notifications_sheet_change", args=[letters.order_by("pk")[0].pk])


def policy() -> str:
    return reverse("admin:notifications_policy_change", args=[Policy.objects.get(active=True).pk])


SHOTS = (
    Shot("officer-home", "officer", home, "退回重办", menu=True),
    Shot("officer-submit", "officer", lambda: commitment("补齐数据共享短板", "submit"), "佐证材料"),
    Shot("inbox", "officer", lambda: reverse("admin:notifications_inbox"), "标为已读", height=640),
    Shot("leader-home", "chief", home, "本单位承办", menu=True),
    Shot(
        "leader-appoint", "chief", lambda: commitment("新兴业态许可规则不够明晰", "appoint"), "指定承办人",
        part=".cm-doing",
    ),
    Shot("supervisor-home", "supervisor", home, "待我销号", menu=True),
    Shot(
        "supervisor-extension", "supervisor", lambda: commitment("监管认领不到位", "decide_extension"),
        "审批意见", part=".cm-doing",
    ),
    Shot("supervisor-sheet", "supervisor", sheet, "现予督办", height=800),
    Shot(
        "reviewer-comparison", "reviewer",
        lambda: reverse("admin:commitments_comparison", args=[comparison().pk]), "置信度",
    ),
    Shot("reviewer-finding", "reviewer", finding, "系统建议", height=800),
    Shot(
        "clerk-report", "keeper",
        lambda: reverse("admin:reports_report_change", args=[report(QINGLAN, 2024).pk]), "采集承诺",
    ),
    Shot(
        "clerk-capture", "wangchuan",
        lambda: reverse("admin:commitments_capture", args=[report(WANGCHUAN, 2022).pk]), "确认立项",
    ),
    Shot("results", "supervisor", results, "各级承诺评定情况"),
    Shot("admin-people", "admin", lambda: reverse("admin:commitments_membership_changelist"), "新增任职"),
    Shot("admin-policy", "admin", policy, "节点"),
)  # fmt: skip
