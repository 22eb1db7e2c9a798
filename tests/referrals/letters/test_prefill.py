"""What the letter says before anybody edits it: whole Danish lines with dates, from the facts and nothing else."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessment.models import Episode
from assessment.record.answer_words import NONE_NOTED_OF, NONE_TRIED_OF
from assessment.record.answers import record_answers
from assessment.record.consultations import begin_consultation
from assessment.record.form_changes import encode_value
from assessment.record.known_facts import KnownFact
from assessment.rules.reading import parse_answer
from assessment.treatments.ledger import remove_treatment, treatments_of
from assessment.treatments.statements import record_no_treatments
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question
from referrals.letters.prefill import paragraph, prefilled_sections
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
    words = {word for text in shown for word in words_of(text)}
    return {word for word in keys | values if not word.isdigit()} - words | {"None", "True", "False", "null"}


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[\w.]*\w", text))


@pytest.mark.parametrize("variant", range(13))
def test_with_every_question_answered_each_fact_is_said_with_its_day_and_no_line_shows_a_word_of_the_code(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway, variant: int
) -> None:
    fill(cast, episode, content, variant)
    texts, workspace = sections(episode, content, pathway), look(episode, content)
    today = f"{timezone.localdate():%d.%m.%Y}"
    for section in pathway.letter_sections:
        for key in section.facts:
            assert letter_says(texts[section.key], workspace.display.one(key)), key
        for line in texts[section.key].split("\n"):
            assert line.endswith((f" ({today})", f" Oplyst {today}.")), line
            assert not re.search(r"\.\.|: *[.,;]|  ", line), line
            assert not words_of(line) & raw_words(content), line


def test_each_section_holds_its_facts_in_the_pathways_order(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    fill(cast, episode, content)
    texts = sections(episode, content, pathway)
    assert list(texts) == [section.key for section in pathway.letter_sections]
    workup, pain, *written = texts["pain_history"].split("\n")
    first = ["Smertediagnose: ", "ICD-11-kategori: ", "ICPC-2-kode: ", "Kompleksitet: ", "Differentialdiagnoser"]
    assert [*map(workup.index, first)] == sorted(map(workup.index, first))
    assert workup.startswith("Smertediagnose: ")
    assert pain.startswith("Smertedebut: 01.03.2022. Smerternes varighed: ")
    assert pain.index("GCPS-R-grad: ") < pain.index("PEG-score: ") < pain.index("Akut smertetilstand: ")
    # What was written in somebody's own words stands on lines of its own.
    assert [line.split(": ")[0] for line in written] == [
        "Beskrivelse af smerterne",
        "Det, der forværrer",
        "Det, der lindrer",
    ]
    assert texts["practical"].startswith("Behov for tolk: Ja. Tolkesprog: ")


def test_a_day_that_several_facts_share_is_said_once_and_any_other_beside_its_fact() -> None:
    first, second = date(2026, 3, 1), date(2026, 3, 2)
    sleep, stress, anxiety = (KnownFact(short, "Nej", second) for short in ("Søvn", "Stress", "Angst"))
    assert paragraph([sleep]) == "Søvn: Nej (02.03.2026)"
    assert paragraph([sleep, stress]) == "Søvn: Nej. Stress: Nej. Oplyst 02.03.2026."
    other = KnownFact("Træthed", "Svær.", first)
    assert paragraph([sleep, other, stress]) == (
        "Søvn: Nej. Træthed: Svær. (01.03.2026). Stress: Nej. Oplyst 02.03.2026, hvor ingen anden dato står."
    )
    assert paragraph([other, sleep]) == "Træthed: Svær. (01.03.2026). Søvn: Nej (02.03.2026)."
    # A day that is not known is not lent from the others.
    assert paragraph([sleep, anxiety, KnownFact("Alder", "45", None)]) == (
        "Søvn: Nej (02.03.2026). Angst: Nej (02.03.2026). Alder: 45."
    )


def test_a_single_yes_or_no_is_never_without_its_question(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    answer(cast.gp, episode, understanding__education_given=True)
    treat(cast.gp, episode, "massage", "stopped")
    last = sections(episode, content, pathway)["non_drug"].split("\n")[-1]
    assert last.startswith("Undervisning om smerter: Ja (")


def test_every_line_carries_the_day_of_its_answer_in_danish_time(
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
    texts = sections(episode, content, pathway)
    assert texts["social"] == "Bilkørsel: Ja (01.03.2026)"
    assert texts["pain_history"].startswith("Smertedebut: 01.03.2022. Smerternes varighed: ")
    assert "PEG-score: 7,7 af 10 (01.03.2026–02.03.2026)" in texts["pain_history"]
    assert texts["pain_history"].endswith("Oplyst 02.03.2026, hvor ingen anden dato står.")


def test_what_is_unanswered_or_withdrawn_leaves_no_line(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    assert set(sections(episode, content, pathway).values()) == {""}
    answer(cast.gp, episode, health__allergies="Penicillin.", risk__drives=True, work__description="   ")
    answer(cast.gp, episode, risk__drives=None)
    texts = sections(episode, content, pathway)
    assert texts.pop("allergies") == f"Penicillin. ({timezone.localdate():%d.%m.%Y})"
    assert set(texts.values()) == {""}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"workup.red_flags": ()}, "Faresignaler: Ingen af disse"),
        (
            {"workup.red_flags": ("trauma", "other")},
            "Faresignaler: Fald, ulykke eller anden skade, Andet alvorligt tegn",
        ),
        ({"pain.intensity_rest": 0}, "Smerter i hvile: 0 af 10"),
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
    day = f" ({timezone.localdate():%d.%m.%Y})"
    assert sections(episode, content, pathway)["pain_history"] == expected + day


def test_a_decimal_has_a_comma(cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway) -> None:
    answer(cast.gp, episode, risk__bmi=31.5)
    assert sections(episode, content, pathway)["comorbidity"].startswith("BMI: 31,5 kg/m² (")


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
        "amitriptylin, TCA (tricykliske antidepressiva), stoppet, 12,5 mg i døgnet, 20.07.2023–20.11.2023. "
        "Effekt: utilstrækkelig effekt. Bivirkninger: mundtørhed. Stoppet på grund af bivirkninger. (02.03.2026)"
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "Tramadol, bruges nu. Effekt: ikke vurderet."),
        ({"fast_acting": True}, "Tramadol, bruges nu, hurtigtvirkende. Effekt: ikke vurderet."),
        ({"fast_acting": False}, "Tramadol, bruges nu, langsomtvirkende. Effekt: ikke vurderet."),
        ({"started": date(2026, 1, 2)}, "Tramadol, bruges nu, siden 02.01.2026. Effekt: ikke vurderet."),
        ({"effect": "good", "daily_dose_mg": 200}, "Tramadol, bruges nu, 200 mg i døgnet. Effekt: god effekt."),
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
    day = f" ({timezone.localdate():%d.%m.%Y})"
    assert sections(episode, content, pathway)["medication"] == expected + day


def test_treatments_in_use_stand_first_then_the_others_each_in_the_order_of_telling(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    rows = [("tca", "stopped"), ("tramadol", "current"), ("ssri", "declined"), ("paracetamol", "current")]
    for age, (kind, status) in enumerate(rows):
        treat(cast.gp, episode, kind, status, name=kind, at=timezone.now() - timedelta(hours=4 - age))
    answer(cast.gp, episode, health__drug_count=3)
    lines = sections(episode, content, pathway)["medication"].split("\n")
    assert [line.split(" ")[0].rstrip(",") for line in lines] == ["tramadol", "paracetamol", "tca", "ssri", "Antal"]


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
    assert texts["non_drug"].startswith("Massage, bruges nu.")


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
    said = f"Råd om opioid. ({timezone.localdate():%d.%m.%Y})"
    for destination in (CENTRE, CLINIC, REVIEW):
        assert sections(episode, content, pathway, destination)["problem_statement"] == said
