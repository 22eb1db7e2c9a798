"""What came of a safety prompt: it stands as long as its facts, is written down whole, and is seen by a doctor."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import AccessLogEntry
from accounts.tenancy.context import practice_context
from assessment.advice.decisions import respond_to_advice
from assessment.care_plan.agreement import plan_of, save_plan
from assessment.care_plan.printed_sheet import frozen_plan, print_plan
from assessment.episode.workspace import Workspace
from assessment.models import AdviceResponse, Answer, Consultation, Episode
from assessment.notes.contact_note import consultation_note
from assessment.notes.summary import episode_summary
from assessment.record.answers import record_answers
from assessment.record.consultations import begin_consultation
from assessment.safety.prompt_decisions import StalePrompt, token_of
from guidelines.in_force.content import Content
from referrals.letters.prefill import prefilled_sections
from referrals.pathways.in_force import pathway_of
from tests.support.http.forms import HTMX, form_of, form_with
from tests.support.records.cast import Cast
from tests.support.records.duties import called
from tests.support.records.letters import CENTRE, look
from tests.support.records.patients import answer, current, treat
from tests.support.records.prompts import RED_FLAGS, SUICIDAL, assess, decide, prompt_of
from tests.support.records.questionnaires import saved

pytestmark = pytest.mark.usefixtures("in_a")

TODAY = timezone.localdate()
IN_THREE_DAYS = TODAY + timedelta(days=3)
SEROTONERGIC = "safety-prompts/tramadol-serotonergic"
FULL = {
    "outcome": "assessed",
    "assessed__plans": "Ingen planer.",
    "assessed__risk": "Lav risiko.",
    "assessed__arranged": "Ringer i morgen.",
    "assessed__leaves_with": "Sin søster",
    "assessed__next_contact": f"{IN_THREE_DAYS:%d.%m.%Y}",
}


@pytest.fixture
def passive(cast: Cast, episode: Episode) -> Episode:
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="passive")
    return episode


@pytest.fixture
def flagged(cast: Cast, episode: Episode) -> Episode:
    answer(cast.gp, episode, workup__red_flags=("trauma",))
    return episode


def page(episode: Episode, key: str = SUICIDAL) -> str:
    return reverse("advice_respond", args=[episode.pk, *key.split("/")])


def test_an_assessment_of_passive_thoughts_does_not_stay_on_active_ones(cast: Cast, passive: Episode) -> None:
    """Tried: the newest response as the decision, whatever it was given on."""
    assert prompt_of(passive, SUICIDAL).is_open
    kept = assess(cast.gp, passive)
    row = prompt_of(passive, SUICIDAL)
    assert (row.is_open, row.decision) == (False, kept)
    answer(cast.gp, passive, wellbeing__suicidal_thoughts="active")
    row = prompt_of(passive, SUICIDAL)
    assert (row.is_open, row.decision, row.response) == (True, None, kept)


def test_what_was_decided_before_the_answer_changed_says_so_everywhere(
    cast: Cast, passive: Episode, gp_client: Client, content: Content
) -> None:
    """Tried: the note without its words; the panel without the answer; a line of every page without the count."""
    consultation = begin_consultation(by=cast.gp, episode=passive, form="phone")
    overview = reverse("episode", args=[passive.pk])
    answer(cast.gp, passive, wellbeing__suicidal_thoughts="passive")
    assess(cast.gp, passive)
    assert "før svaret blev ændret" not in str(consultation_note(consultation, content).text)
    assertNotContains(gp_client.get(overview), "Sikkerhed: 1 åben")
    answer(cast.gp, passive, wellbeing__suicidal_thoughts="active")
    assert "(før svaret blev ændret)" in str(consultation_note(consultation, content).text)
    shown = gp_client.get(overview)
    assertContains(shown, "(Selvmordstanker: Passive tanker)")
    assertContains(shown, "Sikkerhed: 1 åben")


def test_asked_anew_with_the_same_answer_it_is_open_again(cast: Cast, passive: Episode, content: Content) -> None:
    assess(cast.gp, passive)
    consultation = begin_consultation(by=cast.gp, episode=current(passive), form="in_person")
    question = "wellbeing.suicidal_thoughts"
    record_answers(
        by=cast.gp,
        consultation=consultation,
        section="wellbeing",
        values={question: "passive"},
        seen_version=consultation.episode.version,
        content=content,
        reaffirmed=[question],
    )
    assert prompt_of(passive, SUICIDAL).is_open


def test_on_the_day_of_the_next_contact_it_is_open_again(cast: Cast, passive: Episode) -> None:
    assess(cast.gp, passive, next_contact=IN_THREE_DAYS)
    days = (TODAY, IN_THREE_DAYS - timedelta(days=1), IN_THREE_DAYS)
    assert [prompt_of(passive, SUICIDAL, day).is_open for day in days] == [False, False, True]


def test_red_flags_worked_up_and_closed_give_the_answer_and_stand(
    cast: Cast, flagged: Episode, content: Content
) -> None:
    """Tried: the basis as it was before the answer was set, so that the decision never stood."""
    kept = decide(cast.gp, flagged, RED_FLAGS, "closed", found="Røntgen uden brud.")
    assert current(flagged).answers["workup.red_flags_cleared"]["value"] is True
    row = prompt_of(flagged, RED_FLAGS)
    assert (row.result.status, row.decision) == ("does_not_apply", kept)
    assert Answer.objects.get(question="workup.red_flags_cleared").consultation_id == kept.consultation_id


def test_a_red_flag_noted_after_the_clearing_is_open_until_it_is_closed_too(cast: Cast, flagged: Episode) -> None:
    """Tried: the clearing standing for every red flag that comes after it."""
    decide(cast.gp, flagged, RED_FLAGS, "closed", found="Røntgen uden brud.")
    answer(cast.gp, flagged, workup__red_flags=("trauma", "night_pain"))
    row = prompt_of(flagged, RED_FLAGS)
    assert (row.result.status, row.is_open) == ("applies", True)
    decide(cast.gp, flagged, RED_FLAGS, "closed", found="MR og blodprøver uden fund.")
    assert prompt_of(flagged, RED_FLAGS).result.status == "does_not_apply"


def test_the_question_of_the_clearing_is_asked_again(cast: Cast, flagged: Episode, gp_client: Client) -> None:
    """The earlier answer is marked as old, with the button that says it anew, also on the same day."""
    answer(cast.gp, flagged, workup__red_flags_cleared=True)
    workup = reverse("section", args=[flagged.pk, "workup"])
    again = 'name="unchanged" value="workup.red_flags_cleared"'
    assertNotContains(gp_client.get(workup), again)
    answer(cast.gp, flagged, workup__red_flags=("night_pain",))
    assertContains(gp_client.get(workup), again)
    assert prompt_of(flagged, RED_FLAGS).is_open


def test_a_treatment_begun_after_the_decision_opens_the_prompt(cast: Cast, episode: Episode) -> None:
    treat(cast.gp, episode, "tramadol", "current", name="tramadol")
    treat(cast.gp, episode, "ssri", "current", name="sertralin")
    decide(cast.gp, episode, SEROTONERGIC, "arranged", what="Sertralin trappes ud.")
    assert not prompt_of(episode, SEROTONERGIC).is_open
    treat(cast.gp, episode, "tca", "current", name="amitriptylin")
    assert prompt_of(episode, SEROTONERGIC).is_open


def test_the_page_keeps_the_whole_assessment_with_what_it_rests_on(
    cast: Cast, passive: Episode, gp_client: Client
) -> None:
    shown = gp_client.get(page(passive))
    assertContains(shown, "112")
    assertNotContains(shown, "ønsker det ikke")
    seen = token_of(prompt_of(passive, SUICIDAL))
    assert gp_client.post(page(passive), FULL | {"seen": seen}).status_code == 302
    kept = AdviceResponse.objects.get()
    assert (kept.safety, kept.outcome, kept.response, kept.reason) == ("decided", "assessed", "", "")
    assert kept.basis == {"wellbeing.suicidal_thoughts": {"value": "passive", "version": 1}}
    assert kept.reopens_on == IN_THREE_DAYS
    words = f"Spurgt og vurderet; Planer og midler: Ingen planer.; Din vurdering af risikoen: Lav risiko.; Aftalt: Ringer i morgen.; Hvem er hos patienten bagefter: Sin søster; Næste kontakt: {IN_THREE_DAYS:%d.%m.%Y}"  # noqa: E501
    assert kept.words == words
    assert kept.consultation == Consultation.objects.get()
    # The answer, the assessment, and the next contact as the next follow-up.
    assert AccessLogEntry.objects.filter(action="change", staff=cast.gp, patient_id=passive.patient_id).count() == 3
    panel = gp_client.get(reverse("episode", args=[passive.pk]))
    assertContains(panel, words)
    assertNotContains(panel, f"{page(passive)}?response=")


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, ["outcome"]),
        (FULL | {"outcome": "follow"}, ["outcome"]),
        (FULL | {"assessed__risk": " "}, ["assessed__risk"]),
        (FULL | {"assessed__next_contact": "01.01.2020"}, ["assessed__next_contact"]),
        # What is typed under another outcome is neither dropped nor kept there.
        (FULL | {"admitted__where": "Skadestuen"}, ["admitted__where"]),
    ],
)
def test_without_what_is_required_nothing_is_kept_but_what_was_typed(
    typed: dict[str, str], wrong: list[str], passive: Episode, gp_client: Client
) -> None:
    seen = token_of(prompt_of(passive, SUICIDAL))
    refused = gp_client.post(page(passive), typed | {"seen": seen})
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == wrong
    assertContains(refused, seen, status_code=422)
    if typed:
        assertContains(refused, "Ringer i morgen.", status_code=422)
    assert not AdviceResponse.objects.exists()


def test_what_changed_while_the_page_was_open_is_shown_and_nothing_kept(
    cast: Cast, passive: Episode, gp_client: Client
) -> None:
    """Two people at once: the second sees what the first has done, with the typed text. Tried: no token."""
    seen = token_of(prompt_of(passive, SUICIDAL))
    answer(cast.gp2, passive, wellbeing__suicidal_thoughts="active")
    stale = gp_client.post(page(passive), FULL | {"seen": seen})
    assertContains(stale, "Ringer i morgen.", status_code=409)
    assert not AdviceResponse.objects.exists()
    seen = token_of(prompt_of(passive, SUICIDAL))
    assess(cast.gp2, passive)
    assert gp_client.post(page(passive), FULL | {"seen": seen}).status_code == 409
    with pytest.raises(StalePrompt):
        assess(cast.gp, passive, seen=seen)
    assert AdviceResponse.objects.count() == 1


def test_a_prompt_that_no_longer_applies_is_not_decided_on(cast: Cast, passive: Episode, gp_client: Client) -> None:
    answer(cast.gp, passive, wellbeing__suicidal_thoughts="none")
    assertNotContains(gp_client.get(page(passive)), 'name="outcome"')
    with pytest.raises(StalePrompt):
        assess(cast.gp, passive)


def test_the_database_keeps_one_way_of_answering(cast: Cast, passive: Episode) -> None:
    row = prompt_of(passive, SUICIDAL)
    said: dict[str, Any] = {
        "episode": passive,
        "recommendation_version": row.recommendation.version,
        "release": row.recommendation.release,
        "recorded_by": cast.gp,
    }
    wrong: list[dict[str, Any]] = [
        {"safety": "decided"},
        {"safety": "decided", "outcome": "assessed"},
        {"safety": "decided", "outcome": "assessed", "details": {"label": "x"}, "response": "follow"},
        {"safety": "left_open"},
        {"safety": "handed_on", "comment": "x", "outcome": "assessed"},
        {"response": "follow", "outcome": "assessed"},
        {"safety": "seen", "comment": "x"},
        {},
    ]
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            AdviceResponse.in_practice(**said, **values).save(force_insert=True)
    kept = assess(cast.gp, passive)
    for changed in ({"safety": "left_open"}, {"details": {}}, {"basis": {}}):
        with pytest.raises(DatabaseError), transaction.atomic():
            AdviceResponse.objects.filter(pk=kept.pk).update(**changed)


# --- the end of a consultation ---------------------------------------------------------------


def end(client: Client, episode: Episode, **typed: str) -> Any:
    version = Consultation.objects.get(episode=episode).version
    form = {"contact_form": "in_person", "agreed": "Aftalt.", "seen_version": str(version), "end": "1"}
    of_the_prompt = {f"{name}.{SUICIDAL.replace('/', '.')}": value for name, value in typed.items()}
    return client.post(reverse("consultation_end", args=[episode.pk]), form | of_the_prompt)


def test_a_consultation_does_not_end_while_a_safety_prompt_is_open(passive: Episode, gp_client: Client) -> None:
    """Tried: the consultation ended all the same."""
    refused = end(gp_client, passive)
    assert refused.status_code == 422
    name = SUICIDAL.replace("/", ".")
    assert set(refused.context["left"].errors) == {f"left.{name}", f"because.{name}"}
    consultation = Consultation.objects.get()
    assert (consultation.ended_at, consultation.agreed) == (None, "Aftalt.")


@pytest.mark.parametrize("left", ["handed_on", "left_open"])
def test_it_ends_with_a_handing_over_or_a_reason_that_stands_in_the_note(
    left: str, passive: Episode, gp_client: Client
) -> None:
    """Where nobody has assessed it, the note does not say so. Tried: the word of an assessment beside every one."""
    assert end(gp_client, passive, left=left).status_code == 422
    assert end(gp_client, passive, left=left, because="Dr. Hansen ringer kl. 14.").status_code == 302
    consultation = Consultation.objects.get()
    assert consultation.ended_at
    assert "Dr. Hansen ringer kl. 14." in consultation.note
    assert "vurderet" not in consultation.note
    assert prompt_of(passive, SUICIDAL).is_open
    assert end(gp_client, passive, left=left, because="Dr. Hansen ringer kl. 14.").status_code == 302
    assert AdviceResponse.objects.count() == 1


def test_each_open_prompt_is_left_open_for_a_reason_of_its_own(cast: Cast, passive: Episode, gp_client: Client) -> None:
    """Tried: one reason for all that is open; a prompt without a reason passed over."""
    answer(cast.gp, passive, workup__red_flags=("trauma",))
    assert end(gp_client, passive, left="handed_on", because="Akutteamet ringer.").status_code == 422
    assert not AdviceResponse.objects.exists()
    page = reverse("consultation_end", args=[passive.pk])
    said = {"suicidal-thoughts": ("handed_on", "Akutteamet ringer."), "red-flags": ("left_open", "Røntgen i dag.")}
    sent = form_with(gp_client.get(page), "agreed") | {"end": ["1"]}
    for key, (left, because) in said.items():
        sent |= {f"left.safety-prompts.{key}": [left], f"because.safety-prompts.{key}": [because]}
    assert gp_client.post(page, sent).status_code == 302
    kept = {row.recommendation_version.recommendation.key: row for row in AdviceResponse.objects.all()}
    assert {key: (row.safety, row.comment) for key, row in kept.items()} == said


def test_one_left_open_yesterday_is_ended_with_a_reason_before_the_next_begins(
    passive: Episode, gp_client: Client
) -> None:
    """Tried: the next consultation ending it in silence."""
    Consultation.objects.update(opened_at=timezone.now() - timedelta(days=1))
    begin = reverse("consultation_begin", args=[passive.pk])
    assert gp_client.post(begin, {"contact_form": "phone"})["Location"] == reverse(
        "consultation_end", args=[passive.pk]
    )
    assert Consultation.objects.get().ended_at is None
    assert end(gp_client, passive, left="left_open", because="Blev hentet før tid.").status_code == 302
    earlier = Consultation.objects.get()
    assert AdviceResponse.objects.get().consultation == earlier
    assert "Blev hentet før tid." in earlier.note
    assert gp_client.post(begin, {"contact_form": "phone"})["Location"] == reverse("agenda", args=[passive.pk])


def test_it_ends_with_a_decision_and_asks_for_nothing_then(cast: Cast, passive: Episode, gp_client: Client) -> None:
    assess(cast.gp, passive)
    assertNotContains(gp_client.get(reverse("consultation_end", args=[passive.pk])), 'name="because"')
    assert end(gp_client, passive).status_code == 302
    assert AdviceResponse.objects.count() == 1


def test_what_a_questionnaire_hints_at_is_open_too_until_it_is_asked(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    """Tried: only the prompts that apply, so that a hint at suicide was left behind."""
    begin_consultation(by=cast.gp, episode=current(episode), form="in_person")
    saved(cast.gp, episode, death=2)
    assert prompt_of(episode, SUICIDAL).result.status == "unknown"
    refused = end(gp_client, episode)
    assert refused.status_code == 422
    assert [row.recommendation.key for row in refused.context["left"].rows.values()] == [SUICIDAL]
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="none")
    assert end(gp_client, episode).status_code == 302


# --- where it is read ------------------------------------------------------------------------


def test_what_the_program_says_of_itself_stands_on_the_screen_and_not_in_the_record(
    cast: Cast, passive: Episode, gp_client: Client, content: Content
) -> None:
    """A number that nobody has checked, and a medicine's code. Tried: the reservation in the contact's text; the code
    among the words of a row."""
    treat(cast.gp, passive, "tramadol", "current", atc="N02AX02")
    assess(cast.gp, passive)
    reservation = "ikke kontrolleret endnu"
    assertContains(gp_client.get(page(passive)), reservation)
    workspace = look(passive, content)
    assert workspace.consultation
    said = consultation_note(workspace.consultation, content).text, episode_summary(workspace).text
    for text in (*said, str(frozen_plan(plan_of(passive), workspace, cast.gp))):
        assert reservation not in text
        assert "ATC" not in text
        assert "N02AX02" not in text


def test_note_summary_plan_and_letter_say_what_was_made_of_it(cast: Cast, passive: Episode, content: Content) -> None:
    """The assessment, not only the answer; and whom to call. The note says so only once the patient has it on paper: it
    stood there as if it had been given. Tried: the letter without the assessment; the note with the numbers always."""
    assess(cast.gp, passive)
    workspace = look(passive, content)
    assert workspace.consultation
    for note in (consultation_note(workspace.consultation, content), episode_summary(workspace)):
        (line,) = {section.title: section.lines for section in note.sections}["Vurdering"]
        assert line.startswith("Selvmordstanker vurderet: Spurgt og vurderet, ")
        assert "planer og midler »Ingen planer«, vurderet risiko »Lav" in line
        assert "112" not in line
        # What the program says of itself belongs in no record.
        assert not [word for word in ("kontrolleret", "ATC", "Smertekompas", content.rules[0].key) if word in note.text]
    text = "\n".join(prefilled_sections(pathway_of(content), workspace, CENTRE).values())
    told = "wellbeing.suicidal_thoughts" in {
        fact for section in pathway_of(content).letters[CENTRE].sections for fact in section.facts
    }
    assert told
    assert f"vurderet {TODAY:%d.%m.%Y}: Spurgt og vurderet" in text
    save_plan(by=cast.gp, episode=current(passive), values={"goal": "Gå en tur"}, seen_version=0)
    numbers = call_lines(current(passive), workspace, cast)
    assert [line.rpartition(": ")[2].partition(" (")[0] for line in numbers[1:]] == ["Ring 112.", "Ring 1813"]
    print_plan(by=cast.gp, plan=plan_of(current(passive)), workspace=workspace)
    assert f"Patienten har fået på papir: {numbers[0]}" in consultation_note(workspace.consultation, content).text
    answer(cast.gp, passive, wellbeing__suicidal_thoughts="active")
    later = look(passive, content)
    assert "står åbent igen" in episode_summary(later).text
    assert "Spurgt og vurderet" not in "\n".join(prefilled_sections(pathway_of(content), later, CENTRE).values())


def call_lines(episode: Episode, workspace: Workspace, cast: Cast) -> list[str]:
    sections = frozen_plan(plan_of(episode), workspace, cast.gp)["sections"]
    return next(section["lines"] for section in sections if section["key"] == "call")


# --- a doctor's eye --------------------------------------------------------------------------


SEEN = {"kind": "seen", "seen": "0"}


def eye_of(decision: AdviceResponse) -> str:
    """Where a doctor says what comes of it."""
    return reverse("inquiry_answer", args=[decision.inquiry.pk])


def test_a_nurse_s_decision_stands_on_the_doctors_first_page_until_one_has_seen_it(
    cast: Cast, episode: Episode, gp_client: Client, sign_in: Any
) -> None:
    """Of what is not dangerous; of what is, see test_handing_over. Tried: shown to the nurse, and shown for ever."""
    treat(cast.gp, episode, "tramadol", "current", name="tramadol")
    treat(cast.gp, episode, "ssri", "current", name="sertralin")
    kept, nurse_client = decide(cast.nurse, episode, SEROTONERGIC, "arranged", what="Ses an."), sign_in(cast.nurse)
    seen = eye_of(kept)
    assertContains(gp_client.get(reverse("home")), seen)
    assertNotContains(nurse_client.get(reverse("home")), seen)
    assert nurse_client.post(seen, SEEN).status_code == 403
    assert [gp_client.post(seen, SEEN).status_code for _ in range(2)] == [302, 302]
    (step,) = kept.inquiry.steps.all()
    assert (step.kind, step.recorded_by) == ("seen", cast.gp)
    assertNotContains(gp_client.get(reverse("home")), seen)


def test_a_doctor_who_decides_has_seen_what_the_nurse_decided(cast: Cast, passive: Episode) -> None:
    assess(cast.nurse, passive)
    assert len(called("safety_decision")) == 1
    assess(cast.gp, passive)
    assert called("safety_decision") == []


def test_what_a_doctor_hands_on_stands_there_too(passive: Episode, gp_client: Client) -> None:
    """Tried: only what a nurse has written."""
    end(gp_client, passive, left="handed_on", because="Dr. Hansen ringer kl. 14.")
    assertContains(gp_client.get(reverse("home")), "Dr. Hansen ringer kl. 14.")


@pytest.mark.parametrize("left", ["handed_on", "left_open"])
def test_what_somebody_passes_on_or_leaves_open_goes_by_another_doctor_or_a_decision(
    left: str, cast: Cast, passive: Episode, gp_client: Client, sign_in: Any
) -> None:
    """Of what is dangerous a press that it is seen is refused. Tried: what was left open not shown; the sender marks it
    as seen; seen without a word."""
    end(gp_client, passive, left=left, because="Patienten gik")
    (given,) = called("safety_decision")
    seen = reverse("inquiry_answer", args=[given])
    assertNotContains(gp_client.get(reverse("home")), seen)
    other = sign_in(cast.gp2)
    assert [client.post(seen, SEEN).status_code for client in (gp_client, other)] == [422, 422]
    assert called("safety_decision") == [given]
    assess(cast.gp2, passive)
    assert called("safety_decision") == []


def test_another_practice_sees_and_marks_nothing(cast: Cast, passive: Episode, sign_in: Any) -> None:
    kept = assess(cast.nurse, passive)
    assert sign_in(cast.gp_b).post(eye_of(kept), SEEN).status_code == 404
    with practice_context(cast.practice_b.pk):
        assert called("safety_look", "safety_decision") == []


def test_an_ordinary_answer_to_advice_is_not_for_a_doctor_s_eye(cast: Cast, episode: Episode, content: Content) -> None:
    entry = next(iter(content.recommendations.values()))
    respond_to_advice(
        by=cast.nurse, episode=episode, consultation=None, recommendation=entry, response="follow", facts={}
    )
    assert called("safety_look") == []


def test_an_open_prompt_that_is_answered_away_leaves_a_trace(
    cast: Cast, episode: Episode, gp_client: Client, content: Content
) -> None:
    """Active thoughts become none before anybody has assessed them: panel, note and the doctors' first page say on what
    answer it was open, who changed it, and that nothing was written; a reason takes it off the panel and stays in the
    note. Tried: nothing kept; the mark on a prompt that was assessed; the panel without it."""
    visit = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="active")
    field, overview = "wellbeing.suicidal_thoughts", reverse("episode", args=[episode.pk])
    section = reverse("section", args=[episode.pk, "wellbeing"])
    sent = form_of(gp_client.get(section)) | {field: ["none"]}
    assert gp_client.post(section, sent, headers=HTMX).status_code == 200
    said = "stod åbent, da svaret blev ændret (Selvmordstanker: Aktive tanker → Ingen)"
    left = f"{said}: der er ikke skrevet nogen vurdering"
    shown = gp_client.get(overview)
    assertContains(shown, left)
    assertContains(shown, str(cast.gp))
    assert left in str(consultation_note(visit, content).text)
    why = page(episode)
    sent = form_with(gp_client.get(why), "because")
    assert gp_client.post(why, sent).status_code == 422
    assert gp_client.post(why, sent | {"because": ["Slåfejl."]}).status_code == 302
    assertNotContains(gp_client.get(overview), said)
    assert f"{said}: Slåfejl." in str(consultation_note(visit, content).text)


def test_what_was_assessed_or_never_open_leaves_no_such_trace(cast: Cast, passive: Episode, gp_client: Client) -> None:
    """Tried: every change of an answer that a prompt asks of."""
    assess(cast.gp, passive)
    section = reverse("section", args=[passive.pk, "wellbeing"])
    for said in ("none", "passive"):
        sent = form_of(gp_client.get(section)) | {"wellbeing.suicidal_thoughts": [said]}
        assert gp_client.post(section, sent, headers=HTMX).status_code == 200
    assert not AdviceResponse.objects.filter(episode=passive, safety="gone").exists()


def test_a_red_flag_that_is_referred_is_not_closed_unasked(flagged: Episode, gp_client: Client) -> None:
    """»Udredt« with a referral as its finding is asked about, with the outcome that fits; said to be right, it is kept.
    Tried: the words of another outcome passed over; refused the second time too."""
    where = page(flagged, RED_FLAGS)
    typed = {"outcome": "closed", "closed__found": "Henvist til kræftpakke."}
    sent = form_with(gp_client.get(where), "outcome") | {name: [value] for name, value in typed.items()}
    asked = gp_client.post(where, sent)
    assertContains(asked, "Er det alligevel »Udredt, ingen alvorlig sygdom fundet«?", status_code=422)
    assert prompt_of(flagged, RED_FLAGS).is_open
    again = form_with(asked, "outcome")
    assert gp_client.post(where, again).status_code == 422
    sure = {"sure": ["closed__found=Henvist til kræftpakke."]}
    assert gp_client.post(where, again | sure).status_code == 302


def test_passive_and_active_thoughts_have_texts_of_their_own(cast: Cast, passive: Episode, gp_client: Client) -> None:
    """On the prompt and on the panel. Tried: the one text for both."""
    for answered, own in (("passive", "om passive selvmordstanker"), ("active", "om aktive selvmordstanker")):
        answer(cast.gp, passive, wellbeing__suicidal_thoughts=answered)
        for address in (page(passive), reverse("episode", args=[passive.pk])):
            assertContains(gp_client.get(address), own)


@pytest.mark.parametrize(
    ("form", "asked", "not_asked"),
    [
        ("phone", "Hvem er hos patienten nu", "Hvem er hos patienten bagefter"),
        ("video", "Hvem er hos patienten nu", "Hvem er hos patienten bagefter"),
        ("in_person", "Hvem er hos patienten bagefter", "Hvem er hos patienten nu"),
    ],
)
def test_whom_the_patient_leaves_with_is_asked_where_the_patient_is(
    form: str, asked: str, not_asked: str, cast: Cast, episode: Episode, gp_client: Client
) -> None:
    """Tried: every detail in every form of contact."""
    begin_consultation(by=cast.gp, episode=episode, form=form)
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="active")
    shown = gp_client.get(page(episode))
    assertContains(shown, asked)
    assertNotContains(shown, not_asked)
