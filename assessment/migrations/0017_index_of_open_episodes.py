from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import F, Index, Q


class Migration(migrations.Migration):
    """What the first page reads: the practice's open episodes, in their order."""

    atomic = False  # a table in use is not locked

    dependencies = [("assessment", "0016_last_contact")]

    operations = [
        AddIndexConcurrently(
            "episode",
            Index(
                F("practice"),
                F("last_contact").desc(nulls_last=True),
                F("started_at").desc(),
                condition=Q(ended_at=None),
                name="open_episodes",
            ),
        ),
    ]
