from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    """What the shape of a recommendation declares beyond the columns of a version. Versions of before have none."""

    dependencies = [("guidelines", "0004_readable_titles_in_order")]

    operations = [
        migrations.AddField(
            model_name="recommendationversion",
            name="other_fields",
            field=models.JSONField(db_default=Value({}, models.JSONField()), default=dict),
        ),
    ]
