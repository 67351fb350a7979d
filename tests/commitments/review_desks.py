"""A reviewer's desk: a person logged in, who opens findings and presses the buttons that stand there."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from commitments.models import Finding
from tests.commitments.desks import words

ADDRESS = "/admin/commitments/commitment/comparison/finding/"


class ReviewDesk:
    def __init__(self, user: User, query: str = "") -> None:
        """``query``: the filter of the list from which the person came."""
        self.client = Client()
        self.client.force_login(user)
        self.query = query

    def address(self, finding: Finding) -> str:
        return f"{ADDRESS}{finding.pk}/" + (f"?{self.query}" if self.query else "")

    def get(self, finding: Finding) -> Any:
        return self.client.get(self.address(finding))

    def page(self, finding: Finding) -> str:
        answer = self.get(finding)
        assert answer.status_code == 200
        return str(answer.content.decode())

    def post(self, finding: Finding, **values: Any) -> Any:
        """Sent from the page as it stands now, unless a revision is given."""
        sent = {"revision": Finding.objects.get(pk=finding.pk).revision, **values}
        return self.client.post(self.address(finding), sent)

    def shown(self, finding: Finding, selector: str) -> str:
        return shown(self.page(finding), selector)


def shown(page: Any, selector: str) -> str:
    markup = page if isinstance(page, str) else page.content.decode()
    return " ".join(words(markup, selector))


def values(page: Any, selector: str) -> list[str]:
    """The ``value`` or the address of these parts of the page."""
    markup = page if isinstance(page, str) else page.content.decode()
    found = LexborHTMLParser(markup).css(selector)
    return [node.attributes.get("value") or node.attributes.get("href") or "" for node in found]


def said(answer: Any) -> list[str]:
    """The messages that wait for the next page."""
    assert answer.status_code == 302, shown(answer, ".fd-refusal")
    return [str(message) for message in answer.wsgi_request._messages]
