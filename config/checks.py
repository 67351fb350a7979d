"""Wrong settings stop the start, with all mistakes at once, in both languages, each with a hint."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.core.exceptions import ImproperlyConfigured

TAG = "settings"
MIN_KEY = 50
BROKERS = ("redis", "rediss", "redis+socket", "unix")


def error(code: str, message: str, hint: str) -> Error:
    return Error(message, hint=hint, id=f"config.{code}")


@register(TAG, Tags.security)
def settings_are_usable(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = [error(p.code, p.why, p.hint) for p in settings.ENV.problems]
    found += check_key() + check_hosts() + check_debug() + check_broker() + check_folders()
    found += check_site_url() + check_mail() + check_messengers()
    return found


def check_key() -> list[CheckMessage]:
    hint = (
        "DEMO=1 时自动生成；正式运行请自行生成 / generated when DEMO=1; otherwise make one: "
        'python -c "import secrets; print(secrets.token_urlsafe(50))"'
    )
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's own sentence on an empty key, in English only
        key = ""
    if not key:
        return [error("E001", "SECRET_KEY: 未设置 / is not set", hint)]
    if len(key) < MIN_KEY or len(set(key)) < 5:
        return [
            error(
                "E001", f"SECRET_KEY: 太短或太简单，至少 {MIN_KEY} 个字符 / is too short or too plain", hint
            )
        ]
    return []


def check_hosts() -> list[CheckMessage]:
    if settings.ALLOWED_HOSTS:
        return []
    hint = "填写用户访问的域名，逗号分隔 / the names users type, e.g. ALLOWED_HOSTS=tracker.example.gov.cn"
    return [error("E003", "ALLOWED_HOSTS: 未设置 / is not set", hint)]


def check_debug() -> list[CheckMessage]:
    if settings.DEBUG and not settings.DEMO:
        hint = "去掉 DEBUG，或在本机同时设置 DEMO=1 / remove DEBUG, or set DEMO=1 too on your own machine"
        return [error("E004", "DEBUG: 只允许在演示模式下打开 / is allowed in the demo only", hint)]
    return []


def check_broker() -> list[CheckMessage]:
    if urlsplit(settings.CELERY_BROKER_URL).scheme in BROKERS:
        return []
    hint = "例如 / e.g. REDIS_URL=redis://:password@host:6379/0"
    return [error("E005", "REDIS_URL: 不是 Redis 地址 / is not a Redis address", hint)]


def check_folders() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for name, folder in (("VAR_DIR", settings.VAR_DIR), ("MEDIA_ROOT", settings.MEDIA_ROOT)):
        if not writable(folder):
            hint = f"改为可写的目录 / name a folder that can be written: {name}=/srv/tracker"
            found.append(error("E006", f"{name}: {folder} 不可写 / cannot be written", hint))
    if Path(settings.MEDIA_ROOT).is_relative_to(settings.STATIC_ROOT):
        hint = "静态文件对所有人公开，请另选目录 / static files are public: choose another folder"
        found.append(error("E007", "MEDIA_ROOT: 位于 STATIC_ROOT 之内 / lies inside STATIC_ROOT", hint))
    return found


def check_site_url() -> list[CheckMessage]:
    address = urlsplit(settings.SITE_URL)
    needed = settings.MAIL_IS_CONFIGURED or any(settings.MESSENGER_URLS.values())
    if (address.scheme in ("http", "https") and address.netloc) or not (needed or settings.SITE_URL):
        return []
    hint = (
        "提醒中的链接以此开头 / the links in reminders begin with it: SITE_URL=https://tracker.example.gov.cn"
    )
    return [error("E008", "SITE_URL: 不是完整的网址 / is not a full address", hint)]


def check_mail() -> list[CheckMessage]:
    if not settings.MAIL_IS_CONFIGURED or "@" in settings.DEFAULT_FROM_EMAIL:
        return []
    hint = "发件人邮箱 / the sender's address: EMAIL_FROM=tracker@example.gov.cn"
    return [error("E009", "EMAIL_FROM: 未设置 / is not set", hint)]


MESSENGERS = {
    "wecom": (("wechat", "wecombot"), "wechat://corpid:secret@agentid/@{to}"),
    "dingtalk": (("dingtalk",), "dingtalk://secret@token/{to}"),
    "feishu": (("feishu", "lark"), "feishu://token"),
    "webhook": (("json", "jsons"), "jsons://host/path"),
}


def check_messengers() -> list[CheckMessage]:
    """By their form alone: loading the library that uses them would slow down every start."""
    found: list[CheckMessage] = []
    for name, (schemes, example) in MESSENGERS.items():
        address = urlsplit(settings.MESSENGER_URLS[name])
        if address.geturl() and not (address.scheme in schemes and address.netloc):
            variable = f"{name.upper()}_URL"
            hint = f"例如 / e.g. {variable}={example}"
            found.append(error("E010", f"{variable}: 格式不对 / has the wrong form", hint))
    return found


def writable(folder: Path) -> bool:
    """Whether ``folder`` is there to write to, or could be made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def require_valid_settings() -> None:
    """For the entry points on which Django runs no checks of its own: end the process, say why."""
    errors = [found for found in run_checks(tags=[TAG]) if found.is_serious()]
    if not errors:
        return
    print("设置有误，未启动。 / Not started: the settings are wrong.", file=sys.stderr)
    for found in errors:
        print(f"  ({found.id}) {found.msg}\n      {found.hint}", file=sys.stderr)
    raise SystemExit(3)
