from django.db import migrations
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from accounts.tenancy.row_security import AddTriggers, run_sql


class Migration(migrations.Migration):
    """The models' triggers, table by table; what isolates practices (`sql/`)."""

    dependencies = [
        ("accounts", "0002_triggers_and_row_security"),
        ("assessment", "0001_tables"),
    ]

    operations = [
        AddTriggers(
            patient=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="bd34647772855be04fc8d2ad0d7d3e7c872d23dd",
                        operation="DELETE",
                        pgid="pgtrigger_kept_b4b82",
                        table="assessment_patient",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="d4a1c9a67d32b0e52e67564d0b1392e0577d5347",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_44310",
                        table="assessment_patient",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="insert_insert",
                    sql=UpsertTriggerSql(
                        func=(
                            'INSERT INTO "assessment_patientevent" ("address", "birth_date", "city", "cpr", '
                            '"family_name", "given_name", "id", "pgh_context_id", "pgh_created_at", "pgh_label", '
                            '"pgh_obj_id", "phone", "planning_area", "postal_code", "practice_id", "registered_at", '
                            '"registered_by_id") VALUES (NEW."address", NEW."birth_date", NEW."city", NEW."cpr", '
                            'NEW."family_name", NEW."given_name", NEW."id", _pgh_attach_context(), NOW(), \'insert\', '
                            'NEW."id", NEW."phone", NEW."planning_area", NEW."postal_code", NEW."practice_id", '
                            'NEW."registered_at", NEW."registered_by_id"); RETURN NULL;'
                        ),
                        hash="f4d4b2290303ac7a53af21e9ba970cbb741cbbff",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_5a173",
                        table="assessment_patient",
                        when="AFTER",
                    ),
                ),
                Trigger(
                    name="update_update",
                    sql=UpsertTriggerSql(
                        condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                        func=(
                            'INSERT INTO "assessment_patientevent" ("address", "birth_date", "city", "cpr", '
                            '"family_name", "given_name", "id", "pgh_context_id", "pgh_created_at", "pgh_label", '
                            '"pgh_obj_id", "phone", "planning_area", "postal_code", "practice_id", "registered_at", '
                            '"registered_by_id") VALUES (NEW."address", NEW."birth_date", NEW."city", NEW."cpr", '
                            'NEW."family_name", NEW."given_name", NEW."id", _pgh_attach_context(), NOW(), \'update\', '
                            'NEW."id", NEW."phone", NEW."planning_area", NEW."postal_code", NEW."practice_id", '
                            'NEW."registered_at", NEW."registered_by_id"); RETURN NULL;'
                        ),
                        hash="c05b082ed5004cc165959f94fb3e373eb5749636",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_e8b9f",
                        table="assessment_patient",
                        when="AFTER",
                    ),
                ),
            ],
            patientevent=[
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="701fe3bb2fde17607d135d17832e780393ba0c24",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_77224",
                        table="assessment_patientevent",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="cca59cf2fea61ffbc0226e68f34478c6b67430da",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_a9902",
                        table="assessment_patientevent",
                        when="BEFORE",
                    ),
                ),
            ],
            episode=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="e6514526e4f9311cee9c2052e9b741d41dcab510",
                        operation="DELETE",
                        pgid="pgtrigger_kept_c066f",
                        table="assessment_episode",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="391a7f0f80a3f4873e679b54d69b1774f1a2394d",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_44287",
                        table="assessment_episode",
                        when="BEFORE",
                    ),
                ),
            ],
            consultation=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="da6e420faddc211b28030e64345082a899dfd729",
                        operation="DELETE",
                        pgid="pgtrigger_kept_eae86",
                        table="assessment_consultation",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="123da1028fcb7920826abde65013d2dea40b571d",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_3542e",
                        table="assessment_consultation",
                        when="BEFORE",
                    ),
                ),
            ],
            answer=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="54eda09dc845c21bd173cc2c50111d0be41bc2bc",
                        operation="DELETE",
                        pgid="pgtrigger_kept_fe2d9",
                        table="assessment_answer",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="ad59b664cdae74c0ad983ac1157e118b6831d82b",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_fced8",
                        table="assessment_answer",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="caad5b0d122e1eca05f72153bf59b7ccb5529459",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_6aa00",
                        table="assessment_answer",
                        when="BEFORE",
                    ),
                ),
            ],
            adviceresponse=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="1550ad5304706ff2c998a639fe8f6381a69cfa99",
                        operation="DELETE",
                        pgid="pgtrigger_kept_65928",
                        table="assessment_adviceresponse",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="26aedaa2bb0f19fd3d33049d0cd9094d060134e6",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_c961b",
                        table="assessment_adviceresponse",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="7914bfa9cbbd4ff2c1d244093d35eed317f45802",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_1f7af",
                        table="assessment_adviceresponse",
                        when="BEFORE",
                    ),
                ),
            ],
            careplan=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="db96aa053fac1e4c1ff30a0877bbdc0f56d7f7ef",
                        operation="DELETE",
                        pgid="pgtrigger_kept_9ec1d",
                        table="assessment_careplan",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="e4982461db1ccb4eef73dd241ca7e946e19973f9",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_efeb5",
                        table="assessment_careplan",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="insert_insert",
                    sql=UpsertTriggerSql(
                        func=(
                            'INSERT INTO "assessment_careplanevent" ("actions", "consultation_id", "episode_id", '
                            '"flare_up", "goal", "id", "offers", "pgh_context_id", "pgh_created_at", "pgh_label", '
                            '"pgh_obj_id", "practice_id", "read_more", "recorded_at", "recorded_by_id", "version") '
                            'VALUES (NEW."actions", NEW."consultation_id", NEW."episode_id", NEW."flare_up", '
                            'NEW."goal", NEW."id", NEW."offers", _pgh_attach_context(), NOW(), \'insert\', NEW."id", '
                            'NEW."practice_id", NEW."read_more", NEW."recorded_at", NEW."recorded_by_id", '
                            'NEW."version"); RETURN NULL;'
                        ),
                        hash="f728388412003dff6c9768aeac5a4cd17630d4b9",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_40bd6",
                        table="assessment_careplan",
                        when="AFTER",
                    ),
                ),
                Trigger(
                    name="update_update",
                    sql=UpsertTriggerSql(
                        condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                        func=(
                            'INSERT INTO "assessment_careplanevent" ("actions", "consultation_id", "episode_id", '
                            '"flare_up", "goal", "id", "offers", "pgh_context_id", "pgh_created_at", "pgh_label", '
                            '"pgh_obj_id", "practice_id", "read_more", "recorded_at", "recorded_by_id", "version") '
                            'VALUES (NEW."actions", NEW."consultation_id", NEW."episode_id", NEW."flare_up", '
                            'NEW."goal", NEW."id", NEW."offers", _pgh_attach_context(), NOW(), \'update\', NEW."id", '
                            'NEW."practice_id", NEW."read_more", NEW."recorded_at", NEW."recorded_by_id", '
                            'NEW."version"); RETURN NULL;'
                        ),
                        hash="389b438c47e45e904d35465d62428020e1b64fc5",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_d2ccc",
                        table="assessment_careplan",
                        when="AFTER",
                    ),
                ),
            ],
            careplanevent=[
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="ca8d894d798de7f86b7cc3c3c7ae71f2d70ebfc8",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_dd36e",
                        table="assessment_careplanevent",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="0fdb5c7511486ee4dbebea27e18be8f7bee5e57f",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_d2bb8",
                        table="assessment_careplanevent",
                        when="BEFORE",
                    ),
                ),
            ],
            printedcareplan=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="50e079980e4d5de5e05552ebc5a483d34bd95ae3",
                        operation="DELETE",
                        pgid="pgtrigger_kept_e5382",
                        table="assessment_printedcareplan",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="792cd5bee10a171fba1ec16b19de9571fa85a38f",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_07ec5",
                        table="assessment_printedcareplan",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="85e8bf8ecba802cab441eae18f284318ccf33e14",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_50231",
                        table="assessment_printedcareplan",
                        when="BEFORE",
                    ),
                ),
            ],
            advicefigure=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="4cd7197d88981bb8321f4d058d54d8a6873aaba3",
                        operation="DELETE",
                        pgid="pgtrigger_kept_2bd72",
                        table="assessment_advicefigure",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="7a1e6ae860b9bdb30bafa4c8b18f30df981f15f7",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_1dc14",
                        table="assessment_advicefigure",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="9af3386461806075dee0ac7fa75aae6ee704a969",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_46c76",
                        table="assessment_advicefigure",
                        when="BEFORE",
                    ),
                ),
            ],
            questionnaireresponse=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="30ff3816e8108181e250714e93abb66c38f65072",
                        operation="DELETE",
                        pgid="pgtrigger_kept_188de",
                        table="assessment_questionnaireresponse",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="b596f021cd2aa76bd3b7dd2e12baeeaf5decae70",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_7ec93",
                        table="assessment_questionnaireresponse",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="insert_insert",
                    sql=UpsertTriggerSql(
                        func=(
                            'INSERT INTO "assessment_questionnaireresponseevent" ("answered_on", "comment", '
                            '"consultation_id", "episode_id", "id", "instrument", "instruments_release_id", "items", '
                            '"pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", '
                            '"recorded_at", "recorded_by_id", "removed_at", "scores", "version") VALUES '
                            '(NEW."answered_on", NEW."comment", NEW."consultation_id", NEW."episode_id", NEW."id", '
                            'NEW."instrument", NEW."instruments_release_id", NEW."items", _pgh_attach_context(), '
                            'NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."recorded_at", NEW."recorded_by_id", '
                            'NEW."removed_at", NEW."scores", NEW."version"); RETURN NULL;'
                        ),
                        hash="dad2035d98bd0509ad8e8d1e4f0ba1b8bc4936e7",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_ba344",
                        table="assessment_questionnaireresponse",
                        when="AFTER",
                    ),
                ),
                Trigger(
                    name="update_update",
                    sql=UpsertTriggerSql(
                        condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                        func=(
                            'INSERT INTO "assessment_questionnaireresponseevent" ("answered_on", "comment", '
                            '"consultation_id", "episode_id", "id", "instrument", "instruments_release_id", "items", '
                            '"pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", '
                            '"recorded_at", "recorded_by_id", "removed_at", "scores", "version") VALUES '
                            '(NEW."answered_on", NEW."comment", NEW."consultation_id", NEW."episode_id", NEW."id", '
                            'NEW."instrument", NEW."instruments_release_id", NEW."items", _pgh_attach_context(), '
                            'NOW(), \'update\', NEW."id", NEW."practice_id", NEW."recorded_at", NEW."recorded_by_id", '
                            'NEW."removed_at", NEW."scores", NEW."version"); RETURN NULL;'
                        ),
                        hash="fafd689f269a6710e3ae303ed0111ad47da3240e",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_9e95d",
                        table="assessment_questionnaireresponse",
                        when="AFTER",
                    ),
                ),
            ],
            questionnaireresponseevent=[
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="c1982668284ed1c62065321222c6fc8de09d8722",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_d798e",
                        table="assessment_questionnaireresponseevent",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="28565660f7604a6a8b4caf591914869c4363ea0f",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_ca370",
                        table="assessment_questionnaireresponseevent",
                        when="BEFORE",
                    ),
                ),
            ],
            textsnippet=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="fbbe99e685ee170011fcd7750f594a9dbff2313b",
                        operation="DELETE",
                        pgid="pgtrigger_kept_02f82",
                        table="assessment_textsnippet",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="41309927d5ba508dbb861b4205a0e1307982dffa",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_e3013",
                        table="assessment_textsnippet",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="insert_insert",
                    sql=UpsertTriggerSql(
                        func=(
                            'INSERT INTO "assessment_textsnippetevent" ("created_by_id", "id", "pgh_context_id", '
                            '"pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "question", "recorded_at", '
                            '"recorded_by_id", "removed_at", "text", "title", "version") VALUES '
                            '(NEW."created_by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", '
                            'NEW."practice_id", NEW."question", NEW."recorded_at", NEW."recorded_by_id", '
                            'NEW."removed_at", NEW."text", NEW."title", NEW."version"); RETURN NULL;'
                        ),
                        hash="7bc327753a3ae6814c1ee5103900666b2f30dd32",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_199cb",
                        table="assessment_textsnippet",
                        when="AFTER",
                    ),
                ),
                Trigger(
                    name="update_update",
                    sql=UpsertTriggerSql(
                        condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                        func=(
                            'INSERT INTO "assessment_textsnippetevent" ("created_by_id", "id", "pgh_context_id", '
                            '"pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "question", "recorded_at", '
                            '"recorded_by_id", "removed_at", "text", "title", "version") VALUES '
                            '(NEW."created_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", '
                            'NEW."practice_id", NEW."question", NEW."recorded_at", NEW."recorded_by_id", '
                            'NEW."removed_at", NEW."text", NEW."title", NEW."version"); RETURN NULL;'
                        ),
                        hash="112b79123ab575f17ea6c4496514b6d506f4d245",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_9cd85",
                        table="assessment_textsnippet",
                        when="AFTER",
                    ),
                ),
            ],
            textsnippetevent=[
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="311dc4071927755f5f832e83bc7521cf7cc854f9",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_39863",
                        table="assessment_textsnippetevent",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="0fc29cf1983009393f71cd3d22c8e9e8168c874a",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_5c858",
                        table="assessment_textsnippetevent",
                        when="BEFORE",
                    ),
                ),
            ],
            treatment=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="92eef622d143fc35010360604a5036f8e4de4f13",
                        operation="DELETE",
                        pgid="pgtrigger_kept_c1704",
                        table="assessment_treatment",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="d9055874069d646de831fd470fae77e4aa072d25",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_ee98f",
                        table="assessment_treatment",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="insert_insert",
                    sql=UpsertTriggerSql(
                        func=(
                            'INSERT INTO "assessment_treatmentevent" ("atc", "consultation_id", "daily_dose_mg", '
                            '"dose_unit", "effect", "episode_id", "fast_acting", "id", "kind", '
                            '"last_specialist_review", "name", "pgh_context_id", "pgh_created_at", "pgh_label", '
                            '"pgh_obj_id", "practice_id", "reason", "recorded_at", "recorded_by_id", "removed_at", '
                            '"side_effects", "started", "started_precision", "status", "stopped", '
                            '"stopped_for_side_effects", "stopped_precision", "version") VALUES (NEW."atc", '
                            'NEW."consultation_id", NEW."daily_dose_mg", NEW."dose_unit", NEW."effect", '
                            'NEW."episode_id", NEW."fast_acting", NEW."id", NEW."kind", '
                            'NEW."last_specialist_review", NEW."name", _pgh_attach_context(), NOW(), \'insert\', '
                            'NEW."id", NEW."practice_id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", '
                            'NEW."removed_at", NEW."side_effects", NEW."started", NEW."started_precision", '
                            'NEW."status", NEW."stopped", NEW."stopped_for_side_effects", NEW."stopped_precision", '
                            'NEW."version"); RETURN NULL;'
                        ),
                        hash="e130b6abd249906aff6e9dfc03917235d54febf9",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_4d25f",
                        table="assessment_treatment",
                        when="AFTER",
                    ),
                ),
                Trigger(
                    name="update_update",
                    sql=UpsertTriggerSql(
                        condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                        func=(
                            'INSERT INTO "assessment_treatmentevent" ("atc", "consultation_id", "daily_dose_mg", '
                            '"dose_unit", "effect", "episode_id", "fast_acting", "id", "kind", '
                            '"last_specialist_review", "name", "pgh_context_id", "pgh_created_at", "pgh_label", '
                            '"pgh_obj_id", "practice_id", "reason", "recorded_at", "recorded_by_id", "removed_at", '
                            '"side_effects", "started", "started_precision", "status", "stopped", '
                            '"stopped_for_side_effects", "stopped_precision", "version") VALUES (NEW."atc", '
                            'NEW."consultation_id", NEW."daily_dose_mg", NEW."dose_unit", NEW."effect", '
                            'NEW."episode_id", NEW."fast_acting", NEW."id", NEW."kind", '
                            'NEW."last_specialist_review", NEW."name", _pgh_attach_context(), NOW(), \'update\', '
                            'NEW."id", NEW."practice_id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", '
                            'NEW."removed_at", NEW."side_effects", NEW."started", NEW."started_precision", '
                            'NEW."status", NEW."stopped", NEW."stopped_for_side_effects", NEW."stopped_precision", '
                            'NEW."version"); RETURN NULL;'
                        ),
                        hash="f158bb94325f87744bf50e166865d9b6e5d96f55",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_f5b22",
                        table="assessment_treatment",
                        when="AFTER",
                    ),
                ),
            ],
            treatmentevent=[
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="4bdc53b73d0ba30cb8c368e7ab58dec5bf00b97b",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_2bc1d",
                        table="assessment_treatmentevent",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="d80ef8bbe55ea43e95746bf435ee9516f146b459",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_c752f",
                        table="assessment_treatmentevent",
                        when="BEFORE",
                    ),
                ),
            ],
            taperplan=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="b8b93078e804a31853d9057331fb4f05144c0da5",
                        operation="DELETE",
                        pgid="pgtrigger_kept_161e6",
                        table="assessment_taperplan",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="4b2c9a3af46d499d8fda54d01ba9ba793f675572",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_90c2f",
                        table="assessment_taperplan",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="insert_insert",
                    sql=UpsertTriggerSql(
                        func=(
                            'INSERT INTO "assessment_taperplanevent" ("approved_at", "approved_by_id", '
                            '"consultation_id", "contact_frequency", "episode_id", "follows_up_id", '
                            '"follows_up_text", "goal", "id", "medicine", "next_contact_on", "pauses", '
                            '"pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", '
                            '"recorded_at", "recorded_by_id", "start_dose", "status", "status_reason", '
                            '"treatment_id", "version", "withdrawal_plan") VALUES (NEW."approved_at", '
                            'NEW."approved_by_id", NEW."consultation_id", NEW."contact_frequency", NEW."episode_id", '
                            'NEW."follows_up_id", NEW."follows_up_text", NEW."goal", NEW."id", NEW."medicine", '
                            'NEW."next_contact_on", NEW."pauses", _pgh_attach_context(), NOW(), \'insert\', NEW."id", '
                            'NEW."practice_id", NEW."recorded_at", NEW."recorded_by_id", NEW."start_dose", '
                            'NEW."status", NEW."status_reason", NEW."treatment_id", NEW."version", '
                            'NEW."withdrawal_plan"); RETURN NULL;'
                        ),
                        hash="a48677b504faeadd9aa83abc9c7fa4fa27ccfd17",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_a0ba0",
                        table="assessment_taperplan",
                        when="AFTER",
                    ),
                ),
                Trigger(
                    name="update_update",
                    sql=UpsertTriggerSql(
                        condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                        func=(
                            'INSERT INTO "assessment_taperplanevent" ("approved_at", "approved_by_id", '
                            '"consultation_id", "contact_frequency", "episode_id", "follows_up_id", '
                            '"follows_up_text", "goal", "id", "medicine", "next_contact_on", "pauses", '
                            '"pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", '
                            '"recorded_at", "recorded_by_id", "start_dose", "status", "status_reason", '
                            '"treatment_id", "version", "withdrawal_plan") VALUES (NEW."approved_at", '
                            'NEW."approved_by_id", NEW."consultation_id", NEW."contact_frequency", NEW."episode_id", '
                            'NEW."follows_up_id", NEW."follows_up_text", NEW."goal", NEW."id", NEW."medicine", '
                            'NEW."next_contact_on", NEW."pauses", _pgh_attach_context(), NOW(), \'update\', NEW."id", '
                            'NEW."practice_id", NEW."recorded_at", NEW."recorded_by_id", NEW."start_dose", '
                            'NEW."status", NEW."status_reason", NEW."treatment_id", NEW."version", '
                            'NEW."withdrawal_plan"); RETURN NULL;'
                        ),
                        hash="06927753118f3a79ca4299c192a23780ae3b02ad",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_66dc0",
                        table="assessment_taperplan",
                        when="AFTER",
                    ),
                ),
            ],
            taperplanevent=[
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="1c84b4e7e35510608c5054608328663d2f68420f",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_3ba9a",
                        table="assessment_taperplanevent",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="56172908e855b9820babb4ee1971da02adbcb509",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_296ef",
                        table="assessment_taperplanevent",
                        when="BEFORE",
                    ),
                ),
            ],
            taperstep=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="a163aee6bdd79d39aedbaf43d311fe220d3ca705",
                        operation="DELETE",
                        pgid="pgtrigger_kept_fdfd3",
                        table="assessment_taperstep",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="16f2e8bf5e6542767ca83d160f93b35e1d242958",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_f1896",
                        table="assessment_taperstep",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="insert_insert",
                    sql=UpsertTriggerSql(
                        func=(
                            'INSERT INTO "assessment_taperstepevent" ("daily_dose_mg", "done_on", "dose", "effect", '
                            '"for_doctor", "held_since", "id", "note", "number", "pgh_context_id", "pgh_created_at", '
                            '"pgh_label", "pgh_obj_id", "plan_id", "planned_on", "practice_id", "recorded_at", '
                            '"recorded_by_id", "removed_at", "state", "version", "withdrawal_symptoms") VALUES '
                            '(NEW."daily_dose_mg", NEW."done_on", NEW."dose", NEW."effect", NEW."for_doctor", '
                            'NEW."held_since", NEW."id", NEW."note", NEW."number", _pgh_attach_context(), NOW(), '
                            '\'insert\', NEW."id", NEW."plan_id", NEW."planned_on", NEW."practice_id", '
                            'NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."state", NEW."version", '
                            'NEW."withdrawal_symptoms"); RETURN NULL;'
                        ),
                        hash="36d50c97acf3865c413b21c2e2a7cb71978bc725",
                        operation="INSERT",
                        pgid="pgtrigger_insert_insert_9d446",
                        table="assessment_taperstep",
                        when="AFTER",
                    ),
                ),
                Trigger(
                    name="update_update",
                    sql=UpsertTriggerSql(
                        condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                        func=(
                            'INSERT INTO "assessment_taperstepevent" ("daily_dose_mg", "done_on", "dose", "effect", '
                            '"for_doctor", "held_since", "id", "note", "number", "pgh_context_id", "pgh_created_at", '
                            '"pgh_label", "pgh_obj_id", "plan_id", "planned_on", "practice_id", "recorded_at", '
                            '"recorded_by_id", "removed_at", "state", "version", "withdrawal_symptoms") VALUES '
                            '(NEW."daily_dose_mg", NEW."done_on", NEW."dose", NEW."effect", NEW."for_doctor", '
                            'NEW."held_since", NEW."id", NEW."note", NEW."number", _pgh_attach_context(), NOW(), '
                            '\'update\', NEW."id", NEW."plan_id", NEW."planned_on", NEW."practice_id", '
                            'NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."state", NEW."version", '
                            'NEW."withdrawal_symptoms"); RETURN NULL;'
                        ),
                        hash="71f9d9ec0dbad86cf91471dc31df320c4331e90a",
                        operation="UPDATE",
                        pgid="pgtrigger_update_update_bbade",
                        table="assessment_taperstep",
                        when="AFTER",
                    ),
                ),
            ],
            taperstepevent=[
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="51fe244997e9da2c41f9b0c79bc196b079f18813",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_9d864",
                        table="assessment_taperstepevent",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                        hash="37bbbe26d3432d0b3e7ea922363a3250afabdebe",
                        operation="UPDATE OR DELETE",
                        pgid="pgtrigger_append_only_88730",
                        table="assessment_taperstepevent",
                        when="BEFORE",
                    ),
                ),
            ],
        ),
        run_sql(__file__, "only_insert"),
        run_sql(__file__, "same_practice"),
        run_sql(__file__, "row_security"),
    ]
