"""A rule that fails is named on every page that lists advice, criteria or signs: never silence, never a guess."""

import logging
import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines.conditions.tree import Comparison
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import Facts
from referrals.pathways.in_force import pathway_of
from tests.support.http.requests import MANAGER, client_as, undone
from tests.support.http.routes import PATIENT_ROUTES, arguments
from tests.support.records.cast import Cast
from tests.support.records.furnished import Record

# A fact of each kind of rule: safety prompts and criteria, signs, steps, an offer, a contradiction.
BROKEN = {
    "workup.red_flag_open",
    "wellbeing.psychological_problems",
    "risk.drives",
    "diagnosis.neurostimulation_candidate",
    "work.impact",
}
# Kept as they were sent or printed, or made as a file: no page of rules.
NO_PAGE = re.compile("pdf|print|sheet|fhir|drawing")
FEW = 12


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every comparison of these facts fails. What is logged of it is tried elsewhere."""
    whole = Comparison.value

    def value(self: Comparison, facts: Facts) -> bool | None:
        if self.fact in BROKEN:
            raise ZeroDivisionError
        return whole(self, facts)

    monkeypatch.setattr(Comparison, "value", value)
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def lists(response: HttpResponse, name: str) -> bool:
    """Whether the page was made from this."""
    return response.context is not None and bool(response.context.get(name))


def test_every_page_that_lists_rules_names_those_that_failed(
    failing: None, furnished: tuple[Cast, tuple[Record, Record]], content: Content
) -> None:
    """Tried: the faults taken out of each of the panel, the page of all advice, the safety alert, the criteria of a
    destination, their part of the panel, the letter in preparation, the check, the signs, the steps, a contradiction.
    """
    cast, (record, _other) = furnished
    client, values = client_as(cast, MANAGER), arguments(record, content)
    safety = content.recommendations["safety-prompts/red-flags"].version.title
    pathway = pathway_of(content)
    assert content.complexity
    (sign,) = (sign for sign in content.complexity.signs if sign.key == "psychological_problems")
    step = next(step for step in pathway.waiting_time if step.key == "driving_rules")
    criterion, judge = pathway.criteria["clarified"].title, _("fault in the rule; judge it yourself")
    named = {
        "advice": (safety,),
        "readiness": (criterion, _("Fault in the rule, judge it yourself:")),
        "destination": (criterion,),
        "complexity": (sign.label, _("Fault in the rule, judge it yourself:")),
        "waiting_time": (f"{judge}:</strong> <strong>{step.title}", f"{criterion} – {judge}"),
        "contradictions": (_("Fault in the rule, judge it yourself: %(text)s") % {"text": ""},),
    }
    seen: dict[str, list[str]] = {name: [] for name in named}
    for route in PATIENT_ROUTES:
        if NO_PAGE.search(route.name):
            continue
        response = undone(client, "GET", route.url(values))
        assert response.status_code < 500, route.name
        for name, words in named.items():
            if response.status_code == 200 and lists(response, name):
                seen[name].append(route.name)
                page = response.content.decode()
                assert [word for word in words if word.strip() not in page] == [], (route.name, name)
    assert len(seen["advice"]) > FEW
    assert {name for name, routes in seen.items() if not routes} == set()


def test_the_overview_and_the_page_of_a_decision_name_it_too(
    failing: None, furnished: tuple[Cast, tuple[Record, Record]], content: Content
) -> None:
    """Tried: the line on the overview, and the page of a decision, without the fault."""
    cast, (record, _other) = furnished
    client = client_as(cast, MANAGER)
    overview = undone(client, "GET", reverse("episode", args=[record.episode.pk])).content.decode()
    middle, _aside, _panel = overview.partition('<aside class="panel"')
    assert pathway_of(content).criteria["clarified"].title in middle
    url = reverse("advice_respond", args=[record.episode.pk, "safety-prompts", "red-flags"])
    decision = undone(client, "GET", url).content.decode()
    assert _("fault in the rule; judge it yourself") in decision
    assert _("No answer has decided it yet.") not in decision
