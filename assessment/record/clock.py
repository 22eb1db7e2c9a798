"""The day and the hour of now, as the clinic sees them."""

from datetime import date, time

from django.utils import timezone


def today() -> date:
    """The day as the clinic sees it: what views pass to the rules as `as_of`."""
    return timezone.localdate()


def hour_now() -> time:
    """The time of the day, to the minute."""
    return timezone.localtime().time().replace(second=0, microsecond=0)
