"""The settings of the browser's server: the program's own, but that signing in is quick.

The real hasher is slow by design, and the walks sign in some two hundred times.
"""

from chronicpain.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
