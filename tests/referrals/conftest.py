"""An episode with everything a letter needs, and its letter before and after the signature."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from assessment.documents.renderer import renderer
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import Episode
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import Value
from referrals.letters.prefill import prefilled_sections
from referrals.letters.signing import sign_letter
from referrals.letters.writing import edit_letter, start_letter
from referrals.models import Letter
from referrals.pathways.in_force import pathway_of
from referrals.rules.pathway import Pathway
from tests.conftest import Cast, answer, confirm_password, treat
from tests.support.records.told_episode import Told, tell

Sign = Callable[..., Letter]

CENTRE, CLINIC, REVIEW = "multidisciplinary_centre", "single_specialty_clinic", "medication_review"

# Meets every criterion of the centre, and fills every required section of its letter.
COMPLETE: dict[str, Value] = {
    "pain.onset_date": date(2022, 3, 1),
    "pain.acute": False,
    "pain.headache_only": False,
    "workup.differentials_excluded": True,
    "workup.specialties_completed": "yes",
    "workup.active_cancer": False,
    "workup.objective_findings": "Ømhed i store muskelgrupper.",
    "workup.paraclinical": "Blodprøver uden forklaring på smerterne.",
    "health.substance_abuse": "none",
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


@pytest.fixture
def gp_client(gp_client: Client) -> Client:
    """The GP, who has just confirmed the password: what signing asks for."""
    return confirm_password(gp_client)


@pytest.fixture
def pathway(content: Content) -> Pathway:
    return pathway_of(content)


@pytest.fixture
def complete(cast: Cast, in_a: None, episode: Episode) -> Episode:
    """An episode that is ready for the centre."""
    treat(cast.gp, episode, "tca", "stopped", name="amitriptylin", effect="insufficient")
    return answer(cast.gp, episode, **as_keywords(COMPLETE))


@pytest.fixture
def letter(cast: Cast, complete: Episode, content: Content, pathway: Pathway) -> Letter:
    """A whole letter to the centre, begun by the nurse and not signed."""
    workspace = look(complete, content)
    return kept(start_letter(by=cast.nurse, workspace=workspace, pathway=pathway, destination=CENTRE))


@pytest.fixture
def sign(cast: Cast, content: Content, pathway: Pathway) -> Sign:
    """Sign a letter as the GP, as it stands now."""

    def sign_now(letter: Letter, **values: Any) -> Letter:
        workspace = look(letter.referral.episode, content)
        arguments = {"by": cast.gp, "workspace": workspace, "pathway": pathway, "seen_version": kept(letter).version}
        sign_letter(letter=letter, **arguments | values)
        return kept(letter)

    return sign_now


@pytest.fixture
def signed(letter: Letter, sign: Sign) -> Letter:
    return sign(letter)


@pytest.fixture
def no_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for the PDF, for tests that are not about it."""
    monkeypatch.setattr("referrals.letters.signing.render_letter_pdf", lambda frozen: b"%PDF " + repr(frozen).encode())


@pytest.fixture(params=["no fonts", "no renderer"])
def broken_pdf(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The PDF cannot be made, for one reason or another; `monkeypatch.undo()` mends it."""
    if request.param == "no fonts":
        monkeypatch.setattr(settings, "PDF_FONTS_DIR", tmp_path)
    else:
        renderer.stop()
        monkeypatch.setattr("assessment.documents.renderer.WORKER", tmp_path / "gone.py")


@pytest.fixture
def told(cast: Cast, episode: Episode, content: Content) -> Told:
    """An episode in which every question was dealt with."""
    return tell(cast, episode, content)


@pytest.fixture
def workspace(told: Told, content: Content) -> Workspace:
    return look(told.episode, content)


@pytest.fixture
def letter_sections(workspace: Workspace, pathway: Pathway) -> dict[str, str]:
    return prefilled_sections(pathway, workspace, CENTRE)
