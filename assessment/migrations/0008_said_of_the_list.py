from django.db import migrations, models
from django.db.models import Q

NOT_SAID = Q(value__isnull=True)


class Migration(migrations.Migration):
    """What can be said of the list of treatments beside its rows: that it is complete, and that nothing was tried."""

    dependencies = [("assessment", "0007_kinds_of_medicine")]

    operations = [
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=~Q(question="treatments.complete") | NOT_SAID | Q(value=True),
                name="answer_list_is_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=~(Q(question="treatments") | Q(question__startswith="treatments.kind."))
                | NOT_SAID
                | Q(value=[]),
                name="answer_nothing_was_tried",
            ),
        ),
    ]
