from __future__ import annotations

import pytest

from commitments.models import Commitment
from notifications import policies
from tests.commitments import offices
from tests.commitments.conftest import files_apart, ledger_can_be_flushed, town
from tests.commitments.offices import City

__all__ = ["files_apart", "ledger_can_be_flushed", "town"]


@pytest.fixture
def city(town: City) -> City:
    """The city, with the rule books in place and an address for everybody."""
    policies.install()
    for name, person in town.people.items():
        person.email = f"{name}@example.cn"
        person.save(update_fields=["email"])
    return town


@pytest.fixture
def due(city: City) -> Commitment:
    """加强窗口队伍建设, due on 30 June 2024, in the hands of officer and supervisor."""
    return offices.fresh(offices.opened(city, offices.captured(city)[2]))
