"""The day of today, as the clinic sees it."""

from datetime import date

from django.utils import timezone


def today() -> date:
    """The day as the clinic sees it: what views pass to the rules as `as_of`."""
    return timezone.localdate()
