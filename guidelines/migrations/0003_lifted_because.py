from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guidelines", "0002_kinds_of_content"),
    ]

    operations = [
        migrations.AddField(
            model_name="recommendationversion",
            name="lifted_because",
            field=models.CharField(blank=True, db_default="", max_length=160),
        ),
    ]
