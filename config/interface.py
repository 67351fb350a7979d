"""How the admin site looks: django-unfold's settings."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
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


def entry(title: Any, icon: str, page: str, permission: str) -> dict[str, Any]:
    """A line of the sidebar, for those who may open it."""
    link = reverse_lazy(f"admin:{page}")
    return {
        "title": title,
        "icon": icon,
        "link": link,
        "permission": lambda request: request.user.has_perm(permission),
        "active": lambda request: str(link) == nearest(request.path),
    }


def nearest(path: str) -> str:
    """The sidebar's link to which a page belongs: the longest that begins its address, so that one is lit
    where the address of one page lies below that of another."""
    return max((link for link in _links() if path.startswith(link)), key=len, default="")


@cache
def _links() -> tuple[str, ...]:
    """Looked up once, not by each line of each page for all the others: a quarter of its time."""
    return tuple(str(item["link"]) for group in NAVIGATION for item in group["items"])


NAVIGATION: list[dict[str, Any]] = [
    {
        "title": _("Commitments"),
        "items": [
            entry(
                _("Commitments"),
                "task_alt",
                "commitments_commitment_changelist",
                "commitments.view_commitment",
            ),
            entry(_("Search"), "search", "commitments_search", "commitments.view_commitment"),
            entry(
                _("Capture of commitments"),
                "playlist_add_check",
                "commitments_capture_index",
                "commitments.add_commitment",
            ),
            entry(
                _("Import a task list"),
                "table_view",
                "commitments_tasklist_import",
                "commitments.add_commitment",
            ),
            entry(
                _("Supervision sheets"),
                "description",
                "notifications_sheet_changelist",
                "notifications.view_sheet",
            ),
            entry(
                _("Review of fulfilment"),
                "balance",
                "commitments_comparisons",
                "commitments.view_comparison",
            ),
            entry(
                _("Results by year"),
                "bar_chart",
                "commitments_results_index",
                "commitments.view_commitment",
            ),
            entry(
                _("Templates of official papers"),
                "draft",
                "commitments_papers",
                "commitments.change_papertemplate",
            ),
            entry(_("My exports"), "download", "commitments_exports", "commitments.view_commitment"),
        ],
    },
    {
        "title": _("Reports"),
        "items": [
            entry(_("Upload reports"), "upload_file", "reports_upload_add", "reports.add_upload"),
            entry(_("Reports read"), "article", "reports_report_changelist", "reports.view_report"),
            entry(_("Files received"), "inbox", "reports_upload_changelist", "reports.view_upload"),
            entry(_("Organs"), "account_tree", "reports_organ_changelist", "reports.view_organ"),
        ],
    },
    {
        "title": _("People and units"),
        "items": [
            entry(
                _("People and their roles"),
                "badge",
                "commitments_membership_changelist",
                "commitments.view_membership",
            ),
            entry(_("Units"), "apartment", "commitments_units", "commitments.add_membership"),
            entry(
                _("Rules for assigning"),
                "rule",
                "commitments_assignmentrule_changelist",
                "commitments.view_assignmentrule",
            ),
        ],
    },
    {
        "title": _("System"),
        "separator": True,
        "items": [
            entry(_("Accounts"), "group", "auth_user_changelist", "auth.view_user"),
            entry(
                _("Reminder policies"),
                "notifications_active",
                "notifications_policy_changelist",
                "notifications.view_policy",
            ),
            entry(_("Who is told what"), "preview", "notifications_preview", "notifications.view_policy"),
            entry(
                _("Messages sent"),
                "outgoing_mail",
                "notifications_message_changelist",
                "notifications.view_message",
            ),
            entry(
                _("Notices one by one"),
                "checklist",
                "notifications_notice_changelist",
                "notifications.view_notice",
            ),
            entry(
                _("Special days"),
                "calendar_month",
                "notifications_calendarday_changelist",
                "notifications.view_calendarday",
            ),
            entry(
                _("Webhooks of other systems"),
                "webhook",
                "notifications_webhook_changelist",
                "notifications.view_webhook",
            ),
            entry(_("API tokens"), "key", "authtoken_tokenproxy_changelist", "authtoken.view_tokenproxy"),
        ],
    },
]

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
    "STYLES": [lambda request: static("config/palette.css")],
    "SCRIPTS": [lambda request: static("config/frame.js")],
    "DASHBOARD_CALLBACK": "config.home.fill",
    "SIDEBAR": {"navigation": NAVIGATION},
}
