"""Danish order and the search for names: the same on every server, however a row was written."""

import random
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Practice, User
from accounts.text.danish import LONGEST_KEY, search_key, search_words, sort_key
from assessment.models import Patient, TextSnippet
from assessment.record.access import find_patients
from assessment.record.patients import update_patient
from assessment.record.snippets import add_snippet, snippets_of_practice
from guidelines.models import Source
from tests.support.records.cast import CPR_A, Cast
from tests.support.records.patients import make_patient

pytestmark = pytest.mark.usefixtures("in_a")

IN_ORDER = [
    "123",
    "Abel",
    "Abe\u00adrg",
    "Bech",
    "Bech Andersen",
    "Bech-Hansen",
    "Beck",
    "de la Cour",
    "Degn",
    "Muller",
    "Mygind",
    "Müller",
    "Obel",
    "O’Brien",
    "Ōe",
    "Voigt",
    "von Essen",
    "Zachariassen",
    "Ærøskøbing",
    "Ästrup",
    "Öberg",
    "Østergård",
    "Aagaard",
    "ågård",
    "Ågård",
    "Ａａrup",
    "李明",
]


@pytest.mark.parametrize("seed", range(5))
def test_names_stand_in_danish_order(seed: int) -> None:
    """Tried: without aa as å; without ä and ö; accents, case, apostrophes, soft hyphens and wide letters kept."""
    shuffled = random.Random(seed).sample(IN_ORDER, len(IN_ORDER))
    ordered = sorted(shuffled, key=sort_key)
    same = [{"Aagaard", "ågård", "Ågård"}]
    at = [frozenset(same[0]) if name in same[0] else name for name in ordered]
    assert at == [frozenset(same[0]) if name in same[0] else name for name in IN_ORDER]


@given(st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=150), max_size=2))
def test_a_key_ends_with_its_texts_and_is_never_too_long_for_an_index(texts: list[str]) -> None:
    key = sort_key(*texts)
    assert key.endswith("\x01".join(texts))
    assert search_key(*texts).endswith("\x01".join(texts))
    assert len(key) <= len(texts) * (LONGEST_KEY + 1) + sum(map(len, texts)) + len(texts)


def test_the_database_orders_as_python_does(db: None) -> None:
    keys = [sort_key(name) for name in (*IN_ORDER, "a", "å", "aa", "-", "É", "z z", "zz", "Ø-x", "øx")]
    with connection.cursor() as cursor:
        cursor.execute('SELECT key FROM unnest(%s::text[]) AS key ORDER BY key COLLATE "C"', [keys])
        assert [key for (key,) in cursor.fetchall()] == sorted(keys)


def test_the_columns_are_compared_byte_by_byte(db: None) -> None:
    query = "SELECT table_name, collation_name FROM information_schema.columns WHERE column_name = 'sort_key'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = dict(cursor.fetchall())
    assert found.keys() == {
        *("accounts_practice", "accounts_user", "guidelines_source", "assessment_patient", "assessment_textsnippet")
    }
    assert set(found.values()) == {"C"}


def register(cast: Cast, *names: tuple[str, str]) -> None:
    for number, (given_name, family_name) in enumerate(names):
        make_patient(cast.gp, f"150981{9000 + number}", given_name=given_name, family_name=family_name)


def found_by(cast: Cast, query: str) -> list[str]:
    return [patient.name for patient in find_patients(by=cast.gp, query=query)]


def test_patients_stand_in_danish_order(cast: Cast) -> None:
    """D13. Tried: ordered by family_name."""
    names = ["Abel", "Aagaard", "Zachariassen", "Ærøskøbing", "Østergård", "Ågård"]
    register(cast, *(("Bo", name) for name in names))
    found = [name.removeprefix("Bo ") for name in found_by(cast, "bo")]
    assert found[:4] == ["Abel", "Zachariassen", "Ærøskøbing", "Østergård"]
    assert set(found[4:]) == {"Aagaard", "Ågård"}


@pytest.mark.parametrize(
    ("given_name", "family_name", "query"),
    [
        pytest.param("Bo", "A\u030aberg", "åberg", id="D14"),
        pytest.param("Bo", "O’Brien", "O'Brien", id="D15"),
        ("Bo", "O'Brien", "O’Brien"),
        ("Bo", "O’Brien", "obrien"),
        ("Bo", "O’Brien", "o brien"),
        ("Bo", "Åberg", "aaberg"),
        ("Bo", "Åberg", "Aberg"),
        ("Bo", "Aagaard", "ågård"),
        ("Bo", "Aagaard", "Agard"),
        ("Bo", "Ågård", "Aagaard"),
        ("Søren", "Kjær", "soren kjaer"),
        ("Søren", "Kjær", "Soeren Kjær"),
        ("Søren", "Kjær", "SØREN"),
        ("Joergen", "Kaae", "Jørgen"),
        ("Joergen", "Kaae", "Kåe"),
        ("Michael", "Noel", "mich no"),
        ("José", "Müller", "jose muller"),
        ("Jose", "Muller", "José Müller"),
        ("Anne-Marie", "Bech", "anne marie"),
        ("Anne Marie", "Bech", "Anne-Marie"),
        ("Anne-Marie", "Bech", "annemarie"),
        ("Anna", "Bech Holm", "Bech Holm, Anna"),
        ("Anna", "Bech", "Bech,Anna"),
        ("Anna", "Bech", "Anna Bech"),
        ("Đorđe", "Straße", "dorde strasse"),
        ("明", "李", "李明"),
        ("محمد", "علي", "علي"),
    ],
)
def test_a_name_is_found_however_it_is_typed(given_name: str, family_name: str, query: str, cast: Cast) -> None:
    """Tried: each of one letter for a Danish one, aa as one, foreign letters, accents, case and hyphens left out."""
    name = family_name.replace("A\u030a", "Å")
    register(cast, (given_name, name), ("Nielsine", "Uvedkommende"))
    typed = query if family_name == name else family_name
    if query == "李明":
        typed = "明 李"
    for words in (query if query != "李明" else typed, typed):
        assert found_by(cast, words) == [f"{given_name} {name}"], words


@pytest.mark.parametrize("query", ["Bech Bo", "%", "_", "'", "\u0660" * 6, "Bech,, Peter"])
def test_what_is_in_no_name_finds_nobody(query: str, cast: Cast) -> None:
    register(cast, ("Anna", "Bech"))
    assert found_by(cast, query) == []


def test_a_search_without_a_result_says_what_was_understood(gp_client: Client, cast: Cast) -> None:
    register(cast, ("Anna", "Bech"))
    for query, said in {
        "Ågård, Peter": "Der er søgt på et navn med: aagaard, peter.",
        "010203": "Det er læst som et CPR-nummer, der begynder med 010203.",
        "’": "Der er ingen bogstaver og ingen cifre 0 til 9 i det.",
        "٠١٠٢٠٣": "Der er søgt på et navn med:",
    }.items():
        page = gp_client.post(reverse("patients_find"), {"q": query}).content.decode()
        assert said in " ".join(page.split()), query


def test_every_way_of_writing_keeps_the_keys(cast: Cast) -> None:
    """`save`, a save of some fields, many at once. Tried: KeyedModel.save without the keys."""
    patient = make_patient(cast.gp, CPR_A, family_name="Abel")
    update_patient(by=cast.gp, patient=patient, family_name="Ågård")
    assert found_by(cast, "aagaard") == ["Testperson Ågård"]
    fresh = Patient.objects.get()
    assert fresh.sort_key == sort_key("Ågård", "Testperson")
    fresh.given_name = "Åse"
    fresh.save()
    assert Patient.objects.get().search_key == search_key("Ågård", "Åse")
    Practice.objects.bulk_create([Practice(name="Ø")])
    assert Practice.objects.get(name="Ø").sort_key == sort_key("Ø")


def test_no_way_of_writing_leaves_an_old_key(cast: Cast, patient: Patient) -> None:
    """What goes past `save` is refused by the database. Tried: the constraints dropped, all of them and one."""
    add_snippet(by=cast.gp, identifier=patient.pk, title="A", text="A", question="")
    for rows, changes in (
        (Patient.objects.all(), {"family_name": "Ny"}),
        (Patient.objects.all(), {"given_name": "Ny"}),
        (Patient.objects.all(), {"sort_key": ""}),
        (Patient.objects.all(), {"search_key": sort_key("en", "anden")}),
        (TextSnippet.objects.all(), {"title": "Ny"}),
        (User.objects.all(), {"name": "Ny"}),
        (Practice.objects.all(), {"name": "Ny"}),
        (Source.objects.all(), {"title": "Ny"}),
    ):
        with pytest.raises(DatabaseError, match="_key_fits"), transaction.atomic():
            rows.update(**changes)


def test_texts_stand_in_danish_order(cast: Cast) -> None:
    for number, title in enumerate(["Ø", "Aa", "Z", "æ", "b"]):
        identifier = f"00000000-0000-0000-0000-00000000000{number}"
        add_snippet(by=cast.gp, identifier=identifier, title=title, text="x", question="")  # type: ignore[arg-type]
    assert [text.title for text in snippets_of_practice()] == ["b", "Z", "æ", "Ø", "Aa"]


def test_nothing_is_ordered_by_a_name_or_a_title_itself() -> None:
    """The database's own order is another on another server. Tried: texts ordered by title, people by name."""
    bare = re.compile(
        r"order_by\([^)]*\"-?(\w+__)?(name|title|family_name|given_name)\"|ordering = \[\"(name|title)"
        r"|sorted\([^\n]*key=lambda \w+: \w+\.(name|title)\b"
    )
    found = [
        path.relative_to(settings.BASE_DIR).as_posix()
        for room in ("accounts", "guidelines", "assessment", "referrals")
        for path in (Path(settings.BASE_DIR) / room).rglob("*.py")
        if "migrations" not in path.parts and bare.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_a_word_has_a_spelling_with_and_one_without_the_danish_letter() -> None:
    assert search_words("Søren, Å") == [("soeren", "soren"), ("aa",)]
