"""How the admin site looks: django-unfold's settings."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

# The blue of official sites in place of django-unfold's purple.
PRIMARY = {
    "50": "oklch(97% .014 254.6)",
    "100": "oklch(93.2% .032 255.6)",
    "200": "oklch(88.2% .059 254.1)",
    "300": "oklch(80.9% .105 251.8)",
    "400": "oklch(70.7% .165 254.6)",
    "500": "oklch(62.3% .214 259.8)",
    "600": "oklch(54.6% .215 262.9)",
    "700": "oklch(48.8% .217 264.4)",
    "800": "oklch(42.4% .181 265.6)",
    "900": "oklch(37.9% .138 265.5)",
    "950": "oklch(28.2% .087 267.9)",
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Government report commitments"),
    "SITE_HEADER": _("Government report commitments"),
    "SITE_SUBHEADER": _("From the report to its fulfilment"),
    "SITE_URL": None,
    "SITE_SYMBOL": "fact_check",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("config/favicon.svg")}
    ],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "COLORS": {"primary": PRIMARY},
}
