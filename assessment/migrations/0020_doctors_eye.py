from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunSQL
from django.db.migrations.state import ProjectState
from django.db.models import Q
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from accounts.tenancy.filled_keys import practices_in_sight
from accounts.tenancy.row_security import AddTriggers, run_sql

# What was handed on or left open, and what anyone but a doctor decided.
FOR_A_DOCTOR = Q(safety__in=["handed_on", "left_open"]) | (~Q(safety="") & ~Q(recorded_by__role="gp"))


class RemoveTriggers(AddTriggers):
    """The triggers of a table that is dropped next, and their functions."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)


def _rows(apps: Apps, schema_editor: BaseDatabaseSchemaEditor, model: str) -> Any:
    return apps.get_model("assessment", model)._base_manager.using(schema_editor.connection.alias)


def ask_what_waits(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was for a doctor's eye becomes a question to any doctor; what one has seen, a step of it."""
    for _practice in practices_in_sight(apps, schema_editor):
        inquiries = _rows(apps, schema_editor, "Inquiry")
        sights = {sight.response_id: sight for sight in _rows(apps, schema_editor, "DoctorSight").all()}
        decisions = _rows(apps, schema_editor, "AdviceResponse").filter(FOR_A_DOCTOR)
        for decision in decisions.select_related("recommendation_version"):
            said = decision.details.get("label") or decision.comment
            text = f"{decision.recommendation_version.title}: {said}"
            inquiry = inquiries.create(**_of(decision), about="safety", decision=decision, text=text)
            if sight := sights.get(decision.pk):
                _rows(apps, schema_editor, "InquiryStep").create(
                    practice_id=decision.practice_id,
                    inquiry=inquiry,
                    number=1,
                    kind="seen",
                    recorded_by_id=sight.seen_by_id,
                    recorded_at=sight.seen_at,
                )
        worries = _rows(apps, schema_editor, "TaperStep").filter(for_doctor=True, removed_at=None)
        for step in worries.select_related("plan"):
            text = step.note or step.withdrawal_symptoms or step.effect or step.dose
            values = _of(step) | {"episode_id": step.plan.episode_id, "consultation_id": step.plan.consultation_id}
            inquiries.create(**values, about="taper", taper_id=step.plan_id, text=text)
    # What the rows' triggers have put off would stand in the way of what changes the tables next.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _of(row: Any) -> dict[str, Any]:
    """Whose it is and when it was recorded."""
    found = {name: getattr(row, name) for name in ("practice_id", "recorded_by_id", "recorded_at")}
    beside = {name: getattr(row, name) for name in ("episode_id", "consultation_id") if hasattr(row, name)}
    return found | beside | {"answer_by": row.recorded_at.date()}


def mark_what_was_seen(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Back: a doctor's first step is a sight again, and a worry that waits no more is no longer for the doctor."""
    for _practice in practices_in_sight(apps, schema_editor):
        steps = _rows(apps, schema_editor, "InquiryStep").filter(number=1).select_related("inquiry")
        for step in steps.filter(inquiry__about="safety"):
            _rows(apps, schema_editor, "DoctorSight").create(
                practice_id=step.practice_id,
                response_id=step.inquiry.decision_id,
                seen_by_id=step.recorded_by_id,
                seen_at=step.recorded_at,
            )
        answered = steps.filter(inquiry__about="taper").values("inquiry__taper")
        _rows(apps, schema_editor, "TaperStep").filter(plan__in=answered, for_doctor=True).update(for_doctor=False)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


SECURED = run_sql(__file__, "doctor_sight")


class Migration(migrations.Migration):
    """What waits for a doctor's eye is a question to a doctor: a sight is a step of it, and has no table of its own."""

    dependencies = [("assessment", "0019_inquiries")]

    operations = [
        migrations.RunPython(ask_what_waits, mark_what_was_seen),
        RunSQL(SECURED.reverse_sql, SECURED.sql),
        RemoveTriggers(
            doctorsight=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="d24925f0e49b8c9c6e7453c06142d648ba4f7b1d",
                        operation="DELETE",
                        pgid="pgtrigger_kept_38012",
                        table="assessment_doctorsight",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="ec60e4ad1a6fbe02f038c5277ab2f314959c0046",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_b814c",
                        table="assessment_doctorsight",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="758399e7991c03bd1a00dd78f0e747bb6911eb60",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_30675",
                        table="assessment_doctorsight",
                        when="BEFORE",
                    ),
                ),
            ],
        ),
        migrations.DeleteModel("DoctorSight"),
    ]
