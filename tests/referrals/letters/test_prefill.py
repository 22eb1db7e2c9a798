"""What the letter says before anybody edits it: whole Danish sentences, from the facts and nothing else."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessment.episode.tellings import telling_of
from assessment.models import Episode
from assessment.record.answer_words import NONE_NOTED_OF, NONE_TRIED_OF
from assessment.record.answers import record_answers
from assessment.record.consultations import begin_consultation
from assessment.record.form_changes import encode_value
from assessment.rules.reading import parse_answer
from assessment.treatments.ledger import remove_treatment, treatments_of
from assessment.treatments.statements import record_no_treatments
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question
from referrals.letters.prefill import prefilled_sections
from referrals.rules.pathway import Pathway
from tests.support.records.cast import Cast
from tests.support.records.letter_pdf import letter_says
from tests.support.records.letters import CENTRE, CLINIC, REVIEW, as_keywords, look
from tests.support.records.patients import answer, treat

ONSET = date(2022, 3, 1)


def value_of(question: Question, variant: int) -> Value:
    """A valid answer; over the variants every value of a list is chosen once."""
    match question.type:
        case "bool":
            return variant % 2 == 0
        case "choice":
            return [*question.values][variant % len(question.values)]
        case "multi":
            return tuple(question.values)[: variant + 1]
        case "date":
            return ONSET
        case "text":
            return "Fritekst på dansk."
    return int(question.min or 0) + variant % 11


def fill(cast: Cast, episode: Episode, content: Content, variant: int = 0) -> None:
    """Answer every question of the vocabulary."""
    questions = content.vocabulary.questions
    answers = {key: value_of(question, variant) for key, question in questions.items()}
    assert {key: parse_answer(questions[key], encode_value(value)) for key, value in answers.items()} == answers
    answer(cast.gp, episode, **as_keywords(answers))


def sections(episode: Episode, content: Content, pathway: Pathway, destination: str = CENTRE) -> dict[str, str]:
    return prefilled_sections(pathway, look(episode, content), destination)


def raw_words(content: Content) -> set[str]:
    """Every key and value of the code that is not also a word of the labels."""
    vocabulary = content.vocabulary
    lists = [*vocabulary.questions.values(), *vocabulary.treatment_fields.values(), *vocabulary.derived.values()]
    keys = {*vocabulary.questions, *vocabulary.derived, *vocabulary.treatment_kinds, *vocabulary.treatment_fields}
    values = {str(value) for entry in lists for value in entry.values}
    shown = {label for entry in lists for label in entry.values.values()} | {entry.short for entry in lists}
    shown |= {kind.label for kind in vocabulary.treatment_kinds.values()}
    shown |= {option.inside for question in vocabulary.questions.values() for option in question.options}
    words = {word for text in shown for word in words_of(text)}
    return {word for word in keys | values if not word.isdigit()} - words | {"None", "True", "False", "null"}


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[\w.]*\w", text))


@pytest.mark.parametrize("variant", range(13))
def test_with_every_question_answered_each_fact_is_said_and_no_line_shows_a_word_of_the_code(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway, variant: int
) -> None:
    fill(cast, episode, content, variant)
    texts, workspace = sections(episode, content, pathway), look(episode, content)
    for section in pathway.letter_sections:
        for key in section.facts:
            assert letter_says(texts[section.key], telling_of(key, workspace)), key
        for line in texts[section.key].split("\n"):
            assert line.endswith((".", "«")), line
            assert not re.search(r"\.\.|: *[.,;]|  ", line), line
            assert not words_of(line) & raw_words(content), line


def test_each_section_tells_its_facts_in_the_order_of_the_sentences(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    fill(cast, episode, content)
    texts = sections(episode, content, pathway)
    assert list(texts) == [section.key for section in pathway.letter_sections]
    assert texts["summary"].startswith("Kvinde på ")
    begin = [
        "Der er faresignaler: fald, ulykke eller anden skade; ",
        "Begyndte 01.03.2022, for ",
        "Smerterne er konstante, lokaliserede og nociceptive. Sidder i hoved, værst i hovedet. ",
        "Smertestyrken er ",
        "PEG ",
        "Vurderes som kronisk primær smerte, generaliserede smerter (MG30.01), ICPC-2 ",
        "Differentialdiagnoser er udelukket, ",
    ]
    places = [*map(texts["pain_history"].index, begin)]
    assert places == sorted(places)
    assert "Forværres af »Fritekst på dansk.« Lindres af" in texts["pain_history"]
    assert texts["practical"].startswith("Behov for tolk (Fritekst på dansk.), ")


def test_a_single_yes_or_no_is_a_sentence(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    answer(cast.gp, episode, understanding__education_given=True)
    treat(cast.gp, episode, "massage", "stopped")
    assert sections(episode, content, pathway)["non_drug"].split("\n")[-1] == "Har fået undervisning om smerter."


def test_what_is_older_than_the_contents_limit_carries_the_day_of_its_answer_in_danish_time(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    consultation = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    for version, (moment, values) in enumerate(
        [
            (datetime(2026, 3, 1, 22, 30, tzinfo=UTC), {"peg.pain": 7, "peg.enjoyment": 8, "risk.drives": True}),
            (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), {"peg.activity": 8, "pain.onset_date": ONSET}),
        ]
    ):
        record_answers(
            by=cast.gp,
            consultation=consultation,
            section="pain",
            values=values,
            seen_version=version,
            content=content,
            at=moment,
        )
    answer(cast.gp, episode, pain__acute=False)
    texts = sections(episode, content, pathway)
    assert texts["social"] == "Kører bil (oplyst 01.03.2026)."
    assert texts["pain_history"].startswith("Begyndte 01.03.2022, for ")
    assert "PEG 7,7 af 10 (01.03.2026–02.03.2026)." in texts["pain_history"]
    assert texts["pain_history"].endswith("Ingen akut smertetilstand.")


def test_what_is_unanswered_or_withdrawn_leaves_no_line(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    texts = sections(episode, content, pathway)
    assert texts.pop("summary").startswith("Kvinde på ")
    assert set(texts.values()) == {""}
    answer(cast.gp, episode, health__allergies="Penicillin.", risk__drives=True, work__description="   ")
    answer(cast.gp, episode, risk__drives=None)
    texts = sections(episode, content, pathway)
    assert texts.pop("summary").startswith("Kvinde på ")
    assert texts.pop("allergies") == "Penicillin."
    assert set(texts.values()) == {""}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"workup.red_flags": ()}, "Ingen faresignaler."),
        (
            {"workup.red_flags": ("trauma", "other")},
            "Der er faresignaler: fald, ulykke eller anden skade; andet alvorligt tegn.",
        ),
        ({"pain.intensity_rest": 0}, "Smertestyrken er 0 af 10 i hvile."),
    ],
)
def test_nothing_found_and_nought_are_answers(
    cast: Cast,
    in_a: None,
    episode: Episode,
    content: Content,
    pathway: Pathway,
    answers: dict[str, Value],
    expected: str,
) -> None:
    answer(cast.gp, episode, **as_keywords(answers))
    assert sections(episode, content, pathway)["pain_history"] == expected


def test_a_decimal_has_a_comma(cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway) -> None:
    answer(cast.gp, episode, risk__bmi=31.5)
    assert sections(episode, content, pathway)["comorbidity"] == "BMI 31,5 kg/m²."


def test_a_treatment_is_one_line_with_all_that_is_known_of_it(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    treat(
        cast.gp,
        episode,
        "tca",
        "stopped",
        name="amitriptylin",
        daily_dose_mg=12.5,
        started=date(2023, 7, 20),
        stopped=date(2023, 11, 20),
        effect="insufficient",
        side_effects="mundtørhed",
        stopped_for_side_effects=True,
        at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC),
    )
    assert sections(episode, content, pathway)["medication"] == (
        "Amitriptylin 12,5 mg i døgnet, stoppet (20.07.2023–20.11.2023), utilstrækkelig effekt, "
        "stoppet på grund af bivirkninger (»mundtørhed«) (oplyst 02.03.2026)."
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "Tramadol, bruges nu, effekten er ikke vurderet."),
        ({"fast_acting": True}, "Tramadol, hurtigtvirkende, bruges nu, effekten er ikke vurderet."),
        ({"fast_acting": False}, "Tramadol, langsomtvirkende, bruges nu, effekten er ikke vurderet."),
        ({"started": date(2026, 1, 2)}, "Tramadol, bruges nu (siden 02.01.2026), effekten er ikke vurderet."),
        ({"effect": "good", "daily_dose_mg": 200}, "Tramadol 200 mg i døgnet, bruges nu, god effekt."),
    ],
)
def test_what_is_not_known_of_a_treatment_is_left_out(
    cast: Cast,
    in_a: None,
    episode: Episode,
    content: Content,
    pathway: Pathway,
    values: dict[str, Any],
    expected: str,
) -> None:
    treat(cast.gp, episode, "tramadol", "current", **values)
    assert sections(episode, content, pathway)["medication"] == expected


def test_treatments_in_use_stand_first_then_the_others_each_in_the_order_of_telling(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    rows = [("tca", "stopped"), ("tramadol", "current"), ("ssri", "declined"), ("paracetamol", "current")]
    for age, (kind, status) in enumerate(rows):
        treat(cast.gp, episode, kind, status, name=kind, at=timezone.now() - timedelta(hours=4 - age))
    answer(cast.gp, episode, health__drug_count=3)
    lines = sections(episode, content, pathway)["medication"].split("\n")
    assert [line.split(" ")[0].rstrip(",") for line in lines] == ["Tramadol", "Paracetamol", "Tca", "Ssri", "Får"]


def test_drugs_and_other_treatments_stand_in_their_own_sections_in_danish(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    vocabulary = content.vocabulary
    statuses = [*vocabulary.treatment_fields["status"].values]
    effects = [*vocabulary.treatment_fields["effect"].values]
    for index, kind in enumerate(vocabulary.treatment_kinds):
        treat(cast.gp, episode, kind, statuses[index % 4], effect=effects[index // 2 % 4])
    texts = sections(episode, content, pathway)
    for section, group in (("medication", "drug"), ("non_drug", "non_drug")):
        labels = {kind.label for kind in vocabulary.treatment_kinds.values() if kind.group == group}
        lines = texts[section].split("\n")
        assert {label for line in lines for label in labels if line.startswith(f"{label}, ")} == labels
        assert len(lines) == len(labels)
        assert not [line for line in lines if words_of(line) & raw_words(content)]


def test_none_tried_is_said_and_nobody_asked_leaves_the_section_empty(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    texts = sections(episode, content, pathway)
    assert (texts["medication"], texts["non_drug"]) == ("", "")
    consultation = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    record_no_treatments(by=cast.gp, consultation=consultation, none_tried=True)
    texts = sections(episode, content, pathway)
    assert (texts["medication"], texts["non_drug"]) == (NONE_TRIED_OF["drug"], NONE_TRIED_OF["non_drug"])
    treat(cast.gp, episode, "massage", "current")
    texts = sections(episode, content, pathway)
    assert texts["medication"] == NONE_NOTED_OF["drug"]
    assert texts["non_drug"].startswith("Massage, bruges nu, ")


def test_a_row_entered_by_mistake_is_not_in_the_letter(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    treat(cast.gp, episode, "tca", "stopped")
    consultation = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    remove_treatment(by=cast.gp, consultation=consultation, treatment=treatments_of(episode)[0])
    assert sections(episode, content, pathway)["medication"] == ""


def test_the_medication_reviews_first_line_is_no_part_of_the_text_that_is_edited(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    first_line = pathway.letters[REVIEW].first_line
    assert first_line.startswith("Henvises til én enkelt lægelig vurdering")
    assert sections(episode, content, pathway, REVIEW)["problem_statement"] == ""
    answer(cast.gp, episode, practical__problem_statement="Råd om opioid.")
    said = "Råd om opioid."
    for destination in (CENTRE, CLINIC, REVIEW):
        assert sections(episode, content, pathway, destination)["problem_statement"] == said
