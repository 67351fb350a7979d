from __future__ import annotations

from datetime import date

import pytest

from commitments import ratings
from commitments.ratings import Judged

TODAY = date(2025, 1, 15)


def whole(*names: str) -> str:
    return ratings.together([Judged(name, 0.8) for name in names]).verdict


@pytest.mark.parametrize(
    ("names", "verdict"),
    [
        pytest.param(("delivered", "delivered"), "delivered", id="all done"),
        pytest.param(("delivered", "not_mentioned"), "partly", id="one passed over"),
        pytest.param(("delivered", "ongoing"), "partly", id="one still going on"),
        pytest.param(("ongoing", "not_mentioned"), "ongoing", id="work on one, the other passed over"),
        pytest.param(("not_mentioned", "repromised"), "repromised", id="promised again in part"),
        pytest.param(("not_mentioned", "not_mentioned"), "not_mentioned", id="silence"),
        pytest.param(("recurring",), "recurring", id="a problem"),
    ],
)
def test_a_passage_is_what_its_sentences_are_together(names: tuple[str, ...], verdict: str) -> None:
    assert whole(*names) == verdict


def test_a_passage_is_as_sure_as_its_least_sure_sentence() -> None:
    assert ratings.together([Judged("delivered", 0.9), Judged("delivered", 0.6)]).confidence == 0.6
    assert ratings.together([Judged("recurring", None)]).confidence is None


def test_what_is_due_later_than_the_report_can_tell_is_not_yet_due() -> None:
    due = date(2025, 6, 30)
    assert ratings.suggested("not_mentioned", due_on=due, as_of=TODAY) == "not_due"
    assert ratings.suggested("partly", due_on=due, as_of=TODAY) == "not_due"
    assert ratings.suggested("delivered", due_on=due, as_of=TODAY) == "fulfilled"


def test_without_a_day_nothing_is_not_yet_due() -> None:
    assert ratings.suggested("not_mentioned", due_on=date(2030, 1, 1), as_of=None) == "not_mentioned"
    assert ratings.suggested("not_mentioned", due_on=None, as_of=TODAY) == "not_mentioned"
    assert ratings.suggested("not_mentioned", due_on=TODAY, as_of=TODAY) == "not_mentioned"


def test_silence_about_what_was_adjusted_with_an_approval_is_no_broken_word() -> None:
    assert ratings.suggested("not_mentioned", approval="市政府常务会议纪要第3期") == "adjusted"
    assert ratings.suggested("partly", approval="市政府常务会议纪要第3期") == "partial"


def test_work_without_an_end_is_part_of_a_measurable_promise() -> None:
    assert ratings.suggested("ongoing", grade="measurable") == "partial"
    assert ratings.suggested("ongoing", grade="direction") == "ongoing"


def test_a_problem_named_again_without_a_remedy_was_not_begun() -> None:
    found = [ratings.suggested(name) for name in ("recurring", "both", "addressed", "silent")]
    assert found == ["not_started", "partial", "fulfilled", "not_mentioned"]


def test_kappa_takes_chance_out_of_the_agreement() -> None:
    # Cohen 1960: 20 + 15 of 50 agree, the margins are 25/25 and 30/20: 0.7 observed, 0.5 by chance.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert ratings.kappa(pairs) == pytest.approx(0.4)


def test_kappa_of_nothing_or_of_one_word_throughout_is_none() -> None:
    assert ratings.kappa([]) is None
    assert ratings.kappa([("y", "y")] * 9) is None
    assert ratings.kappa([("y", "y"), ("n", "n")]) == 1
