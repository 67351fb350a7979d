"""How the admin says no."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from reports.refusals import Refusal

View = Callable[..., HttpResponse | None]


def refusals_shown(view: View) -> Callable[..., Any]:
    """A refusal becomes a message above the same page; nothing was changed."""

    @wraps(view)
    def shown(admin: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(admin, request, *args, **kwargs)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())

    return shown
