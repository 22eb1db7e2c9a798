"""The application of whichever settings the benchmark's server is told to use."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
