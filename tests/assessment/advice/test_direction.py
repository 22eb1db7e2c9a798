"""Advice against reads as against wherever it is named, and is answered as such."""

from datetime import date
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.tenancy.row_security import as_owner
from assessment.advice.counts import figures_by_recommendation
from assessment.advice.decisions import respond_to_advice
from assessment.episode.waiting import waiting_in
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import AdviceFigure, AdviceResponse, Consultation, Episode
from assessment.notes.contact_note import consultation_note
from assessment.record.clock import today
from guidelines.in_force.catalogue import WITH_RECOMMENDATIONS
from guidelines.in_force.content import Content, current_content
from tests.support.content.publishing import publish_change
from tests.support.records.cast import Cast
from tests.support.records.notes import now
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")

TRAMADOL, TCA, PROMPT = "generalised-pain/tramadol", "generalised-pain/tca", "safety-prompts/nsaid-risk"
SIGN = '<span class="direction against"><span aria-hidden="true">×</span> Undgå</span>'
SAID = f"{SIGN} helst tramadol, før andet har svigtet"
AVOID = "Undgå helst tramadol, før andet har svigtet"
IN_TEXT = "× Undgå helst tramadol, før andet har svigtet"


def respond(
    cast: Cast,
    episode: Episode,
    response: str,
    reason: str = "",
    key: str = TRAMADOL,
    visit: Consultation | None = None,
) -> AdviceResponse:
    recommendation = current_content().recommendations[key]
    return respond_to_advice(
        by=cast.gp,
        episode=episode,
        consultation=visit,
        recommendation=recommendation,
        response=response,
        reason=reason,
        facts={},
    )


def workspace_of(episode: Episode) -> Workspace:
    return build_workspace(Episode.objects.select_related("patient").get(pk=episode.pk), current_content(), today())


@pytest.fixture
def on_tramadol(cast: Cast, episode: Episode) -> Episode:
    """Generalised pain, with tramadol in use before anything else was tried: the advice against it needs attention."""
    answer(
        cast.gp,
        episode,
        pain__distribution="generalised",
        pain__onset_date=today().replace(year=today().year - 2, day=1),
        everyday__function_reduced=True,
        workup__other_disease_explains=False,
    )
    treat(cast.gp, episode, "tramadol", "current")
    for kind in ("tca", "gabapentinoid"):
        treat(cast.gp, episode, kind, "stopped", effect="good")
    return episode


def test_the_direction_stands_first_wherever_the_advice_is_named(
    cast: Cast, on_tramadol: Episode, gp_client: Client, sign_in: Any
) -> None:
    """Tried: the bare title on each of these pages in turn."""
    publication, key = TRAMADOL.split("/")
    for name, arguments, said in (
        ("episode", [on_tramadol.pk], SAID),
        ("advice", [on_tramadol.pk], SAID),
        ("advice_respond", [on_tramadol.pk, publication, key], f"<h1>{SAID}</h1>"),
        ("guideline", [publication], SAID),
        ("recommendation", [publication, key], f"<h1>{SAID}</h1>"),
    ):
        assertContains(gp_client.get(reverse(name, args=arguments)), said)
    assertContains(gp_client.get(reverse("guidelines"), {"q": "tramadol"}), SAID)
    assertContains(gp_client.get(reverse("guideline_fhir", args=[publication])), IN_TEXT)
    assertContains(sign_in(cast.editor).get(reverse("editing_responses", args=[publication, key])), SAID)


def test_the_text_stands_in_the_row_with_the_age_of_its_source(on_tramadol: Episode, gp_client: Client) -> None:
    """That most sources are aged is said once, above the rows, and what more there is in each. Tried: the text folded
    away, as before; the mark left to the folded reasons; the same red words in every row."""
    page = gp_client.get(reverse("episode", args=[on_tramadol.pk])).content.decode()
    assert page.count("Hvor andet ikke står, er kilden ikke ajour") == 1
    row = page.split(SAID)[1]
    row = row[: row.index("<details")]
    assert "Brug kun tramadol, når andre muligheder er prøvet uden tilstrækkelig effekt." in row
    assert "ikke ajour" not in row
    assert "Erklæret uaktuel af udgiver i 2023." in row


def test_it_is_avoided_or_used_all_the_same_for_a_reason(cast: Cast, on_tramadol: Episode, gp_client: Client) -> None:
    """Tried: the words of a response to other advice."""
    url = reverse("advice_respond", args=[on_tramadol.pk, *TRAMADOL.split("/")])
    page = gp_client.get(url, {"response": "use"})
    assertContains(page, '<option value="use" selected>Bruges alligevel</option>', html=True)
    assertContains(page, "Bruges alligevel, fordi")
    assertNotContains(page, "Følg</option>")
    seen = {"seen": current_content().recommendations[TRAMADOL].version.pk}
    assert gp_client.post(url, seen | {"response": "follow"}).status_code == 422
    assert gp_client.post(url, seen | {"response": "use"}).status_code == 422
    assert not AdviceResponse.objects.exists()
    visit = now(cast.gp, on_tramadol)
    assert gp_client.post(url, seen | {"response": "use", "reason": "others_failed"}).status_code == 302
    assert TRAMADOL in [row.recommendation.key for row in workspace_of(on_tramadol).advice.decided]
    because = "(anden behandling har ikke virket godt nok"
    assert f"Bruges alligevel: {AVOID} {because})." in consultation_note(visit, current_content()).text
    told = f"{AVOID}: bruges alligevel {because}"
    assertContains(gp_client.get(reverse("episode_summary", args=[on_tramadol.pk])), told)
    assertContains(gp_client.get(reverse("advice", args=[on_tramadol.pk])), "bruges alligevel")


@pytest.mark.parametrize(
    ("response", "reason", "key"),
    [
        ("follow", "", TRAMADOL),
        ("dismiss", "disagree", TRAMADOL),
        ("defer", "later", TRAMADOL),
        ("avoid", "", TCA),
        ("use", "wanted", TCA),
    ],
)
def test_the_database_refuses_an_answer_that_does_not_fit(
    response: str, reason: str, key: str, cast: Cast, episode: Episode
) -> None:
    """Tried: the trigger left out."""
    with pytest.raises(DatabaseError, match="does not fit the direction"), transaction.atomic():
        respond(cast, episode, response, reason, key)


def test_the_database_wants_a_reason_to_use_it(cast: Cast, episode: Episode) -> None:
    with pytest.raises(IntegrityError, match="advice_refused_with_reason"), transaction.atomic():
        respond(cast, episode, "use")
    assert respond(cast, episode, "use", "wanted").pk
    assert respond(cast, episode, "avoid").pk
    assert respond(cast, episode, "follow", key=PROMPT).pk


def test_the_editors_see_how_often_it_is_avoided(cast: Cast, episode: Episode, content: Content) -> None:
    """Tried: the reasons of advice to do something."""
    version = content.recommendations[TRAMADOL].version
    figures = [("avoid", "")] * 12 + [("use", "wanted")] * 10 + [("use", "declined")] * 5
    AdviceFigure.objects.bulk_create(
        AdviceFigure(recommendation_version=version, response=said, reason=reason, month=date(2020, 1, 1))
        for said, reason in figures
    )
    (quarter,) = figures_by_recommendation(today())[version.recommendation_id]
    assert (quarter.done_words, quarter.done.rounded) == ("undgås", 10)
    (used,) = quarter.refusals
    assert used.words == "bruges alligevel"
    assert {words: number.rounded for words, number in used.reasons_shown.items()} == {
        "patienten ønsker det": 10,
        # Recorded when it was asked for the reasons of advice to do something.
        "patienten ønsker det ikke": 5,
    }


migration: Any = import_module("assessment.migrations.0009_answers_fit_the_direction")


def migrate(step: str, cast: Cast) -> None:
    """One way of the migration's own step, as the owner; it leaves no practice in sight behind it."""
    with as_owner():
        getattr(migration, step)(apps, SimpleNamespace(connection=connection))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('smertekompas.practice', %s, true)", [str(cast.gp.practice_id)])


def test_stored_answers_to_advice_against_are_rewritten_and_back(
    cast: Cast, on_tramadol: Episode, gp_client: Client
) -> None:
    """Tried: the mark left out; the advice for, a safety prompt and the figures touched, and not touched."""
    visit = now(cast.gp, on_tramadol)
    for response, reason, key in (("avoid", "", TRAMADOL), ("follow", "", TCA), ("follow", "", PROMPT)):
        respond(cast, on_tramadol, response, reason, key, visit)
    respond(cast, on_tramadol, "use", "wanted", "generalised-pain/strong-opioids", visit)

    def stored() -> list[tuple[str, str, str]]:
        return list(AdviceResponse.objects.order_by("recorded_at").values_list("response", "converted_from", "reason"))

    fits = [("avoid", "", ""), ("follow", "", ""), ("follow", "", ""), ("use", "", "wanted")]
    assert stored() == fits
    recorded = list(AdviceResponse.objects.order_by("recorded_at").values_list("recorded_at", "recorded_by"))
    migrate("restore_answers", cast)
    before = [("follow", "", ""), ("follow", "", ""), ("follow", "", ""), ("dismiss", "", "wanted")]
    assert stored() == before
    assert sorted(AdviceFigure.objects.values_list("response", flat=True)) == ["dismiss", "follow", "follow", "follow"]
    migrate("rewrite_answers", cast)
    assert stored() == [("avoid", "follow", ""), *fits[1:3], ("use", "dismiss", "wanted")]
    assert sorted(AdviceFigure.objects.values_list("response", flat=True)) == ["avoid", "follow", "follow", "use"]
    assert recorded == list(AdviceResponse.objects.order_by("recorded_at").values_list("recorded_at", "recorded_by"))
    mark = "undgås (omskrevet fra »følg«)"
    assert f"{mark.capitalize()}: {AVOID}" in consultation_note(visit, current_content()).text
    assertContains(gp_client.get(reverse("advice", args=[on_tramadol.pk])), mark)
    with pytest.raises(DatabaseError), transaction.atomic():
        AdviceResponse.objects.update(response="follow")


def test_nothing_to_do_is_only_said_when_nothing_is_undecided(cast: Cast, episode: Episode, gp_client: Client) -> None:
    """Tried: the sentence said beside advice that waits, and beside a safety prompt."""
    page = reverse("episode", args=[episode.pk])
    waiting = waiting_in(workspace_of(episode))
    assert waiting.advice > 10
    assert waiting.first is not None
    first = f"{reverse('section', args=[episode.pk, waiting.first.section])}#field_{waiting.first.key}"
    response = gp_client.get(page)
    assertContains(response, f"{waiting.advice} råd venter på {waiting.answers} svar")
    # The counts of one screen are of the same things, and say of which.
    assertContains(response, f"{waiting.undecided} kan ikke afgøres endnu")
    assertContains(response, f"Kan ikke afgøres endnu ({waiting.undecided})", count=2)
    assertContains(gp_client.get(reverse("first_nine", args=[episode.pk])), f"{waiting.advice} råd mangler svar")
    assertContains(response, f'<a href="{first}">{waiting.first.label}</a>', html=True)
    assertNotContains(response, "Intet at gøre nu")
    answer(cast.gp, episode, workup__red_flags=("trauma",))
    response = gp_client.get(page)
    assertContains(response, "Tag først stilling til punkterne under Sikkerhed.")
    assertNotContains(response, "Intet at gøre nu")
    for release in current_content().releases.values():
        if release.publication.kind in WITH_RECOMMENDATIONS:
            publish_change(release.publication.key, list.clear)
    assertContains(gp_client.get(page), "Intet at gøre nu.")


def test_an_editor_moves_an_advice_to_the_other_list(on_tramadol: Episode) -> None:
    """A field of the content like any other. Tried: the field left out of what is stored with the version."""
    publish_change(
        "generalised-pain", lambda rows: [row.update(list_name="do_now") for row in rows if row["key"] == "tramadol"]
    )
    assert TRAMADOL in [row.recommendation.key for row in workspace_of(on_tramadol).advice.do_now]


def test_the_two_lists_hold_what_their_names_say(on_tramadol: Episode) -> None:
    advice = workspace_of(on_tramadol).advice
    assert TRAMADOL in [row.recommendation.key for row in advice.consider]
    law = "dependency-medicines/treatment-plan"
    assert law not in [row.recommendation.key for row in advice.consider]


def test_what_is_avoided_while_it_is_in_use_is_asked_about(cast: Cast, on_tramadol: Episode, gp_client: Client) -> None:
    """The page names what is in use, leads to the list and to a taper plan, and asks once; the note says the answer.
    Tried: saved without a question; asked also of "used all the same"."""
    url, visit = reverse("advice_respond", args=[on_tramadol.pk, *TRAMADOL.split("/")]), now(cast.gp, on_tramadol)
    (row,) = on_tramadol.treatments.filter(kind="tramadol")
    page = gp_client.get(url, {"response": "avoid"})
    for address in (
        reverse("treatment_change", args=[on_tramadol.pk, row.pk]),
        reverse("taper_add", args=[on_tramadol.pk]),
    ):
        assertContains(page, f'href="{address}"')
    sent = {"seen": current_content().recommendations[TRAMADOL].version.pk, "response": "avoid"}
    assertContains(gp_client.post(url, sent), "er i brug. Stoppes det?", status_code=422)
    assert gp_client.post(url, sent | {"stops": "on"}).status_code == 302
    assert "det er aftalt, at det stoppes eller trappes ned" in consultation_note(visit, current_content()).text


def test_a_fast_acting_opioid_that_is_avoided_while_in_use_is_asked_about(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    """What is in use is named by the fact about it, and what acts slowly is not. Tried: by how the fact's key ends."""
    treat(cast.gp, episode, "strong_opioid", "current", name="Morfin dråber", fast_acting=True)
    treat(cast.gp, episode, "strong_opioid", "current", name="Contalgin", fast_acting=False)
    answer(cast.gp, episode, workup__active_cancer=False, pain__onset_date=date(2020, 1, 1))
    url = reverse("advice_respond", args=[episode.pk, "opioid-care", "fast-acting"])
    sent = {"seen": current_content().recommendations["opioid-care/fast-acting"].version.pk, "response": "avoid"}
    asked = gp_client.post(url, sent)
    assertContains(asked, "er i brug. Stoppes det?", status_code=422)
    assert [one.title for one in asked.context["form"].in_use] == ["Morfin dråber, Stærkt opioid"]


def test_advice_against_stands_under_its_own_heading(on_tramadol: Episode, gp_client: Client) -> None:
    """Tried: one heading for the whole list."""
    for name in ("episode", "advice"):
        headings = " ".join(gp_client.get(reverse(name, args=[on_tramadol.pk])).text.split()).split("<h2>")
        (found,) = (part for part in headings if SAID in part)
        assert found.strip().startswith("Undgå (")
