"""A bare Django application: sign-in, one indexed read, one write. What any page costs before it says anything.

Settings and URL configuration in one; the middleware is that of a new Django project.
"""

from chronicpain.settings import *  # noqa: F403
from chronicpain.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("allauth")]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
SESSION_ENGINE = "benchmarks.floor_sessions"
# Kept connections, and apart from that what Django does by itself.
for option in ("server_side_binding", "prepare_threshold"):
    DATABASES["default"]["OPTIONS"].pop(option, None)
ROOT_URLCONF = "benchmarks.floor_urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
