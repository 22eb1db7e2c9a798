"""The entry point of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.db import DEFAULT_DB_ALIAS, connections

from accounts.tenancy.time_limits import put_limits_on
from chronicpain.safe_start import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chronicpain.settings")
application = get_wsgi_application()
put_limits_on(connections.settings[DEFAULT_DB_ALIAS])
refuse_unsafe_start()

# What is loaded by now stays: the collector need not look through it, nor so often through what a request makes.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
