from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Looks through the answers without holding up whoever writes one: apart from the migration that added the rules."""

    dependencies = [("assessment", "0002_answers_without_value")]

    operations = [
        ValidateConstraint(model_name="answer", name="answer_value_or_reason"),
        ValidateConstraint(model_name="answer", name="answer_not_relevant_because"),
    ]
