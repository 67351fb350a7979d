from __future__ import annotations

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The project's own app: settings checks, people and roles, commands that concern no single app."""

    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401  (registers)
