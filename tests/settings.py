"""The site's own settings under test values. No .env file and no var/ of the developer's is touched."""

from __future__ import annotations

import atexit
import os
import tempfile

FOLDER = tempfile.TemporaryDirectory(prefix="tracker-tests-")
atexit.register(FOLDER.cleanup)
os.environ.update(
    ENV_FILE=os.devnull,
    VAR_DIR=FOLDER.name,
    DEMO="0",
    DEBUG="0",
    HTTPS="0",
    SECRET_KEY="for-the-tests-only-" + "0123456789abcdefghijklmnopqrstuvwxyz",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    REDIS_URL="",
    MEDIA_ROOT="",
    SITE_URL="https://tracker.example",
    EMAIL_URL="memorymail://",
    EMAIL_FROM="tracker@tracker.example",
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL", ""),
)

from config import catalogues  # noqa: E402
from config.settings import *  # noqa: E402, F403
from config.settings import STATIC_ROOT, STORAGES  # noqa: E402

for source in catalogues.sources():  # before Django loads them
    catalogues.compile_catalogue(source)
STATIC_ROOT.mkdir()
# The manifest needs collectstatic, which the test of `make run` does for real.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
