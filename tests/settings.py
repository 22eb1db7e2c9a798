"""The settings under which the tests run: the program's own, on the embedded database where none is named.

The processes that the tests start have the program's settings; the browser's server has those of `tests/served.py`.
"""

import os

os.environ.setdefault("DEMO", "1")
# For the processes that the tests start.
os.environ["DJANGO_SETTINGS_MODULE"] = "chronicpain.settings"

from chronicpain.settings import *  # noqa: F403

# Every test client is a server of its own, which would look through all static files before its first request.
WHITENOISE_AUTOREFRESH = True
# The real hasher is slow by design; what it hashes is not what the tests are about.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
