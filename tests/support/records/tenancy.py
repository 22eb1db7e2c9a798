"""A whole record in each practice, the list of all addresses, and what the model registry knows of tenancy."""

from typing import Any

import pghistory.models
import pgtrigger
from django.apps import apps
from django.db import connection, models

from accounts.models import AccessLogEntry, Staff
from accounts.tenancy.context import PracticeModel

# Practice_id without row-level security, on purpose: who works where must be known before a practice is in force.
WITHOUT_ROW_SECURITY = {"accounts_staff", "accounts_staffevent"}


def is_event(model: type[models.Model]) -> bool:
    return issubclass(model, pghistory.models.Event)


SCOPED: list[type[models.Model]] = [
    model for model in apps.get_models() if issubclass(model, PracticeModel) or model is AccessLogEntry
]
TENANT: list[type[models.Model]] = SCOPED + [
    model for model in apps.get_models() if is_event(model) and model.pgh_tracked_model in SCOPED
]
# Of content, which belongs to no practice, the history is tested with it.
EVENTS: list[type[models.Model]] = [
    model for model in apps.get_models() if is_event(model) and hasattr(model, "practice")
]
APPEND_ONLY = {model for model, trigger in pgtrigger.registered() if trigger.name == "append_only"}
INSERT_ONLY: list[type[models.Model]] = [*EVENTS, *(model for model in SCOPED if model in APPEND_ONLY)]


def table(model: type[models.Model]) -> str:
    return model._meta.db_table


def references_within_a_practice() -> list[tuple[type[models.Model], models.ForeignKey[Any, Any]]]:
    """Each field by which a row of a practice refers to another row of a practice, or to its staff."""
    return [
        (model, field)
        for model in SCOPED
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in [*SCOPED, Staff]
    ]


def practice_in_database() -> str | None:
    """The practice that the database knows of now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('smertekompas.practice', true)")
        return cursor.fetchone()[0] or None


def practices_shown(model: type[models.Model]) -> set[Any]:
    """The practices whose rows the database shows now, past every manager."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT practice_id FROM {table(model)}")
        return {row[0] for row in cursor.fetchall()}
