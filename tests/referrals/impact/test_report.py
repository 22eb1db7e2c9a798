"""The impact in words: one sentence, counts and examples without keys, and worked out once."""

import re
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import AccessLogEntry, Staff, User
from accounts.tenancy.context import practice_context
from assessment.models import Episode
from assessment.record.clock import today
from guidelines.in_force.content import Content
from guidelines.models import Release
from guidelines.publishing.consistency import Refused
from referrals.impact.report import is_kept, report_of
from referrals.models import KeptImpact
from tests.support.content.drafts import GUIDELINE, PATHWAY, VOCABULARY, Body, draft_with, row_with, without
from tests.support.records.cast import CPR_A2, Cast
from tests.support.records.patients import answer, make_episode, make_patient, treat

SIZE = 400
SignIn = Callable[[Staff | User], Client]
RULE = {"fact": "pain.distribution", "is": "generalised"}


@pytest.fixture
def draft(cast: Cast, content: Content) -> Release:
    return draft_with(cast.editor, content, GUIDELINE, row_with("recommendations", "tca", applies_when=RULE))


@pytest.fixture
def few() -> Any:
    """Fewer made-up patients than a reviewer is shown."""
    with patch("referrals.pages.impact.views.report_of", lambda release, as_of: report_of(release, as_of, SIZE)):
        yield


def page(client: Client, release: Release, **query: str) -> Any:
    return client.get(reverse("editing_impact", args=[release.pk]), query)


def test_the_report_tells_in_words_who_gets_what(draft: Release) -> None:
    report = report_of(draft, today(), SIZE)
    (row,) = report["rows"]
    assert (row["title"], row["kind"], row["is_new"], row["is_gone"]) == (
        "→ Overvej: TCA til smertelindring",
        "Anbefaling",
        False,
        False,
    )
    words = {count["words"] for count in row["counts"]}
    assert "får rådet" in words
    assert len(row["examples"]) == 5
    facts = [fact for example in row["examples"] for fact in example["facts"]]
    assert "Smerternes udbredelse: Generaliserede (store dele af kroppen)" in facts
    assert not [fact for fact in facts if "pain." in fact or "treatment." in fact or "None" in fact]


def test_the_sentence_counts_patients_and_the_rows_add_up(draft: Release) -> None:
    report = report_of(draft, today(), SIZE)
    counts = {count["words"]: int(count["number"]) for count in report["rows"][0]["counts"]}
    changed = sum(counts.values())
    share = round(100 * changed / SIZE)
    assert report["summary"].startswith(f"{share} % af 400 opdigtede patienter ({changed}) får et andet svar: ")
    assert f"hos {counts['får rådet']} kommer noget til" in report["summary"]


def test_that_nothing_changes_is_said_plainly(cast: Cast, content: Content) -> None:
    same = draft_with(cast.editor, content, GUIDELINE, lambda body: body.update(currency_note="Nyt"))
    report = report_of(same, today())
    assert report["summary"] == "Intet ændrer sig for nogen af 10.000 opdigtede patienter."
    assert report["rows"] == []


def test_that_only_words_differ_is_said(cast: Cast, content: Content) -> None:
    words = draft_with(cast.editor, content, GUIDELINE, row_with("recommendations", "cbt-act", text="Andre ord."))
    summary = report_of(words, today(), SIZE)["summary"]
    assert summary.startswith("Ingen af 400 opdigtede patienter får et andet svar; ")


def test_what_is_taken_out_tells_why(cast: Cast, content: Content) -> None:
    def change(body: Body) -> None:
        without("recommendations", "ssri")(body)
        body["retired"] = [{"key": "ssri", "reason": "Forældet", "successor": ""}]

    (row,) = report_of(draft_with(cast.editor, content, GUIDELINE, change), today(), SIZE)["rows"]
    assert (row["is_gone"], row["reason"]) == (True, "Forældet")
    assert {count["words"] for count in row["counts"]} == {"mister rådet", "var uafklarede og får ikke rådet"}


def test_a_pathway_speaks_of_criteria(cast: Cast, content: Content) -> None:
    change = row_with("criteria", "excluded_substance", when={"fact": "risk.smoking", "is": "current"})
    report = report_of(draft_with(cast.editor, content, PATHWAY, change), today(), SIZE)
    by_kind: dict[str, set[str]] = {}
    for row in report["rows"]:
        by_kind.setdefault(row["kind"], set()).update(count["words"] for count in row["counts"])
    assert "har nu denne grund til afslag" in by_kind["Grund til afslag"]
    assert by_kind.keys() == {"Grund til afslag", "Henvisningssted"}


def test_advice_to_the_health_system_is_counted_apart(cast: Cast, content: Content) -> None:
    change = row_with("recommendations", "leadership", text="Ledelsen har ansvaret.")
    report = report_of(draft_with(cast.editor, content, "cross-sector", change), today(), SIZE)
    assert (report["without_patients"], report["rows"]) == (1, [])


def test_a_change_of_the_questions_is_tried_on_the_cases_of_every_publication(cast: Cast, content: Content) -> None:
    older = row_with("populations", "adult", when={"fact": "patient.age_years", "gte": 90})
    report = report_of(draft_with(cast.editor, content, VOCABULARY, older), today(), 5)
    assert report["stored"] > 250
    told = {row["title"]: row["examples"][0] for row in report["stored_rows"]}
    assert "Kører bil" in told["→ Overvej: Husk reglerne om kørekort"]["about"]
    assert told["→ Overvej: Husk reglerne om kørekort"]["change"] == "mister rådet"


def test_it_is_worked_out_once_a_day_for_the_same_draft(cast: Cast, content: Content, draft: Release) -> None:
    first = report_of(draft, today(), SIZE)
    with patch("referrals.impact.report.compare", side_effect=AssertionError("worked out again")):
        assert report_of(draft, today(), SIZE) == first
        other = draft_with(cast.editor, content, GUIDELINE, row_with("recommendations", "tca", text="Andet."))
        with pytest.raises(AssertionError):
            report_of(other, today(), SIZE)
    KeptImpact.objects.update(day="2020-01-01")
    report_of(other, today(), SIZE)
    assert KeptImpact.objects.count() == 1, "what was kept of another day is gone"


def test_the_page_works_without_a_script_and_fetches_the_rest_with_one(
    cast: Cast, draft: Release, sign_in: SignIn, few: None
) -> None:
    client = sign_in(cast.editor)
    shell = page(client, draft)
    assertContains(shell, f'href="{reverse("editing_impact", args=[draft.pk])}?vis=1"')
    assertNotContains(shell, "kommer noget til")
    assertContains(page(client, draft, vis="1"), "kommer noget til")
    part = client.get(reverse("editing_impact", args=[draft.pk]), headers={"HX-Request": "true"})
    assertContains(part, "kommer noget til")
    assertNotContains(part, "<html")
    assertContains(client.get(reverse("editing_impact_summary", args=[draft.pk])), "kommer noget til")


def test_what_is_kept_is_shown_at_once(cast: Cast, draft: Release, sign_in: SignIn) -> None:
    assert not is_kept(draft, today())
    report_of(draft, today())
    assert is_kept(draft, today())
    assertContains(page(sign_in(cast.editor), draft), "af 10.000 opdigtede patienter")


def test_what_does_not_hold_together_is_told_in_words(cast: Cast, content: Content, sign_in: SignIn) -> None:
    lost = {"fact": "pain.lost", "is": "x"}
    broken = draft_with(cast.editor, content, GUIDELINE, row_with("recommendations", "tca", applies_when=lost))
    with pytest.raises(Refused):
        report_of(broken, today(), SIZE)
    assertContains(page(sign_in(cast.editor), broken, vis="1"), "Indholdet hænger ikke sammen")
    assert not KeptImpact.objects.exists()


def test_a_release_in_force_has_nothing_to_be_compared_with(cast: Cast, content: Content, sign_in: SignIn) -> None:
    assertContains(page(sign_in(cast.editor), content.releases[GUIDELINE]), "Udgivelsen er i kraft")


@pytest.fixture
def patients(cast: Cast) -> dict[str, Episode]:
    """In each practice an episode that the changed rule meets; in A also one that it does not."""
    found = {}
    for name, by, cpr in (("Kanin", cast.gp, None), ("Hemmelig", cast.gp_b, "0107729995"), ("Ræv", cast.gp, CPR_A2)):
        made = make_episode(by, make_patient(by, cpr or "1509819996", family_name=name))
        found[name] = answer(by, made, pain__distribution="localised" if name == "Ræv" else "generalised")
        treat(by, made, "paracetamol", "current")
    return found


def editor_in_a(cast: Cast) -> Staff:
    cast.gp2.user.is_content_administrator = True
    cast.gp2.user.save()
    return cast.gp2


def test_an_editor_who_works_in_a_practice_sees_its_open_episodes_and_is_in_the_log(
    cast: Cast, draft: Release, patients: dict[str, Episode], sign_in: SignIn, few: None
) -> None:
    shown = page(sign_in(editor_in_a(cast)), draft, vis="1")
    assertContains(shown, "I de åbne forløb i Klinik A")
    assertContains(shown, "1 af 2 åbne forløb (50 %) får et andet svar.")
    assertContains(shown, reverse("episode", args=[patients["Kanin"].pk]))
    for other in ("Hemmelig", "Ræv", str(patients["Hemmelig"].pk)):
        assertNotContains(shown, other)
    with practice_context(cast.practice_a.pk):
        entries = AccessLogEntry.objects.filter(staff=cast.gp2)
        assert [entry.detail for entry in entries.filter(action="search")] == [
            "åbne forløb, for at se hvad et udkast ville ændre"
        ]
        read = entries.get(action="read")
        assert (read.patient_id, read.detail) == (
            patients["Kanin"].patient_id,
            "vist som eksempel på, hvad et udkast ville ændre",
        )


def test_an_episode_that_is_over_is_not_among_them(
    cast: Cast, draft: Release, patients: dict[str, Episode], sign_in: SignIn, few: None
) -> None:
    with practice_context(cast.practice_a.pk):
        Episode.objects.filter(pk=patients["Kanin"].pk).update(ended_at=patients["Kanin"].started_at)
    shown = page(sign_in(editor_in_a(cast)), draft, vis="1")
    assertContains(shown, "Ingen af 1 åbne forløb får et andet svar.")
    assertNotContains(shown, "Kanin")


def test_a_content_administrator_without_a_practice_sees_no_patient(
    cast: Cast, draft: Release, patients: dict[str, Episode], sign_in: SignIn, few: None
) -> None:
    shown = page(sign_in(cast.editor), draft, vis="1")
    assertContains(shown, "du arbejder ikke i en klinik med adgang til dens patienter")
    for name, episode in patients.items():
        assertNotContains(shown, name)
        assertNotContains(shown, str(episode.pk))
    for practice in (cast.practice_a, cast.practice_b):
        with practice_context(practice.pk):
            assert not AccessLogEntry.objects.filter(detail__contains="et udkast ville ændre").exists()


def test_nothing_of_a_practice_is_kept(
    cast: Cast, draft: Release, patients: dict[str, Episode], sign_in: SignIn, few: None
) -> None:
    page(sign_in(editor_in_a(cast)), draft, vis="1")
    kept = repr(KeptImpact.objects.get().report)
    assert not any(name in kept for name in patients)


def test_an_episode_follows_its_own_pathway_only(
    cast: Cast, content: Content, patients: dict[str, Episode], sign_in: SignIn, few: None
) -> None:
    change = row_with("criteria", "adult", when={"fact": "patient.age_years", "gte": 99})
    draft = draft_with(cast.editor, content, PATHWAY, change)
    with practice_context(cast.practice_a.pk):
        assertContains(page(sign_in(editor_in_a(cast)), draft, vis="1"), "2 af 2 åbne forløb (100 %)")
    elsewhere = Release.objects.get(publication__key="region-syddanmark", state="draft")
    assertContains(page(sign_in(cast.gp2), elsewhere, vis="1"), "Ingen af 2 åbne forløb får et andet svar.")


def test_it_says_how_much_nine_and_twelve_answers_decide(cast: Cast, content: Content) -> None:
    """A guideline whose rules need three answers more, each of them its own: the goal is not reached any more.

    Tried: the order of what is in force for the draft, and today's figure for both.
    """
    scales = [key for key, question in content.vocabulary.questions.items() if question.type == "scale"][:3]

    def change(body: Body) -> None:
        for row in body["recommendations"]:
            if row.get("applies_when"):
                row["applies_when"] = {"all": [row["applies_when"], *({"fact": key, "gte": 0} for key in scales)]}

    report = report_of(draft_with(cast.editor, content, "cross-sector", change), today(), 2000)
    nine, twelve = report["reach"]
    then, now = re.findall(r"(?:afgjort for|i dag:) (\d+) %", nine["words"])
    assert nine["words"].startswith(f"Efter 9 svar er mindst 90 % af rådene afgjort for {then} % ")
    assert int(then) + 20 < int(now)
    assert "af 20 opdigtede, typiske voksne" in nine["words"]
    assert (nine["is_enough"], twelve["words"][:14]) == (False, "Efter 12 svar ")


def test_it_names_the_rules_that_need_an_answer_of_their_own(cast: Cast, content: Content) -> None:
    """Tried: a question that two rules ask counted as the own of each; everything told as known before."""
    single = next(key for key, question in content.vocabulary.questions.items() if question.type == "scale")

    def change(body: Body) -> None:
        (row,) = (one for one in body["recommendations"] if one["key"] == "coordinator")
        row["applies_when"] = {"all": [row["applies_when"], {"fact": single, "gte": 0}]}

    alone = report_of(draft_with(cast.editor, content, "cross-sector", change), today(), 2000)["alone"]
    (new,) = (one["words"] for one in alone if one["is_new"])
    assert f": {content.vocabulary.short(single)} (uafgjort for " in new
    assert new.endswith("af 20 efter 12 svar)")
    said = " ".join(one["words"] for one in alone)
    assert content.vocabulary.short("work.status") in said
    assert content.vocabulary.short("surgery.planned") not in said
