from django.db import migrations, models
from django.db.models import Q

KINDS = [("decided", "assessed"), ("handed_on", "handed on"), ("left_open", "left open")]
DECIDED = Q(safety="decided", response="", reason="", comment="") & ~Q(outcome="") & ~Q(details={})
SAID_WHY = Q(safety__in=["handed_on", "left_open"], response="", reason="", outcome="") & ~Q(comment="")
GONE = Q(safety="gone", response="", reason="", outcome="") & ~Q(details={})


class Migration(migrations.Migration):
    """A safety prompt that was open when its answer was changed leaves a row.

    Backwards is refused by the constraint while there is such a row.
    """

    dependencies = [("assessment", "0011_indexes_of_answers")]

    operations = [
        migrations.RemoveConstraint("adviceresponse", "safety_decided_or_said_why"),
        migrations.AlterField(
            "adviceresponse",
            "safety",
            models.CharField(
                blank=True,
                choices=[*KINDS, ("gone", "was open when the answer was changed")],
                db_default="",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            "adviceresponse",
            models.CheckConstraint(
                condition=Q(safety="", outcome="") | DECIDED | SAID_WHY | GONE, name="safety_decided_or_said_why"
            ),
        ),
    ]
