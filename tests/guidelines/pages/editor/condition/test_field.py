"""The condition builder as a form's field and as a page: what it shows, keeps, refuses and says of a case."""

import re
from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from guidelines.builder import trial
from guidelines.builder.draft import part_of
from guidelines.conditions.operators import OPERATORS
from guidelines.in_force.content import Content
from guidelines.pages.editor.condition.field import Built, ConditionField, is_building, refill_form
from tests.support.content.comparisons import SAMPLES, Sample
from tests.support.content.condition_forms import sent_by
from tests.support.content.conditions import nested
from tests.support.content.publishing import publish_change
from tests.support.http.flat_pages import flat
from tests.support.records.cast import Cast

Tree = dict[str, Any]
CANCER: Tree = {"fact": "workup.active_cancer", "is": True}
AGED: Tree = {"fact": "patient.age_years", "gte": 18}
CASES = [
    {
        "name": "Voksen med kræft",
        "as_of": "2026-11-25",
        "facts": {"workup.active_cancer": True, "patient.age_years": 47},
    },
    {"name": "Uden kræft", "as_of": "2026-11-25", "facts": {"workup.active_cancer": False}},
    {"name": "Intet spurgt", "as_of": "2026-11-25", "facts": {}},
    {"name": "Gammel prøve", "as_of": "2026-11-25", "facts": {"no.such": True}},
]


class Advice(forms.Form):
    title = forms.CharField()

    def __init__(self, *args: Any, content: Content, cases: Any = CASES, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["when"] = ConditionField(content=content, cases=cases, required=required, label="Hvornår")


def sent(tree: Any = None, **more: str) -> QueryDict:
    data = sent_by(part_of(tree)) if tree is not None else QueryDict(mutable=True)
    data.update({"title": "Et råd", **more})
    return data


def typed(content: Content, tree: Any = None, **more: str) -> Advice:
    """The form after a press, as a page shows it again."""
    data = sent(tree, **more)
    assert is_building(data)
    return refill_form(Advice(data, content=content))


def said(form: forms.Form) -> str:
    """What stands beside the tree."""
    html = str(form["when"])
    text = re.sub(r"<[^>]+>", " ", html[html.index('class="condition-said"') :])
    return re.sub(r"\s+", " ", text)


def test_what_is_stored_comes_back_unchanged(content: Content) -> None:
    for entry in content.recommendations.values():
        tree = entry.version.applies_when
        if tree:
            form = Advice(sent(tree), content=content, initial={"when": tree, "title": "Et råd"})
            assert form.is_valid(), form.errors
            assert form.cleaned_data["when"] == tree
            assert form.changed_data == []


def test_a_change_is_seen(content: Content) -> None:
    assert Advice(sent(AGED), content=content, initial={"when": CANCER, "title": "Et råd"}).changed_data == ["when"]


@pytest.mark.parametrize(
    ("tree", "reason"),
    [
        ({"all": [CANCER, {"fact": "no.such", "is": True}]}, "Betingelse 2: Der er intet spørgsmål"),
        (
            {"any": [CANCER, {"fact": "work.status", "is": "flying"}]},
            "Betingelse 2: »Erhvervsstatus« (work.status) kan ikke være »flying«",
        ),
        ({"all": [CANCER, {"any": []}]}, "Betingelse 2: Gruppen er tom."),
        ({"not": {"population": "nobody"}}, "Betingelse 1: Der er ingen patientgruppe"),
        ({"at_least": 3, "of": [CANCER, AGED]}, "Skriv, hvor mange der mindst skal gælde: et helt tal fra 1 til 2."),
        ({"all": [CANCER, {"not": CANCER}]}, "Betingelsen kan aldrig være opfyldt"),
        (
            {"all": [AGED, {"fact": "patient.age_years", "lt": 12}]},
            "»Alder er mindst 18 år« og »Alder er mindre end 12 år« kan ikke gælde sammen.",
        ),
        (nested(7), "6 niveauer"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason_and_kept(tree: Tree, reason: str, content: Content) -> None:
    form = Advice(sent(tree), content=content)
    assert not form.is_valid()
    assert reason in " ".join(form.errors["when"])
    shown = form["when"].value()
    assert isinstance(shown, Built)
    assert shown.root == part_of(tree)
    assert form["title"].value() == "Et råd"
    assert str(form["when"])


def test_each_part_says_what_is_wrong_with_it(content: Content) -> None:
    form = Advice(sent({"all": [CANCER, {"fact": "work.status", "is": ""}]}), content=content)
    assert 'id="id_when-1-fault">Vælg eller skriv en værdi.' in str(form["when"])
    building = typed(content, {"all": [CANCER, {"fact": "work.status", "is": ""}]}, build="when:show")
    assert "id_when-1-fault" not in str(building["when"])


def test_an_unknown_fact_is_shown_with_its_fault_before_anything_is_handed_in(content: Content) -> None:
    html = str(
        Advice(content=content, initial={"when": {"all": [{"fact": "old.one", "gte": 3}, {"population": "gone"}]}})[
            "when"
        ]
    )
    assert '<option value="old.one" selected>old.one (findes ikke)</option>' in html
    assert '<option value="gone" selected>gone (findes ikke)</option>' in html
    assert 'value="3"' in html
    assert 'id="id_when-0-fault"' in html
    assert 'id="id_when-1-fault"' in html


def test_nothing_built_is_refused_where_it_is_needed_only(content: Content) -> None:
    form = Advice(sent(), content=content)
    assert form.errors["when"] == ["Byg en betingelse, eller vælg, at den altid gælder."]
    optional = Advice(sent(), content=content, required=False)
    assert optional.is_valid()
    assert optional.cleaned_data["when"] is None
    assert "when" not in optional.changed_data


def test_a_press_is_taken_and_everything_typed_is_kept(content: Content) -> None:
    form = typed(content, {"any": [CANCER, AGED]}, build="when-1:negate", title="Halvt skrevet")
    assert not form.is_bound
    assert form["title"].value() == "Halvt skrevet"
    built = form["when"].value()
    assert built.root == part_of({"any": [CANCER, {"not": AGED}]})
    assert 'id="id_when-1-negate" hx-post="" autofocus' in flat(str(form["when"]))
    assert not form.errors


def test_a_press_of_another_builder_leaves_this_one_alone(content: Content) -> None:
    for target in ("whenever:remove", "other-0:remove", "when-x:remove", "when", ":remove", "when-99999999:remove"):
        assert typed(content, CANCER, build=target)["when"].value().root == part_of(CANCER)


def test_a_press_beyond_the_limits_is_refused_in_words(content: Content) -> None:
    html = str(typed(content, {"all": [CANCER] * 59}, build="when:add-fact")["when"])
    assert "En betingelse kan højst have 60 dele." in html


def test_without_a_press_nothing_is_being_built() -> None:
    assert not is_building(sent(CANCER))
    assert is_building(sent(CANCER, build="when:show"))


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("0", "Gælder Afgjort af: Aktiv kræftsygdom: Ja; Alder: 47 år"),
        ("1", "Gælder ikke Afgjort af: Aktiv kræftsygdom: Nej"),
        ("2", "Kan ikke afgøres endnu mangler: Aktiv kræftsygdom, Alder"),
        ("3", "Prøven nævner noget, som ikke er i indholdet mere."),
        ("99", ""),
        ("x", "Gælder Afgjort af:"),
    ],
)
def test_the_result_for_a_chosen_case(case: str, words: str, content: Content) -> None:
    form = typed(content, {"all": [CANCER, AGED]}, build="when:renew", **{"when-case": case})
    assert words in said(form)
    assert "Alle disse gælder: Aktiv kræftsygdom: ja Alder er mindst 18 år" in said(form)


def test_a_case_that_is_none_does_not_break_the_page(content: Content) -> None:
    day = "2026-11-25"
    for case in (
        "nonsense",
        {},
        {"name": "", "as_of": "i går", "facts": []},
        {"as_of": day, "facts": ["workup.active_cancer"]},
        {"as_of": day, "facts": {"workup.active_cancer": "ja"}},
        {"as_of": day, "facts": {"workup.ecg_date": "2026-02-30"}},
    ):
        form = Advice(content=content, cases=[case], initial={"when": CANCER})
        assert "Prøve 1" in said(form)
        assert "Ret prøven." in said(form)


def test_a_mistake_of_the_program_is_not_taken_for_a_case_that_cannot_be_read(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tried: AttributeError, KeyError and TypeError caught beside the fault of the case."""
    for mistake in (AttributeError, KeyError, TypeError):
        monkeypatch.setattr(trial, "parse_value", Mock(side_effect=mistake("parse_value")))
        with pytest.raises(mistake):
            str(Advice(content=content, initial={"when": CANCER})["when"])


def test_no_result_is_shown_while_something_is_unfinished_or_there_is_no_case(content: Content) -> None:
    unfinished = typed(content, {"all": [CANCER, {"fact": "work.status", "is": ""}]}, build="when:show")
    assert "Gør betingelsen færdig" in said(unfinished)
    assert "… (ikke færdig endnu)" in said(unfinished)
    alone = Advice(content=content, cases=(), initial={"when": CANCER})
    assert "Der er ingen prøve at prøve den på." in said(alone)
    assert "Intet endnu." in said(Advice(content=content))


def test_what_can_never_fail_is_told_and_not_refused(content: Content) -> None:
    tree = {"any": [CANCER, {"not": CANCER}]}
    assert "kan aldrig blive forkert" in said(typed(content, tree, build="when:show"))
    assert Advice(sent(tree), content=content).is_valid()
    assert "kan aldrig blive forkert" not in said(typed(content, {"always": True}, build="when:show"))


def test_every_control_has_a_name_and_an_id_of_its_own(content: Content) -> None:
    tree = {
        "at_least": 2,
        "of": [CANCER, {"fact": "work.status", "in": ["working"]}, {"not": {"all": [AGED, {"population": "adult"}]}}],
    }
    html = flat(str(Advice(content=content, initial={"when": tree})["when"]))
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    controls = re.findall(r"<(?:select|input(?! type=\"(?:hidden|checkbox)\"))[^>]*\bid=\"([^\"]+)\"", html)
    labelled = re.findall(r'<label[^>]*\bfor="([^"]+)"', html)
    assert set(controls) == set(labelled)
    assert "Betingelse 3.1.1: Alder</legend>" in html
    assert "Betingelse 3.1: alle disse gælder</legend>" in html
    names = [re.sub(r"<[^>]+>", "", words) for words in re.findall(r"<button[^>]*>(.*?)</button>", html)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_each_comparison_is_shown_handed_in_and_kept(sample: Sample, content: Content) -> None:
    form = Advice(sent(sample.tree), content=content)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["when"] == sample.tree
    html = flat(str(form["when"]))
    assert f'<option value="{sample.code}" selected>' in html
    control = OPERATORS[sample.operator].control
    chosen = {"": "", "checks": r'name="when-value" value="{}" id="[^"]+" checked', "select": 'value="{}" selected'}
    pattern = chosen.get(control.kind, 'name="when-value" value="{}"')
    assert [value for value in sample.inputs if not re.search(pattern.format(re.escape(value)), html)] == []
    labelled = re.findall(r'<label[^>]*for="(id_when-value[^"]*)"', html)
    assert len(set(labelled)) == (0 if control.kind == "checks" else len(control.boxes))


URL = "editing_condition_trial"


@pytest.fixture
def editor(cast: Cast, sign_in: Callable[..., Client]) -> Client:
    return sign_in(cast.editor)


def test_the_page_to_try_a_condition(editor: Client, content: Content) -> None:
    assertContains(editor.get(reverse("editing")), reverse(URL))
    page = editor.get(reverse(URL))
    assertContains(page, "Intet er bygget endnu.")
    data = dict(sent_by(part_of({"all": [{"population": "chronic_pain"}, AGED]}), "condition").lists())
    assertContains(editor.post(reverse(URL), data), "Hvem hører til »Voksne, 18 år eller derover«")
    building = editor.post(reverse(URL), {**data, "build": "condition:add-fact"})
    assertContains(building, 'name="condition-2-fact"')
    assertNotContains(building, "error-summary")


def test_the_page_refuses_with_the_reason(editor: Client, content: Content) -> None:
    data = dict(sent_by(part_of({"all": [CANCER, {"not": CANCER}]}), "condition").lists())
    assertContains(editor.post(reverse(URL), data), "kan aldrig være opfyldt", status_code=422)


def test_the_page_has_the_cases_of_what_is_in_force(editor: Client, content: Content) -> None:
    assertContains(editor.get(reverse(URL)), "Akupunktur: Ny nakkesmerte i 3 uger")
    publish_change(
        "generalised-pain",
        lambda rows: rows[0].update(cases=[CASES[0] | {"expect": "unknown"}]),
    )
    assertContains(editor.get(reverse(URL)), "Hvornår er patienten afklaret?: Voksen med kræft")
