"""Django's makemessages with this project's choices as its own defaults."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    # A fuzzy guess looks like a translation and is not used: an empty entry says plainly what is missing.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def handle(self, *args: Any, **options: Any) -> None:
        options["locale"] = options["locale"] or ["zh_Hans"]
        options["no_location"] = True  # line numbers make every edit of the code a change of the catalogue
        options["no_obsolete"] = True
        options["ignore_patterns"] += [".venv", "var", "tests", "demo"]
        super().handle(*args, **options)
