"""The list of commitments on a whole country, as ratios within one run: another machine has other times.

Rounds are interleaved, one to warm up, then the median. COMMITMENTS=1500000 gives the real size.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from commitments.paging import ORDERS
from tests.benchmarks import country
from tests.benchmarks.country import Country
from tests.benchmarks.judging import at_least, at_most

pytestmark = [pytest.mark.benchmark, pytest.mark.postgres, pytest.mark.django_db]
ROUNDS = 5
OURS, STOCK, THIN = "/admin/commitments/commitment/", "/stock/", "/thin/"


@pytest.fixture(scope="module")
def land(django_db_setup: None, django_db_blocker: Any) -> Iterator[Country]:
    with django_db_blocker.unblock():
        began = time.perf_counter()
        yield told(country.build(), time.perf_counter() - began)
        country.remove()


def told(built: Country, seconds: float) -> Country:
    print(f"\n{country.NUMBER} commitments in {seconds:.0f} s")
    return built


@pytest.fixture(autouse=True)
def addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.benchmarks.stock"


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


class Watch:
    """The time of a page, that of its queries, and their number."""

    def __init__(self) -> None:
        self.pages: list[float] = []
        self.queries: list[float] = []
        self.asked, self.number = 0.0, 0

    def __call__(self, execute: Any, *given: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*given)
        finally:
            self.asked += time.perf_counter() - began
            self.number += 1

    def open(self, client: Client, address: str) -> None:
        self.asked, self.number = 0.0, 0
        began = time.perf_counter()
        with connection.execute_wrapper(self):
            answer = client.get(address)
        assert answer.status_code == 200, address
        self.pages.append(time.perf_counter() - began)
        self.queries.append(self.asked)

    @property
    def page(self) -> float:
        return statistics.median(self.pages[1:])

    @property
    def database(self) -> float:
        return statistics.median(self.queries[1:])


def watched(*wanted: tuple[Client, str], rounds: int = ROUNDS) -> list[Watch]:
    watches = [Watch() for _ in wanted]
    for _round in range(rounds + 1):
        for watch, (client, address) in zip(watches, wanted, strict=True):
            watch.open(client, address)
    return watches


def tell(what: str, *figures: str) -> None:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"\n{what}: {'; '.join(figures)} (load {load})")


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def test_the_first_page_against_a_stock_admin_and_a_thin_page(land: Country) -> None:
    client = desk(land.administrator)
    ours, stock, thin = watched((client, OURS), (client, STOCK), (client, THIN))
    tell(
        "first page",
        f"ours {ms(ours.page)} and {ours.number} queries",
        f"stock {ms(stock.page)} and {stock.number}, {stock.page / ours.page:.1f} times",
        f"thin {ms(thin.page)}, ours {ours.page / thin.page:.1f} times",
    )
    assert ours.number <= 8
    at_most(ours.page / thin.page, 3, "against a thin page")
    at_least(stock.page / ours.page, 15, "against a stock admin")


FILTERS = (
    "status=open", "status=submitted", "status=cancelled", "status=unfinished", "year=2022", "year=2026",
    "kind=rectification", "grade=checkable", "colour=red", "colour=yellow", "colour=green", "due=overdue",
    "due=30", "due=90", "box=overdue", "box=to_sign", "organ=100", "organ=110", "organ=1000000",
    "organ=100000001", "organ=100&status=open&year=2025",
)  # fmt: skip


def test_no_page_order_or_filter_costs_twice_the_first_page(land: Country) -> None:
    client = desk(land.administrator)
    orders = [f"sort={name}" for name in ORDERS]
    wanted = ["before=end", *orders, *(f"{order}&before=end" for order in orders), *FILTERS]
    first, *others = watched((client, OURS), *((client, f"{OURS}?{query}") for query in wanted))
    ratios = {query: watch.page / first.page for query, watch in zip(wanted, others, strict=True)}
    slowest = sorted(ratios.items(), key=lambda entry: -entry[1])
    tell("against the first page", ms(first.page), *(f"{query} {ratio:.2f}" for query, ratio in slowest[:6]))
    assert all(watch.number <= 8 for watch in others)
    at_most(slowest[0][1], 2, slowest[0][0])


TERMS = {
    "鼋头": 30, "鼋": 30, "海绵城市": 30, "不存在词组": 30,  # rare and absent
    "普法": 3, "数据共享": 3, "服务": 3, "法": 3,
}  # fmt: skip


def test_search_against_the_stock_search(land: Country) -> None:
    """By the time of the database alone; each term with the least that it must be faster."""
    client = desk(land.administrator)
    pairs = [(client, f"{address}?q={quote(term)}") for term in TERMS for address in (OURS, STOCK)]
    watches = watched(*pairs, rounds=2)
    ours, stock = watches[::2], watches[1::2]
    ratios = {term: s.database / o.database for term, o, s in zip(TERMS, ours, stock, strict=True)}
    worst = max(ours, key=lambda watch: watch.database)
    tell("search", f"slowest {ms(worst.database)}", *(f"{t} {r:.0f} times" for t, r in ratios.items()))
    assert all(watch.number <= 8 for watch in ours)
    for term, ratio in ratios.items():
        at_least(ratio, TERMS[term], term)


def test_how_much_somebody_may_see_costs_little(land: Country) -> None:
    people = {"leaf": land.leaf, "county": land.county, "province": land.province, "nation": land.nation}
    watches = watched(*((desk(user), OURS) for user in (land.administrator, *people.values())))
    everything, *seen = watches
    ratios = {name: watch.page / everything.page for name, watch in zip(people, seen, strict=True)}
    tell("by sight", ms(everything.page), *(f"{name} {ratio:.1f}" for name, ratio in ratios.items()))
    assert all(watch.number <= 8 for watch in watches)
    leaf, *_between, province, _nation = seen
    at_most(province.page / leaf.page, 10, "a province against a leaf")
    at_most(max(ratios.values()), 6, "against the administrator")
