"""Letters: what makes an episode ready for one, and a letter as it stands in the database."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import Episode
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import Value
from referrals.letters.writing import edit_letter
from referrals.models import Letter
from tests.support.records.cast import Cast

Sign = Callable[..., Letter]
CENTRE, CLINIC, REVIEW = "multidisciplinary_centre", "single_specialty_clinic", "medication_review"
# Meets every criterion of the centre, fills every required section of its letter, and answers what safety asks.
COMPLETE: dict[str, Value] = {
    "pain.onset_date": date(2022, 3, 1),
    "pain.acute": False,
    "pain.headache_only": False,
    "workup.differentials_excluded": True,
    "workup.red_flags": (),
    "workup.specialties_completed": "yes",
    "workup.active_cancer": False,
    "workup.objective_findings": "Ømhed i store muskelgrupper.",
    "workup.paraclinical": "Blodprøver uden forklaring på smerterne.",
    "health.substance_abuse": "none",
    "health.pregnant": False,
    "wellbeing.suicidal_thoughts": "none",
    "health.unstable_psychiatric_disorder": False,
    "health.comorbidity": "Forhøjet blodtryk.",
    "health.allergies": "Ingen kendte.",
    "diagnosis.complexity": "complex",
    "understanding.motivated": True,
    "work.impact": "serious",
    "everyday.impact": "serious",
    "wellbeing.psychological_problems": "substantial",
    "economy.social_problems": "some",
    "practical.told_to_patient": "Målet er bedre funktion.",
    "practical.interpreter_needed": False,
    "practical.problem_statement": "Ønske om et tværfagligt forløb.",
}


def as_keywords(answers: dict[str, Value]) -> dict[str, Value]:
    return {key.replace(".", "__"): value for key, value in answers.items()}


def look(episode: Episode, content: Content) -> Workspace:
    """The episode as it stands in the database now."""
    stored = Episode.objects.select_related("patient").get(pk=episode.pk)
    return build_workspace(stored, content, timezone.localdate())


def kept(letter: Letter) -> Letter:
    """The letter's row as it stands in the database now, with everything that hangs on it."""
    return Letter.objects.select_related("referral__episode__patient", "signed_by__user", "signed_by__practice").get(
        pk=letter.pk
    )


def row(letter: Letter) -> dict[str, Any]:
    """Every column of the letter, to compare."""
    return Letter.objects.filter(pk=letter.pk).values().get()


def edit(
    cast: Cast,
    letter: Letter,
    planning_area: str | None = None,
    reasons: dict[str, str] | None = None,
    receiver: str | None = None,
    **texts: str,
) -> Letter:
    """The nurse changes some sections, says that some are not relevant, and perhaps where the letter goes."""
    current = kept(letter)
    return edit_letter(
        by=cast.nurse,
        letter=letter,
        texts=texts,
        planning_area=current.planning_area if planning_area is None else planning_area,
        seen_version=current.version,
        reasons=reasons,
        receiver=receiver,
    )
