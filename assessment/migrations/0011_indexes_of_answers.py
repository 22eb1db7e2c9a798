import django.db.models.deletion
from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from accounts.tenancy.indexes import drop_index_of

# Each column, what it refers to, and the end of its index's name.
DROPPED = (
    ("practice", "accounts.practice", "+", "3671a4c5"),
    ("episode", "assessment.episode", "answer_history", "c3dfc0ee"),
    ("vocabulary_release", "guidelines.release", "+", "b96843cf"),
    ("recorded_by", "accounts.staff", "+", "8f543640"),
)


def key(to: str, related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        editable=to != "accounts.practice",
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to=to,
    )


class Migration(migrations.Migration):
    """The largest table keeps the indexes that are read: its own, the unique one by episode, and by consultation."""

    atomic = False  # a table in use is not locked

    dependencies = [("assessment", "0010_safety_decisions")]

    operations = [
        RemoveIndexConcurrently("answer", "answer_history"),
        *(
            drop_index_of(
                "answer",
                name,
                key(to, related_name),
                table="assessment_answer",
                index=f"assessment_answer_{name}_id_{end}",
            )
            for name, to, related_name, end in DROPPED
        ),
    ]
