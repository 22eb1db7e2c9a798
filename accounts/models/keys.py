"""Columns for sort keys and search keys, worked out from other columns; and constraints that keep names readable."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Length, Right
from django.db.models.lookups import Exact

from accounts.text.danish import BETWEEN, search_key, sort_key

BYTE_BY_BYTE = "C"
# As PostgreSQL writes them. `accounts.text.normal` removes more; this is what a name must never have.
HIDDEN = r"[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
VISIBLE = r"[^\s\u00a0\u034f\u115f\u1160\u1680\u2000-\u200f\u202f\u205f\u2800\u3000\u3164\ufe00-\ufe0f\uffa0]"


class DerivedKeyField(models.TextField):  # type: ignore[type-arg]
    """A text made of other fields whenever the row is written; in the database a plain text, compared byte by byte."""

    def __init__(self, *of: str, made_by: Callable[..., str], **options: Any) -> None:
        self.of, self.made_by = of, made_by
        super().__init__(editable=False, db_default="", db_collation=BYTE_BY_BYTE, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.TextField", [*args], options

    def clone(self) -> "models.TextField[str, str]":  # type: ignore[override]
        """As a migration sees it."""
        _name, _path, args, options = self.deconstruct()
        return models.TextField(*args, **options)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = self.made_by(*(getattr(model_instance, name) for name in self.of))
        setattr(model_instance, self.attname, key)
        return key


class KeyedModel(models.Model):
    """A row with keys. Whatever part of it is saved, a key goes with what it is made of."""

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        if update_fields is not None:
            named = set(update_fields)
            keys = (field for field in self._meta.concrete_fields if isinstance(field, DerivedKeyField))
            update_fields = named | {key.name for key in keys if named & {*key.of}}
        super().save(*args, update_fields=update_fields, **options)


def sorted_by(*of: str) -> DerivedKeyField:
    """The column that a table is ordered by."""
    return DerivedKeyField(*of, made_by=sort_key)


def searched_by(*of: str) -> DerivedKeyField:
    """The column that `search_words` are looked for in."""
    return DerivedKeyField(*of, made_by=search_key)


def keys_that_fit(model: str, **keys: DerivedKeyField) -> list[models.CheckConstraint]:
    """The database refuses a key that is not made of what stands in the row now: a key ends with its texts.

    So no way of writing, also none past `save`, leaves an old key behind.
    """
    return [
        models.CheckConstraint(condition=_ends_with(name, *key.of), name=f"{model}_{name}_fits")
        for name, key in keys.items()
    ]


def _ends_with(key: str, *of: str) -> Q:
    texts: F | Joined = F(of[0])
    for name in of[1:]:
        texts = Joined(texts, Value(BETWEEN), F(name))
    return Q(Exact(Right(key, Length(texts)), texts))


class Joined(Func):
    """Texts one after the other."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = models.TextField()


class IsComposed(Func):
    """Whether a text is in NFC, as PostgreSQL sees it."""

    template = "%(expressions)s IS NFC NORMALIZED"
    output_field = models.BooleanField()


def readable(model: str, *names: str) -> list[models.CheckConstraint]:
    """Each of these columns holds something that can be seen, composed, and nothing that hides or turns it."""
    return [
        models.CheckConstraint(
            condition=Q(**{f"{name}__regex": VISIBLE}) & ~Q(**{f"{name}__regex": HIDDEN}) & Q(IsComposed(F(name))),
            name=f"{model}_{name}_readable",
        )
        for name in names
    ]
