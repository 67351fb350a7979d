"""The list as a person sees it in a browser: its rows, and the addresses that its links lead to."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy as duplicate
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

from commitments.models import Assignment, Commitment
from tests.commitments.desks import words

LIST = "/admin/commitments/commitment/"


class List:
    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)

    def page(self, query: str = "") -> str:
        answer = self.client.get(f"{LIST}?{query}")
        assert answer.status_code == 200
        return answer.content.decode()

    def titles(self, query: str = "") -> list[str]:
        return titles(self.page(query))

    def act(self, act: str, rows: list[Commitment], **values: Any) -> Any:
        """Tick these rows as they stand now, and act on them."""
        keys = [f"{row.pk}-{Commitment.objects.get(pk=row.pk).revision}" for row in rows]
        return self.client.post(f"{LIST}act/", {"act": act, "row": keys, **values})


def titles(page: str) -> list[str]:
    return words(page, ".cl-what a")


def link(page: str, selector: str) -> str:
    """What follows the question mark in the address of this link."""
    found: LexborNode | None = LexborHTMLParser(page).css_first(selector)
    assert found is not None, selector
    return (found.attributes["href"] or "").removeprefix("?")


def copies(row: Commitment, number: int, change: Callable[[Commitment, int], None] | None = None) -> None:
    """So many more like this one, each with its number and with the same units."""
    fresh, former = [], Commitment.objects.count()
    kept = Commitment.objects.get(pk=row.pk)
    for n in range(1, number + 1):
        copy = duplicate(kept)
        copy.pk, copy.part, copy.title = None, 1000 + former + n, f"{row.title}{former}-{n:03d}"
        copy.number = f"{row.number}-{former}-{n:03d}" if row.number else ""
        if change:
            change(copy, n)
        fresh.append(copy)
    made = Commitment.objects.bulk_create(fresh)
    parts = list(row.assignments.all())
    Assignment.objects.bulk_create(
        Assignment(commitment=copy, unit_id=part.unit_id, part=part.part) for copy in made for part in parts
    )


def due(row: Commitment, day: date) -> None:
    row.first_due_on = row.due_on = day


def later(days: int) -> Callable[[Commitment, int], None]:
    """The n-th copy is due so many days after the one before it."""

    def change(row: Commitment, n: int) -> None:
        assert row.due_on is not None
        due(row, row.due_on + timedelta(days=days * n))

    return change
