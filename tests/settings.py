"""The settings under which the tests run: the program's own, on the embedded database where none is named.

Nothing else may be set here: the real server, which the browser's tests start, has the program's settings.
"""

import os

os.environ.setdefault("DEMO", "1")
# For the processes that the tests start.
os.environ["DJANGO_SETTINGS_MODULE"] = "chronicpain.settings"

from chronicpain.settings import *  # noqa: F403
