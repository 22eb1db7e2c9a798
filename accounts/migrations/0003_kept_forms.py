import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.tenancy.row_security import run_sql


class Migration(migrations.Migration):
    """What is kept of a page for its person, who alone sees it (`sql/`)."""

    dependencies = [
        ("accounts", "0002_triggers_and_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptForm",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.CharField(max_length=64)),
                ("sealed", models.BinaryField()),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="kept_form_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "place"), name="kept_form_once_per_place"),
                ],
            },
        ),
        run_sql(__file__, "kept_form_row_security"),
    ]
