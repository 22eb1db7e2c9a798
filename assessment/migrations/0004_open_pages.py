from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0003_validate_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="episode",
            name="pages",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
    ]
