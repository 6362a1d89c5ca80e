"""Django's settings, from the environment only; `variables` says what a bad value should have been.

CLAIMBASE_DATA            folder of everything that is kept: database, secret key, static files
DATABASE_URL              a PostgreSQL of your own instead of the embedded one
CELERY_BROKER_URL         a Redis or RabbitMQ of your own instead of the embedded Valkey
CLAIMBASE_SECRET_KEY      instead of the one made once in the data folder
CLAIMBASE_DEBUG           off unless switched on
CLAIMBASE_HTTPS           on where a proxy in front speaks HTTPS: secure cookies, redirects, HSTS
CLAIMBASE_ALLOWED_HOSTS   names the site answers to, divided by commas; behind HTTPS the first is where it says it is
CLAIMBASE_PORT            where ./run up listens on this machine
CLAIMBASE_PUBLIC          off where only staff who have signed in may read the pages; the feed and the data too
CLAIMBASE_API_OPEN        off where programs need a token to read; writing always does
CLAIMBASE_API_PER_MINUTE  requests of the API a minute from an address without a token; accounts have ten times as many
CLAIMBASE_CORS_ORIGINS    sites whose pages may read the API in a browser, as https://example.org,…; "*" for all
CLAIMBASE_TWO_PERSONS     on where nobody may register or amend what they submitted themselves
CLAIMBASE_REVIEW_SETTLEMENTS  on where a settlement stands only once a person has confirmed it
CLAIMBASE_WORKERS         jobs that one machine's worker does at once
CLAIMBASE_CONTACT         a name and an e-mail address: what articles' hosts are told of who reads them
CLAIMBASE_ERRORS_TO       the address to which readers report errors of a scorecard; every format shows it
CLAIMBASE_FETCH_PORTS     ports on which an article's address may be, 80 and 443 unless said
EMAIL_URL                 mail server: smtp://, smtp+tls:// or smtps://user:password@host:port; without one mail waits
CLAIMBASE_MAIL_FROM       whom their mail is from, such as "claimbase <notices@example.org>"; needed with EMAIL_URL
CLAIMBASE_MAIL_BOUNCES    where undeliverable mail goes, with +code before the @; else it goes back to the sender
FRED_API_KEY              optional: vintages from FRED and ALFRED
SEC_CONTACT               a name and an e-mail address; the SEC answers nobody who gives none
EIA_API_KEY               energy figures; free at https://www.eia.gov/opendata/register.php
BLS_API_KEY               optional: longer history and calculations; free at https://data.bls.gov/registrationEngine/
"""

from datetime import timedelta
from pathlib import Path

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from claimbase import secretkey, variables
from claimbase.colours import BLUE
from claimbase.embedded import postgres, valkey

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_FOLDER = variables.folder("CLAIMBASE_DATA", BASE_DIR / ".data")
RENDERED_FOLDER = DATA_FOLDER / "rendered"  # files of editions; whatever is removed there is rendered again
DEBUG = variables.truth("CLAIMBASE_DEBUG", default=False)
HTTPS = variables.truth("CLAIMBASE_HTTPS", default=False)
SECRET_KEY = variables.secret("CLAIMBASE_SECRET_KEY", lambda: secretkey.kept_in(DATA_FOLDER))
ALLOWED_HOSTS = variables.words("CLAIMBASE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
WEB_PORT = variables.number("CLAIMBASE_PORT", 8000, lowest=1, highest=65535)
WORKERS = variables.number("CLAIMBASE_WORKERS", 2, lowest=1, highest=64)
CONTACT = variables.line("CLAIMBASE_CONTACT")
ERRORS_TO = variables.line("CLAIMBASE_ERRORS_TO")
FETCH_PORTS = variables.ports("CLAIMBASE_FETCH_PORTS", "80,443")
PUBLIC_PAGES = variables.truth("CLAIMBASE_PUBLIC", default=True)
API_OPEN = PUBLIC_PAGES and variables.truth("CLAIMBASE_API_OPEN", default=True)
TWO_PERSON_REVIEW = variables.truth("CLAIMBASE_TWO_PERSONS", default=False)
REVIEW_SETTLEMENTS = variables.truth("CLAIMBASE_REVIEW_SETTLEMENTS", default=False)
SITE_ADDRESS = "claimbase.address.site"  # called for links in notices; the apps know it by this name alone
FRED_API_KEY = variables.text("FRED_API_KEY")
SEC_CONTACT = variables.text("SEC_CONTACT")
EIA_API_KEY = variables.text("EIA_API_KEY")
BLS_API_KEY = variables.text("BLS_API_KEY")

# Keys and places by the names that the modules of evidence.sources know.
SOURCE_SETTINGS = {
    "findings": str(BASE_DIR / "fixtures" / "findings"),
    "FRED_API_KEY": FRED_API_KEY,
    "SEC_CONTACT": SEC_CONTACT,
    "EIA_API_KEY": EIA_API_KEY,
    "BLS_API_KEY": BLS_API_KEY,
}

INSTALLED_APPS = [
    "claimbase",  # has no models, only commands
    "pgtrigger",  # brings the triggers of the next into migrations
    "pghistory",
    "evidence",
    "claims",
    "unfold.apps.BasicAppConfig",  # before the admin, whose templates it replaces
    "claimbase.adminsite.Admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "knox",
    "rest_framework",
]
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # reading asks nobody who they are
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "claimbase.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "claimbase.bearing.BearerMiddleware",
    "claimbase.editors.EditorMiddleware",  # tells the triggers that keep edits which account writes, by which address
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "claimbase.api.answers.Answers",
]
ROOT_URLCONF = "claimbase.urls"
WSGI_APPLICATION = "claimbase.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
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

# The isolation level is PostgreSQL's own default, READ COMMITTED: the verbs' upserts are written for it.
_OWN_DATABASE = variables.database("DATABASE_URL")
EMBEDDED_DATABASE = _OWN_DATABASE is None
_EMBEDDED = postgres.connection(DATA_FOLDER)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        # The development server has a new thread for each request, and would leave its connection open.
        "CONN_MAX_AGE": 0 if DEBUG else 600,
        "CONN_HEALTH_CHECKS": True,
        **(
            _OWN_DATABASE
            or {"NAME": _EMBEDDED.name, "USER": _EMBEDDED.user, "HOST": _EMBEDDED.host, "PORT": str(_EMBEDDED.port)}
        ),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_OWN_BROKER = variables.broker("CELERY_BROKER_URL")
EMBEDDED_BROKER = not _OWN_BROKER
CELERY_BROKER_URL = _OWN_BROKER or valkey.address(DATA_FOLDER)
CELERY_TASK_IGNORE_RESULT = True  # what happened stands in the job's row
CELERY_TASK_ACKS_LATE = True  # a message of a worker that dies comes back
CELERY_TASK_REJECT_ON_WORKER_LOST = False  # but not when the task itself killed it: that would go round for ever
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # no message waits behind a long one while another worker is idle
CELERY_TASK_SOFT_TIME_LIMIT = 210
CELERY_TASK_TIME_LIMIT = 240
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200  # what a library leaks, it leaks for a while
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False  # a task's job is claimed once, whoever wakes for it
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a broker that comes back after an hour is welcome
CELERY_ACCEPT_CONTENT = ["json"]
# The last of Redis' and Valkey's priorities. A portion takes a minute, and there are dozens after a month's end or an
# archive: behind them the timers' messages would die, and nothing would be refreshed or sent until all are done.
# RabbitMQ takes no notice of it, as long as no queue is declared with priorities.
CELERY_TASK_ROUTES = {name: {"priority": 9} for name in ("claims.assess_some", "claims.settle_some")}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
if "redis" in CELERY_BROKER_URL.partition(":")[0]:
    # Above the hard limit, or a message of a living worker would be delivered twice.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300}

# Files, since all of a machine's processes must see the same ones. The default is for counts of wrong tries alone
# (`wrongtries`): what fills the others up, how far pages have come that are being typed in and what is remembered for
# whoever reads, pushes none of them out.
CACHES = {
    name: {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_FOLDER / folder,
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
    for name, folder in (("default", "cache"), ("turns", "turns"), ("pages", "pages"), ("throttles", "throttles"))
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["claimbase.api.entering.Token", "claimbase.api.entering.StaffSession"],
    "DEFAULT_PERMISSION_CLASSES": ["claimbase.api.entering.MayRead"],
    "DEFAULT_THROTTLE_CLASSES": ["claimbase.api.throttling.RoleThrottle"],
    "DEFAULT_PAGINATION_CLASS": "claimbase.api.paging.Pages",
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "claimbase.api.paging.Ordering",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["claimbase.api.entering.Json"],
    "DEFAULT_SCHEMA_CLASS": "claimbase.api.description.Schema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS is for browsers that ask about other sites; the description has the rest
    "URL_FORMAT_OVERRIDE": None,
}
_PER_MINUTE = variables.number("CLAIMBASE_API_PER_MINUTE", 120, lowest=1, highest=1_000_000)
API_RATES = {  # requests a minute: of nobody known, of any account, of those in a group
    "anonymous": _PER_MINUTE,
    "account": 10 * _PER_MINUTE,
    "analysts": 20 * _PER_MINUTE,
    "reviewers": 20 * _PER_MINUTE,
}
_ERRORS = ["400", "401", "403", "404", "405", "406", "412", "413", "415", "422", "428", "429", "500", "503"]
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "claimbase.api.errors.Handler",
    "EXCEPTION_FORMATTER_CLASS": "claimbase.api.errors.Formatter",
    "ALLOWED_ERROR_STATUS_CODES": _ERRORS,
    "ERROR_SCHEMAS": dict.fromkeys(_ERRORS, "claimbase.api.errors.Problem"),
}
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_PREFIX": "claimbase_", "TOKEN_TTL": timedelta(days=90)}
SPECTACULAR_SETTINGS = {
    "TITLE": "claimbase",
    "DESCRIPTION": "Claims of market commentators, how they stand, and on which evidence, as of any day.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_PERMISSIONS": ["claimbase.api.entering.MayRead"],
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [],
}
CORS_URLS_REGEX = r"^/api/"
_ORIGINS = variables.words("CLAIMBASE_CORS_ORIGINS", "")
CORS_ALLOW_ALL_ORIGINS = _ORIGINS == ["*"]
CORS_ALLOWED_ORIGINS = [] if CORS_ALLOW_ALL_ORIGINS else _ORIGINS
CORS_EXPOSE_HEADERS = ["ETag", "Last-Modified", "Link", "Retry-After"]

_MAIL = variables.mail_server("EMAIL_URL")
MAIL_FROM = variables.mail_address("CLAIMBASE_MAIL_FROM", needed=bool(_MAIL.host))
MAIL_BOUNCES = variables.mail_address("CLAIMBASE_MAIL_BOUNCES", bare=True)
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.upgrades, _MAIL.is_tls
EMAIL_TIMEOUT = 20  # seconds of a server's silence; a worker's task may take 210 in all

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{validator}"}
    for validator in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = "claimbase.formats"
LOGIN_REDIRECT_URL = "admin:index"  # whoever signs in without having been sent there from a page
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hant", "繁體中文")]
LOCALE_PATHS = [BASE_DIR / "claimbase" / "locale"]

STATIC_URL = "static/"
STATIC_ROOT = DATA_FOLDER / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "claims.explorer.Bundles",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

UNFOLD = {
    "SITE_TITLE": "claimbase",
    "SITE_HEADER": "claimbase",
    "SITE_SYMBOL": "fact_check",
    "SITE_URL": "/",  # leads to the list of claims in the reader's language
    "SHOW_LANGUAGES": True,
    "SIDEBAR": {"show_search": True},
    "DASHBOARD_CALLBACK": "claims.admin.dashboard.page.dashboard",
    "STYLES": [lambda request: static("claimbase/admin.css")],
    "COLORS": {"primary": BLUE},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000  # a pasted article of 5 MB comes back with what is wrong, and is not cut off

X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if HTTPS else 0
# gunicorn listens on this machine only, so the header comes from the proxy that ended HTTPS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

# Without this, an error of a request would be mailed to nobody and shown nowhere.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
