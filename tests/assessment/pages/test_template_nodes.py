"""What a page of an episode costs in templates: so many of their nodes are rendered, and no more.

A node costs some five millionths of a second, whatever it says: a lookup, a condition, a translation. What a page
shows many times is therefore put together in Python, and what says the same of every patient once for each release.
"""

from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpResponse
from django.template.base import Node
from django.test import Client
from django.urls import reverse

from assessment.models import Episode
from tests.support.http.forms import HTMX
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")


@pytest.fixture
def told(cast: Cast, episode: Episode) -> Episode:
    """Some of everything: answers, treatments, safety prompts that apply and that are not clarified."""
    answer(
        cast.gp, episode, pain__onset=date(2024, 3, 1), peg__pain=5, peg__enjoyment=6, peg__activity=7, risk__bmi=31.5
    )
    answer(cast.gp, episode, pain__intensity_average=6, pain__distribution="widespread", work__status="sick_leave")
    answer(cast.gp, episode, risk__cardiovascular=True, wellbeing__suicidal_thoughts=True)
    for kind in ("paracetamol", "tramadol", "tca"):
        treat(cast.gp, episode, kind, "current", effect="insufficient")
    return episode


@pytest.fixture
def nodes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The nodes that are rendered, in turn; plain text is none."""
    rendered: list[str] = []
    render = Node.render_annotated

    def counted(self: Node, context: object) -> object:
        rendered.append(type(self).__name__)
        return render(self, context)

    monkeypatch.setattr(Node, "render_annotated", counted)
    return rendered


def overview(client: Client, episode: Episode) -> HttpResponse:
    return client.get(reverse("episode", args=[episode.pk]))


def section(client: Client, episode: Episode) -> HttpResponse:
    return client.get(reverse("section", args=[episode.pk, "pain"]))


def every_advice(client: Client, episode: Episode) -> HttpResponse:
    return client.get(reverse("advice", args=[episode.pk]))


def save(client: Client, episode: Episode) -> HttpResponse:
    version = Episode.objects.get(pk=episode.pk).version
    typed = {"seen_version": str(version), "work.status": ("retired", "sick_leave")[version % 2]}
    return client.post(reverse("section", args=[episode.pk, "work"]), typed, headers=HTMX)


@pytest.mark.parametrize(("ask", "most"), [(overview, 277), (section, 285), (every_advice, 515), (save, 169)])
def test_a_page_renders_few_nodes(
    ask: Callable[[Client, Episode], HttpResponse], most: int, told: Episode, gp_client: Client, nodes: list[str]
) -> None:
    """Tried: a row of the panel, a field of a section, each as a template of many lookups."""
    ask(gp_client, told)  # what is put together once
    nodes.clear()
    assert ask(gp_client, told).status_code == 200
    assert len(nodes) <= most
