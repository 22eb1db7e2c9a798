"""The table that keeps the impact of a draft on made-up patients for a day."""

from django.db import models


class KeptImpact(models.Model):
    """What a draft does to made-up patients, worked out already: kept for the day, and for nobody's patients.

    `key` is a hash of the draft's content, of what is in force and of the day.
    """

    key = models.CharField(max_length=64, unique=True)
    day = models.DateField()
    report = models.JSONField()

    def __str__(self) -> str:
        return f"{self.day} {self.key}"
