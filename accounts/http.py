"""The request of a signed-in member of a practice, as PracticeMiddleware leaves it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import Staff
from accounts.permissions import Permission


class PracticeRequest(HttpRequest):
    staff: Staff
    places: list[Staff]
    permissions: frozenset[Permission]
    htmx: HtmxDetails
