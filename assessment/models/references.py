"""Foreign keys to staff, and the keys that keep a row and what it refers to within one practice."""

from typing import Literal, TypeAlias, overload

from django.db import models

from accounts.models import Staff

Reference: TypeAlias = "models.ForeignKey[Staff, Staff] | models.ForeignKey[Staff | None, Staff | None]"


@overload
def staff_reference(*, db_index: bool = True) -> "models.ForeignKey[Staff, Staff]": ...
@overload
def staff_reference(*, null: Literal[True]) -> "models.ForeignKey[Staff | None, Staff | None]": ...
def staff_reference(*, null: bool = False, db_index: bool = True) -> Reference:
    """Who did it. The composite key in the migration keeps the person within the practice."""
    return models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=null, db_index=db_index)


def same_practice_key(model: str) -> models.UniqueConstraint:
    """What composite foreign keys to this model refer to."""
    return models.UniqueConstraint(fields=["practice", "id"], name=f"{model}_practice_id")
