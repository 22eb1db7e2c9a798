from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What the first page reads of the practice's referrals."""

    atomic = False  # a table in use is not locked

    dependencies = [("referrals", "0003_standings")]

    operations = [
        AddIndexConcurrently(
            "referral",
            models.Index(
                fields=["practice", "state"],
                condition=models.Q(state__in=("sent", "received", "accepted", "returned", "signed")),
                name="referrals_followed",
            ),
        ),
    ]
