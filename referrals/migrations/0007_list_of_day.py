import uuid

from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT

from accounts.tenancy.row_security import run_sql

PRACTICE = {"editable": False, "on_delete": PROTECT, "related_name": "+", "to": "accounts.practice"}


def identifier() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    """Where each open episode stands in the list of the day is kept, with the counts. It is worked out at a look."""

    dependencies = [("referrals", "0006_letters_ask_a_doctor")]

    operations = [
        migrations.AddField("dutyreckoning", "is_placed", models.BooleanField(db_default=False, default=False)),
        migrations.AddIndex(
            "dutyreckoning",
            models.Index(condition=Q(is_placed=False), fields=["practice"], name="duties_to_be_placed"),
        ),
        migrations.CreateModel(
            "ListOfDay",
            fields=[
                ("id", identifier()),
                ("as_of", models.DateField()),
                ("basis", models.CharField(blank=True, max_length=40)),
                ("closed", models.JSONField(default=list)),
                ("counts", models.JSONField(default=dict)),
                ("practice", models.ForeignKey(**PRACTICE)),
            ],
            options={
                "verbose_name_plural": "lists of day",
                "constraints": [models.UniqueConstraint(fields=["practice"], name="one_list_of_day")],
            },
        ),
        migrations.CreateModel(
            "ListPlace",
            fields=[
                ("id", identifier()),
                ("whose", models.CharField(max_length=36)),
                ("place", models.PositiveSmallIntegerField()),
                ("day", models.DateField()),
                (
                    "episode",
                    models.ForeignKey(on_delete=PROTECT, related_name="list_places", to="assessment.episode"),
                ),
                ("practice", models.ForeignKey(**PRACTICE)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["practice", "whose", "episode"], name="one_place_in_a_list"),
                ],
                "indexes": [
                    models.Index(fields=["practice", "whose", "place", "day", "episode"], name="list_in_order"),
                ],
            },
        ),
        run_sql(__file__, "list_of_day"),
    ]
