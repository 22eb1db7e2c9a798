"""Releases of questions, pathways, questionnaires and medicines side by side, in words that an editor reads."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from pytest_django.asserts import assertContains

from guidelines.comparison.bodies import BodyComparison, compare_releases
from guidelines.comparison.releases import FieldChange
from guidelines.comparison.words import reading_of, words_of_row
from guidelines.content_files.loading import read_yaml
from guidelines.in_force.content import Content, current_content
from guidelines.models import Release
from guidelines.schema.fields import rows_of
from guidelines.schema.registry import PARTS
from tests.support.content.changes import PATHWAY, Body, draft_of, in_force, question_in, retiring, with_stairs
from tests.support.content.part_forms import BODIES
from tests.support.records.cast import Cast

pytestmark = pytest.mark.django_db


def compared(key: str) -> BodyComparison:
    """The newest two releases of a publication."""
    after, before = Release.objects.filter(publication__key=key).order_by("-number")[:2]
    found = compare_releases(before, after, current_content())
    assert isinstance(found, BodyComparison)
    return found


def texts(change: FieldChange) -> tuple[str, str, str]:
    """The label, what was taken out and what was put in."""
    sides = {kind: "".join(part.text for part in change.parts if part.kind == kind) for kind in ("removed", "added")}
    return str(change.label), sides["removed"].strip(), sides["added"].strip()


def changes_of(found: BodyComparison) -> dict[str, list[tuple[str, str, str]]]:
    return {entry.title: [texts(change) for change in entry.fields] for entry in found.changed}


def test_a_release_beside_itself_says_the_same(content: Content) -> None:
    for key in ("vocabulary", "region-h-2014", "instruments", "medicines"):
        assert compare_releases(content.releases[key], content.releases[key], content).is_empty


def test_what_came_went_changed_and_moved_among_the_questions(content: Content) -> None:
    def change(body: Body) -> None:
        question_in(body, "pain.onset_date")["label"] = "Hvornår startede smerterne?"
        question_in(body, "pain.pattern")["values"][0]["label"] = "Der altid"
        body["populations"][0]["when"]["gte"] = 16
        body["sections"][0], body["sections"][1] = body["sections"][1], body["sections"][0]
        body["agenda"][2]["questions"].remove("treatments")
        body["title"] = "Spørgsmål"

    in_force(with_stairs, retiring("risk.diet"), change)
    found = compared("vocabulary")
    assert [entry.title for entry in found.added] == ["Spørgsmål: Kan patienten gå på trapper?"]
    assert changes_of(found) == {
        "Spørgsmål: Hvornår startede smerterne?": [("Spørgsmål", "begyndte", "startede")],
        "Spørgsmål: Hvordan er smerterne over tid?": [("Svar at vælge imellem", "hele tiden", "altid")],
        f"Spørgsmål: {content.vocabulary.label('risk.diet')}": [("Taget ud af brug", "", "Ja")],
        "Patientgruppe: Voksne, 18 år eller derover": [("Den gælder, når", "18", "16")],
        "Dagsorden: Information og plan": [("Spørgsmål", "Behandlinger", "")],
    }
    assert [str(title) for title in found.moved] == ["Afsnit"]
    assert [texts(change) for change in found.frame] == [("Titel", "og fakta", "")]
    in_force(lambda body: None)
    assert [entry.title for entry in compared("vocabulary").removed] == ["Spørgsmål: Kan patienten gå på trapper?"]


def test_a_pathway_is_compared_with_its_conditions_as_sentences(content: Content) -> None:
    def change(body: Body) -> None:
        body["criteria"][1]["when"] = {"fact": "pain.duration_months", "gte": 3}
        body["destinations"][2]["requires"].remove("simple")
        body["routing"][0]["planning_areas"] = ["nord"]
        body["letter_sections"][9]["facts"].append("pain.sites")
        body["valid_until"] = "2027-01-31"
        body["letters"].pop()

    in_force(change, body=PATHWAY)
    found = compared("region-h-2014")
    assert changes_of(found) == {
        "Kriterium: Smerter i mere end 6 måneder": [("Opfyldt, når", "mere end 6", "mindst 3")],
        "Henvisningssted: Vurdering af medicin": [("Kræver", "Simpel smertetilstand", "")],
        "Modtager: CVI Midt": [("Planområder", "Planområde Midt", "")],
        "Afsnit i brevet: Objektiv undersøgelse": [("Viser", "", "Smertesteder")],
    }
    assert [entry.title for entry in found.removed] == ["Brev: Spørgsmål til smertecentret"]
    assert [texts(change) for change in found.frame] == [("Sidste dag", "31.12.2026", "31.01.2027")]


def test_medicines_and_questionnaires_are_compared(content: Content) -> None:
    def medicine(body: Body) -> None:
        body["medicines"][3]["route"] = "topical"
        body["medicines"][3]["search"].append("Ibux")

    def questionnaire(body: Body) -> None:
        body["instruments"][0]["items"][0]["text"] = "Du var urolig."
        body["instruments"][0]["scores"][0]["bands"][0]["label"] = "Ingen tegn"

    in_force(medicine, body=read_yaml(settings.FIXTURES_DIR / "medicines.yaml"))
    assert changes_of(compared("medicines")) == {
        "Medicin: Ibuprofen": [("Andre navne", "", "Ibux"), ("Måden, det gives på", "gennem munden", "på huden")]
    }
    in_force(questionnaire, body=read_yaml(settings.FIXTURES_DIR / "instruments.yaml"))
    (entry,) = compared("instruments").changed
    assert [str(change.label) for change in entry.fields] == ["Spørgsmål", "Scorer"]
    assert texts(entry.fields[1]) == ("Scorer", "eller få", "")


@pytest.mark.parametrize("kind", list(BODIES))
def test_no_row_is_read_with_a_bare_key(kind: str, content: Content) -> None:
    reading = reading_of(kind, BODIES[kind], content)
    keys = {*content.vocabulary.questions, *content.vocabulary.derived}
    for part in PARTS[kind]:
        for row in rows_of(part, BODIES[kind]):
            for label, text in words_of_row(part, row, reading).items():
                for line in text.splitlines():
                    assert line.strip() not in keys, (part.name, label, line)
                    # A sentence may begin with a fact in braces, or with a part that falls away.
                    is_sentence = part.name == "sentences" and line == row["text"]
                    assert is_sentence or not line.startswith(("{", "[")), (part.name, label, line)


def leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every text in a row that is not a key: what holds it, and where in that it stands."""
    for name, inner in value.items() if isinstance(value, Mapping) else enumerate(value):
        if isinstance(inner, Mapping | list):
            yield from leaves(inner)
        # The key of an answer never changes, and has its label for a name.
        elif isinstance(inner, str) and name not in ("key", "value"):
            yield value, name


@pytest.mark.parametrize("kind", ["vocabulary", "pathway"])
def test_whatever_changes_in_a_row_is_seen(kind: str, content: Content) -> None:
    body = deepcopy(BODIES[kind])
    reading = reading_of(kind, body, content)
    for part in filter(lambda part: part.name, PARTS[kind]):
        for row in rows_of(part, body):
            before = words_of_row(part, row, reading)
            for container, name in list(leaves(row)):
                was, container[name] = container[name], f"{container[name]}x"
                assert words_of_row(part, row, reading) != before, (part.name, name, was)
                container[name] = was


@pytest.mark.parametrize("kind", list(BODIES))
def test_no_part_of_a_content_is_left_out(kind: str) -> None:
    frame = next(part for part in PARTS[kind] if not part.name)
    described = {name.split(".")[0] for name in (*(part.name for part in PARTS[kind]), *(e.name for e in frame.fields))}
    assert BODIES[kind].keys() - described <= {"key", "kind"}


def test_the_pages_show_it(cast: Cast, sign_in: Callable[..., Client], gp_client: Client, content: Content) -> None:
    draft = draft_of(cast.editor, "vocabulary", with_stairs)
    page = sign_in(cast.editor).get(reverse("editing_release", args=[draft.pk]))
    assertContains(page, "Spørgsmål: Kan patienten gå på trapper?")
    in_force(lambda body: question_in(body, "pain.onset_date").update(short="Debut"))
    compared_page = gp_client.get(reverse("compare_releases", args=["vocabulary"]))
    assertContains(compared_page, "Smertedebut")
    assertContains(compared_page, "</ins>")
    news = gp_client.get(reverse("news"))
    assertContains(news, escape(f"{_('Changed:')} Spørgsmål: Hvornår begyndte smerterne?"))
    assertContains(news, f"{reverse('compare_releases', args=['vocabulary'])}?before=1&amp;after=")


def test_a_draft_that_does_not_hold_together_is_compared_all_the_same(content: Content, cast: Cast) -> None:
    draft = draft_of(cast.editor, "vocabulary", lambda body: body["agenda"][0]["questions"].append("no.such"))
    found = compare_releases(content.releases["vocabulary"], draft, content)
    assert [texts(change) for change in found.changed[0].fields] == [("Spørgsmål", "", "no.such")]
