from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from commitments import api as commitments_api
from config.health import healthz, reminders
from config.help import urlpatterns as guide
from notifications.api import calendar
from reports import api as reports_api

api = DefaultRouter()
api.registry += [*reports_api.router.registry, *commitments_api.router.registry]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("healthz", healthz, name="healthz"),
    path("healthz/reminders", reminders, name="healthz-reminders"),
    path("calendar/<str:token>.ics", calendar, name="calendar"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/help/", include(guide)),
    path("admin/", admin.site.urls),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    # Split: its script has an address of its own, which the content security policy asks for.
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("api/", include(api.urls)),
    path("api/", include(commitments_api.acts)),
]
