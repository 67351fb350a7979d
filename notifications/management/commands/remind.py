"""One sweep and one delivery, now: what the clock does by itself."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from notifications import channels, clockwork, delivery, planning


class Command(BaseCommand):
    help = "Plan and deliver what is due. Safe to repeat: nobody is told twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anytime", action="store_true", help="outside working hours and on holidays too"
        )

    def handle(self, *args: Any, anytime: bool, **options: Any) -> None:
        now = timezone.now()
        today = timezone.localtime(now).date()
        ways = channels.configured()
        planned = clockwork.run(
            clockwork.SWEEP, now, lambda: planning.plan(today, now=now, channels=ways).as_json()
        )
        sent = clockwork.run(clockwork.DELIVER, now, lambda: delivery.deliver(now, anytime=anytime))
        self.stdout.write(f"{planned}\n{sent}")
