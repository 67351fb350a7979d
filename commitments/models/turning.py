"""The days on which a running commitment turns yellow and red, as the database works them out.

The rule is that of deadlines.signal, turned round: instead of the colour on a day, the day from which on it
has that colour. A day can have an index, so that a list by colour reads no more rows than it shows. A test
holds the two against each other.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, DateField, F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Least

from commitments.choices import Status
from commitments.deadlines import DEFAULT_THRESHOLDS


class DaysAfter(Func):
    """A day, and how many days later."""

    arity = 2
    arg_joiner = " + "
    template = "(%(expressions)s)"
    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, arg_joiner=", ", template="DATE(%(expressions)s || ' days')", **context
        )


class DaysBetween(Func):
    """From the second day to the first."""

    arity = 2
    arg_joiner = " - "
    template = "(%(expressions)s)"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        joiner, template = ") - JULIANDAY(", "CAST(JULIANDAY(%(expressions)s) AS INTEGER)"
        return self.as_sql(compiler, connection, arg_joiner=joiner, template=template, **context)


def _behind_from(points: int) -> Case:
    """The first day on which it is more than so many points behind the calendar, rounded up to whole days."""
    days = DaysBetween(F("due_on"), F("confirmed_on"))
    lost = ((F("percent") + Value(points + 1)) * days + Value(99)) / Value(100)
    runs = When(due_on__gt=F("confirmed_on"), then=DaysAfter(F("confirmed_on"), lost))
    return Case(runs, default=DaysAfter(F("due_on"), Value(1)))


def _while_running(turns: Any, otherwise: list[When]) -> Case:
    """While it waits for a signature the clock stands still."""
    return Case(
        When(status=Status.OPEN, then=turns),
        When(Q(status=Status.SUBMITTED, submitted_on__gte=turns), then=turns),
        *otherwise,
    )


YELLOW_FROM = _while_running(
    Least(
        DaysAfter(F("first_due_on"), Value(1)),
        DaysAfter(F("due_on"), Value(-DEFAULT_THRESHOLDS.yellow_days)),
        _behind_from(DEFAULT_THRESHOLDS.yellow_points),
    ),
    # What was done late was never green again.
    [When(Q(status=Status.CLOSED, submitted_on__gt=F("first_due_on")), then=F("submitted_on"))],
)
RED_FROM = _while_running(
    Least(DaysAfter(F("due_on"), Value(1)), _behind_from(DEFAULT_THRESHOLDS.red_points)), []
)
