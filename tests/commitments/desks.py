"""A desk: a person logged in, who opens pages of commitments and sends the forms as they stand there."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

from commitments.models import Commitment
from tests.commitments.offices import PDF

ADDRESS = "/admin/commitments/commitment/"


class Desk:
    def __init__(self, user: User | None) -> None:
        self.client = Client()
        if user is not None:
            self.client.force_login(user)

    def get(self, row: Commitment, query: str = "") -> Any:
        return self.client.get(f"{ADDRESS}{row.pk}/change/?{query}")

    def page(self, row: Commitment, query: str = "") -> str:
        answer = self.get(row, query)
        assert answer.status_code == 200
        return answer.content.decode()

    def post(self, row: Commitment, values: dict[str, Any], **headers: str) -> Any:
        return self.client.post(f"{ADDRESS}{row.pk}/act/", values, headers=headers)

    def send(self, row: Commitment, act: str, **values: Any) -> Any:
        """Open the form of the act, fill in these values and send it."""
        return self.post(row, filled(self.page(row, f"act={act}")) | values)


def filled(markup: str) -> dict[str, Any]:
    """What the open form would send as it stands."""
    form = LexborHTMLParser(markup).css_first("form.cm-form")
    assert form is not None, "no form is open"
    found: dict[str, Any] = {}
    for field in form.css("input, select, textarea"):
        name, value = field.attributes.get("name"), _value(field)
        if name and value not in (None, []):
            found[name] = (
                [*found.get(name, []), value] if field.attributes.get("type") == "checkbox" else value
            )
    return found


def _value(field: LexborNode) -> Any:
    attributes = field.attributes
    if field.tag == "textarea":
        return field.text().removeprefix("\n")
    if field.tag == "select":
        options = field.css("option[selected]") or field.css("option")[:1]
        return options[0].attributes.get("value") or "" if options else ""
    if attributes.get("type") == "file":
        return None
    if attributes.get("type") == "checkbox":
        return attributes.get("value") if "checked" in attributes else None
    return attributes.get("value") or ""


def words(markup: str, selector: str) -> list[str]:
    """The words of these parts of the page, blanks made one."""
    return [" ".join(node.text().split()) for node in LexborHTMLParser(markup).css(selector)]


def refusal(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return " ".join(words(answer.content.decode(), ".cm-refusal, .cm-error"))


def said(answer: HttpResponse) -> list[str]:
    """The messages that wait for the next page."""
    assert answer.status_code == 302, refusal(answer)
    return [str(message) for message in answer.wsgi_request._messages]  # type: ignore[attr-defined]


def file(name: str = "签到表.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
