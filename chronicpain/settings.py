"""All settings, from the environment (see docs/operating.md for each name)."""

from pathlib import Path

from csp.constants import NONE, SELF

from chronicpain import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

DEMO = environment.flag("DEMO")
DEBUG = environment.flag("DEBUG")
SECRET_KEY = (
    environment.demo_secret(VAR_DIR / "secret_key")
    if DEMO
    else environment.text("SECRET_KEY", "a long random text that is kept secret")
)
# Earlier keys, so that a new one signs nobody out and loses nothing that was kept under the last.
SECRET_KEY_FALLBACKS = [key for key in environment.optional_text("SECRET_KEY_FALLBACKS").split(",") if key]
ALLOWED_HOSTS = environment.text(
    "ALLOWED_HOSTS", "the host names, separated by commas", "127.0.0.1,localhost" if DEMO else None
).split(",")
SECURE_COOKIES = environment.flag("SECURE_COOKIES", default=not DEMO)
DATABASES = environment.databases(VAR_DIR, DEMO)
# What the database ends in the web process, and the user is told was not saved (accounts/tenancy/time_limits.py).
DATABASE_SECONDS = {
    "lock_timeout": environment.number("LOCK_SECONDS", 3),
    "statement_timeout": environment.number("STATEMENT_SECONDS", 10),
    "idle_in_transaction_session_timeout": environment.number("IDLE_TRANSACTION_SECONDS", 15),
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "chronicpain.apps.StaticFilesConfig",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "template_partials",
    "pgtrigger",
    "pghistory",
    "accounts",
    "guidelines",
    "assessment",
    "referrals",
    "chronicpain.apps.ChronicPainConfig",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.pages.compression.PageCompression",
    "chronicpain.outages.DatabaseOutages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.pages.at_the_door.NormalTextMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.pages.middleware.PracticeMiddleware",
]

ROOT_URLCONF = "chronicpain.urls"
WSGI_APPLICATION = "chronicpain.wsgi.application"

TEMPLATE_LOADERS = ["chronicpain.lean_files.TemplateLoader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                ("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", TEMPLATE_LOADERS)])
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.pages.context_processors.signed_in",
            ],
            # The `csrf_token` of page_mark adds to every form the mark of whom the page was made for.
            "builtins": [f"accounts.templatetags.{name}" for name in ("page_mark", "once", "include")],
            "string_if_invalid": "",
        },
    }
]
# accounts/templatetags/i18n.py stands in the place of Django's; a test holds that no other library is there twice.
SILENCED_SYSTEM_CHECKS = ["templates.W003"]
FORM_RENDERER = "accounts.pages.form_renderer.InputRenderer"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.sign_in.backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.sign_in.passwords.NotOfCommonWords"},
]
ACCOUNT_ADAPTER = "accounts.sign_in.adapter.AccountAdapter"
ACCOUNT_FORMS = {"change_password": "accounts.sign_in.forms.ChangePasswordForm"}
# Tries are counted in the database (accounts/sign_in/limits.py). Limits by address alone would keep a clinic out.
ACCOUNT_RATE_LIMITS: dict[str, None] | bool = dict.fromkeys(
    ("login", "login_failed", "reauthenticate", "change_password")
)
# How many proxies of one's own stand before the service: so many of the last addresses in X-Forwarded-For are theirs.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.optional_number("TRUSTED_PROXIES") or 0
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# For so many seconds after the password was confirmed, letters are signed without asking for it again.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

SESSION_ENGINE = "accounts.sign_in.sessions"
SESSION_COOKIE_AGE = 10 * 60 * 60
# Seconds for which a page waits for what the one before it is still saving.
LONGEST_WAIT_FOR_WHAT_IS_LEFT = 1.0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_NAME = "__Host-sessionid" if SECURE_COOKIES else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE_COOKIES else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "chronicpain.views.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict" if SECURE_COOKIES else "Lax"
SECURE_HSTS_SECONDS = 31536000 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_COOKIES
SECURE_SSL_REDIRECT = SECURE_COOKIES and environment.flag("SSL_REDIRECT", default=True)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}
# A long anamnesis is far below this; 100,000 characters in one field is refused by the form, with a message.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk")]
LOCALE_PATHS = [BASE_DIR / "chronicpain" / "locale"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
FORMAT_MODULE_PATH = ["chronicpain.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("dkfds/css", BASE_DIR / "node_modules" / "dkfds" / "dist" / "css"),
    ("dkfds/fonts", BASE_DIR / "node_modules" / "dkfds" / "dist" / "fonts"),
    ("dkfds/img", BASE_DIR / "node_modules" / "dkfds" / "dist" / "img"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "chronicpain.lean_files.StaticFilesStorage"},
}

# What browsers of today fetch is compressed; the older font formats that the stylesheet also names are not.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["eot", "ttf", "woff", "woff2", "map", "png"]

# Whom to tell what cannot be used: stands in the accessibility statement. Empty if nobody is named.
ACCESSIBILITY_CONTACT = environment.optional_text("ACCESSIBILITY_CONTACT")

# Whom to tell of a weakness: an address that begins with `mailto:`, `https:` or `tel:`, for /.well-known/security.txt.
SECURITY_CONTACT = environment.optional_text("SECURITY_CONTACT")

# How many characters a text in the clinic's referral system may have; None if not known.
REFERRAL_TEXT_LIMIT = environment.optional_number("REFERRAL_TEXT_LIMIT")

# So many are gone through to see whom a draft affects.
MADE_UP_PATIENTS = 10_000
FIXTURES_DIR = BASE_DIR / "fixtures"
PDF_FONTS_DIR = BASE_DIR / "node_modules"
PDF_SECONDS = environment.number("PDF_SECONDS", 60)
PDF_CPU_SECONDS = environment.number("PDF_CPU_SECONDS", 20)
PDF_MEMORY_MB = environment.number("PDF_MEMORY_MB", 1024)
PDF_QUEUE = environment.number("PDF_QUEUE", 10)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_APPEND_ONLY = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Each try of each connection, while the database is gone: chronicpain/outages.py says it once.
    "loggers": {"psycopg.pool": {"level": "ERROR"}},
}
