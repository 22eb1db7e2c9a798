from django.db import migrations
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from accounts.tenancy.row_security import AddTriggers, run_sql


class Migration(migrations.Migration):
    """The models' triggers, table by table; what isolates practices (`sql/`)."""

    dependencies = [
        ("accounts", "0002_triggers_and_row_security"),
        ("referrals", "0001_tables"),
    ]

    operations = [
        AddTriggers(
            referral=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="afcbbdd164c3f4ebf24d25aee9cb1c61ef3d92fc",
                        operation="DELETE",
                        pgid="pgtrigger_kept_38cde",
                        table="referrals_referral",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="79c2923058169e32aba4cfea3b53d56a43c687e9",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_ac20f",
                        table="referrals_referral",
                        when="BEFORE",
                    ),
                ),
            ],
            letter=[
                Trigger(
                    name="signed_immutable",
                    sql=UpsertTriggerSql(
                        condition='WHEN (OLD."signed_at" IS NOT NULL)',
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="643915a33d6a6fc41a379c34e57cb05a112536f4",
                        operation="UPDATE",
                        pgid="pgtrigger_signed_immutable_4c7a4",
                        table="referrals_letter",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="6b646024340522171971124a5010465ee4e15e9c",
                        operation="DELETE",
                        pgid="pgtrigger_kept_c2ff6",
                        table="referrals_letter",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="5fb5ec42194f6d62e1cff7c8bbcdc13aee29a8f0",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_67d93",
                        table="referrals_letter",
                        when="BEFORE",
                    ),
                ),
            ],
            letterwithdrawal=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="e64614060eed515236b6fb8710f88c00435c58e7",
                        operation="DELETE",
                        pgid="pgtrigger_kept_d9d49",
                        table="referrals_letterwithdrawal",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="cf8a7bb4bcc56dffb0d3611a130fca3e02f967b2",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_1cbe5",
                        table="referrals_letterwithdrawal",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="3fe437e833405e44b34d2fc1bf8034450b5762a6",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_63615",
                        table="referrals_letterwithdrawal",
                        when="BEFORE",
                    ),
                ),
            ],
            letterhandout=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="fff4700dcf7270aacbc091a1065b1c099ae7f701",
                        operation="DELETE",
                        pgid="pgtrigger_kept_524bf",
                        table="referrals_letterhandout",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="719394e9ae0d9c7feb05094c55cd0db50bc472fa",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_5aa41",
                        table="referrals_letterhandout",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="277d337f68064b1decdfc3cbca286d02f1497df7",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_0140f",
                        table="referrals_letterhandout",
                        when="BEFORE",
                    ),
                ),
            ],
            referralevent=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="9ca374269d6e4f5a1577122c0aeb1a743932a1d1",
                        operation="DELETE",
                        pgid="pgtrigger_kept_f512a",
                        table="referrals_referralevent",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="21719f3d075f948a6fa6a287c382f0674781d15f",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_26f35",
                        table="referrals_referralevent",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="d81d32fbf33db3e2a931f9e820eb155f327d829f",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_d0304",
                        table="referrals_referralevent",
                        when="BEFORE",
                    ),
                ),
            ],
            waitingstepdone=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="e09a49ae0f52ad818fe2f8193f0336000bc4a61f",
                        operation="DELETE",
                        pgid="pgtrigger_kept_eada9",
                        table="referrals_waitingstepdone",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="d2845840473e494c34f5c0ce31e856b3ad67e5c2",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_c5b71",
                        table="referrals_waitingstepdone",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="fbe007f78e19cff656a3d6a13ae017b9364e5122",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_9e917",
                        table="referrals_waitingstepdone",
                        when="BEFORE",
                    ),
                ),
            ],
            referralfigure=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="a4f50d1058a4eccb3f5d9d508470c928168c8db4",
                        operation="DELETE",
                        pgid="pgtrigger_kept_c6c7b",
                        table="referrals_referralfigure",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="70b6f0e39d5de9291a6cc55afc42573356a4a1aa",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_ddedd",
                        table="referrals_referralfigure",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="c4d340f12126849a3da15ab34efbaaeaa1db286d",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_703c5",
                        table="referrals_referralfigure",
                        when="BEFORE",
                    ),
                ),
            ],
        ),
        run_sql(__file__, "only_insert"),
        run_sql(__file__, "same_practice"),
        run_sql(__file__, "row_security"),
    ]
