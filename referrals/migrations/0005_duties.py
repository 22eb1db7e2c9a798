import uuid

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.deletion import PROTECT
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from accounts.tenancy.row_security import AddTriggers, run_sql

OF_A_ROW = {"on_delete": PROTECT, "related_name": "+"}
OF_THE_EPISODE = {"on_delete": PROTECT, "to": "assessment.episode"}
KINDS = [("taken", "taken over"), ("put_off", "put off")]
PUT_OFF_FOR_A_REASON = Q(kind="put_off", until__isnull=False) & ~Q(because="") & Q(until__gt=F("due_on"))


def identifier() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    """What is to be done for whom and when, and what somebody has said of it. It is worked out at the first look."""

    dependencies = [
        ("accounts", "0006_indexes_of_the_access_log"),
        ("assessment", "0017_index_of_open_episodes"),
        ("referrals", "0004_index_of_followed"),
    ]

    operations = [
        migrations.CreateModel(
            "Duty",
            fields=[
                ("id", identifier()),
                ("reason", models.SlugField(db_index=False, max_length=30)),
                ("reference", models.CharField(blank=True, max_length=150)),
                ("due_on", models.DateField()),
                ("day", models.DateField()),
                ("opens_on", models.DateField(null=True)),
                ("gone_on", models.DateField(null=True)),
                ("urgency", models.PositiveSmallIntegerField()),
                ("for_doctor", models.BooleanField(default=False)),
                ("words", models.JSONField(default=dict)),
                ("episode", models.ForeignKey(related_name="duties", **OF_THE_EPISODE)),
                ("owner", models.ForeignKey(null=True, to="accounts.staff", **OF_A_ROW)),
                ("practice", models.ForeignKey(editable=False, to="accounts.practice", **OF_A_ROW)),
            ],
            options={
                "verbose_name_plural": "duties",
                "indexes": [models.Index(fields=["practice", "episode"], name="duties_of_practice")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["practice", "episode", "reason", "reference", "due_on", "opens_on"],
                        name="duty_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(condition=Q(day__gte=F("due_on")), name="duty_calls_from_its_day"),
                    models.CheckConstraint(
                        condition=Q(gone_on=None) | Q(opens_on=None) | Q(gone_on__gt=F("opens_on")),
                        name="duty_opens_before_it_goes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "DutyAct",
            fields=[
                ("id", identifier()),
                ("reason", models.SlugField(db_index=False, max_length=30)),
                ("reference", models.CharField(blank=True, max_length=150)),
                ("due_on", models.DateField()),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("until", models.DateField(null=True)),
                ("because", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("episode", models.ForeignKey(related_name="duty_acts", **OF_THE_EPISODE)),
                ("practice", models.ForeignKey(editable=False, to="accounts.practice", **OF_A_ROW)),
                ("recorded_by", models.ForeignKey(to="accounts.staff", **OF_A_ROW)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kind="taken", until=None) | PUT_OFF_FOR_A_REASON,
                        name="duty_put_off_to_a_day_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "DutyReckoning",
            fields=[
                ("id", identifier()),
                ("basis", models.CharField(blank=True, max_length=40)),
                ("until", models.DateField()),
                ("episode", models.ForeignKey(related_name="duty_reckonings", **OF_THE_EPISODE)),
                ("practice", models.ForeignKey(editable=False, to="accounts.practice", **OF_A_ROW)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["practice", "episode"], name="one_duty_reckoning")],
            },
        ),
        AddTriggers(
            dutyact=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="c67cc35ef43b89fb1be3a59b45ef9afe0f75ca51",
                        operation="DELETE",
                        pgid="pgtrigger_kept_76bfd",
                        table="referrals_dutyact",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="5842bbeddada9e281052d00c448e20483c06d04a",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_8b1d6",
                        table="referrals_dutyact",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="1271e28fdcbff7ea325a09ecc5081e36fa1bb663",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_44f59",
                        table="referrals_dutyact",
                        when="BEFORE",
                    ),
                ),
            ],
        ),
        run_sql(__file__, "duties"),
    ]
