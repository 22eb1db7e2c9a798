"""What the plan tells of the answers: in plain words, easy to read, and kept where somebody wrote something else."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from typing import cast as typed_as

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Practice
from assessment.advice.decisions import respond_to_advice
from assessment.care_plan.agreement import FIELDS, plan_of
from assessment.care_plan.printed_sheet import frozen_plan
from assessment.care_plan.told_parts import told_texts
from assessment.episode.workspace import Workspace
from assessment.models import Episode, Treatment
from assessment.record.clock import today
from assessment.record.known_facts import FactDisplay
from assessment.rules.facts import Case, facts_of
from assessment.rules.reading import parse_case
from guidelines.in_force.content import Content
from tests.support.content.files import VOCABULARY, read
from tests.support.content.lix import lix
from tests.support.records.cast import Cast
from tests.support.records.consultations import consult
from tests.support.records.letters import look
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")

HARDEST = 35
# What an abbreviation looks like; the milligram stands on the package, and is one.
ABBREVIATED = re.compile(r"\b(?:tlf|pr|ca|evt|fx|mdr|kl|dvs|bl\.a|mhp|ift)\.|\b(?!CPR\b)[A-ZÆØÅ]{2,}\b|µg")
AS_OF = date(2026, 11, 29)
EXERCISE = "generalised-pain/supervised-exercise"


def url(episode: Episode) -> str:
    return reverse("plan", args=[episode.pk])


def told(episode: Episode, content: Content, cast: Cast) -> dict[str, str]:
    return told_texts(look(episode, content), cast.gp.practice)


def sent(client: Client, episode: Episode, **typed: Any) -> dict[str, Any]:
    """What a browser sends of the page as it stands."""
    context = client.get(url(episode)).context
    form = context["form"]
    values = {name: form[name].value() or "" for name in form.fields if name != "seen_version"}
    shown = {f"told_{key}": part.newest for key, part in context["parts"].items()}
    came = {"came_along": [one.key for one in context["coming"]]}
    return values | shown | came | {"seen_version": context["seen_version"]} | typed


def follow(cast: Cast, episode: Episode, content: Content, response: str = "follow", reason: str = "") -> None:
    respond_to_advice(
        by=cast.gp,
        episode=episode,
        consultation=None,
        recommendation=content.recommendations[EXERCISE],
        response=response,
        reason=reason,
        facts={},
    )


def test_medicine_is_told_in_plain_words_with_what_to_expect(cast: Cast, episode: Episode, content: Content) -> None:
    """Tried: without the sentence of what to expect; what was stopped years ago as stopped now."""
    consult(cast.gp, episode, 0, {"peg.pain": 7})
    treat(cast.gp, episode, "tca", "current", name="amitriptylin", daily_dose_mg=25)
    treat(cast.gp, episode, "strong_opioid", "current", daily_dose_mg="0.3", dose_unit="ug_h")
    treat(cast.gp, episode, "nsaid_oral", "stopped", stopped=today())
    treat(cast.gp, episode, "paracetamol", "stopped", stopped=date(2020, 1, 1))
    treat(cast.gp, episode, "gabapentinoid", "stopped", name="gabapentin", on_hold=True, stopped=date(2020, 1, 1))
    treat(cast.gp, episode, "supervised_exercise", "current")
    lines = told(episode, content, cast)["medicine"].splitlines()
    assert [line.split(". ")[0].removesuffix(".") for line in lines] == [
        "Du tager amitriptylin, 25 mg i døgnet",
        "Du tager stærk medicin mod smerter, 12,5 mikrogram i timen",
        "Du er stoppet med gigtmedicin",
        "Du holder pause med gabapentin",
    ]
    assert "Vi ser sammen på, om den hjælper dig" in lines[0]
    assert "blive afhængig" in lines[1]


def test_whom_to_call_has_no_empty_number_and_the_crisis_line_where_it_matters(
    cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: every contact always; a contact without a number."""
    assert told(episode, content, cast)["call"].count("\n") == 2
    Practice.objects.filter(pk=cast.gp.practice_id).update(phone="")
    cast.gp.practice.refresh_from_db()
    assert told(episode, content, cast)["call"].splitlines()[0] == "Når vi har åbent: Ring til Klinik A."
    numbered = next(one for one in look(episode, content).contacts if not one.phone)
    for thoughts, is_there in (("none", False), ("active", True)):
        answer(cast.gp, episode, wellbeing__suicidal_thoughts=thoughts)
        workspace = look(episode, content)
        with_number = tuple(replace(one, phone=one.phone or "70 00 00 00") for one in workspace.contacts)
        assert numbered.label not in told_texts(workspace, cast.gp.practice)["call"]
        workspace.__dict__["contacts"] = with_number
        assert (numbered.label in told_texts(workspace, cast.gp.practice)["call"]) is is_there


def test_what_somebody_wrote_is_kept_and_newer_answers_are_shown_by_sentence(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: the own text overwritten by the answers; every text of the page kept as somebody's own."""
    treat(cast.gp, episode, "paracetamol", "current", daily_dose_mg=3000)
    gp_client.post(url(episode), sent(gp_client, episode, goal="Gå en tur"))
    assert plan_of(episode).edited == {}
    before = told(episode, content, cast)["medicine"]
    own = "Du tager dine piller morgen og aften."
    gp_client.post(url(episode), sent(gp_client, episode, medicine=own))
    assert plan_of(episode).edited == {"medicine": {"text": own, "from": before}}
    treat(cast.gp, episode, "tca", "current", name="amitriptylin", daily_dose_mg=10)
    part = gp_client.get(url(episode)).context["parts"]["medicine"]
    assert (part.text, part.is_behind) == (own, True)
    assert [(one.kind, one.text.strip()) for one in part.new_changes if one.kind != "added"] == [("same", before)]
    gp_client.post(url(episode), sent(gp_client, episode, keep="medicine"))
    kept = gp_client.get(url(episode)).context["parts"]["medicine"]
    assert (kept.text, kept.is_behind) == (own, False)
    gp_client.post(url(episode), sent(gp_client, episode, from_answers="medicine"))
    assert "amitriptylin" in gp_client.get(url(episode)).context["parts"]["medicine"].text
    gp_client.post(url(episode), sent(gp_client, episode, medicine=""))
    sections = frozen_plan(plan_of(episode), look(episode, content), cast.gp)["sections"]
    assert "medicine" not in [section["key"] for section in sections]


def test_a_text_that_became_older_while_the_page_was_open_is_nobodys_own(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """Tried: what was typed compared with the text of now, which keeps the older one for good."""
    typed = sent(gp_client, episode, goal="Gå en tur")
    treat(cast.gp, episode, "paracetamol", "current", daily_dose_mg=3000)
    gp_client.post(url(episode), typed)
    assert plan_of(episode).edited == {}
    assert "paracetamol" in gp_client.get(url(episode)).context["parts"]["medicine"].text


def test_what_was_decided_comes_along_once_and_can_be_taken_out(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: without `settled`, with which it comes back after it was taken out."""
    follow(cast, episode, content)
    shown = gp_client.get(url(episode))
    text = content.vocabulary.plan.find("physiotherapist").text  # type: ignore[union-attr]
    assert (shown.context["form"]["action_1_what"].value(), plan_of(episode).version) == (text, 0)
    gp_client.post(url(episode), sent(gp_client, episode))
    assert (plan_of(episode).actions[0]["what"], plan_of(episode).settled) == (text, ["physiotherapist"])
    follow(cast, episode, content, "dismiss", "declined")
    assert gp_client.get(url(episode)).context["undecided"] == [text]
    follow(cast, episode, content)
    assert gp_client.get(url(episode)).context["undecided"] == []
    gp_client.post(url(episode), sent(gp_client, episode, action_1_what="", action_1_who=""))
    again = gp_client.get(url(episode))
    assert (again.context["form"]["action_1_what"].value(), again.context["coming"]) == ("", [])


def test_a_row_that_is_in_use_is_not_taken_by_what_comes_along(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    full = {f"action_{number}_what": f"Handling {number}" for number in (1, 2, 3)}
    gp_client.post(url(episode), dict.fromkeys(FIELDS, "") | {"seen_version": "0"} | full)
    follow(cast, episode, content)
    assert gp_client.get(url(episode)).context["coming"] == []
    assert plan_of(episode).settled == []


def told_in_memory(case: Case, rows: list[dict[str, Any]], content: Content, practice: Practice) -> dict[str, str]:
    """What the plan of a case tells, with every contact there is, without a record of it."""
    facts = facts_of(case, content.vocabulary)
    contacts = content.contacts("byen", case.as_of)
    workspace = SimpleNamespace(
        facts=facts,
        display=FactDisplay(Episode(answers={}), [], facts, content.vocabulary),
        content=content,
        case=case,
        newest=None,
        treatments=[
            Treatment(
                kind=row["kind"],
                status=row["status"],
                name=row.get("name", ""),
                daily_dose_mg=Decimal(str(row["daily_dose_mg"])) if row.get("daily_dose_mg") else None,
                dose_unit="mg",
                on_hold=False,
                as_needed=False,
                recorded_at=timezone.now(),
            )
            for row in rows
        ],
        contacts=contacts,
        contacts_shown=contacts,
    )
    return told_texts(typed_as("Workspace", workspace), practice)


def worked_cases() -> Iterator[tuple[str, Case, list[dict[str, Any]]]]:
    """The worked cases, the persona and the people of the demo: of the last two what a plan tells of them."""
    for path in sorted(Path("tests/cases").glob("*.json")):
        raw = json.loads(path.read_text())["case"]
        yield path.stem, parse_case(raw, VOCABULARY), raw.get("treatments") or []
    persona, demo = (read(settings.FIXTURES_DIR / name) for name in ("persona.yaml", "demo.yaml"))
    for person in (persona | {"family_name": "the persona"}, *demo["patients"]):
        answers: dict[str, Any] = {"practical.next_follow_up": AS_OF + timedelta(days=14)}
        rows = []
        for consultation in person.get("consultations", []):
            answers |= {
                key: value
                for key, value in consultation.get("answers", {}).items()
                if key.startswith("relations.") and key.endswith("involved")
            }
            rows += consultation.get("treatments") or []
        plain = [row if "kind" in row else row | {"kind": "tca", "status": "current"} for row in rows]
        yield person["family_name"], Case(AS_OF, date(1981, 9, 15), answers), plain


def test_every_plan_is_easy_to_read_and_without_abbreviations(cast: Cast, content: Content) -> None:
    """Tried: a kind of medicine under its clinic's name; what to expect in one sentence of forty words."""
    ready = [one.text for one in content.vocabulary.plan.suggestions]
    ready += [one.empty for one in content.vocabulary.plan.sections]
    ready += [one.expect for one in content.vocabulary.plan.medicines]
    plans = {name: told_in_memory(case, rows, content, cast.gp.practice) for name, case, rows in worked_cases()}
    for name, text in [*((name, "\n".join(parts.values())) for name, parts in plans.items()), *enumerate(ready)]:
        assert lix(text) <= HARDEST, (name, lix(text), text)
        assert not ABBREVIATED.search(text), (name, ABBREVIATED.search(text))


def test_how_hard_a_text_is_counts_long_words_and_words_a_sentence() -> None:
    assert lix("Du er her. Vi ses.") == 2.5
    assert lix("Vi trapper medicinen ned.") == 4 + 50
    assert lix("") == 0
