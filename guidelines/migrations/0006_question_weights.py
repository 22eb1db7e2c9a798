from django.db import migrations, models


class Migration(migrations.Migration):
    """What questions settle, worked out once a release. It is made again by load_content whenever it is lost."""

    dependencies = [("guidelines", "0005_other_fields_of_a_version")]

    operations = [
        migrations.CreateModel(
            name="QuestionWeights",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("made_with", models.CharField(max_length=64)),
                ("weights", models.JSONField()),
            ],
        ),
    ]
