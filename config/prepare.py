"""All that must be done before the site starts, in a process that then ends: `python -m config.prepare`."""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.management import call_command

from config import catalogues


def main() -> None:
    catalogues.main()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connection

    from commitments import search
    from config.checks import require_valid_settings
    from config.people import make_accounts, write_roles
    from notifications import policies
    from reports import search_index
    from reports.search import REPORTS

    require_valid_settings()
    settings.MEDIA_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    search_index.ensure(connection, (search.COMMITMENTS, REPORTS))
    call_command("collectstatic", interactive=False, verbosity=0)
    write_roles()
    policies.install()
    if settings.DEMO:
        make_accounts(settings.ACCOUNTS_FILE)
        _load_demo()


def _load_demo() -> None:
    """Once: what somebody has deleted from the demo since does not come back at the next start."""
    for command, mark, options in (
        ("load_demo", "demo-loaded", {}),
        ("load_demo_commitments", "demo-commitments-loaded", {}),
        # At once, so that there is a digest to look at even on a Sunday night; later the clock does it.
        ("remind", "demo-reminded", {"anytime": True}),
    ):
        loaded = settings.VAR_DIR / mark
        if not loaded.exists():
            call_command(command, **options)
            loaded.touch()


if __name__ == "__main__":
    main()
