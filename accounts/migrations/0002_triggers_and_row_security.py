from django.db import migrations
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from accounts.tenancy.row_security import AddTriggers, run_sql


class Migration(migrations.Migration):
    """The application's role; the models' triggers; what isolates practices (`sql/`)."""

    dependencies = [
        ("accounts", "0001_tables"),
    ]

    operations = [
        run_sql(__file__, "application_role"),
        AddTriggers(
            staff=[
                Trigger(
                    name="insert_insert",
                    sql=UpsertTriggerSql(
                        func=(
                            'INSERT INTO "accounts_staffevent" ("authorisation_id", "id", "is_active", "is_manager", '
                            '"pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "role", '
                            '"user_id") VALUES (NEW."authorisation_id", NEW."id", NEW."is_active", NEW."is_manager", '
                            '_pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."role", '
                            'NEW."user_id"); RETURN NULL;'
                        ),
                        hash="045632e2c0cc970608ef7a22ccc25a3ef269b790",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_f4643",
                        table="accounts_staff",
                        when="AFTER",
                    ),
                ),
                Trigger(
                    name="update_update",
                    sql=UpsertTriggerSql(
                        condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                        func=(
                            'INSERT INTO "accounts_staffevent" ("authorisation_id", "id", "is_active", "is_manager", '
                            '"pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "role", '
                            '"user_id") VALUES (NEW."authorisation_id", NEW."id", NEW."is_active", NEW."is_manager", '
                            '_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practice_id", NEW."role", '
                            'NEW."user_id"); RETURN NULL;'
                        ),
                        hash="dd80e864dc0e05fe3cbc967314f8c3d18eb8fa8b",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_bc7e2",
                        table="accounts_staff",
                        when="AFTER",
                    ),
                ),
            ],
            staffevent=[
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="d28ec8c780158de306353fb040388a57d3283af7",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_512b5",
                        table="accounts_staffevent",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="7216126d5cd14966fc19515cd0e402b847cb71e5",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_3645e",
                        table="accounts_staffevent",
                        when="BEFORE",
                    ),
                ),
            ],
            accesslogentry=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="167a241c9c9db981dc14d10316d0e3af1e5857c0",
                        operation="DELETE",
                        pgid="pgtrigger_kept_3849a",
                        table="accounts_accesslogentry",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="6cf40b5b5652f8f84253b0c46495c42aed2d7dec",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_7e661",
                        table="accounts_accesslogentry",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="c2ea40072de4ad7fec6b57d189accd6606ee6219",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_4aed4",
                        table="accounts_accesslogentry",
                        when="BEFORE",
                    ),
                ),
            ],
        ),
        run_sql(__file__, "only_insert"),
        run_sql(__file__, "same_practice"),
        run_sql(__file__, "row_security"),
    ]
