"""What programs of the person's own fetch: the calendar."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications import subscription
from notifications.models import Subscription


@never_cache
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Without a login: the address itself is the key. What is taken back sounds like what never was."""
    row = subscription.held_by(token)
    if row is None:
        raise Http404
    now = timezone.now()
    Subscription.objects.filter(pk=row.pk).update(fetched_at=now)
    made = subscription.calendar(
        row.person, today=timezone.localtime(now).date(), now=now, site=settings.SITE_URL
    )
    answer = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    answer["Referrer-Policy"] = "no-referrer"
    return answer
