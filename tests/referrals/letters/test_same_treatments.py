"""A treatment is said in the same words in list, note, summary, letter and plan; so is that none was tried."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessment.episode.workspace import Workspace
from assessment.models import Episode, Treatment
from assessment.notes.contact_note import consultation_note
from assessment.notes.summary import episode_summary
from assessment.record.answer_words import NONE_TRIED
from assessment.record.consultations import begin_consultation, end_consultation
from assessment.treatments.display import display_treatment
from assessment.treatments.ledger import change_treatment
from assessment.treatments.statements import record_no_treatments
from assessment.treatments.words import labels_of, treatment_line, treatment_sentences, treatment_words
from guidelines.in_force.content import Content
from referrals.letters.prefill import prefilled_sections
from referrals.rules.pathway import Pathway
from tests.support.records.cast import Cast
from tests.support.records.letter_pdf import squeeze
from tests.support.records.letters import CENTRE, look
from tests.support.records.patients import treat
from tests.support.records.told_episode import Told, page, pdf_text

pytestmark = pytest.mark.usefixtures("in_a")


def test_each_treatment_is_said_in_the_same_words_in_note_summary_letter_and_list(
    told: Told, workspace: Workspace, letter_sections: dict[str, str], gp_client: Client, content: Content
) -> None:
    vocabulary, label = content.vocabulary, labels_of(content.vocabulary)
    note = squeeze(consultation_note(told.second, content, is_long=True).text)
    summary = squeeze(episode_summary(workspace).text)
    letter = f"{letter_sections['medication']} {letter_sections['non_drug']}"
    listed = page(gp_client, "section", told.episode.pk, "treatment")
    assert len(workspace.treatments) == 4
    for row in workspace.treatments:
        line = treatment_line(row, content, workspace.case.as_of)
        assert line in summary
        assert treatment_sentences(row, content) in note
        assert line in letter
        words = treatment_words(row, vocabulary)
        assert words.pop(label["stopped_for_side_effects"], "Ja") == "Ja"
        code = words.pop(label["atc"], "")  # a code for the form only
        assert not code or code not in line
        for word in words.values():
            assert word.rstrip(".").lower() in line.lower(), (word, line)
            assert word.lower() in listed.lower(), word
        assert row.stopped_for_side_effects == (label["stopped_for_side_effects"].lower() in line)


def test_a_treatments_words_hold_month_year_patch_and_reason(workspace: Workspace, content: Content) -> None:
    stopped, patch, *_others = (treatment_words(row, content.vocabulary) for row in workspace.treatments)
    assert (stopped["Startet"], stopped["Stoppet"], stopped["Begrundelse"]) == (
        "03.2024",
        "2025",
        "Sov dårligt, også af støj.",
    )
    assert (patch["Døgndosis"], patch["Opioidtype"]) == ("12,5 µg pr. time (plaster)", "langsomtvirkende")
    titles = {display_treatment(row, content.vocabulary).title for row in workspace.treatments}
    assert len(titles) == len(workspace.treatments)


def test_other_pages_show_a_treatment_with_the_same_dose_and_dates(
    told: Told, workspace: Workspace, gp_client: Client, content: Content
) -> None:
    names = ("episode", "progress", "surgery")
    overview, progress, operation = (page(gp_client, name, told.episode.pk) for name in names)
    for row in workspace.treatments:
        shown = display_treatment(row, content.vocabulary)
        assert all(words in overview for words in (shown.dose, shown.status.lower(), shown.effect.lower()))
        assert all(words in progress for words in (shown.title, shown.status, shown.started, shown.stopped))
        assert all(words in operation for words in (shown.title, shown.dose, shown.effect.lower()))
        for known in filter(None, (shown.started, shown.stopped)):
            assert known in operation
        assert "01.03.2024" not in overview + progress + operation


def test_nothing_tried_is_said_in_the_same_words_everywhere(
    cast: Cast, episode: Episode, gp_client: Client, content: Content, pathway: Pathway
) -> None:
    visit = begin_consultation(by=cast.gp, episode=look(episode, content).episode, form="in_person")
    record_no_treatments(by=cast.gp, consultation=visit, none_tried=True)
    workspace = look(episode, content)
    texts = [page(gp_client, name, episode.pk) for name in ("episode", "surgery")]
    texts.append(page(gp_client, "section", episode.pk, "treatment"))
    texts.append(pdf_text(gp_client.get(reverse("surgery_history_pdf", args=[episode.pk])).content))
    texts.append(squeeze(consultation_note(visit, content).text))
    texts.append(squeeze(episode_summary(workspace).text))
    assert all(NONE_TRIED in text.lower() for text in texts)
    letter = prefilled_sections(pathway, workspace, CENTRE)
    assert all("prøvet" in letter[key] for key in ("medication", "non_drug"))


def test_a_treatment_row_has_no_field_that_no_words_know(content: Content) -> None:
    unsaid = {"id", "practice", "episode", "consultation", "version", "recorded_by", "recorded_at", "removed_at"}
    # Said with the dose, the status and the dates.
    technical = {"dose_unit", "dose_confirmed", "as_needed", "on_hold", "started_precision", "stopped_precision"}
    technical |= {"twin_confirmed", "noted_dose_mg"}
    fields = {field.name for field in Treatment._meta.fields} - unsaid - technical
    assert fields == labels_of(content.vocabulary).keys()


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ({"daily_dose_mg": 10}, {"daily_dose_mg": 25}, "25 mg i døgnet (før 10 mg i døgnet)"),
        (
            {"daily_dose_mg": 10},
            {"daily_dose_mg": Decimal("0.3"), "dose_unit": "ug_h"},
            "12,5 µg pr. time (plaster) (før 10 mg i døgnet)",
        ),
        ({"daily_dose_mg": 10}, {"daily_dose_mg": None}, "Ikke længere oplyst: 10 mg i døgnet."),
        ({}, {"daily_dose_mg": Decimal("1234.567")}, "Stærkt opioid 1234,567 mg i døgnet, bruges nu"),
        (
            {"started": date(2024, 3, 1), "started_precision": "month"},
            {"started": date(2024, 3, 1), "started_precision": "day"},
            "(siden 01.03.2024 (før siden 03.2024))",
        ),
        ({"fast_acting": True}, {"fast_acting": False}, "langsomtvirkende (før hurtigtvirkende)"),
        ({}, {"reason": "Sov dårligt."}, "Begrundelsen er »Sov dårligt.«"),
    ],
)
def test_a_change_is_told_in_the_same_words(
    was: dict[str, Any], now: dict[str, Any], expected: str, cast: Cast, episode: Episode, content: Content
) -> None:
    treat(cast.gp, episode, "strong_opioid", "current", **was)
    first = begin_consultation(by=cast.gp, episode=look(episode, content).episode, form="in_person")
    end_consultation(by=cast.gp, consultation=first)
    visit = begin_consultation(by=cast.gp, episode=look(episode, content).episode, form="in_person")
    change_treatment(by=cast.gp, consultation=visit, treatment=Treatment.objects.get(), seen_version=1, **now)
    note = consultation_note(visit, content).text
    assert expected in note
    assert "Stærkt opioid" in note
