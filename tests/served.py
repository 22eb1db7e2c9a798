"""The settings of the browser's server: the program's own, but that signing in is quick.

The real hasher is slow by design, and the walks sign in some two hundred times. What a page saves
while it is left is waited for as long as its cookie lasts: on a busy machine it may not be dealt with in a second. With
LATE=1 each answer comes late: a walk that does not wait for what it looks at then fails.
"""

import os

from chronicpain.settings import *  # noqa: F403
from chronicpain.settings import MIDDLEWARE

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Every draft that waits for approval is tried on them; the tours' server has as many as the program.
MADE_UP_PATIENTS = int(os.environ.get("MADE_UP_PATIENTS", "1000"))
LONGEST_WAIT_FOR_WHAT_IS_LEFT = 5.0
if os.environ.get("LATE"):
    MIDDLEWARE = ["tests.support.browser.lateness.answer_late", *MIDDLEWARE]
