"""References that keep a row within its practice."""

from typing import Any

from django.db import models

from accounts.models import Staff


def staff_reference(**options: Any) -> Any:
    """Who did it. The composite key in the migration keeps the person within the practice."""
    return models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", **options)


def contact_reference() -> Any:
    """The contact that it was recorded in; empty for what is no visit, and was recorded while no contact ran."""
    return models.ForeignKey("assessment.Consultation", on_delete=models.PROTECT, null=True, related_name="+")


def same_practice_key(model: str) -> models.UniqueConstraint:
    """What composite foreign keys to this model refer to."""
    return models.UniqueConstraint(fields=["practice", "id"], name=f"{model}_practice_id")
