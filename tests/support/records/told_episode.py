"""One episode in which everything was told, for tests that compare where it is said again."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from assessment.advice.answer_choices import TO_AVOID, TO_DO, answers_to
from assessment.advice.decisions import respond_to_advice
from assessment.care_plan.agreement import save_plan
from assessment.episode.workspace import build_workspace
from assessment.models import Consultation, Episode
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation
from assessment.record.form_changes import DataAbsent
from assessment.rules.medication.taper_schedule import Action, StepNotes, StepRow
from assessment.tapering.plan_changes import add_taper_plan, follow_taper_plan
from assessment.treatments.statements import record_complete_list
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question
from tests.support.records.cast import Cast
from tests.support.records.consultations import consult
from tests.support.records.letter_pdf import squeeze
from tests.support.records.patients import answer, treat
from tests.support.records.questionnaires import ITEMS, saved

ONSET = date(2022, 3, 1)
ASKED = {
    "health.allergies": DataAbsent("not-applicable", "spurgt hos egen læge"),
    "wellbeing.suicidal_thoughts": DataAbsent("asked-declined"),
    "workup.ecg_date": DataAbsent("asked-unknown", "måske i 2024"),
}
# What is answered anew at the second visit.
AGAIN: dict[str, Value] = {"peg.pain": 9, "pain.intensity_average": 5, "risk.bmi": 31.5, "work.impact": "some"}
TREATMENTS: list[dict[str, Any]] = [
    {
        "kind": "tca",
        "status": "stopped",
        "name": "amitriptylin",
        "atc": "N06AA09",
        "daily_dose_mg": Decimal("12.5"),
        "started": date(2024, 3, 1),
        "started_precision": "month",
        "stopped": date(2025, 1, 1),
        "stopped_precision": "year",
        "effect": "insufficient",
        "side_effects": "Mundtørhed.",
        "stopped_for_side_effects": True,
        "reason": "Sov dårligt,\nogså af støj.",
    },
    {
        "kind": "strong_opioid",
        "status": "current",
        "name": "buprenorfin",
        "daily_dose_mg": Decimal("0.3"),
        "dose_unit": "ug_h",
        "fast_acting": False,
        "started": date(2025, 9, 1),
        "started_precision": "month",
        "effect": "good",
        "last_specialist_review": date(2026, 2, 3),
    },
    {"kind": "tramadol", "status": "stopped", "fast_acting": True, "stopped": date(2023, 6, 15), "effect": "none"},
    {"kind": "massage", "status": "declined"},
]


@dataclass(frozen=True)
class Told:
    episode: Episode
    answers: dict[str, Value]
    first: Consultation
    second: Consultation


def value_of(question: Question, number: int) -> Value:
    """An answer of the question's type, as different from the others as the type allows."""
    match question.type:
        case "bool":
            return number % 2 == 0
        case "choice":
            return [*question.values][number % len(question.values)]
        case "multi":
            return tuple(question.values)[:2]
        case "date":
            return date(2025, 1, 1) + timedelta(days=number)
        case "text":
            return f"Egen tekst {number}.\nOgså æøå – 5 µg."
    return 27.5 if question.decimals else int(question.min or 0) + number % 7


def tell(cast: Cast, episode: Episode, content: Content) -> Told:
    """Two visits: in the first every question is answered but some asked in vain; in the second some change."""
    questions = content.vocabulary.questions
    # One that came later is counted last, so that the others keep their answers.
    in_order = sorted(questions, key=lambda key: key == "workup.red_flags_cleared")
    answers = {key: value_of(questions[key], number) for number, key in enumerate(in_order)}
    answers |= {"pain.onset_date": ONSET, "practical.next_follow_up": today() + timedelta(days=14)}
    answers |= {"gcps.pain_frequency": "every_day", "gcps.limiting_frequency": "some_days"}
    for key in ASKED:
        del answers[key]
    first = consult(cast.gp, episode, 40, {**answers})
    answer(cast.nurse, episode, **{key.replace(".", "__"): given for key, given in (AGAIN | ASKED).items()})
    for row in TREATMENTS:
        treat(cast.gp, episode, **row)
    fresh = Episode.objects.select_related("patient").get(pk=episode.pk)
    second = begin_consultation(by=cast.gp, episode=fresh, form="in_person")
    record_complete_list(by=cast.gp, consultation=second, complete=True)
    saved(cast.nurse, fresh, **dict.fromkeys(ITEMS, 1))
    goal = {"goal": str(answers["resources.most_important"]), "action_1_what": "Gå 10 minutter", "offers": "Kursus"}
    save_plan(by=cast.gp, episode=fresh, values=goal, seen_version=0)
    taper(cast, second)
    decide(cast, second, content)
    return Told(Episode.objects.select_related("patient").get(pk=episode.pk), answers | AGAIN, first, second)


def taper(cast: Cast, consultation: Consultation) -> None:
    plan = add_taper_plan(
        by=cast.gp,
        consultation=consultation,
        identifier=uuid4(),
        rows=[
            StepRow(today(), "10 µg pr. time", Decimal("0.24")),
            StepRow(today() + timedelta(days=28), "5 µg pr. time"),
        ],
        approve=True,
        medicine="buprenorfin",
        start_dose="12,5 µg pr. time",
    )
    notes = StepNotes(effect="Sover som før.")
    follow_taper_plan(
        by=cast.nurse,
        consultation=consultation,
        plan=plan,
        seen_version=1,
        action=Action.TAKE,
        as_of=today(),
        notes=notes,
    )


def decide(cast: Cast, consultation: Consultation, content: Content) -> None:
    advice = build_workspace(consultation.episode, content, today()).advice
    rows = [*advice.do_now, *advice.consider, *advice.applies]
    to_do = [row for row in rows if answers_to(row.recommendation) is TO_DO]
    to_avoid = [row for row in rows if answers_to(row.recommendation) is TO_AVOID]
    said = [*zip(to_do, ("follow", "defer", "dismiss"), ("", "later", "tried"), strict=False)]
    said += [(row, "use", "others_failed") for row in to_avoid[:1]]
    for row, response, reason in said:
        respond_to_advice(
            by=cast.gp,
            episode=consultation.episode,
            consultation=consultation,
            recommendation=row.recommendation,
            response=response,
            reason=reason,
            comment="Efter aftale." if reason else "",
            facts={},
        )


def page(client: Client, name: str, *arguments: Any) -> str:
    """A page's own text: without its tags, and with the words that it shows."""
    return text_of(client.get(reverse(name, args=arguments)))


def text_of(response: HttpResponse) -> str:
    assert response.status_code == 200
    return squeeze(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())))


def pdf_text(pdf: bytes) -> str:
    return squeeze(" ".join(part.extract_text() for part in PdfReader(BytesIO(bytes(pdf))).pages))
