"""All settings, in the order they matter. Values come from the environment (README.md lists them);
what is wrong with them is reported by ``config.checks`` before anything is served."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from config.environment import Environment
from config.interface import UNFOLD as UNFOLD
from config.private import broker_socket, kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = Environment()
ENV.load_file(Path(os.environ.get("ENV_FILE", BASE_DIR / ".env")))

# --- Where it runs -----------------------------------------------------------------------------------
# DEMO means: this machine only, made-up data, secrets generated into var/. Everything else is production.
DEMO = ENV.flag("DEMO", False)
DEBUG = ENV.flag("DEBUG", False)
VAR_DIR = Path(ENV.text("VAR_DIR") or BASE_DIR / "var").resolve()
with suppress(OSError):  # a read-only place is reported by the checks; reading a file to JSON needs no var/
    VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
ACCOUNTS_FILE = VAR_DIR / "accounts.txt"  # the demo's passwords, for its owner only
SECRET_KEY = ENV.text("SECRET_KEY")
if DEMO and not SECRET_KEY:
    SECRET_KEY = kept_secret(VAR_DIR / "secret-key")
ALLOWED_HOSTS = ENV.names("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEMO else "")
CSRF_TRUSTED_ORIGINS = ENV.names("CSRF_TRUSTED_ORIGINS")

# --- What it is made of ------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "reports",
    "commitments",
    "notifications",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Database ----------------------------------------------------------------------------------------
DATABASES = {"default": ENV.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a transaction that will write takes the lock at its start and waits for it,
        # instead of failing half way with "database is locked" when it first writes.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- Language and time: Chinese first, whatever the browser prefers (config/language.py) --------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
# The second folder holds what django-unfold ships untranslated; apart from ours, so that makemessages
# does not take its strings for obsolete.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_unfold"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Files -------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
# The user guide, read by the site as well (config/guide.py); its pictures are static files.
GUIDE_DIR = BASE_DIR / "docs"
STATICFILES_DIRS = [("guide", GUIDE_DIR / "images")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.HashedModulesStorage"},
}
# Uploaded reports. No URL leads here: what a user may download goes through a view that checks who asks.
MEDIA_ROOT = Path(ENV.text("MEDIA_ROOT") or VAR_DIR / "uploads").resolve()
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
UPLOAD_MAX_BYTES = ENV.number("UPLOAD_MAX_BYTES", 20 * 1024 * 1024)
UPLOAD_MAX_FILES = ENV.number("UPLOAD_MAX_FILES", 50)
# The form says how many are too many; what is far more than that is not even looked at.
DATA_UPLOAD_MAX_NUMBER_FILES = 2 * UPLOAD_MAX_FILES
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "config.uploads.BoundedFileUploadHandler",
]
# What reading one file may cost: pages of a PDF, characters of text, bytes that a container unpacks to.
READ_MAX_PAGES = ENV.number("READ_MAX_PAGES", 500)
READ_MAX_CHARACTERS = ENV.number("READ_MAX_CHARACTERS", 1_000_000)
READ_MAX_UNPACKED_BYTES = ENV.number("READ_MAX_UNPACKED_BYTES", 100 * 1024 * 1024)
READ_MAX_SECONDS = ENV.number("READ_MAX_SECONDS", 60)

# --- Who may come in ---------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["config.rights.SeatBackend"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_AGE = 12 * 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- Transport: HTTPS unless told otherwise; the demo speaks plain HTTP on loopback --------------------
HTTPS = ENV.flag("HTTPS", not DEMO)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz(/reminders)?$"]  # a probe on the machine itself speaks plain HTTP
SECURE_HSTS_SECONDS = ENV.number("HSTS_SECONDS", 30 * 24 * 3600) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and ENV.flag("HSTS_SUBDOMAINS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENV.flag("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", "'unsafe-eval'"],  # django-unfold's Alpine.js evaluates its attributes
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- Celery (the app and the beat table are in config/celery.py) ---------------------------------------
# Without REDIS_URL: the embedded server that `make run` starts. Never a guessed port, where another
# project's Redis may listen.
REDIS_URL = ENV.text("REDIS_URL")
BROKER_SOCKET = broker_socket(VAR_DIR)
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{BROKER_SOCKET}"
CELERY_TASK_IGNORE_RESULT = True  # results are rows, not messages
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
# A task is acknowledged when it is done, so that a killed worker's task comes back: after the visibility
# timeout, which must exceed the time limit or a long task would run twice.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 3,
    "socket_timeout": 30,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for ever
# A request that hands over work must not hang on a lost broker: the row waits, the next sweep takes it up.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# --- Reminders ---------------------------------------------------------------------------------------
# Where people open the site: the links in mails begin with it.
SITE_URL = (ENV.text("SITE_URL") or (f"http://localhost:{ENV.text('PORT', '8000')}" if DEMO else "")).rstrip(
    "/"
)
MAIL = ENV.mail("EMAIL_URL", f"filemail:///{VAR_DIR / 'mail'}" if DEMO else "")
MAIL_IS_CONFIGURED = bool(MAIL)
EMAIL_BACKEND = MAIL.get("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_FILE_PATH = MAIL.get("EMAIL_FILE_PATH")
EMAIL_HOST, EMAIL_PORT = MAIL.get("EMAIL_HOST") or "", MAIL.get("EMAIL_PORT")
EMAIL_HOST_USER = MAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = MAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.get("EMAIL_USE_TLS", False), MAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = ENV.number("EMAIL_TIMEOUT", 20)  # seconds
DEFAULT_FROM_EMAIL = ENV.text("EMAIL_FROM") or ("tracker@localhost" if DEMO else "")
# Addresses as apprise writes them. They hold secrets, so they come from the environment and no page has them.
MESSENGER_URLS = {
    name: ENV.text(f"{name.upper()}_URL") for name in ("wecom", "dingtalk", "feishu", "webhook")
}
# Nobody is written to at other times, nor on days on which offices do not work.
REMINDER_HOURS = ENV.hours("REMINDER_HOURS", "08:30-18:00")
# Digests per person, channel and week; in-site messages do not count.
REMINDER_BUDGET = ENV.number("REMINDER_BUDGET", 3)

# Where other systems may be told, beside public addresses: networks of one's own, separated by commas.
WEBHOOK_NETWORKS = ENV.networks("WEBHOOK_NETWORKS", "127.0.0.0/8,::1/128" if DEMO else "")

# --- API ---------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # First, so that an unknown caller is answered 401 and not 403.
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["config.rest.StaffWithPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "config.rest.NewestFirst",
    # Counted in the memory of each web process: a brake on programs that run wild, not an accounting.
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.UserRateThrottle",
        "rest_framework.throttling.AnonRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "user": f"{ENV.number('API_CALLS_PER_MINUTE', 600)}/min",
        "anon": "30/min",
    },
    "EXCEPTION_HANDLER": "config.rest.answer",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": _("Government report commitments"),
    "VERSION": "1",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/",
    "ENUM_NAME_OVERRIDES": {
        "ReportKindEnum": "reports.choices.ReportKind",
        "ChapterKindEnum": "reports.choices.ChapterKind",
        "ItemKindEnum": "reports.choices.ItemKind",
        "PlanYearBasisEnum": "reports.choices.Basis",
        "DueBasisEnum": "reports.choices.DueBasis",
        "UploadStatusEnum": "reports.models.Upload.Status",
        "GradeEnum": "reports.choices.Grade",
        "CommitmentKindEnum": "commitments.choices.Kind",
        "CommitmentStatusEnum": "commitments.choices.Status",
        "CommitmentDueBasisEnum": "commitments.choices.DueBasis",
        "VerbEnum": "commitments.choices.Verb",
        "VerdictEnum": "commitments.choices.Verdict",
        "RatingEnum": "commitments.choices.Rating",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- Log: everything to standard error; whoever runs the process keeps it -------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
}
