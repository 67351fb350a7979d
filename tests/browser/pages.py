"""The pages that everybody must be able to use, each with who opens it: one more page is one more line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from commitments import capture, review
from commitments.choices import Status
from commitments.models import Commitment, Comparison
from tests.browser.seats import come_in
from tests.commitments import offices, years
from tests.commitments.offices import City
from tests.commitments.years import LATER, Years


@dataclass(slots=True)
class Scene:
    """Two years of a bureau: promises answered, some judged, one carried over; the next to be captured."""

    town: City
    both: Years
    comparison: Comparison


def scene() -> Scene:
    town = offices.city()
    both, comparison = years.applied(town)
    for row, rating in zip(both.rows, ("partial", "not_mentioned", "fulfilled"), strict=False):
        finding = years.finding(row)
        review.rate(
            finding.pk, rating, "见第三章。", by=town["reviewer"], now=LATER, revision=finding.revision
        )
    years.carried(town, both.rows[1])
    capture.capture(both.new.pk, by=town["clerk"], now=LATER)
    return Scene(town, both, comparison)


def page_of(name: str, *keys: Callable[[Scene], int], query: str = "") -> Callable[[Scene], str]:
    return lambda scene: reverse(f"admin:{name}", args=[key(scene) for key in keys]) + query


def old(scene: Scene) -> int:
    return scene.both.old.pk


def new(scene: Scene) -> int:
    return scene.both.new.pk


def compared(scene: Scene) -> int:
    return scene.comparison.pk


def commitment(number: int) -> Callable[[Scene], int]:
    return lambda scene: scene.both.rows[number].pk


def finding(number: int) -> Callable[[Scene], int]:
    return lambda scene: years.finding(scene.both.rows[number]).pk


def candidate(scene: Scene) -> int:
    return Commitment.objects.filter(source__report=scene.both.new, status=Status.CANDIDATE).earliest("pk").pk


PAGES: Final[dict[str, tuple[str, Callable[[Scene], str]]]] = {
    "login": ("", page_of("login")),
    "home": ("officer", page_of("index")),
    "report": ("clerk", page_of("reports_report_change", old)),
    "commitments": ("clerk", page_of("commitments_commitment_changelist")),
    "commitment": (
        "officer",
        page_of("commitments_commitment_change", commitment(3), query="?act=report_progress"),
    ),
    "comparisons": ("reviewer", page_of("commitments_comparisons")),
    "comparison": ("reviewer", page_of("commitments_comparison", compared)),
    "finding": ("reviewer", page_of("commitments_finding", finding(3))),
    "finding judged": ("reviewer", page_of("commitments_finding", finding(0))),
    "years with results": ("leader", page_of("commitments_results_index")),
    "results": (
        "supervisor",
        page_of("commitments_results", lambda scene: scene.town.bureau.pk, lambda scene: 2024),
    ),
    "search": ("clerk", page_of("commitments_search", query="?q=热线")),
    "capture": ("clerk", page_of("commitments_capture", new)),
    "candidate": ("clerk", page_of("commitments_candidate", candidate)),
    "follow-up": ("clerk", page_of("commitments_followup", compared)),
    "thread": ("clerk", page_of("commitments_thread", commitment(1))),
    "messages": ("officer", page_of("notifications_inbox")),
}


def open_page(name: str, page: Page, server: LiveServer, scene: Scene, *, unfolded: bool = True) -> Page:
    """The page as its person sees it, its scripts having run; with all that it folds away, or without."""
    person, address = PAGES[name]
    page.context.clear_cookies()
    if person:
        come_in(page.context, server, scene.town[person])
    answer = page.goto(server.url + address(scene))
    assert answer is not None, name
    assert answer.ok, f"{name}: {answer.status}"
    page.wait_for_function(
        "!document.documentElement.hasAttribute('x-cloak')"
    )  # django-unfold has set to work
    if unfolded:
        page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    return page
