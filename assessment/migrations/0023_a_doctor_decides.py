from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("answer", "answered"),
    ("calls", "calls the patient"),
    ("book", "the patient is to have an appointment"),
    ("changes", "changes the treatment"),
    ("seen", "seen"),
    ("decided", "decided"),
    ("passed_on", "passed on to the patient"),
    ("taken_back", "taken back"),
]


class Migration(migrations.Migration):
    """A question is answered by an hour of its day; of what is dangerous a doctor says what is decided."""

    dependencies = [("assessment", "0022_letters_ask_without_words")]

    operations = [
        migrations.AddField("inquiry", "answer_at", models.TimeField(null=True)),
        migrations.AlterField(
            "inquirystep",
            "kind",
            models.CharField(choices=KINDS, max_length=10),
        ),
        migrations.RemoveConstraint("inquirystep", "inquiry_step_kind_known"),
        migrations.AddConstraint(
            "inquirystep",
            models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _words in KINDS]), name="inquiry_step_kind_known"
            ),
        ),
        migrations.RemoveConstraint("inquirystep", "inquiry_answer_says_something"),
        migrations.AddConstraint(
            "inquirystep",
            models.CheckConstraint(
                condition=~Q(kind__in=["answer", "decided"]) | ~Q(text=""), name="inquiry_answer_says_something"
            ),
        ),
    ]
