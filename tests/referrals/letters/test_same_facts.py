"""Screens, journal note, summary, letter and plan say the same of one episode: the same words, dates and numbers."""

import re
from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from assessment.care_plan.agreement import plan_of
from assessment.care_plan.printed_sheet import print_plan
from assessment.episode.questionnaire_results import instrument_rows
from assessment.episode.tellings import telling_of
from assessment.episode.workspace import HEADLINE, Workspace
from assessment.notes.contact_note import consultation_note
from assessment.notes.decision_lines import subject_of
from assessment.notes.preoperative import gather_history
from assessment.notes.summary import episode_summary
from assessment.pages.episode.views import THE_PAIN
from assessment.record.answer_words import answer_in_words
from assessment.record.clock import today
from assessment.rules.keys import DRAWING, DURATION_MONTHS
from guidelines.in_force.content import Content
from referrals.letters.kinds import reservations_of
from referrals.letters.prefill import drawing_of
from referrals.letters.writing import start_letter
from referrals.pathways.readiness import readiness_of
from referrals.rules.pathway import Pathway
from referrals.rules.reservations import SignReasons, reservation_lines
from tests.support.records.cast import Cast
from tests.support.records.letter_pdf import letter_says, squeeze
from tests.support.records.letters import CENTRE, Sign
from tests.support.records.told_episode import AGAIN, ASKED, Told, page, pdf_text

pytestmark = pytest.mark.usefixtures("in_a")

DATE = re.compile(r"(?<![\d.])(?:\d\d\.){1,2}\d{4}(?!\d)")
NUMBER = re.compile(r"(?<![\d.,])\d+(?:,\d+)?(?![\d.,]*\d)")
# An ISO date, or a decimal point.
FOREIGN = re.compile(r"\d{4}-\d\d-\d\d|(?<![\w.])\d+\.\d{1,3}(?![\d.])")
SHOWN_BEFORE_CUT = 80


def words_of(workspace: Workspace) -> dict[str, str]:
    """Every known answer in the vocabulary's own words."""
    vocabulary, known = workspace.content.vocabulary, workspace.case.answers
    return {key: squeeze(vocabulary.display(key, value)) for key, value in known.items()}


def test_the_episode_holds_every_question_and_every_type(told: Told, workspace: Workspace, content: Content) -> None:
    questions = content.vocabulary.questions
    assert workspace.case.answers == told.answers
    assert workspace.case.answers.keys() | ASKED.keys() == questions.keys()
    types = {question.type for question in questions.values()}
    assert {questions[key].type for key in told.answers} == types
    assert len(set(types)) >= 6
    assert workspace.facts.values.keys() >= {DURATION_MONTHS, "peg.score", "gcps.grade"}


def test_the_section_page_and_the_history_say_each_answer_in_the_vocabularys_words(
    told: Told, workspace: Workspace, gp_client: Client, content: Content
) -> None:
    expected = words_of(workspace) | {key: str(reason_of(workspace, key)) for key in ASKED}
    pages = {
        section.key: page(gp_client, "section", told.episode.pk, section.key) for section in content.vocabulary.sections
    }
    for key, words in expected.items():
        shown = Truncator(words).chars(SHOWN_BEFORE_CUT)
        assert f"{_('Last:')} {shown}" in pages[content.vocabulary.section_of(key)], key
    for key in (*ASKED, *AGAIN, "pain.description", "pain.onset_date", "health.drug_count", DRAWING):
        assert expected[key] in page(gp_client, "history", told.episode.pk, key), key


def reason_of(workspace: Workspace, key: str) -> str | None:
    return answer_in_words(key, workspace.episode.answers[key], workspace.content.vocabulary)


def test_the_note_of_the_visit_says_what_was_answered_in_it_in_the_same_words(
    told: Told, workspace: Workspace, content: Content
) -> None:
    vocabulary = content.vocabulary
    first, second = (consultation_note(visit, content, is_long=True).text for visit in (told.first, told.second))
    for key in workspace.case.answers:
        assert letter_says(second if key in AGAIN else first, telling_of(key, workspace)), key
    for key in AGAIN:
        now = str(telling_of(key, workspace).words)
        assert re.search(rf"{re.escape(now)} \(før [^)]+\)", second, re.IGNORECASE), key
    for key in ASKED:
        assert f"{vocabulary.short(key)}: {reason_of(workspace, key)}" in second


def test_the_summary_says_every_fact_in_the_words_of_the_letter(workspace: Workspace, content: Content) -> None:
    summary = episode_summary(workspace).text
    for key in (*workspace.case.answers, DURATION_MONTHS, "peg.score", "gcps.grade"):
        assert letter_says(summary, telling_of(key, workspace)), key
    for key in ASKED:
        assert f"{content.vocabulary.short(key)}: {reason_of(workspace, key)}" in summary


def test_the_letter_says_every_fact_that_it_names_in_the_words_of_the_vocabulary(
    workspace: Workspace, pathway: Pathway, letter_sections: dict[str, str], content: Content
) -> None:
    compared = set()
    for section in pathway.letter_sections:
        for key in section.facts:
            is_known, asked = bool(workspace.known(key)), key in workspace.asked
            assert is_known != asked, key
            text = letter_sections[section.key]
            if is_known:
                assert letter_says(text, telling_of(key, workspace)), key
            else:
                assert str(reason_of(workspace, key)) in text, key
            compared.add(key)
    assert compared >= {*ASKED, *AGAIN, "pain.onset_date", DURATION_MONTHS, "peg.score", "gcps.grade"} - {"peg.pain"}
    vocabulary = content.vocabulary
    # Known facts come first; why another is missing stands after them, with its label also where it is alone.
    assert (
        letter_sections["allergies"] == f"{vocabulary.short('health.allergies')}: ikke relevant: spurgt hos egen læge"
    )
    assert letter_sections["psychological"].endswith(str(reason_of(workspace, "wellbeing.suicidal_thoughts")))


def test_no_date_or_number_is_in_the_letter_that_the_summary_does_not_have_and_none_is_foreign(
    told: Told, workspace: Workspace, letter_sections: dict[str, str], content: Content
) -> None:
    letter, summary = squeeze(" ".join(letter_sections.values())), squeeze(episode_summary(workspace).text)
    notes = " ".join(squeeze(consultation_note(visit, content).text) for visit in (told.first, told.second))
    for pattern in (DATE, NUMBER):
        numbers = set(pattern.findall(letter))
        assert len(numbers) > 5
        age = pattern.findall(workspace.display.one("patient.age_years").value)
        assert numbers <= {*pattern.findall(summary), *age}
    for text in (letter, summary, notes):
        assert FOREIGN.findall(text) == []


def test_the_overview_and_the_operations_history_say_the_facts_as_the_summary_does(
    told: Told, workspace: Workspace, gp_client: Client
) -> None:
    overview = page(gp_client, "episode", told.episode.pk)
    for key in (*THE_PAIN, *HEADLINE, "pain.intensity_average", "resources.most_important"):
        fact = workspace.known(key)
        assert fact
        assert squeeze(fact.value) in overview, key
    operation = page(gp_client, "surgery", told.episode.pk)
    printed = pdf_text(gp_client.get(reverse("surgery_history_pdf", args=[told.episode.pk])).content)
    lines = [line for part in gather_history(workspace).parts for line in part.lines]
    assert len(lines) > 15
    for line in lines:
        words = squeeze(f"{line.known.value} {line.known.day}") if line.known else line.missing[0].asked
        assert words
        assert words in operation, line.short
        assert words.replace(" ", "") in printed.replace(" ", ""), line.short


def test_what_a_criterion_rests_on_is_said_as_in_the_letter(
    workspace: Workspace, letter_sections: dict[str, str], pathway: Pathway
) -> None:
    rests_on = {fact for entry in readiness_of(workspace).destinations for row in entry.rows for fact in row.known}
    in_letter = "\n".join(letter_sections.values())
    told = {key for section in pathway.letter_sections for key in section.facts if workspace.known(key)}
    shared = [key for key in told if workspace.display.one(key) in rests_on]
    assert len(shared) >= 8
    for key in shared:
        assert letter_says(in_letter, telling_of(key, workspace)), key


def test_drawing_instrument_and_decision_are_the_same_on_page_note_and_letter(
    told: Told, workspace: Workspace, gp_client: Client, content: Content
) -> None:
    note = squeeze(consultation_note(told.second, content, is_long=True).text)
    drawing = drawing_of(workspace)
    assert drawing
    assert ", ".join(drawing["labels"]) == words_of(workspace)[DRAWING]
    (score,) = [row.latest.main for row in instrument_rows(workspace) if row.latest]
    assert score
    instruments = page(gp_client, "questionnaires", told.episode.pk)
    assert score.value in instruments
    assert f"PHQ-9: depression: Sum {score.value.split()[0]} ({score.band})" in note
    advice = page(gp_client, "advice", told.episode.pk)
    for response in told.episode.advice_responses.select_related("recommendation_version"):
        because = ", ".join(part for part in (response.get_reason_display(), response.comment) if part)
        said = f"{subject_of(response)} ({because})" if because else subject_of(response)
        assert said in note
        assert response.get_response_display() in note.lower()
        words = [response.get_response_display(), response.get_reason_display(), response.comment]
        assert all(word in advice for word in words)


def test_the_patients_plan_and_the_taper_plan_say_what_screen_and_note_say(
    told: Told, workspace: Workspace, cast: Cast, gp_client: Client, content: Content
) -> None:
    sheet = pdf_text(print_plan(by=cast.gp, plan=plan_of(told.episode), workspace=workspace).pdf)
    summary = squeeze(episode_summary(workspace).text)
    plan_page = page(gp_client, "plan", told.episode.pk)
    visit = words_of(workspace)["practical.next_follow_up"]
    in_words = date_format(today() + timedelta(days=14), "j. F Y")
    assert visit == f"{today() + timedelta(days=14):%d.%m.%Y}"
    for text, said in ((sheet, in_words), (summary, visit), (plan_page, in_words)):
        assert said in text
        assert "Gå 10 minutter" in text
    assert squeeze(plan_of(told.episode).goal) in sheet
    # A scale is drawn with the number that the letter gives. A score of which a part was asked again is of no day.
    average = workspace.display.one("pain.intensity_average").value
    assert "Smerter i gennemsnit" in sheet
    assert average.split()[0] in sheet
    score = workspace.display.one("peg.score")
    assert score.days_of_parts.count("–") == 1
    assert (score.value, score.day) == (f"6,7 af 10 (delvis, {score.days_of_parts})", "")
    assert not any(words in sheet for words in ("PEG", "Smerter og hverdag", "6,7"))
    note = squeeze(consultation_note(told.second, content, is_long=True).text)
    plan = told.episode.taper_plans.get()
    tapering = page(gp_client, "taper_plan", told.episode.pk, plan.pk)
    for step in plan.steps.all():
        day = f"{step.done_on or step.planned_on:%d.%m.%Y}"
        assert all(words in text for words in (step.dose, day) for text in (note, tapering, summary))


def test_the_signed_letters_pdf_says_what_the_prefilled_sections_say(
    told: Told, letter_sections: dict[str, str], workspace: Workspace, cast: Cast, sign: Sign, pathway: Pathway
) -> None:
    letter = start_letter(by=cast.nurse, workspace=workspace, pathway=pathway, destination=CENTRE)
    letter.referral.episode = workspace.episode
    reasons = SignReasons("hun selv ønsker det")
    signed = sign(letter, reasons=reasons)
    first = signed.frozen["sections"][0]["key"]
    against = [*reservation_lines(reservations_of(letter, workspace, pathway), reasons)]
    assert against, "what the letter is signed in spite of stands behind its first section"
    expected = letter_sections | {first: "\n".join((letter_sections[first], *against))}
    found = pdf_text(signed.pdf or b"").replace(" ", "")
    for section in signed.frozen["sections"]:
        assert section["text"] == expected[section["key"]]
        for part in parts_of(section["text"]):
            assert part.replace(" ", "") in found, part


def parts_of(text: str) -> Iterable[str]:
    """A section's text in pieces that no page break can part."""
    return (word for word in text.split() if len(word) > 3)
