"""The sheet with the plan: one A4 in plain words, frozen as it was handed over."""

import hashlib
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from pypdf import PdfReader

from accounts.models import AccessLogEntry
from assessment.care_plan.agreement import plan_of, save_plan
from assessment.care_plan.printed_sheet import (
    NothingToPrint,
    frozen_plan,
    print_plan,
    printed_plans_of,
    render_plan_pdf,
)
from assessment.documents.render import NotRendered
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import Episode, PrintedCarePlan
from assessment.record.clock import today
from guidelines.in_force.content import Content
from tests.support.records.cast import CPR_A, Cast
from tests.support.records.letter_pdf import MM, pieces
from tests.support.records.patients import answer, treat
from tests.support.records.printed_plans import frozen, text_of

pytestmark = pytest.mark.usefixtures("in_a")

CALL = [
    "Når vi har åbent: Ring til os på 00000001.",
    "Akut fare for liv, og efter et selvmordsforsøg, når det haster: Ring 112.",
    "Når lægen har lukket: Ring 1813 (Akuttelefonen i Region Hovedstaden).",
]
JARGON = """GCPS
PEG
ICD
MG30
L18
N02
opioid
⊕
anbefaling
biopsyko
rehabiliter
non-farma
mestring
ønsker det ikke"""


def read(**changes: Any) -> PdfReader:
    is_trial = changes.pop("is_trial", True)
    return PdfReader(BytesIO(render_plan_pdf(frozen(**changes) | {"is_trial": is_trial})))


def workspace(episode: Episode, content: Content) -> Workspace:
    found = Episode.objects.select_related("patient").get(pk=episode.pk)
    return build_workspace(found, content, today())


def printed(cast: Cast, episode: Episode, content: Content) -> PrintedCarePlan:
    return print_plan(by=cast.gp, plan=plan_of(episode), workspace=workspace(episode, content))


@pytest.fixture
def fake_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessment.care_plan.printed_sheet.render_pdf", lambda html: html.encode())


def test_a_realistic_plan_fills_one_a4_with_everything_in_order() -> None:
    reader = read()
    assert len(reader.pages) == 1
    assert [float(side) for side in reader.pages[0].mediabox] == pytest.approx([0, 0, 210 * MM, 297 * MM], abs=0.5)
    said = text_of(reader)
    parts = [
        *(
            "Testperson Kanin, født 15.09.1981",
            "20.11.2026 med Klinik A, telefon 00000001",
            "Din plan",
            "Dit mål",
        ),
        *("»At kunne gå tur med hunden hver dag uden at ligge på sofaen bagefter.«", "Det har vi aftalt"),
        *("Hvad Hvem Hvornår", "Handling 1: gør lidt", "Handling 3:", "Dine pårørende er med", "Du tager paracetamol"),
        *("Når smerterne blusser", "Skru lidt ned", "Ring til os på 00000001.", "Ring 112.", "Næste aftale"),
        *("4. december 2026", "Tilbud til dig", "Kommunen: en samtale", "Læs mere"),
        *('søg på "kroniske smerter"', "Side 1 af 1"),
    ]
    places = [said.index(part) for part in parts]
    assert places == sorted(places)


def test_a_long_plan_goes_to_a_second_page_and_nothing_is_cut_off() -> None:
    words = [f"ord{number}" for number in range(330)]
    reader = read(flare_up=" ".join(words), goal="langtord" * 60)
    said = text_of(reader)
    assert len(reader.pages) == 2
    assert set(words) <= set(said.split())
    assert "langtord" * 60 in said.replace(" ", "")
    for page in reader.pages:
        assert all(17.5 < x < 192 and 5 < y < 292 for x, y, _text in pieces(page))


def test_every_sentence_that_can_be_put_in_still_fits_on_one_page(content: Content) -> None:
    plan = content.vocabulary.plan
    texts = {part: "\n".join(row.text for row in plan.of(part)) for part in ("flare_up", "offers", "read_more")}
    actions = [{"what": row.text, "who": row.who, "when": "Hver dag"} for row in plan.of("action")[:3]]
    assert len(read(actions=actions, **texts).pages) == 1


def test_empty_parts_leave_no_heading() -> None:
    said = text_of(read(goal="", flare_up="", offers="", read_more="", together="", is_trial=False))
    for heading in ("Dit mål", "blusser op", "Hvem er med", "Tilbud", "Læs mere", "Afprøvning", "»"):
        assert heading not in said
    assert "Dit mål" in text_of(read(actions=[]))
    assert "Hvornår" not in text_of(read(actions=[]))


def test_the_sheet_is_tagged_in_danish_with_a_shown_title() -> None:
    root: Any = read().trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - pypdf's own boolean
    assert root["/Lang"] == "da"
    assert read().metadata.title == "Din plan"  # type: ignore[union-attr]


def test_a_printed_sheet_is_kept_with_its_pdf_hash_who_and_when(cast: Cast, episode: Episode, content: Content) -> None:
    visit = today() + timedelta(days=14)
    answer(cast.gp, episode, practical__next_follow_up=visit, relations__relatives_involved="yes")
    save_plan(by=cast.gp, episode=episode, values={"goal": "Gå en tur", "action_2_what": "Øve"}, seen_version=0)
    made = printed(cast, episode, content)
    kept = PrintedCarePlan.objects.get()
    assert (kept.pk, kept.number, kept.printed_by_id) == (made.pk, 1, cast.gp.pk)
    in_words = date_format(visit, "j. F Y")
    assert kept.frozen == {
        "patient": {"name": "Testperson Kanin", "birth_date": "1981-09-15"},
        "practice": {"name": "Klinik A", "phone": "00000001"},
        "day": today().isoformat(),
        "sections": [
            {"key": "goal", "title": "Dit mål", "lines": ["Gå en tur"]},
            {"key": "actions", "title": "Det har vi aftalt", "lines": []},
            {"key": "together", "title": "Hvem er med", "lines": ["Dine pårørende er med."]},
            {"key": "call", "title": "Her kan du få hjælp", "lines": CALL},
            {"key": "next", "title": "Næste aftale", "lines": [f"Vores næste aftale er den {in_words}."]},
        ],
        "actions": [{"what": "Øve", "who": "", "when": ""}],
        "is_trial": True,
    }
    assert kept.pdf_sha256 == hashlib.sha256(bytes(kept.pdf)).hexdigest()
    assert "»Gå en tur«" in text_of(PdfReader(BytesIO(bytes(kept.pdf))))
    logged = AccessLogEntry.objects.filter(patient_id=episode.patient_id, action="create").latest("pk")
    assert "1" in logged.detail


@pytest.mark.usefixtures("fake_pdf")
def test_printing_the_same_twice_keeps_one_and_a_change_makes_the_next(
    cast: Cast, episode: Episode, content: Content
) -> None:
    save_plan(by=cast.gp, episode=episode, values={"goal": "a"}, seen_version=0)
    assert printed(cast, episode, content) == printed(cast, episode, content)
    save_plan(by=cast.gp, episode=episode, values={"goal": "b"}, seen_version=1)
    second = printed(cast, episode, content)
    assert [sheet.number for sheet in printed_plans_of(episode)] == [2, 1]
    first = PrintedCarePlan.objects.get(number=1)
    assert [sheet.frozen["sections"][0]["lines"] for sheet in (second, first)] == [["b"], ["a"]]


@pytest.mark.usefixtures("fake_pdf")
@pytest.mark.parametrize("values", [{"goal": "a"}, {"action_3_when": "Fredag"}])
def test_a_goal_or_one_action_is_enough(values: dict[str, str], cast: Cast, episode: Episode, content: Content) -> None:
    save_plan(by=cast.gp, episode=episode, values=values, seen_version=0)
    assert printed(cast, episode, content).number == 1


def test_without_goal_and_actions_nothing_is_printed(cast: Cast, episode: Episode, content: Content) -> None:
    save_plan(by=cast.gp, episode=episode, values={"flare_up": "Hvil", "offers": "Kursus"}, seen_version=0)
    with pytest.raises(NothingToPrint):
        printed(cast, episode, content)
    assert not PrintedCarePlan.objects.exists()


def test_a_pdf_that_cannot_be_made_keeps_nothing(
    cast: Cast, episode: Episode, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_plan(by=cast.gp, episode=episode, values={"goal": "a"}, seen_version=0)

    def fail(html: str) -> bytes:
        raise NotRendered(html)

    monkeypatch.setattr("assessment.care_plan.printed_sheet.render_pdf", fail)
    with pytest.raises(NotRendered):
        printed(cast, episode, content)
    assert not PrintedCarePlan.objects.exists()
    assert plan_of(episode).goal == "a"


@pytest.mark.usefixtures("fake_pdf")
def test_the_database_changes_no_sheet(cast: Cast, episode: Episode, content: Content) -> None:
    save_plan(by=cast.gp, episode=episode, values={"goal": "a"}, seen_version=0)
    sheet = printed(cast, episode, content)
    for change in (
        PrintedCarePlan.objects.filter(pk=sheet.pk).update,
        PrintedCarePlan.objects.filter(pk=sheet.pk).delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(**({"number": 9} if change.__name__ == "update" else {}))  # type: ignore[operator]


@pytest.mark.parametrize(("days", "shown"), [(-1, False), (0, True), (1, True)])
def test_a_visit_that_has_passed_is_not_the_next_one(
    days: int, shown: bool, cast: Cast, episode: Episode, content: Content
) -> None:
    visit = today() + timedelta(days=days)
    answer(cast.gp, episode, practical__next_follow_up=visit)
    made = frozen_plan(plan_of(episode), workspace(episode, content), cast.gp)
    said = next(section["lines"] for section in made["sections"] if section["key"] == "next")
    in_words = f"Vores næste aftale er den {date_format(visit, 'j. F Y')}."
    assert said == [in_words if shown else "Vi har ikke aftalt en tid endnu. Ring til os, når du har brug for en tid."]


def test_the_sheet_holds_no_cpr_number_grade_code_or_jargon(cast: Cast, episode: Episode, content: Content) -> None:
    answer(
        cast.gp,
        episode,
        gcps__pain_frequency="every_day",
        gcps__limiting_frequency="every_day",
        peg__pain=9,
        diagnosis__icd11="MG30.01",
        diagnosis__icpc2="L18",
        relations__relatives_involved="declined",
        practical__next_follow_up=date(2031, 1, 2),
    )
    treat(cast.gp, episode, "strong_opioid", "current", atc="N02AA05")
    values: dict[str, str] = {"goal": "Gå"}
    for suggestion in content.vocabulary.plan.suggestions:
        field = "action_1_what" if suggestion.part == "action" else suggestion.part
        values[field] = f"{values.get(field, '')}\n{suggestion.text}"
    save_plan(by=cast.gp, episode=episode, values=values, seen_version=0)
    said = text_of(PdfReader(BytesIO(bytes(printed(cast, episode, content).pdf))))
    assert "2. januar 2031" in said
    assert CPR_A not in said.replace("-", "")
    for word in JARGON.splitlines():
        assert word.lower() not in said.lower(), word
    assert timezone.localdate().strftime("%d.%m.%Y") in said
