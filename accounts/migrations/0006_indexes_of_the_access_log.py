import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from accounts.tenancy.indexes import drop_index_of

TABLE = "accounts_accesslogentry"


def key(to: str) -> models.ForeignKey:
    return models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    """The access log is read by practice and by person too, the newest first."""

    atomic = False  # a table in use is not locked

    dependencies = [("accounts", "0005_readable_names_in_order")]

    operations = [
        AddIndexConcurrently("accesslogentry", models.Index(fields=["practice", "-at"], name="access_of_practice")),
        AddIndexConcurrently(
            "accesslogentry", models.Index(fields=["practice", "staff", "-at"], name="access_of_staff")
        ),
        drop_index_of(
            "accesslogentry",
            "practice",
            key("accounts.practice"),
            table=TABLE,
            index="accounts_accesslogentry_practice_id_48a4bf12",
        ),
        drop_index_of(
            "accesslogentry",
            "staff",
            key("accounts.staff"),
            table=TABLE,
            index="accounts_accesslogentry_staff_id_2be5c403",
        ),
    ]
