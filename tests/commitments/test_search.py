"""Which of its two ways a search takes on PostgreSQL."""

from __future__ import annotations

import pytest
from django.db import connection

from commitments.models import Commitment
from commitments.search import search
from tests.commitments.lists import copies

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
MANY = 1200  # more than are counted


def looks_up(words: str) -> bool:
    return "commitment_grams" in str(search(Commitment.objects.all(), words).query)


def test_words_of_many_rows_are_met_in_order_and_those_of_few_looked_up(running: Commitment) -> None:
    copies(running, MANY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE commitments_commitment")
    assert not looks_up("窗口")
    assert not looks_up("窗")
    assert looks_up("鼋头")
    assert looks_up("鼋")
    assert looks_up("窗口 鼋头")
    assert search(Commitment.objects.all(), "窗口队伍").count() == MANY + 1
    assert search(Commitment.objects.all(), "窗口 鼋头").count() == 0


@pytest.mark.parametrize(
    "words", ["窗", "窗口", "窗口队", "2024-青澜", "ABC窗", "窗%", "窗\\", "'", '"', "{}", "，"]
)
def test_both_ways_find_the_same(running: Commitment, words: str) -> None:
    Commitment.objects.filter(pk=running.pk).update(title="Abc窗口队伍%_\\'\"{}，,")
    kept = Commitment.objects.get(pk=running.pk)
    text = f"{kept.number} {kept.title} {kept.quote}".lower()
    found = search(Commitment.objects.filter(pk=running.pk), words).exists()
    assert found == (words.lower() in text)
