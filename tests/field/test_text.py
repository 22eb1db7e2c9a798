"""Text as it comes in: what is seen is what is kept, whoever pasted it and from where."""

import ast
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Practice
from accounts.pages.digits import DateInDigitsField, WholeNumberField
from accounts.text.normal import (
    FIRST_RIGHT_TO_LEFT,
    RIGHT_TO_LEFT,
    isolate_direction,
    normalise_text,
    normalised_in,
    on_one_line,
)
from assessment.models import Episode, Patient, TextSnippet
from assessment.pages.day_fields import PartialDayField, day_field
from assessment.pages.fields import SeenVersionField
from assessment.record.clock import today
from assessment.record.patients import digits_of_cpr
from guidelines.content_files.loading import load_sources
from guidelines.content_files.text import open_bundle, pack_bundle, write_json, write_yaml
from guidelines.models import Source
from guidelines.pages.editor.form_fields import KnownDateField
from tests.support.content.bundles import a_bundle
from tests.support.records.cast import CPR_A2

pytestmark = pytest.mark.usefixtures("in_a")

IDENTITY = {"cpr": CPR_A2, "given_name": "Test", "family_name": "Kanin", "planning_area": "byen"}
OTHER_DIGITS = ["٠١.٠٣.١٩٦٨", "०१.०३.१९६८", "０１.０３.１９６８", "01.03.١٩٦٨"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("A\u030aberg", "Åberg", id="D14-composed"),
        pytest.param("\u200b\u200b", "", id="D16-zero-width"),
        ("Han\u00adsen", "Hansen"),
        ("a\u202eb\u202c", "ab"),
        ("\u2067x\u2069\u200f", "x"),
        ("linje\r\nlinje\rlinje\x0blinje\u2028linje", "linje\nlinje\nlinje\nlinje\nlinje"),
        ("fane\tfane", "fane\tfane"),
        ("bip\x07 \x1b[1m\x7f\x9f", "bip [1m"),
        ("\uf0b7 punkt", "• punkt"),
        ("a\ufe0f\u200d\u200cb", "ab"),
        ("\ufeffnavn\u3164\u115f", "navn"),
        ("a\U000e0041\ue000\U000f0000b", "ab"),
        # What belongs to the writing stays.
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("محمد כהן", "محمد כהן"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f 1\ufe0f\u20e3", "👨\u200d👩\u200d👧 ❤\ufe0f 1\ufe0f\u20e3"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("½ µg – ’", "½ µg – ’"),
        # A NUL is typed by nobody: the field refuses it.
        ("nul\x00tegn", "nul\x00tegn"),
    ],
)
def test_what_is_not_seen_is_not_kept(typed: str, kept: str) -> None:
    """Tried: without NFC; without UNSEEN; joiners removed everywhere."""
    assert normalise_text(typed) == kept


@given(st.text(st.one_of(st.characters(), st.sampled_from("\u200c\u200d\ufe0f\U000e0100☃👩م\u0301\u202e\r\n\u200b"))))
def test_what_was_normalised_is_normal(text: str) -> None:
    once = normalise_text(text)
    assert normalise_text(once) == once
    assert normalised_in({"a": [text, 1, None]}) == {"a": [once, 1, None]}


def test_the_door_stands_before_every_view_and_after_the_check_of_the_form() -> None:
    order = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]
    door = order.index("NormalTextMiddleware")
    assert order.index("CsrfViewMiddleware") < door < order.index("PracticeMiddleware")


def test_every_way_in_is_normalised(gp_client: Client, episode: Episode) -> None:
    """A form, an autosave and a search. Tried: the middleware taken out; only POST; only GET."""
    typed = {"title": "A\u030ar\u200b", "text": "En\r\nto\u202e", "question": ""}
    assert gp_client.post(reverse("snippets"), typed).status_code == 302
    snippet = TextSnippet.objects.get()
    assert (snippet.title, snippet.text) == ("År", "En\nto")
    section = reverse("section", args=[episode.pk, "pain"])
    sent = {"seen_version": "0", "pain.description": "Bra\u030andende\r\n\u200b"}
    gp_client.post(section, sent, headers={"HX-Request": "true"})
    assert Episode.objects.get(pk=episode.pk).answers["pain.description"]["value"] == "Bråndende"
    found = gp_client.get(reverse("guidelines"), {"q": "dulo\u00adxetin\u200b"})
    assert found.context["words"] == "duloxetin"
    assert found.context["rows"]


def test_a_title_stands_on_one_line(gp_client: Client, sign_in: Any, cast: Any) -> None:
    """The database takes no other. Tried: each of the two titles kept as it was typed; the page then fails."""
    text = {"title": "En\nto\tord", "text": "x", "question": ""}
    assert gp_client.post(reverse("snippets"), text).status_code == 302
    assert TextSnippet.objects.get().title == "En to ord"
    source = {"key": "ny-kilde", "title": "En\nkilde", "publisher": "Udgiver"}
    assert sign_in(cast.editor).post(reverse("editing_source_new"), source).status_code == 302
    assert Source.objects.get(pk="ny-kilde").title == "En kilde"


def test_a_source_without_a_title_is_refused_by_name(db: None) -> None:
    for title in ("", "\u200b", None):
        with pytest.raises(ValueError, match=r"»ny-kilde«: overskriften (mangler|er ikke tekst)"):
            load_sources({"sources": [{"key": "ny-kilde", "title": title}]})


def test_a_password_is_what_was_typed(client: Client, cast: Any) -> None:
    """Tried: passwords normalised."""
    cast.gp.user.set_password("a\u030a and a long one\u200b")
    cast.gp.user.save()
    for typed, status in (("å and a long one", 200), ("a\u030a and a long one\u200b", 302)):
        sent = {"login": cast.gp.user.email, "password": typed}
        assert client.post(reverse("account_login"), sent).status_code == status


@pytest.mark.parametrize("name", ["\u200b", "\u200b\u202e\u2060", "\u3164", "\u2800 ", "\u00ad", " \u00a0\u3000"])
@pytest.mark.parametrize("field", ["given_name", "family_name"])
def test_a_name_of_nothing_is_refused(name: str, field: str, gp_client: Client) -> None:
    """D16."""
    response = gp_client.post(reverse("patient_register"), IDENTITY | {field: name})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Patient.objects.exists()


def test_a_name_stands_on_one_line(gp_client: Client) -> None:
    typed = IDENTITY | {"family_name": "Holm\u00a0 \n Bech", "city": "Aarhus\tC"}
    assert gp_client.post(reverse("patient_register"), typed).status_code == 302
    kept = Patient.objects.get()
    assert (kept.family_name, kept.city) == ("Holm Bech", "Aarhus C")


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\u3164", "A\u030aberg", "a\u202eb", "a\nb", "a\u200bb", "\u2800"])
def test_the_database_too_refuses_a_name_that_is_not_readable(name: str, patient: Patient) -> None:
    """Past every form. Tried: each part of both constraints taken out of the database."""
    patient.family_name = name
    with pytest.raises(DatabaseError, match="patient_family_name_readable"), transaction.atomic():
        patient.save()
    with pytest.raises(DatabaseError, match="practice_name_readable"), transaction.atomic():
        Practice.objects.create(name=name)


@pytest.mark.parametrize("name", ["محمد", "כהן", "李明", "O’Brien", "d'Å", "Ýmir-Þór", "அருண்", "می\u200cخواهم"])
def test_a_name_of_any_script_is_kept(name: str, gp_client: Client) -> None:
    assert gp_client.post(reverse("patient_register"), IDENTITY | {"family_name": name}).status_code == 302
    assert Patient.objects.get().family_name == name


@pytest.mark.parametrize(
    "pasted",
    [
        pytest.param("300174 - 9995", id="D23"),
        "300174-9995",
        "300174–9995",
        "300174 9995",
        "30 01 74 99 95",
        "3001\u00a074\u20119995",
        "\u200e300174-9995\u202c\u200b",
        "\ufeff300174\u00ad9995\r\n",
        "30.01.74-9995",
        "CPR: 300174-9995",
        "cpr-nr. 300174-9995",
        "Cpr.nr.: 3001749995",
        "CPR-nummer 300174−9995",
    ],
)
def test_a_cpr_number_is_read_in_every_way_that_it_is_pasted(pasted: str, gp_client: Client) -> None:
    """Registered and searched for. Tried: only stdnum's own compacting; a field of 11 characters."""
    assert digits_of_cpr(pasted) == CPR_A2
    assert gp_client.post(reverse("patient_register"), IDENTITY | {"cpr": pasted}).status_code == 302
    assert [row.cpr for row in gp_client.post(reverse("patients_find"), {"q": pasted}).context["patients"]] == [CPR_A2]


@pytest.mark.parametrize("digits", ["٣٠٠١٧٤٩٩٩٥", "３００１７４９９９５", "३००१७४९९९५", "300174999⁵"])
def test_a_cpr_number_in_other_digits_is_refused(digits: str, gp_client: Client) -> None:
    response = gp_client.post(reverse("patient_register"), IDENTITY | {"cpr": digits})
    assert list(response.context["form"].errors) == ["cpr"]


@pytest.mark.parametrize(("field", "typed"), [("postal_code", "٢٤٠٠"), ("phone", "２２２２２２２２")])
def test_other_digits_are_refused_where_digits_are_meant(field: str, typed: str, gp_client: Client) -> None:
    response = gp_client.post(reverse("patient_register"), IDENTITY | {field: typed})
    assert list(response.context["form"].errors) == [field]


@pytest.mark.parametrize("typed", OTHER_DIGITS)
def test_a_date_in_other_digits_is_refused(typed: str) -> None:
    """Tried: without refuse_foreign_digits. Python then reads a year in other digits; a day it refuses by itself."""
    for field in (day_field(), DateInDigitsField(), PartialDayField(latest=today())):
        for text in (typed, typed.rpartition(".")[2]):
            with pytest.raises(forms.ValidationError):
                field.clean(text)
    with pytest.raises(forms.ValidationError):
        KnownDateField().clean(typed.rpartition(".")[2])


@pytest.mark.parametrize("typed", ["٣", "３", "²"])
def test_a_whole_number_in_other_digits_is_refused(typed: str) -> None:
    for field in (WholeNumberField(), SeenVersionField()):
        with pytest.raises(forms.ValidationError):
            field.clean(typed)


def test_no_form_has_a_field_for_digits_that_reads_others() -> None:
    """Tried: one of the fields put back to Django's own."""
    own = {"IntegerField", "DateField", "DecimalField", "DateTimeField"}
    homes = {"accounts/pages/digits.py", "assessment/pages/fields.py"}
    found = []
    for path in sorted(Path(settings.BASE_DIR).glob("*/pages/**/*.py")):
        relative = path.relative_to(settings.BASE_DIR).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and node.func.attr in own and relative not in homes:  # type: ignore[attr-defined]
                found.append(f"{relative}:{node.lineno}")  # type: ignore[attr-defined]
    assert found == []


def evaluate(tmp_path: Path, case: dict[str, Any]) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case))
    call_command("evaluate", str(path))


def test_a_case_for_evaluate_is_normalised_and_its_dates_have_own_digits(tmp_path: Path, content: Any) -> None:
    case: dict[str, Any] = {"as_of": "2026-11-20", "patient": {"birth_date": "1980-05-01"}, "answers": {}}
    evaluate(tmp_path, case | {"as_of": "2026-11-20\u200b"})
    with pytest.raises(CommandError, match="as_of"):
        evaluate(tmp_path, case | {"as_of": "٢٠٢٦-١١-٢٠"})


@pytest.mark.parametrize("write", [write_yaml, write_json])
def test_content_is_normalised_after_its_checksum(write: Any) -> None:
    """What another system wrote decomposed is intact, and kept composed. Tried: normalised before the checksum."""
    read = open_bundle(write(pack_bundle(a_bundle(currency_note="Bla\u030abær\u200b\r\nto"))))
    assert read.is_intact
    assert read == a_bundle(currency_note="Blåbær\nto")


def test_a_bundle_with_a_mark_of_its_order_and_other_line_ends_is_read() -> None:
    text = write_yaml(pack_bundle(a_bundle(currency_note="To ord"))).replace("\n", "\r\n")
    assert open_bundle(normalise_text(f"\ufeff{text}")).is_intact


def test_a_nul_is_refused_without_a_fault(gp_client: Client) -> None:
    response = gp_client.post(reverse("patient_register"), IDENTITY | {"family_name": "nul\x00tegn"})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["family_name"]


def test_one_line_is_one_line() -> None:
    assert on_one_line(" a\u2003b\n\u200bc ") == "a b c"


def test_only_a_name_with_letters_from_right_to_left_is_isolated() -> None:
    """Tried: the isolation left out, and put around every name."""
    assert isolate_direction("Åse Kjær-Ødegård") == "Åse Kjær-Ødegård"
    assert isolate_direction("محمد Ali") == "\u2068محمد Ali\u2069"
    assert isolate_direction("דנה") == "\u2068דנה\u2069"
    assert isolate_direction("") == ""


def test_no_letter_runs_from_right_to_left_before_the_first_that_is_looked_at() -> None:
    before = map(chr, range(ord(FIRST_RIGHT_TO_LEFT)))
    assert not [letter for letter in before if unicodedata.bidirectional(letter) in RIGHT_TO_LEFT]
