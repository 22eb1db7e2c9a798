"""The table of kept forms: what was typed when nobody was signed in, encrypted, for a short while and one person."""

from uuid import uuid4

from django.db import models

from accounts.models.people import User


class KeptForm(models.Model):
    """A form that was sent when nobody was signed in any more.

    The database shows it to a transaction that works for its person, and to nobody else; one that is too old can be
    deleted by everyone (`0003_kept_forms`).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    # A digest of the address and the practice: a form that is sent again takes the place of the one before.
    place = models.CharField(max_length=64)
    sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="kept_form_once_per_place")]
        indexes = [models.Index(fields=["at"], name="kept_form_by_age")]

    def __str__(self) -> str:
        return f"{self.at}"
