"""What the list is measured against: the ModelAdmin of the tutorial, and a thin page of the same cells."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import site
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from unfold.admin import ModelAdmin

from commitments.models import Commitment
from commitments.paging import SIZE
from config.urls import urlpatterns as ours


class StockAdmin(ModelAdmin):
    """Ten columns, the filters of the list as far as columns give them, and a date hierarchy."""

    list_display = [
        "number", "title", "kind", "organ", "lead", "officer", "supervisor", "due_on", "status", "percent",
    ]  # fmt: skip
    list_filter = ["plan_year", "status", "kind", "grade"]
    search_fields = ["title", "number", "quote"]
    date_hierarchy = "due_on"
    list_per_page = SIZE


stock = StockAdmin(Commitment, site)

CELLS = (
    "pk", "revision", "number", "title", "kind", "grade", "organ__name", "lead__name", "returned_by_id",
    "officer__first_name", "supervisor__first_name", "due_on", "first_due_on", "status", "percent",
)  # fmt: skip
THIN = """<!doctype html><title>thin</title><table>{% for row in rows %}
<tr><td><input type="checkbox" name="row" value="{{ row.0 }}-{{ row.1 }}"></td>
<td><a href="{{ row.0 }}/change/">{{ row.3 }}</a><small>{{ row.2 }} {{ row.4 }} {{ row.5 }}</small></td>
<td>{{ row.6 }}</td><td>{{ row.7 }}{% if row.8 %}!{% endif %}</td><td>{{ row.9 }}</td><td>{{ row.10 }}</td>
<td>{{ row.11|date:"Y-m-d" }}<small>{{ row.12|date:"Y-m-d" }}</small></td><td>{{ row.13 }}</td>
<td>{{ row.14 }}%</td></tr>{% endfor %}</table>"""


def thin(request: HttpRequest) -> HttpResponse:
    """Joined after the rows were found. Nothing of the site is around it, and nobody is asked who he is."""
    keys = Commitment.objects.order_by("-id").values("pk")[:SIZE]
    rows: Any = Commitment.objects.filter(pk__in=keys).order_by("-id").values_list(*CELLS)
    template = engines["django"].from_string(THIN)
    return HttpResponse(template.render({"rows": list(rows)}))


urlpatterns = [*ours, path("stock/", site.admin_view(stock.changelist_view)), path("thin/", thin)]
