"""Template filters for dates as a clinic writes them, for every room."""

from datetime import datetime

from django import template
from django.utils import timezone

from accounts.text.normal import isolate_direction

register = template.Library()


@register.filter
def isolated(name: str) -> str:
    """A name that turns the direction of nothing beside it."""
    return isolate_direction(name)


@register.filter
def iso_day(moment: str) -> str:
    """An ISO moment, as it is kept in JSON, as dd.mm.yyyy."""
    return timezone.localdate(datetime.fromisoformat(moment)).strftime("%d.%m.%Y")


@register.filter
def partial_date(stated: str) -> str:
    """A date of year, month or day precision (2014-09) as a clinic writes it (09.2014)."""
    return ".".join(reversed(stated.split("-"))) if stated else ""
