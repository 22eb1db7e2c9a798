"""An episode with everything a letter needs, and its letter before and after the signature."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from assessment.documents.renderer import renderer
from assessment.episode.workspace import Workspace
from assessment.models import Episode
from guidelines.in_force.content import Content
from referrals.letters.prefill import prefilled_sections
from referrals.letters.signing import sign_letter
from referrals.letters.writing import start_letter
from referrals.models import Letter
from referrals.pathways.in_force import pathway_of
from referrals.rules.pathway import Pathway
from tests.support.http.requests import confirm_password
from tests.support.records.cast import Cast
from tests.support.records.letters import CENTRE, COMPLETE, Sign, as_keywords, kept, look
from tests.support.records.patients import answer, treat
from tests.support.records.told_episode import Told, tell


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
