from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guidelines", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="publication",
            name="publication_kind_known",
        ),
        migrations.AlterField(
            model_name="publication",
            name="kind",
            field=models.CharField(
                choices=[
                    ("guideline", "guideline"),
                    ("safety_prompts", "safety prompts"),
                    ("vocabulary", "vocabulary"),
                    ("pathway", "referral pathway"),
                    ("instruments", "instruments"),
                    ("medicines", "medicines"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["guideline", "safety_prompts", "vocabulary", "pathway", "instruments", "medicines"])
                ),
                name="publication_kind_known",
            ),
        ),
    ]
