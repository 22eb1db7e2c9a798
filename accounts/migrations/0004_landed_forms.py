import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Forms that add something, as they were sent: sent twice, one lands once."""

    dependencies = [
        ("accounts", "0003_kept_forms"),
    ]

    operations = [
        migrations.CreateModel(
            name="LandedForm",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("content", models.CharField(blank=True, max_length=64)),
                ("location", models.CharField(blank=True, max_length=500)),
                ("sent_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "sent_at"], name="landed_form_by_user")],
            },
        ),
    ]
