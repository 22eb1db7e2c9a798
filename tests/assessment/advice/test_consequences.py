"""What a medicine would set off if it were in use: what holds advice to start it back, and what is asked for it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from assessment.advice.consequences import kinds_started_by, prompts_about
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import Episode, Treatment
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation
from assessment.rules.facts import Case, TreatmentRow, facts_of
from assessment.rules.medication.hypothesis import consequences_of, facts_with, is_held_back, started, with_rows
from assessment.rules.synthetic import population
from assessment.treatments.statements import record_complete_list
from guidelines.in_force.content import Content
from guidelines.recommendations.evaluation import Status, evaluate_all
from guidelines.recommendations.model import CAUTION, SERIOUS
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")

AS_OF = date(2026, 11, 29)
WIDESPREAD: dict[str, Any] = {
    "pain__onset_date": date(2024, 3, 1),
    "pain__distribution": "generalised",
    "everyday__function_reduced": True,
    "workup__other_disease_explains": False,
    "workup__red_flags": (),
}
DULOXETINE, TCA, GABAPENTINOIDS = (f"generalised-pain/{key}" for key in ("duloxetine", "tca", "gabapentinoids"))


def case(rows: str = "", *, complete: bool = True, asked: bool = True, **answers: Any) -> Case:
    """`rows` are kinds in use, each perhaps with a code: ssri:N06AB08."""
    given = tuple(started(*row.split(":")) for row in rows.split())
    known = {key.replace("__", "."): value for key, value in answers.items()}
    return Case(AS_OF, date(1970, 5, 1), known, given if asked else None, complete)


def said(of: Case, row: TreatmentRow, content: Content) -> dict[str, str]:
    """What the row sets off in the case, by its short key: serious, caution, or unknown."""
    facts = facts_of(with_rows(of, [row]), content.vocabulary)
    return {
        result.key.partition("/")[2]: content.recommendations[result.key].severity
        if result.status == Status.APPLIES
        else result.status.value
        for result in consequences_of(prompts_about(content, row.kind, row.atc).rules, facts)
    }


@pytest.mark.parametrize(
    ("of", "kind", "expected"),
    [
        (case("tramadol", own__liver_impairment="none"), "duloxetine", {"tramadol-serotonergic": SERIOUS}),
        (case("strong_opioid", health__substance_abuse="none"), "gabapentinoid", {"opioid-sedatives": SERIOUS}),
        (case(health__substance_abuse="alcohol"), "gabapentinoid", {"sedatives-misuse": SERIOUS}),
        (case(health__heart_disease=True, own__heart_conditions=()), "tca", {"tca-ecg": CAUTION}),
        (case(health__heart_disease=False, own__heart_conditions=("heart_block",)), "tca", {"tca-heart": SERIOUS}),
        (
            case(health__anticoagulated_or_gi_bleed=True, health__pregnant=True),
            "nsaid_oral",
            {"nsaid-risk": CAUTION, "nsaid-pregnancy": SERIOUS},
        ),
        (case(own__liver_impairment="severe"), "duloxetine", {"duloxetine-contraindications": SERIOUS}),
        (case("ssri:N06AB08"), "duloxetine", {"duloxetine-contraindications": SERIOUS}),
        (case(), "paracetamol", {}),
    ],
)
def test_what_a_medicine_would_set_off_for_this_patient(
    of: Case, kind: str, expected: dict[str, str], content: Content
) -> None:
    """Tried: the row left out of the case, and a prompt without its severity."""
    found = said(of, started(kind), content)
    assert {key: severity for key, severity in found.items() if severity != Status.UNKNOWN} == expected


def test_an_ecg_of_this_year_leaves_nothing_to_say(content: Content) -> None:
    known = case(health__heart_disease=True, own__heart_conditions=(), workup__ecg_date=date(2026, 9, 1))
    assert said(known, started("tca"), content) == {}


def test_unknown_is_never_no_and_holds_nothing_back(content: Content) -> None:
    """Tried: what cannot be known yet left out, and held back."""
    assert said(case(), started("tca"), content) == {"tca-ecg": "unknown", "tca-heart": "unknown"}
    for unsure in (case(complete=False), case(asked=False)):
        assert said(unsure, started("duloxetine"), content)["tramadol-serotonergic"] == "unknown"
    facts = facts_of(with_rows(case(), [started("tca")]), content.vocabulary)
    results = consequences_of(prompts_about(content, "tca", "").rules, facts)
    assert not is_held_back([results], {result.key: SERIOUS for result in results})


def test_an_advice_to_start_one_of_several_waits_only_where_each_of_them_would(content: Content) -> None:
    of = case("tramadol", health__substance_abuse="none")
    by_kind = [
        consequences_of(
            prompts_about(content, kind, "").rules, facts_of(with_rows(of, [started(kind)]), content.vocabulary)
        )
        for kind in ("duloxetine", "gabapentinoid", "nsaid_topical")
    ]
    severity = {key: entry.severity for key, entry in content.recommendations.items()}
    assert is_held_back(by_kind[:2], severity)
    assert not is_held_back(by_kind, severity)
    assert not is_held_back([], severity)


def test_which_advice_starts_a_medicine_is_read_from_its_rule(content: Content) -> None:
    """Tried: advice against a medicine counted too."""
    assert kinds_started_by(content) == {
        TCA: ("tca",),
        DULOXETINE: ("duloxetine",),
        GABAPENTINOIDS: ("gabapentinoid",),
        "new-neck-pain/topical-nsaid": ("nsaid_topical",),
    }


def test_every_prompt_about_a_medicine_says_how_serious_it_is_and_why(content: Content) -> None:
    kinds = content.vocabulary.kinds_by_group["drug"]
    about = {rule.key for kind in kinds for rule in prompts_about(content, kind, "").rules}
    about |= {
        rule.key for code, kind in content.vocabulary.substances for rule in prompts_about(content, kind, code).rules
    }
    entries = [content.recommendations[key] for key in about]
    assert len(entries) == 9
    for entry in entries:
        assert entry.severity in (SERIOUS, CAUTION)
        assert entry.version.other_fields["severity_ground"]
    cautions = {entry.key.partition("/")[2] for entry in entries if entry.severity == CAUTION}
    assert cautions == {"nsaid-risk", "tca-ecg"}


def test_the_facts_that_a_start_makes_true_are_all_that_the_prompts_see_of_it(content: Content) -> None:
    """Tried: a fact that the row turns taken from the case as it was (`unsuitable` told whole)."""
    kinds = [kind for kinds in kinds_started_by(content).values() for kind in kinds]
    abouts = {kind: prompts_about(content, kind, "") for kind in kinds}
    assert all(about.are_all for about in abouts.values())
    for of in population(content.vocabulary, AS_OF, 300):
        facts = facts_of(of, content.vocabulary)
        for kind, about in abouts.items():
            anew = facts_of(with_rows(of, [started(kind)]), content.vocabulary)
            assert consequences_of(about.rules, facts_with(about.told, facts)) == consequences_of(about.rules, anew)
    ssri = prompts_about(content, "ssri", "N06AB08")
    assert not ssri.are_all  # the prompt of duloxetine looks at its code


def workspace_of(episode: Episode, content: Content) -> Workspace:
    return build_workspace(Episode.objects.select_related("patient").get(pk=episode.pk), content, today())


@pytest.fixture
def on_tramadol(cast: Cast, episode: Episode) -> Episode:
    """Widespread pain, tramadol in use, a TCA that failed: the guideline's next step is duloxetine."""
    answer(cast.gp, episode, **WIDESPREAD)
    treat(cast.gp, episode, kind="tramadol", name="Tramadol", status="current")
    treat(cast.gp, episode, kind="tca", name="Amitriptylin", status="stopped", effect="none")
    record_complete_list(
        by=cast.gp, consultation=begin_consultation(by=cast.gp, episode=episode, form="in_person"), complete=True
    )
    return episode


def keys_of(rows: Any) -> list[str]:
    return [row.recommendation.key for row in rows]


def test_duloxetine_for_somebody_on_tramadol_is_to_be_clarified_first(
    on_tramadol: Episode, content: Content, gp_client: Client
) -> None:
    """Tried: held back under no list, and in both."""
    workspace = workspace_of(on_tramadol, content)
    advice = workspace.advice
    assert DULOXETINE in keys_of(advice.held_back)
    assert DULOXETINE not in keys_of([*advice.do_now, *advice.consider, *advice.applies])
    assert workspace.results == evaluate_all(content.rules, workspace.facts)
    row = next(row for row in advice.held_back if row.recommendation.key == DULOXETINE)
    assert row.consequences is not None
    (tramadol,) = row.consequences.applying
    assert [(fact.short, fact.value) for fact in tramadol.why] == [("Tramadol: bruges nu", "Ja")]
    title = content.recommendations["safety-prompts/tramadol-serotonergic"].version.title
    for name in ("advice", "episode"):
        page = gp_client.get(reverse(name, args=[on_tramadol.pk]))
        assertContains(page, 'id="held-back"')
        assertContains(page, "Kræver først afklaring")
        assertContains(page, title)
    assertContains(gp_client.get(reverse("advice_respond", args=[on_tramadol.pk, *DULOXETINE.split("/")])), title)


def test_without_tramadol_it_is_to_be_considered(on_tramadol: Episode, content: Content) -> None:
    Treatment.objects.filter(episode=on_tramadol, kind="tramadol").update(status="stopped")
    advice = workspace_of(on_tramadol, content).advice
    assert DULOXETINE in keys_of(advice.consider)
    assert advice.held_back == []


def test_own_questions_are_asked_where_their_medicine_is_considered_or_in_use(
    on_tramadol: Episode, cast: Cast, content: Content, gp_client: Client
) -> None:
    """Tried: asked always, and never."""
    health = reverse("section", args=[on_tramadol.pk, "health"])
    considered = workspace_of(on_tramadol, content)
    liver, kidney = "own.liver_impairment", "own.creatinine_clearance"
    assert all(considered.facts.is_asked(key) for key in (liver, kidney))
    assert not considered.facts.is_asked("own.heart_conditions")
    assertContains(gp_client.get(health), f'id="errors_{liver}"')
    assertNotContains(gp_client.get(health), 'id="errors_own.heart_conditions"')  # its place only
    assert {row.section.key: row.total for row in considered.sections}["health"] == 12
    treat(cast.gp, on_tramadol, kind="duloxetine", name="Duloxetin", atc="N06AX21", status="current")
    answer(cast.gp, on_tramadol, health__renal_impairment=False)
    in_use = workspace_of(on_tramadol, content)
    assert [question.key for question in in_use.own_questions] == [liver, "own.uncontrolled_hypertension"]
    assertContains(gp_client.get(reverse("episode", args=[on_tramadol.pk])), f"#field_{liver}")
    answer(cast.gp, on_tramadol, own__liver_impairment="none", own__uncontrolled_hypertension=False)
    settled = workspace_of(on_tramadol, content)
    assert settled.own_questions == []
    assertContains(gp_client.get(health), f'id="errors_{liver}"')  # what was answered can be seen and withdrawn


def test_own_prompts_count_apart(episode: Episode, content: Content) -> None:
    """Nobody has asked anything: the contract's prompts ask, and the own ones wait for their medicine."""
    workspace = workspace_of(episode, content)
    assert {row.recommendation.release.publication.key for row in workspace.advice.own_unknown} == {"own-prompts"}
    assert not any(row.recommendation.is_own for row in [*workspace.advice.safety_unknown, *workspace.advice.unknown])
    asked = {question.key for question in [*workspace.advice.safety_questions(), *workspace.own_questions]}
    assert not any(key.startswith("own.") for key in asked)
    # Whether there is an operation is asked for the contract's rules on one.
    assert {one.key for one in workspace.next_questions if one.key.startswith("own.")} <= {"own.operation"}


def test_a_warning_is_said_where_the_medicine_is_considered(
    cast: Cast, on_tramadol: Episode, content: Content, gp_client: Client
) -> None:
    """Also while nobody knows whether the advice applies: on the advice's page, and on the list of all of it.
    Tried: only where the advice applies."""
    answer(cast.gp, on_tramadol, pain__distribution=None)
    assert DULOXETINE in keys_of(workspace_of(on_tramadol, content).advice.unknown)
    title = content.recommendations["safety-prompts/tramadol-serotonergic"].version.title
    said = gp_client.get(reverse("advice_respond", args=[on_tramadol.pk, *DULOXETINE.split("/")])).text
    assert title in said[said.index("Hvis det startes nu") :]
    listed = gp_client.get(reverse("advice", args=[on_tramadol.pk])).text
    assert title in listed[listed.index('id="unknown"') : listed.index('id="not"')]
