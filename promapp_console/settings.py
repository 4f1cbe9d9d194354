"""Every setting of the product, typed and read from the environment.

With `DEBUG=true` each value has a safe default. Without it, `SECRET_KEY`,
`ALLOWED_HOSTS` and `PUBLIC_URL` must be set: a missing one stops the start.
"""

import os
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy

from promapp_console import databases, variables
from promapp_console.environment import data_directory
from promapp_console.server import log_lines

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if env_file := env.str("PROMAPP_ENV_FILE", default=""):
    env.read_env(env_file)

# Deployment ---------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
_required = partial(variables.required, is_debug=DEBUG)
SECRET_KEY = _required("SECRET_KEY", variables.example_key, "only-for-development")
if not DEBUG and (len(SECRET_KEY) < 32 or len(set(SECRET_KEY)) < 10):
    raise ImproperlyConfigured(
        "SECRET_KEY is too short or too simple: whoever guesses it signs in as anybody. Use at "
        "least 50 random characters. With the present one in SECRET_KEY_FALLBACKS, access tokens "
        "stay valid."
    )
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
_local = "localhost,127.0.0.1,[::1]"
_hosts = _required("ALLOWED_HOSTS", "promapp.example.com", _local).split(",")
ALLOWED_HOSTS = [host.strip() for host in _hosts if host.strip()]
# Where browsers and identity providers reach this site: scheme, host and port.
PUBLIC_URL = variables.public_url(
    _required("PUBLIC_URL", "https://promapp.example.com", "http://127.0.0.1:8000")
)
IS_HTTPS = urlsplit(PUBLIC_URL).scheme == "https"
# How many proxies in front of gunicorn append to X-Forwarded-For.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

if not DEBUG:
    os.umask(0o077)  # what is written here, such as the SQLite file, is its owner's alone
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o755  # of collected static files, which are public
DATA_DIR = data_directory()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

# Applications ---------------------------------------------------------------

INSTALLED_APPS = [
    "accounts",
    "scim",
    "promapp_console",
    "promapp_console.apps.AdministrationConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django.forms",
    "drf_spectacular",
    "lucide",
    "rest_framework",
]

MIDDLEWARE = [
    "promapp_console.server.request_id.RequestIdMiddleware",
    # Answers for monitors, whatever the database does.
    "promapp_console.server.health.HealthMiddleware",
    # Answers /api/scim itself: nothing below runs for an identity provider.
    "scim.endpoint.entrance.EndpointMiddleware",
    "scim.oauth.entrance.OAuthMiddleware",  # likewise /oauth
    "promapp_console.server.headers.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # above static files: they are answers too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sign_in.sessions.SessionLimitsMiddleware",
    "promapp_console.server.languages.LanguageMiddleware",
    "promapp_console.server.reader_zone.ReaderZoneMiddleware",
    "accounts.sign_in.sessions.SignInFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.sign_in.second_factors.SecondFactorMiddleware",
    "accounts.sign_in.kept_forms.KeptFormMiddleware",
]

ROOT_URLCONF = "promapp_console.urls"
WSGI_APPLICATION = "promapp_console.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.pages.context.console",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # fields look as templates/django says

# Databases ------------------------------------------------------------------

DATABASES = {"default": databases.configuration(env, DATA_DIR)}
# How long the server's requests wait, in seconds; 0 leaves it to the database. Commands wait on.
DATABASE_LOCK_TIMEOUT = env.int("DATABASE_LOCK_TIMEOUT", default=5)
DATABASE_STATEMENT_TIMEOUT = env.int("DATABASE_STATEMENT_TIMEOUT", default=20)
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=600)  # seconds
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People and sign-in ---------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = [
    "auth.E003",  # uniqueness stands on `username_key`, the folded name
    "security.W005",  # whether the parent domain is https throughout is its owner's to say
    "security.W008",  # the proxy redirects pages; a redirected request of an IdP would fail
    "security.W021",  # the browsers' preload list is the domain owner's choice too
]
# Finds people by the folded user name; allauth's own would scan the table for it.
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [{"NAME": "accounts.people.password_words.WordsValidator"}]
# An organisation's own words that its people's passwords must not be made of.
PASSWORD_WORDS = env.list("PASSWORD_WORDS", default=[])
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "accounts.sign_in.allauth.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]  # sign-up itself is closed
ACCOUNT_UNIQUE_EMAIL = False  # an identity provider may send one address for two people
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Promapp: "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(PUBLIC_URL).scheme
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # seconds
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # accounts/sign_in/guessing.py counts these
ACCOUNT_FORMS = {
    "login": "accounts.pages.forms.SignInForm",
    "reauthenticate": "accounts.pages.forms.ProofForm",
    "change_password": "accounts.pages.forms.OwnPasswordForm",
    "reset_password": "accounts.pages.forms.ResetForm",
}
USERSESSIONS_ADAPTER = "accounts.sign_in.allauth.SessionsAdapter"
MFA_ADAPTER = "accounts.sign_in.allauth.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "accounts.sign_in.one_time_codes.SignInCodeForm",
    "reauthenticate": "accounts.sign_in.one_time_codes.ProofCodeForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from administrators and identity providers
# Whether everybody with rights needs a second factor before anything else.
MFA_REQUIRED_FOR_ADMINISTRATORS = env.bool("MFA_REQUIRED_FOR_ADMINISTRATORS", default=False)
MFA_TOTP_ISSUER = "Promapp"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS

# Counts requests to reset a password and the like: shared by all processes, on every machine.
# A full cache drops what is still needed: guesses are counted in accounts.sign_in.guessing.
CACHES = {
    "default": {
        "BACKEND": "accounts.work.cache.SharedCache",
        "LOCATION": "promapp_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=24) * 3600  # seconds
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=60)
if SESSION_COOKIE_AGE <= 0 or SESSION_IDLE_MINUTES <= 0:
    raise ImproperlyConfigured("SESSION_HOURS and SESSION_IDLE_MINUTES must be 1 or more.")
PASSWORD_RESET_TIMEOUT = 24 * 3600  # seconds
# Browsers take a cookie of such a name from this host alone, over https alone.
_cookie_prefix = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_cookie_prefix}sessionid"
CSRF_COOKIE_NAME = f"{_cookie_prefix}csrftoken"
THEME_COOKIE_NAME = f"{_cookie_prefix}theme"
LANGUAGE_COOKIE_NAME = f"{_cookie_prefix}language"
TIME_ZONE_COOKIE_NAME = f"{_cookie_prefix}zone"  # what the browser says; its script sets it
# Of one address each, which names with __Host- cannot be.
FORM_COOKIE_NAME = "__Secure-form" if IS_HTTPS else "form"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "promapp_console.server.errors.expired_form"

# Browser security -----------------------------------------------------------

SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if IS_HTTPS else 0)
# Whether the parent domain is https throughout is its owner's to say.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
# Whom to tell of a weak spot: addresses such as mailto:security@example.com.
SECURITY_CONTACT = env.list("SECURITY_CONTACT", default=[])
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# Static files, language, time -----------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# What browsers and finders ask for at the top of every site: icons, the manifest, robots.txt.
WHITENOISE_ROOT = BASE_DIR / "webroot"
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
WHITENOISE_MAX_AGE = 0 if DEBUG else 24 * 3600  # seconds, of what has no digest in its name
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "promapp_console.formats"

# Scheduled work, mail -------------------------------------------------------

# Off where a timer starts `manage.py run_scheduled`.
SCHEDULED_WORK = env.bool("SCHEDULED_WORK", default=True)

# Mails hold links that open an account, so production does not write them to its log.
# The URL says several settings at once: EMAIL_BACKEND, EMAIL_HOST and the like.
vars().update(env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "dummymail://"))
# Networks that webhooks may call although they are not public, by http too.
WEBHOOK_NETWORKS = variables.networks(env.list("WEBHOOK_NETWORKS", default=[]))
EMAIL_TIMEOUT = 20  # seconds; a server that does not answer must not hold up the others' mails
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Promapp <promapp@localhost>")

# SCIM -----------------------------------------------------------------------

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes; the endpoint's own limit is lower
# For each access token and server process; Microsoft Entra needs 25 at least.
SCIM_REQUESTS_PER_SECOND = env.int("SCIM_REQUESTS_PER_SECOND", default=200)
# How long an access token that is issued to an OAuth client lives, in seconds; Microsoft's
# validator wants an hour to six.
OAUTH_TOKEN_SECONDS = env.int("OAUTH_TOKEN_SECONDS", default=3600)
if not 3600 <= OAUTH_TOKEN_SECONDS <= 21_600:
    raise ImproperlyConfigured("OAUTH_TOKEN_SECONDS must be a number from 3600 to 21600.")
# Hosts from which signing keys of trusted identities are fetched, beside those of Microsoft.
FEDERATION_HOSTS = variables.hosts(env.list("FEDERATION_HOSTS", default=[]))
# How long an entry of the provisioning log is kept; 0 keeps all.
PROVISIONING_LOG_DAYS = env.int("PROVISIONING_LOG_DAYS", default=90)
# The audit log likewise; it is evidence, so nothing of it goes unless this is set.
AUDIT_LOG_DAYS = env.int("AUDIT_LOG_DAYS", default=0)
# "check": a password that an identity provider sends meets the rules above; "ignore": none is set.
SCIM_PASSWORDS = env.str("SCIM_PASSWORDS", default="check")
if SCIM_PASSWORDS not in {"check", "ignore"}:
    raise ImproperlyConfigured("SCIM_PASSWORDS must be check or ignore.")

# The console's own API ------------------------------------------------------

# For each access token or user, and server process.
API_REQUESTS_PER_SECOND = env.int("API_REQUESTS_PER_SECOND", default=20)
_api = "promapp_console.api"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        f"{_api}.authentication.AuditTokenAuthentication",
        f"{_api}.authentication.ConsoleSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [f"{_api}.authentication.AdministratorsOnly"],
    "DEFAULT_THROTTLE_CLASSES": [f"{_api}.authentication.RequestThrottle"],
    "DEFAULT_PARSER_CLASSES": [f"{_api}.bodies.BoundedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": f"{_api}.paging.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": f"{_api}.schema.ApiSchema",
    "DEFAULT_METADATA_CLASS": None,  # the schema says it all, so OPTIONS is answered 405
    "EXCEPTION_HANDLER": f"{_api}.errors.answer",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Promapp console",
    "VERSION": "1",
    "DESCRIPTION": "What an identity provider did here, and to whom.",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "promapp_console.api.meanings.add",
    ],
}

# Logging --------------------------------------------------------------------

LOGGING = log_lines.configuration(env.str("LOG_LEVEL", default="INFO"))
