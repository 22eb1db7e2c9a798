"""The entry point of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from chronicpain.safe_start import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chronicpain.settings")
application = get_wsgi_application()
refuse_unsafe_start()

# What is loaded by now stays: the collector need not look through it, nor so often through what a request makes.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
