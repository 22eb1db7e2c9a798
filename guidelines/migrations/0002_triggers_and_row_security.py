from django.db import migrations
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from accounts.tenancy.row_security import AddTriggers, run_sql, trigger_body


class Migration(migrations.Migration):
    """The models' triggers, table by table; what is only added to (`sql/`)."""

    dependencies = [
        ("accounts", "0002_triggers_and_row_security"),
        ("guidelines", "0001_tables"),
    ]

    operations = [
        AddTriggers(
            source=[
                Trigger(
                    name="insert_insert",
                    sql=UpsertTriggerSql(
                        func=(
                            'INSERT INTO "guidelines_sourceevent" ("file_name", "key", "last_assessed", '
                            '"literature_search", "note", "pgh_context_id", "pgh_created_at", "pgh_label", '
                            '"pgh_obj_id", "published", "publisher", "status", "title") VALUES (NEW."file_name", '
                            'NEW."key", NEW."last_assessed", NEW."literature_search", NEW."note", '
                            '_pgh_attach_context(), NOW(), \'insert\', NEW."key", NEW."published", NEW."publisher", '
                            'NEW."status", NEW."title"); RETURN NULL;'
                        ),
                        hash="1a1049742aef6e7d1c7e3d434e4c2da1f1905222",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_99155",
                        table="guidelines_source",
                        when="AFTER",
                    ),
                ),
                Trigger(
                    name="update_update",
                    sql=UpsertTriggerSql(
                        condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                        func=(
                            'INSERT INTO "guidelines_sourceevent" ("file_name", "key", "last_assessed", '
                            '"literature_search", "note", "pgh_context_id", "pgh_created_at", "pgh_label", '
                            '"pgh_obj_id", "published", "publisher", "status", "title") VALUES (NEW."file_name", '
                            'NEW."key", NEW."last_assessed", NEW."literature_search", NEW."note", '
                            '_pgh_attach_context(), NOW(), \'update\', NEW."key", NEW."published", NEW."publisher", '
                            'NEW."status", NEW."title"); RETURN NULL;'
                        ),
                        hash="0758a853a8c1305d09a0783c4a4c03c58eed36bd",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_0871b",
                        table="guidelines_source",
                        when="AFTER",
                    ),
                ),
            ],
            sourceevent=[
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="460f0bad690a6b63f356b0dbe571771e855303c6",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_bc6fe",
                        table="guidelines_sourceevent",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="dd2da835ef022915fec19d237cd3831379a05933",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_f223e",
                        table="guidelines_sourceevent",
                        when="BEFORE",
                    ),
                ),
            ],
            recommendationversion=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="4c5f27adff5dca842184d00c8b88d18a722fff60",
                        operation="DELETE",
                        pgid="pgtrigger_kept_018a9",
                        table="guidelines_recommendationversion",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="d1503b87b01de3e4ef2343c38c92b9e395fc61bf",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_5fd53",
                        table="guidelines_recommendationversion",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="d24e361f0418e65f0eca0134e5e63680e492880a",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_f17dd",
                        table="guidelines_recommendationversion",
                        when="BEFORE",
                    ),
                ),
            ],
            release=[
                Trigger(
                    name="published_kept",
                    sql=UpsertTriggerSql(
                        condition="WHEN (OLD.\"state\" = 'published')",
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="df0ffbff35d651950b52e41833cd86799e877f99",
                        operation="DELETE",
                        pgid="pgtrigger_published_kept_b990f",
                        table="guidelines_release",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="129b7a483cff58620e7018e446ed2947731377b0",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_e609e",
                        table="guidelines_release",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="published_immutable",
                    sql=UpsertTriggerSql(
                        condition=(
                            "WHEN (OLD.state = 'published' AND ((to_jsonb(OLD) - 'effective') IS DISTINCT FROM "
                            "(to_jsonb(NEW) - 'effective') OR (lower(OLD.effective) IS DISTINCT FROM "
                            "lower(NEW.effective) AND NOT (isempty(NEW.effective) AND lower(OLD.effective) > "
                            "clock_timestamp())) OR (upper(OLD.effective) <= clock_timestamp() AND OLD.effective IS "
                            "DISTINCT FROM NEW.effective)))"
                        ),
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="021a88aa76cdd1ae968c7215c42a2c6458cd6fc4",
                        operation="UPDATE",
                        pgid="pgtrigger_published_immutable_f5c13",
                        table="guidelines_release",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="one_step_at_a_time",
                    sql=UpsertTriggerSql(
                        func=trigger_body(__file__, "one_step_at_a_time"),
                        hash="1dd4b492e656fb9164c2fbc13b832a5b881f48e7",
                        operation="INSERT OR UPDATE",
                        pgid="pgtrigger_one_step_at_a_time_829e9",
                        table="guidelines_release",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="content_of_a_draft_only",
                    sql=UpsertTriggerSql(
                        condition=(
                            "WHEN ((OLD.state <> 'draft' OR NEW.state <> 'draft') AND OLD.state <> 'published' AND "
                            "(to_jsonb(OLD) - "
                            "'{state,round,effective,published_at,prepared_by_id,approved_by_id}'::text[]) IS "
                            "DISTINCT FROM (to_jsonb(NEW) - "
                            "'{state,round,effective,published_at,prepared_by_id,approved_by_id}'::text[]))"
                        ),
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="490c1d12fb72bd6528b67340cc244d1f38fd505f",
                        operation="UPDATE",
                        pgid="pgtrigger_content_of_a_draft_only_724ca",
                        table="guidelines_release",
                        when="BEFORE",
                    ),
                ),
            ],
            pinnedrecommendation=[
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="68fa0c478e5a448a94516766080b63b6754514d9",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_f0262",
                        table="guidelines_pinnedrecommendation",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="published_pins_kept",
                    sql=UpsertTriggerSql(
                        func=trigger_body(__file__, "published_pins_kept"),
                        hash="932cc31530e1a75cf5f8b994a8aedcef280ad94c",
                        operation="INSERT OR UPDATE OR DELETE",
                        pgid="pgtrigger_published_pins_kept_9f27b",
                        table="guidelines_pinnedrecommendation",
                        when="BEFORE",
                    ),
                ),
            ],
            releaseevent=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="4a373cc282b7dae9e3a5db93825dac48871dd668",
                        operation="DELETE",
                        pgid="pgtrigger_kept_8c7d7",
                        table="guidelines_releaseevent",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="6fe07bfaa3b95ac7f39f4c0ab2708e3d79fc52e8",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_7fd3e",
                        table="guidelines_releaseevent",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="e4f8a4d5c4404a77d325e114e7fcb52ab0e9ee05",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_82ebe",
                        table="guidelines_releaseevent",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="approval_of_what_waits",
                    sql=UpsertTriggerSql(
                        func=trigger_body(__file__, "approval_of_what_waits"),
                        hash="a05adc396c00e9ed6953d6a048c18507c8a9d327",
                        operation="INSERT",
                        pgid="pgtrigger_approval_of_what_waits_e672a",
                        table="guidelines_releaseevent",
                        when="BEFORE",
                    ),
                ),
            ],
        ),
        run_sql(__file__, "only_insert"),
    ]
