"""What all tests share. People, reports and pages are made by the fixtures of the folders that need them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests import services

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DATABASE_FIXTURES = {"db", "transactional_db"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database",
        action="store_true",
        help="run only tests that use the database, without a browser",
    )


def uses_database(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    return marked or bool(DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--only-database"):
        return
    kept = [item for item in items if uses_database(item) and not item.get_closest_marker("browser")]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests of what only PostgreSQL does are run there by `make test`, which starts one."""
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set TEST_DATABASE_URL, or run `make test`, which starts one")


def need(missing: services.Missing) -> None:
    if services.REQUIRED:
        pytest.fail(str(missing), pytrace=False)
    pytest.skip(str(missing))


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real Redis of this test run's own."""
    try:
        program = services.redis_program()
    except services.Missing as missing:
        need(missing)
    with services.redis_server(program) as url:
        yield url


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
