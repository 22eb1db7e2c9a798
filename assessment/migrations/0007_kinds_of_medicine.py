import re
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

from accounts.tenancy.filled_keys import practices_in_sight

OTHER = "other_drug"
# By the beginning of the ATC code, and by the words of the name: as the list of medicines knew them on this day.
KINDS: dict[str, tuple[str, str]] = {
    "codeine": (
        r"R05DA04|N02AJ0[6-9]|N02AA59",
        r"kodein|codein|kodimagnyl",
    ),
    "benzodiazepine": (
        r"N05BA|N05CD|N05CF|N03AE01",
        (
            r"diazepam|stesolid|apozepam|oxazepam|oxapax|alprazolam|lorazepam|temesta|bromazepam|lexotan|chlordiazepoxid"
            r"|risolid|klopoxid|clobazam|frisium|nitrazepam|mogadon|pacisyn|triazolam|halcion|clonazepam|klonazepam|rivotril"
            r"|zopiclon|imozop|imovane|zolpidem|stilnoct"
        ),
    ),
    "other_serotonergic": (
        r"N06AX(05|11|16|26)|N06AF|N06AG|N02CC|N04BD|J01XX08",
        (
            r"venlafaxin|efexor|mirtazapin|remeron|vortioxetin|brintellix|trazodon|isocarboxazid|marplan|moclobemid|aurorix"
            r"|selegilin|eldepryl|rasagilin|azilect|safinamid|xadago|linezolid|zyvoxid|\w+triptan|imigran|zomig|maxalt|relpax"
        ),
    ),
}


def kind_of(name: str, atc: str) -> str:
    """The kind of a medicine that was noted as another one: by its name, or else by its code."""
    by_name = (kind for kind, (_, names) in KINDS.items() if re.search(rf"\b(?:{names})\b", name.lower()))
    by_code = (kind for kind, (codes, _) in KINDS.items() if re.match(codes, atc.upper()))
    return next(by_name, "") or next(by_code, "") or OTHER


def give_kinds(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each row that stands gets the kind of its medicine. What it was before stays in its history, as does who said it.

    A page that was open meanwhile shows an older version, and is told so.
    """
    for rows in _rows(apps, schema_editor):
        for row in rows.filter(kind=OTHER, removed_at=None):
            if (kind := kind_of(row.name, row.atc)) != OTHER:
                rows.filter(pk=row.pk, version=row.version).update(kind=kind, version=F("version") + 1)


def take_kinds_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What has one of the kinds is another medicine again, whether it was converted or noted since."""
    for rows in _rows(apps, schema_editor):
        rows.filter(kind__in=KINDS).update(kind=OTHER, version=F("version") + 1)


def _rows(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> Any:
    """The rows of each practice in turn: the owner too sees those of no other."""
    table = apps.get_model("assessment", "Treatment")
    for _practice in practices_in_sight(apps, schema_editor):
        yield table._base_manager.using(schema_editor.connection.alias)


class Migration(migrations.Migration):
    """Codeine, benzodiazepines with Z-drugs and other serotonergic medicines have kinds of their own."""

    dependencies = [("assessment", "0006_on_hold_and_as_needed")]

    operations = [migrations.RunPython(give_kinds, take_kinds_back)]
