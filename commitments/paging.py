"""Pages of a long list by the place of their first or last row, and counting no further than is of use.

A page number would make the database walk over all pages before it, and would show a row twice when others
came in meanwhile. The row after which a page begins is found in an index, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.db.models import BooleanField, F, Func, IntegerField, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.translation import gettext_lazy as _

from commitments.models.commitments import NO_DAY
from reports.typed import key_of, text_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from commitments.models import Commitment
    from commitments.querysets import CommitmentQuerySet

SIZE: Final = 100
MOST_COUNTED: Final = 1000


# --- orders ------------------------------------------------------------------------------------------------

# For the database; of a row at hand; from an address.
Key = tuple[Any, Callable[["Commitment"], Any], Callable[[str], Any]]


@dataclass(frozen=True, slots=True)
class Order:
    """``key`` and the id together are different for every row; an index begins with them."""

    name: str
    label: _StrPromise
    key: Key
    down: bool = False

    def of(self, rows: CommitmentQuerySet, *, backwards: bool = False) -> CommitmentQuerySet:
        sign = "-" if self.down != backwards else ""
        return rows.alias(order_key=self.key[0]).order_by(f"{sign}order_key", f"{sign}id")


def _percent(words: str) -> int:
    number = int(words)
    if not 0 <= number <= 100:
        raise ValueError(words)
    return number


def _id(words: str) -> int:
    key = key_of(words)
    if key is None:
        raise ValueError(words)
    return key


DEADLINE: Final = Coalesce("due_on", NO_DAY)
_DEADLINE: Key = (DEADLINE, lambda row: row.due_on or NO_DAY, date.fromisoformat)
_NUMBER: Key = (F("number"), lambda row: row.number, text_of)
_PERCENT: Key = (F("percent"), lambda row: row.percent, _percent)
ORDERS: Final[dict[str, Order]] = {
    order.name: order
    for order in (
        Order("newest", _("Newest first"), (F("id"), lambda row: row.pk, _id), down=True),
        Order("due", _("Deadline, earliest first"), _DEADLINE),
        Order("-due", _("Deadline, latest first"), _DEADLINE, down=True),
        Order("number", _("Number"), _NUMBER),
        Order("-number", _("Number, last first"), _NUMBER, down=True),
        Order("percent", _("Least progress first"), _PERCENT),
        Order("-percent", _("Most progress first"), _PERCENT, down=True),
    )
}


# --- places ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins or ends. Without ``key``: at the very begin, or ``backwards`` at the very end."""

    key: Any = None
    pk: int = 0
    backwards: bool = False


START = Place()


def read_place(words: Mapping[str, str], order: Order) -> Place:
    """From ``after=key~id``, ``before=key~id`` or ``before=end``; the start when it says nothing of use."""
    for name in ("after", "before"):
        told = words.get(name, "")
        backwards = name == "before"
        if backwards and told == "end":
            return Place(backwards=True)
        key, _between, pk = told.rpartition("~")
        try:
            return Place(order.key[2](key), _id(pk), backwards)
        except ValueError:
            continue
    return START


def place_of(row: Commitment, order: Order) -> str:
    return f"{order.key[1](row)}~{row.pk}"


# --- pages -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """``total`` is exact up to MOST_COUNTED; one more means: more."""

    rows: list[Any]
    total: int
    former: bool
    further: bool


class _Row(Func):
    """(a, b): compared both at once, which is the form in which an index is entered at a place."""

    template = "(%(expressions)s)"
    output_field = IntegerField()


class _Keys(Subquery):
    empty_result_set_value = NotImplemented  # where no row can be, none is asked for


class _Among(Func):
    """Among the keys, which are found once. To PostgreSQL a plain IN is a join, and where it believes a table
    to be empty it finds them anew for every row."""

    arity = 2
    arg_joiner = " IN "
    template = "%(expressions)s"
    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        joiner, template = " = ANY(ARRAY", "%(expressions)s)"
        return self.as_sql(compiler, connection, arg_joiner=joiner, template=template, **context)


class _Counted(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def page(rows: CommitmentQuerySet, order: Order, place: Place, related: Callable[..., Any]) -> Page:
    """One query. The keys of the page are found first, and only then joined by ``related`` with what they
    point at: joined earlier, PostgreSQL prepares itself for the names of all rows."""
    sought = order.of(rows, backwards=place.backwards)
    if place.key is not None:
        sought = sought.filter(_beyond(order, place))
    keys = sought.values("pk")[: SIZE + 1]
    whole = related(rows.model.objects.filter(_Among(F("pk"), _Keys(keys))))
    counted = whole.annotate(total=_Counted(rows.order_by().values("pk")[: MOST_COUNTED + 1]))
    found = list(order.of(counted, backwards=place.backwards))
    if not found and place != START:
        return page(rows, order, START, related)  # what stood there has gone: begin anew
    more, found = len(found) > SIZE, found[:SIZE]
    if place.backwards:
        return Page(found[::-1], _total(found), more, place.key is not None)
    return Page(found, _total(found), place.key is not None, more)


def _total(found: list[Any]) -> int:
    return found[0].total if found else 0


def later(columns: Sequence[str], values: Sequence[Any]) -> Any:
    """Beyond a row in the order of these columns, which together are different for every row."""
    return GreaterThan(_Row(*map(F, columns)), _Row(*map(Value, values)))


def _beyond(order: Order, place: Place) -> Any:
    beyond = LessThan if order.down != place.backwards else GreaterThan
    return beyond(_Row(F("order_key"), F("id")), _Row(Value(place.key), Value(place.pk)))
