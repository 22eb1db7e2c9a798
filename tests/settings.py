"""The settings of the tests: the trial's. So `pytest` needs no variable set."""

import os

os.environ.setdefault("DEMO", "1")

from chronicpain.settings import *  # noqa: F403
