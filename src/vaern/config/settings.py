"""The one settings file. Every value can be set by an environment variable; a bad value is refused at start."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from vaern.config.reading import (
    choice,
    chromium,
    database,
    flag,
    networks,
    number,
    secret,
    settings_file,
    text,
    texts,
    written_in,
)

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(text("VAERN_VAR", str(ROOT / "var"))).resolve()
settings_file(VAR / "settings.env")

MODE = choice("VAERN_MODE", ("production", "demo", "test"), "production")
DEMO = MODE == "demo"
DEBUG = False
SECRET_KEY = secret("VAERN_SECRET_KEY", VAR / "secret.key", generate=True)
ALLOWED_HOSTS = texts("VAERN_HOSTS", "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = texts("VAERN_ORIGINS", "")

# The organisation -----------------------------------------------------------
ORGANISATION = text("VAERN_ORGANISATION", "Lindsø Kommune" if MODE != "production" else "")
HELP_NUMBERS = {
    "psychologist": text("VAERN_PSYCHOLOGIST_PHONE", "12 34 56 09" if MODE != "production" else ""),
    "safety_team": text("VAERN_SAFETY_TEAM_PHONE", "12 34 56 10" if MODE != "production" else ""),
}

DPO_CONTACT = text("VAERN_DPO_CONTACT", "dpo@lindsoe.invalid" if MODE != "production" else "")
RETENTION_SAYS = text(
    "VAERN_RETENTION_SAYS",
    "indtil to år efter, at sagen er lukket, medmindre arkivreglerne kræver andet" if MODE != "production" else "",
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "vaern.audit",
    "vaern.vault",
    "vaern.jobs",
    "vaern.people",
    "vaern.cases",
    "vaern.care",
    "vaern.evidence",
    "vaern.assessments",
    "vaern.injury",
    "vaern.decisions",
    "vaern.plans",
    "vaern.letters",
    "vaern.measures",
    "vaern.oversight",
    "vaern.web",
    "vaern.config",
    "django.forms",  # after ours: the form templates of vaern.web win
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "vaern.web.middleware.ChosenLanguage",
    "vaern.web.middleware.ActingFrom",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "vaern.web.middleware.ViewerMiddleware",
    "vaern.web.middleware.AccessMiddleware",
]

ROOT_URLCONF = "vaern.config.urls"
WSGI_APPLICATION = "vaern.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "vaern.web.context.organisation",
                "vaern.web.context.menu",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Databases: content in `default`, wrapped keys in `keys`, apart and backed up apart ----
DATABASES = {
    "default": database("VAERN_DATABASE", VAR / "vaern.sqlite3"),
    "keys": database("VAERN_KEYS_DATABASE", VAR / "keys.sqlite3"),
}
DATABASE_ROUTERS = ["vaern.vault.routing.KeysApart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The vault --------------------------------------------------------------------
VAULT_FOLDER = Path(text("VAERN_VAULT_FOLDER", str(VAR / "vault")))
MASTER_KEY_FILE = Path(text("VAERN_MASTER_KEY_FILE", str(VAR / "master.key")))
ESCROW_PUBLIC_KEY_FILE = Path(text("VAERN_ESCROW_KEY_FILE", str(VAR / "escrow-public.pem")))
FORGOTTEN_LEDGER_FILE = Path(text("VAERN_LEDGER_FILE", str(VAR / "forgotten.ledger")))
BACKUP_DAYS = number("VAERN_BACKUP_DAYS", 30, least=1, most=365)

# Time-stamps (RFC 3161): empty means none is configured, and screens say so -------
DEMO_AUTHORITY = VAR / "authority"  # the demo's own; where it answered last is written there, for commands beside it
_DEMO_ADDRESS = written_in(DEMO_AUTHORITY / "address") if DEMO else ""
TIMESTAMP_URL = text("VAERN_TIMESTAMP_URL", _DEMO_ADDRESS)
TIMESTAMP_ROOTS_FILE = text("VAERN_TIMESTAMP_ROOTS", str(DEMO_AUTHORITY / "ca.pem") if _DEMO_ADDRESS else "")

# ClamAV's daemon: unix:/run/clamav/clamd.ctl or tcp:host:3310; empty means only the standard test file is known ----
CLAMAV = text("VAERN_CLAMAV", "")

# What signs the bundles of evidence that are given away; made at install where neither file is there -----------
SIGNING_KEY_FILE = Path(text("VAERN_SIGNING_KEY", str(VAR / "signing.key")))
SIGNING_CERTIFICATE_FILE = Path(text("VAERN_SIGNING_CERTIFICATE", str(VAR / "signing.pem")))

# The workplace's own networks: custody says on which side of them something was done. Empty: only "in a browser" -----
WORK_NETWORKS = networks("VAERN_WORK_NETWORKS")

# Signing in -----------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "vaern.people.backends.LocalSignIn",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "overview"
SESSION_COOKIE_AGE = number("VAERN_SESSION_MINUTES", 60, least=5, most=720) * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
HTTPS = flag("VAERN_HTTPS", MODE == "production")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
BEHIND_PROXY = flag("VAERN_BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
CSRF_FAILURE_VIEW = "vaern.web.errors.csrf_failure"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "vaern.web.errors.locked_out"
AXES_VERBOSE = False

# What a page may load: only our own files, no inline script or style -----------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# Uploads: sealed as they stream in, never spooled in clear ---------------------------
MOST_UPLOAD_BYTES = number("VAERN_MOST_UPLOAD_BYTES", 2 * 1024**3, least=1024, most=8 * 1024**3)
FILE_UPLOAD_HANDLERS = ["vaern.web.uploads.RefusingUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# The name server that is asked for the keys of signed mail (its address); empty: signatures are not checked -----
MAIL_KEYS_SERVER = text("VAERN_MAIL_KEYS_SERVER", "")

# Capturing public pages: which browser, by which proxy; what looks public and is not; what tests may reach on loopback
CAPTURE_BROWSER = text("VAERN_CAPTURE_BROWSER", chromium())
CAPTURE_PROXY = text("VAERN_CAPTURE_PROXY", "")
CAPTURE_REFUSE = texts("VAERN_CAPTURE_REFUSE", "")
CAPTURE_ALLOW = texts("VAERN_CAPTURE_ALLOW", "")

# Language, time, files ----------------------------------------------------------------
LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Copenhagen"
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "vaern.config.static_files.StaticFiles",
    },
}

# E-mail: notices without content ------------------------------------------------------
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if text("VAERN_SMTP_HOST", "")
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = text("VAERN_SMTP_HOST", "")
EMAIL_PORT = number("VAERN_SMTP_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = text("VAERN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = text("VAERN_SMTP_PASSWORD", "")
EMAIL_USE_TLS = flag("VAERN_SMTP_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = text("VAERN_FROM", "vaern@lindsoe.invalid" if MODE != "production" else "")
BASE_URL = text("VAERN_BASE_URL", f"http://127.0.0.1:{text('VAERN_PORT', '8000')}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

if MODE != "test" and CAPTURE_ALLOW:
    raise ImproperlyConfigured("VAERN_CAPTURE_ALLOW opens the way inward and is for tests only: remove it.")
if MODE == "production" and not ORGANISATION:
    raise ImproperlyConfigured("VAERN_ORGANISATION must name the workplace's organisation in production.")
if MODE == "production" and os.environ.get("VAERN_NOW"):
    raise ImproperlyConfigured("VAERN_NOW is for demo and tests only: remove it in production.")
