from django.db import migrations, models
from django.db.models import Q

ABOUT = [
    ("question", "question"),
    ("safety", "decision under Safety"),
    ("taper", "tapering"),
    ("letter", "letter for signature"),
    ("declined", "does not wish follow-up"),
]


class Migration(migrations.Migration):
    """A doctor is told of a patient who does not wish follow-up."""

    dependencies = [("assessment", "0025_dose_of_effect")]

    operations = [
        migrations.AlterField(
            "inquiry",
            "about",
            models.CharField(choices=ABOUT, db_default="question", default="question", max_length=10),
        ),
        migrations.RemoveConstraint("inquiry", "inquiry_is_about_one_thing"),
        migrations.AddConstraint(
            "inquiry",
            models.CheckConstraint(
                condition=Q(about__in=["question", "letter", "declined"], decision=None, taper=None)
                | Q(about="safety", decision__isnull=False, taper=None)
                | Q(about="taper", taper__isnull=False, decision=None),
                name="inquiry_is_about_one_thing",
            ),
        ),
    ]
