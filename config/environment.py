"""Reads settings from the environment and remembers what was wrong with them.

A wrong value never raises here: every command would then die with a traceback naming only the first
mistake. The default is used instead, the mistake is kept in ``problems``, and ``config.checks`` turns all of
them into errors before anything is served.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

import environ

TRUE = ("1", "true", "yes", "on")
FALSE = ("0", "false", "no", "off", "")


@dataclass(frozen=True, slots=True)
class Problem:
    """A setting that cannot be used: ``why`` in Chinese and English, ``hint`` tells what to write instead."""

    code: str
    why: str
    hint: str


@dataclass(slots=True)
class Environment:
    """The process environment, completed by a ``.env`` file that never overrides it."""

    problems: list[Problem] = field(default_factory=list)

    def load_file(self, path: Path) -> None:
        if path.is_file():
            environ.Env.read_env(str(path), overwrite=False)

    def text(self, name: str, default: str = "") -> str:
        return os.environ.get(name, default).strip()

    def flag(self, name: str, default: bool) -> bool:
        raw = self.text(name, "1" if default else "0").lower()
        if raw in TRUE:
            return True
        if raw not in FALSE:
            self.reject("E002", name, f"“{raw}” 不是开关值 / is not a switch", "1 或/or 0")
            return default
        return False

    def number(self, name: str, default: int, minimum: int = 1) -> int:
        raw = self.text(name, str(default))
        try:
            value = int(raw)
        except ValueError:
            value = minimum - 1
        if value < minimum:
            self.reject(
                "E002", name, f"“{raw}” 不是不小于 {minimum} 的整数 / is not a whole number", str(default)
            )
            return default
        return value

    def names(self, name: str, default: str = "") -> list[str]:
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]

    def hours(self, name: str, default: str) -> tuple[time, time]:
        raw = self.text(name, default)
        try:
            opens, closes = (time.fromisoformat(part.strip()) for part in raw.split("-"))
        except ValueError:
            opens = closes = time()
        if opens >= closes:
            self.reject("E002", name, f"“{raw}” 不是时段 / is not a span of hours", default)
            opens, closes = (time.fromisoformat(part) for part in default.split("-"))
        return opens, closes

    def networks(self, name: str, default: str) -> tuple[IPv4Network | IPv6Network, ...]:
        try:
            return tuple(ip_network(part) for part in self.names(name, default))
        except ValueError:
            self.reject("E002", name, "不是网段 / is not a list of networks", "10.0.0.0/8,192.168.1.0/24")
            return tuple(ip_network(part) for part in default.split(",") if part)

    def mail(self, name: str, default: str) -> dict[str, Any]:
        raw = self.text(name) or default
        try:
            return dict(environ.Env.email_url_config(raw)) if raw else {}
        except Exception:  # as with the database: whatever its parts raise, and it may hold a password
            example = "smtp+tls://user:password@mail.example.gov.cn:587"
            self.reject("E002", name, "不是可识别的邮件服务器地址 / is not a mail server's address", example)
            return {}

    def database(self, name: str, default: str) -> dict[str, Any]:
        raw = self.text(name) or default
        try:
            parsed: dict[str, Any] = dict(environ.Env.db_url_config(raw))
        except (
            Exception
        ):  # the parser raises whatever its parts raise; the address may hold a password, so hide it
            parsed = {}
        known = parsed.get("ENGINE") in ("django.db.backends.postgresql", "django.db.backends.sqlite3")
        if not known or not parsed.get("NAME"):
            example = "postgres://user:password@host:5432/name"
            self.reject("E002", name, "不是可识别的数据库地址 / is not a database address", example)
            parsed = dict(environ.Env.db_url_config(default))
        return parsed

    def reject(self, code: str, name: str, why: str, example: str) -> None:
        hint = (
            f"请在环境变量或 .env 中设置，例如 / Set it in the environment or in .env, e.g. {name}={example}"
        )
        self.problems.append(Problem(code, f"{name}: {why}", hint))
