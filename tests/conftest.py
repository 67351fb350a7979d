"""What all tests share. People, reports and pages are made by the fixtures of the folders that need them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import translation

from tests import services
from tests.workers import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django import DjangoDbBlocker

DATABASE_FIXTURES = {"db", "transactional_db"}
# What is written differently for the two, or asks most of them.
ASKED_TWICE = re.compile(
    r"test_(models|querysets|ledger|lifecycle|capture|comparison|search|searching|list|intake|planning)\.py"
)
# What pages show, who may do what, and Word files are the same on every database: asked once, on SQLite. On
# PostgreSQL the browsers walk through the pages.
ASKED_ONCE = re.compile(r"test_(.*page.*|.*admin|papers|paper_templates|guide|table)\.py")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database",
        action="store_true",
        help="run only tests that another database may answer otherwise, without a browser",
    )
    parser.addoption(
        "--besides-postgres",
        action="store_true",
        help="leave to the run with --only-database what need not be asked of both",
    )


def goes_without_postgres(item: pytest.Item) -> bool:
    return not depends_on_database(item) or bool(ASKED_TWICE.fullmatch(item.path.name))


def depends_on_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("postgres"):
        return True
    used = item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    return bool(used) and not item.get_closest_marker("browser") and not ASKED_ONCE.fullmatch(item.path.name)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--only-database"):
        kept = [item for item in items if depends_on_database(item)]
    elif config.getoption("--besides-postgres"):
        kept = [item for item in items if goes_without_postgres(item)]
    else:
        return
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests of what only PostgreSQL does are run there by `make test`, which starts one."""
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set TEST_DATABASE_URL, or run `make test`, which starts one")


@pytest.fixture(autouse=True)
def the_sites_language() -> Iterator[None]:
    """A request leaves its language behind in the thread, as does one that a test sends in English."""
    yield
    translation.deactivate()


def need(missing: services.Missing) -> None:
    if services.REQUIRED:
        pytest.fail(str(missing), pytrace=False)
    pytest.skip(str(missing))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """What Django asks SQLite once in a process is asked before any test counts queries."""
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real Redis of this test run's own."""
    try:
        program = services.redis_program()
    except services.Missing as missing:
        need(missing)
    with services.redis_server(program) as url:
        yield url


@pytest.fixture
def site(tmp_path: Path, redis_url: str) -> Site:
    site = Site(tmp_path, redis_url)
    site.manage("migrate", "--verbosity", "0")
    return site


@pytest.fixture
def worker(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    process = site.start_worker()
    yield process
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL of this test run's own, beside the database that the other tests use."""
    try:
        services.postgres_programs()
    except services.Missing as missing:
        need(missing)
    with services.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the run; pages come from ``page``, each with cookies of its own."""
    try:
        program = services.chromium_program()
    except services.Missing as missing:
        need(missing)
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop on this thread, on which Django then refuses to use the database. The
    # tests use it between two calls of Playwright, never inside the loop.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=services.CHROMIUM_FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of an English browser, as many offices run: the site must be Chinese all the same.

    A test whose page logged an error (a blocked script, a failed request) fails at its end.
    """
    context = chromium.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert not errors
