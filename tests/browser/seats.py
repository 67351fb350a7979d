"""People before a browser, who have logged in already."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer


def come_in(context: BrowserContext, server: LiveServer, user: User) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.url}])


def sit_down(page: Page, server: LiveServer, user: User, address: str) -> Page:
    """The user's page at an address of the site."""
    come_in(page.context, server, user)
    page.goto(server.url + address)
    return page
