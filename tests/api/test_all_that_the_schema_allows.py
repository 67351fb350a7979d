"""Everything that the schema allows is sent to the site, as a clerk and as a stranger: nothing breaks it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import pytest
import schemathesis
import time_machine
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, strategies
from hypothesis import settings as examples
from rest_framework.authtoken.models import Token
from rest_framework.throttling import UserRateThrottle

from commitments import review
from commitments.models import Commitment, Evidence, Finding
from tests.commitments import offices, years
from tests.commitments.offices import City
from tests.commitments.years import LATER

pytestmark = pytest.mark.django_db
PEOPLE: Final = ("clerk", "stranger")
# The same examples each time, and few; API_EXAMPLES=100 looks further.
EACH: Final = examples(
    max_examples=int(os.environ.get("API_EXAMPLES", "4")),
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A served request ends a connection with a transaction open, which here is the test's own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def people(town: City, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    """Something of everything; the two hold every permission that opens a page."""
    monkeypatch.setitem(UserRateThrottle.THROTTLE_RATES, "user", None)
    both, _row = years.applied(town)
    offices.attached(town, both.called_back)
    review.rate(years.finding(both.trained).pk, "mostly", by=town["reviewer"], now=LATER, revision=0)
    everything = Permission.objects.filter(content_type__app_label__in=["commitments", "reports"])
    for name in PEOPLE:
        town[name].user_permissions.set(everything)
    with time_machine.travel(LATER, tick=False):
        yield town


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("schema") / "schema.yml"
    call_command("spectacular", "--lang", "en", "--file", str(path))
    found = schemathesis.openapi.from_path(path)
    found.app = get_wsgi_application()
    return found


@pytest.mark.parametrize("name", PEOPLE)
def test_nothing_that_the_schema_allows_breaks_the_site(people: City, schema: Any, name: str) -> None:
    token = {"Authorization": f"Token {Token.objects.create(user=people[name]).key}"}
    keys, broken, codes = there(), [], Counter[int]()
    for result in schema.get_all_operations():
        for answer, how in answers(result.ok(), token, keys):
            codes[answer.status_code] += 1
            if answer.status_code >= 500:
                broken.append((answer.status_code, how))
    assert broken == []
    # It was not all turned away at the door.
    assert codes[200] > 20
    assert codes[400] > 20
    assert (codes[409] > 0) == (name == "clerk")


def there() -> dict[str, int]:
    """A key for each kind of address."""
    row = Finding.objects.earliest("pk")
    assert row.commitment
    report = row.comparison.old
    return {
        "commitments": row.commitment.pk, "findings": row.pk, "comparisons": row.comparison_id,
        "reports": report.pk, "items": row.commitment.source_id, "organs": row.commitment.organ_id,
        "uploads": report.uploads.earliest("pk").pk, "evidence": Evidence.objects.earliest("pk").pk,
    }  # fmt: skip


def answers(operation: Any, token: dict[str, str], keys: dict[str, int]) -> list[tuple[Any, str]]:
    """Each taken back at once. Every other time it is about rows that are there, and as they are."""
    heard: list[tuple[Any, str]] = []

    @EACH
    @given(case=operation.as_strategy(), real=strategies.booleans())
    def send(case: Any, real: bool) -> None:
        if real:
            aim(case, keys)
        with transaction.atomic():
            answer = case.call(headers=token)
            transaction.set_rollback(True)
        heard.append((answer, f"{operation.label}: {case.as_curl_command()} {answer.text[:300]}"))

    send()
    return heard


def aim(case: Any, keys: dict[str, int]) -> None:
    kind = case.path.split("/")[2]
    if "id" in case.path_parameters:
        case.path_parameters["id"] = keys[kind]
    if "evidence_id" in case.path_parameters:
        case.path_parameters["evidence_id"] = keys["evidence"]
    if isinstance(case.body, dict) and "revision" in case.body:
        case.body["revision"] = Commitment.objects.get(pk=keys["commitments"]).revision
    if isinstance(case.body, dict) and "commitments" in case.body:
        row = Commitment.objects.get(pk=keys["commitments"])
        case.body["commitments"] = [{"id": row.pk, "revision": row.revision}]
