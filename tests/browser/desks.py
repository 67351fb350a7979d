"""Several people at their desks at once, each before a browser of his or her own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from commitments.models import Commitment
from tests.browser.seats import come_in


@dataclass(frozen=True, slots=True)
class Desk:
    """A person before a browser of their own."""

    page: Page
    server: LiveServer

    def open(self, address: str) -> Page:
        self.page.goto(self.server.url + address)
        return self.page

    def commitment(self, row: Commitment) -> Page:
        return self.open(f"/admin/commitments/commitment/{row.pk}/change/")


@contextmanager
def manned(chromium: Browser, server: LiveServer, people: Mapping[str, User]) -> Iterator[dict[str, Desk]]:
    """A desk for each, with cookies of its own. What any page logs as an error fails the test at its end."""
    errors: list[str] = []
    contexts = {name: chromium.new_context(viewport={"width": 1280, "height": 800}) for name in people}
    desks = {}
    for name, context in contexts.items():
        come_in(context, server, people[name])
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        desks[name] = Desk(page, server)
    yield desks
    for context in contexts.values():
        context.close()
    assert not errors
