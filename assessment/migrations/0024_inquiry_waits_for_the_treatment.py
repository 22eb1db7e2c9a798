from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("answer", "answered"),
    ("calls", "calls the patient"),
    ("book", "the patient is to have an appointment"),
    ("changes", "changes the treatment"),
    ("changing", "is changing the treatment"),
    ("changed", "the treatment is changed"),
    ("seen", "seen"),
    ("decided", "decided"),
    ("passed_on", "passed on to the patient"),
    ("taken_back", "taken back"),
]


class Migration(migrations.Migration):
    """A question that a doctor answers by another treatment waits until a row says so.

    Backwards is refused by the constraint while there is such a step.
    """

    dependencies = [("assessment", "0023_a_doctor_decides")]

    operations = [
        migrations.RemoveConstraint("inquirystep", "inquiry_step_kind_known"),
        migrations.AlterField("inquirystep", "kind", models.CharField(choices=KINDS, max_length=10)),
        migrations.AddConstraint(
            "inquirystep",
            models.CheckConstraint(
                condition=Q(kind__in=tuple(kind for kind, _words in KINDS)), name="inquiry_step_kind_known"
            ),
        ),
    ]
