from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The day on which deferred advice comes back; and room for a remark on an answer. Backwards a remark must fit."""

    dependencies = [("assessment", "0014_advice_snapshot")]

    operations = [
        migrations.AddField("adviceresponse", "deferred_until", models.DateField(null=True)),
        migrations.AddConstraint(
            "adviceresponse",
            models.CheckConstraint(
                condition=Q(deferred_until__isnull=True) | Q(response="defer"), name="deferred_until_a_day"
            ),
        ),
        migrations.AlterField("answer", "comment", models.CharField(blank=True, db_default="", max_length=2000)),
    ]
