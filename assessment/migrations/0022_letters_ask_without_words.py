from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A letter that is handed over for signature may say nothing beside itself."""

    dependencies = [("assessment", "0021_course")]

    operations = [
        migrations.RemoveConstraint("inquiry", "inquiry_asks_something"),
        migrations.AddConstraint(
            "inquiry",
            models.CheckConstraint(condition=~Q(text="") | Q(about="letter"), name="inquiry_asks_something"),
        ),
    ]
