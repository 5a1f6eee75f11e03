"""The only settings. Production is the default; it refuses to start half-configured and names all it misses."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal import environment
from portal.environment import MISSING, key, keys, number, optional, required, roles, scanner, single_sign_on

BASE_DIR = Path(__file__).resolve().parent.parent
# The demo is switched on by `manage.py up` without DATABASE_URL, and by nothing in a production environment.
DEMO = optional("DAYLIGHT_DEMO", "") == "1"
VAR_DIR = Path(optional("DAYLIGHT_VAR", str(BASE_DIR / "var")))

SECRET_KEY = required("SECRET_KEY", "40 or more random characters; signs sessions and forms")
_sealing = required("SEALING_KEYS", "name:key, comma separated, newest first; seals personal information at rest")
_index = required("INDEX_KEY", "a key of its own for finding a case by exact email or name")
_names = required("NAME_KEY", "a key of its own for finding a case by a word of a name")
_suppression = required("SUPPRESSION_KEY", "a key of its own for the suppression list; back it up apart")
_links = required("LINK_KEYS", "name:key, comma separated, newest first; signs unsubscribe links")
_journal = required(
    "JOURNAL_KEYS", "name:key, comma separated, newest first; proves who wrote the journal; keep apart"
)
INSTALLATION_ID = environment.installation("INSTALLATION_ID")
_hosts = required("ALLOWED_HOSTS", "host names this desk answers to, comma separated")
ALLOWED_HOSTS = [host.strip() for host in _hosts.split(",") if host.strip()]
PUBLIC_URL = required("PUBLIC_URL", "the public address of this desk, such as https://privacy.example.com").rstrip("/")
_database = required("DATABASE_URL", "postgres://name:password@host:5432/daylight")
REDIS_URL = required("REDIS_URL", "redis://host:6379/0 (Redis or Valkey)")
DEFAULT_FROM_EMAIL = required("MAIL_FROM", "the sender of letters, such as 'Example Privacy <privacy@example.com>'")
_backend = optional("MAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
_smtp = _backend == "django.core.mail.backends.smtp.EmailBackend"
EMAIL_BACKEND = "dsr.letters.mail_addresses.Utf8EmailBackend" if _smtp else _backend
EMAIL_HOST = (
    required("EMAIL_HOST", "the SMTP server (not needed with another MAIL_BACKEND)")
    if _smtp
    else optional("EMAIL_HOST", "localhost")
)
if MISSING:
    raise ImproperlyConfigured(
        "Daylight is not configured yet. Set these variables (.env.example explains each):\n"
        + "\n".join(MISSING)
        + "\nTo try it without any set-up, run: make up"
    )

if len(SECRET_KEY) < 40:
    raise ImproperlyConfigured("SECRET_KEY must have 40 or more random characters (manage.py new_key makes one).")
SEALING_KEYS = keys("SEALING_KEYS", _sealing)
INDEX_KEY = key("INDEX_KEY", _index)
if INDEX_KEY in SEALING_KEYS.values():
    raise ImproperlyConfigured("INDEX_KEY must differ from every sealing key (manage.py new_key makes one).")

NAME_KEY = key("NAME_KEY", _names)
SUPPRESSION_KEY = key("SUPPRESSION_KEY", _suppression)
LINK_KEYS = keys("LINK_KEYS", _links)
JOURNAL_KEYS = keys("JOURNAL_KEYS", _journal)
_uses = [{INDEX_KEY}, {NAME_KEY}, {SUPPRESSION_KEY}]
_uses += [set(named.values()) for named in (SEALING_KEYS, LINK_KEYS, JOURNAL_KEYS)]
if sum(map(len, _uses)) > len(set().union(*_uses)):
    raise ImproperlyConfigured(
        "NAME_KEY, SUPPRESSION_KEY, LINK_KEYS and JOURNAL_KEYS must be keys of their own (manage.py new_key makes one)"
    )

# -- what runs -----------------------------------------------------------------------------------------------
DEBUG = False
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "dsr.apps.DsrConfig",
    "portal.apps.PortalConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.web.page_keeping.PageKeeping",
    "portal.web.readable_requests.ReadableRequests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.web.page_refresh.PageRefresh",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.staff.account.second_factor.AskSecondFactor",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ],
        },
    }
]

# -- database ------------------------------------------------------------------------------------------------
DATABASES = {"default": environment.database(_database)}
PAGE_STATEMENT_SECONDS, WORK_STATEMENT_SECONDS = environment.statement_limits()
if DEMO and Path(DATABASES["default"]["NAME"]).parent != VAR_DIR:
    # The demo's password is printed in its manual; it must never open another database.
    raise ImproperlyConfigured("DAYLIGHT_DEMO=1 works only on the demo's own database. Unset it for production.")
DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"} if _database.startswith("sqlite") else {}

# -- broker and cache ----------------------------------------------------------------------------------------
if REDIS_URL.startswith("unix:"):
    BROKER_URL = "redis+socket://" + REDIS_URL.removeprefix("unix://") + "?virtual_host=0"
    _cache_url = REDIS_URL + "?db=1"
else:
    BROKER_URL = REDIS_URL
    _cache_url = REDIS_URL
CACHES = {
    "default": {
        "BACKEND": "portal.web.fail_open_cache.ForgivingRedisCache",
        "LOCATION": _cache_url,
        "KEY_PREFIX": f"daylight-{INSTALLATION_ID}",
        "KEY_FUNCTION": "portal.web.fail_open_cache.keyed_hash",
        "OPTIONS": {
            "serializer": "portal.web.fail_open_cache.JsonSerializer",
            # A broker that is down must never hold a page.
            **{"socket_connect_timeout": 1, "socket_timeout": 2},
        },
    }
}
# The queues of bells, of bulk and of urgent work: two installations on one broker never take each other's.
QUEUES = (f"daylight-{INSTALLATION_ID}", f"daylight-{INSTALLATION_ID}-urgent")
SWEEP_SECONDS = number("SWEEP_SECONDS", 10)
BEAT_SCHEDULE = {
    "sweep": {"task": "dsr.sweep", "schedule": float(SWEEP_SECONDS), "options": {"expires": SWEEP_SECONDS}},
    "daily": {"task": "dsr.daily", "schedule": 300.0},
}

# -- mail ----------------------------------------------------------------------------------------------------
EMAIL_PORT = number("EMAIL_PORT", 587)
EMAIL_HOST_USER = optional("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = optional("EMAIL_HOST_PASSWORD", "")
_mail_security = optional("EMAIL_SECURITY", "starttls")
if _mail_security not in {"starttls", "tls", "none"}:
    raise ImproperlyConfigured(f"EMAIL_SECURITY must be starttls, tls or none; it is {_mail_security!r}.")
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail_security == "starttls", _mail_security == "tls"
EMAIL_TIMEOUT = number("EMAIL_TIMEOUT", 20)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ANYMAIL = {name.removeprefix("ANYMAIL_"): value for name, value in os.environ.items() if name.startswith("ANYMAIL_")}

# -- the desk's own settings ---------------------------------------------------------------------------------
REASONABLE_PERIOD_DAYS, RETAIN_MONTHS = number("REASONABLE_PERIOD_DAYS", 30), number("RETAIN_MONTHS", 24)
if RETAIN_MONTHS < 24:
    raise ImproperlyConfigured("RETAIN_MONTHS must be 24 or more: Cal. Code Regs. tit. 11, § 7101(a).")
# Documents that a person attaches: the size of one and of all, how many, and the days that proof of identity stays.
DOCUMENT_BYTES = number("DOCUMENT_MEGABYTES", 10) * 2**20
DOCUMENTS_BYTES = max(DOCUMENT_BYTES, number("DOCUMENTS_MEGABYTES", 25) * 2**20)
DOCUMENTS_MOST, IDENTITY_DAYS = number("DOCUMENTS_MOST", 5), number("IDENTITY_DAYS", 7)
EVIDENCE_DAYS = number("EVIDENCE_DAYS", 7)  # how long a pack can be fetched
CLAMD = scanner("CLAMD")  # the virus scanner that is asked about each file; read by portal/web/virus_scan.py
DECISION_WAIT = timedelta(seconds=number("DECISION_WAIT_SECONDS", 20 if DEMO else 600))  # and can be taken back
ADDRESS_WAIT = timedelta(hours=number("ADDRESS_WAIT_HOURS", 72))  # before a person's new address takes effect
ANCHOR_DIR, ANCHOR_MAIL = Path(optional("ANCHOR_DIR", str(VAR_DIR / "anchors"))), optional("ANCHOR_MAIL", "")
BULK_SECOND_APPROVAL_ABOVE = number("BULK_SECOND_APPROVAL_ABOVE", 25)  # requests that one decision is for
WORK_LEASE = timedelta(seconds=number("WORK_LEASE_SECONDS", 120))
WORK_ATTEMPTS, MAIL_ATTEMPTS = number("WORK_ATTEMPTS", 8), number("MAIL_ATTEMPTS", 30)
WEBHOOK_ALLOW_PRIVATE = optional("WEBHOOK_ALLOW_PRIVATE", "1" if DEMO else "0") == "1"

# -- people who sign in --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "dsr.Account"
# An email is unique whatever its case, by a constraint that this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "portal.staff.account.passwords.HardToGuess"},
    {"NAME": "portal.staff.account.stolen_passwords.NotStolen"},
]
STOLEN_PASSWORDS = environment.readable("STOLEN_PASSWORDS")
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_ADAPTER = "portal.staff.account.sign_in.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a mail to an address without an account could only lead to a closed page
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Else who chose a password by a link of ours could set up no factor: the library notes their address as unproved.
# Administrators make accounts here, and the link itself went to that address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "portal.staff.account.sign_in.SealedFactors"
MFA_FORMS = {"add_webauthn": "portal.staff.account.second_factor.AddPasskey"}
_factor = optional("SECOND_FACTOR", "offered" if DEMO else "required")
if _factor not in {"required", "offered"}:
    raise ImproperlyConfigured(f"SECOND_FACTOR must be required or offered; it is {_factor!r}.")
SECOND_FACTOR_REQUIRED = _factor == "required"

# Single sign-on: off without an issuer. Roles come from the provider's groups, at each sign-in anew.
OIDC_ISSUER, OIDC_NAME = optional("OIDC_ISSUER", ""), optional("OIDC_NAME", "Single sign-on")
OIDC_GROUPS_CLAIM, OIDC_ROLES = optional("OIDC_GROUPS_CLAIM", "groups"), roles("OIDC_ROLES")
SOCIALACCOUNT_ADAPTER = "portal.staff.account.single_sign_on.GroupRoles"
SOCIALACCOUNT_LOGIN_ON_GET, SOCIALACCOUNT_EMAIL_VERIFICATION = True, "none"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": single_sign_on(OIDC_ISSUER, OIDC_NAME, OIDC_ROLES)}
}

# -- the browser ---------------------------------------------------------------------------------------------
SECURE_COOKIES = urlsplit(PUBLIC_URL).scheme == "https"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE_COOKIES  # browsers allow it at http://localhost alone
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE_COOKIES
# Mail programs follow no redirect (RFC 8058), and neither do those that call with a key.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^u/", r"^api/"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
_below = optional("HSTS_SUBDOMAINS", "no")
if _below not in {"yes", "no"}:
    raise ImproperlyConfigured(f"HSTS_SUBDOMAINS must be yes or no; it is {_below!r}.")
SECURE_HSTS_INCLUDE_SUBDOMAINS = _below == "yes"
SESSION_ENGINE = "portal.web.session_store"
# Under https a name that no other host can set a cookie for, and none without TLS.
if SECURE_COOKIES:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE = timedelta(minutes=number("SESSION_IDLE_MINUTES", 60))  # of who signed in; a visitor's is left alone
if not SESSION_IDLE:
    raise ImproperlyConfigured("SESSION_IDLE_MINUTES must be 1 or more.")
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "portal.error_pages.csrf"
# How many reverse proxies of ours stand before this site, one behind the other.
TRUST_PROXY = number("TRUST_PROXY", 0)
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{key: [NONE] for key in ("default-src", "base-uri", "object-src")},
        **{key: [SELF] for key in ("script-src", "style-src", "font-src", "connect-src")},
        **{key: [SELF] for key in ("form-action", "frame-src", "frame-ancestors")},
        "img-src": [SELF, "data:"],
    }
}

# -- words, dates, files -------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "dsr" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Los_Angeles"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
FILE_UPLOAD_HANDLERS = ["portal.web.uploads.InMemory"]

# -- logs: no personal information is ever written to them, so no request bodies and no SQL ------------------
_LOG_LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "portal.web.log_filters.WithoutWords", "format": _LOG_LINE}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": optional("LOG_LEVEL", "INFO")},
}
