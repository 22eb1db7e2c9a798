from django.db import migrations, models
from django.db.models import F, Q

KINDS = [("taken", "taken over"), ("put_off", "put off"), ("declined", "does not wish follow-up")]
PUT_OFF = Q(kind__in=["put_off", "declined"], until__isnull=False, until__gt=F("due_on"))


class Migration(migrations.Migration):
    """A patient who does not wish follow-up: the duty is put off for a year, with the reason."""

    dependencies = [("referrals", "0007_list_of_day")]

    operations = [
        migrations.AlterField("dutyact", "kind", models.CharField(choices=KINDS, max_length=10)),
        migrations.RemoveConstraint("dutyact", "duty_put_off_to_a_day_for_a_reason"),
        migrations.AddConstraint(
            "dutyact",
            models.CheckConstraint(
                condition=Q(kind="taken", until=None) | (PUT_OFF & ~Q(because="")),
                name="duty_put_off_to_a_day_for_a_reason",
            ),
        ),
    ]
