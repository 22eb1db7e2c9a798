"""Before and after an operation: the history gathered with its gaps, and what comes first in the advice."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from pypdf import PdfReader

from accounts.models import AccessLogEntry, Staff
from assessment.documents.render import NotRendered
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import Answer, Consultation, Episode
from assessment.notes.contact_note import consultation_note
from assessment.notes.preoperative import GatheredHistory, gather_history
from assessment.notes.summary import episode_summary
from assessment.record.contacts import contact_now
from assessment.treatments.statements import record_complete_list, record_no_treatments, record_not_tried
from guidelines.in_force.content import Content, current_content
from guidelines.vocabulary.facts import TREATMENTS
from guidelines.vocabulary.parsing import parse_vocabulary
from tests.support.content.files import read
from tests.support.http.forms import form_of, form_with
from tests.support.records.cast import CPR_A, Cast
from tests.support.records.patients import answer, current, treat
from tests.support.records.tapers import made

pytestmark = pytest.mark.usefixtures("in_a")

VOCABULARY = read(settings.FIXTURES_DIR / "vocabulary.yaml")
TAPER = "cross-sector/surgeon-taper-plan"
COMPLICATION = "cross-sector/suspected-complication"
RECEIVED = "surgery.taper_plan_received"


def workspace_of(episode: Episode) -> Workspace:
    fresh = Episode.objects.select_related("patient").get(pk=episode.pk)
    return build_workspace(fresh, current_content(), timezone.localdate())


def history_of(episode: Episode) -> GatheredHistory:
    return gather_history(workspace_of(episode))


def lines(history: GatheredHistory) -> dict[str, tuple[str | None, list[str]]]:
    return {
        line.short: (line.known.value if line.known else None, [question.key for question in line.missing])
        for part in history.parts
        for line in part.lines
    }


# What chapter 8.1 names, as facts of the vocabulary, and the allergies and medicines of a referral.
NAMED = """
    pain.onset_date pain.duration_months pain.sites pain.intensity_average pain.mechanism treatments
    opioid.current_long_term opioid.current_fast_acting patient.age_years work.description work.impact
    wellbeing.depression wellbeing.anxiety wellbeing.catastrophising health.substance_abuse risk.alcohol_units_week
    risk.smoking health.allergies health.drug_count practical.told_to_patient understanding.expectations
""".split()  # noqa: SIM905


def test_the_content_gathers_what_the_chapter_names_each_once_with_its_source() -> None:
    content = parse_vocabulary(VOCABULARY).preoperative_history
    facts = [fact for heading in content.headings for fact in heading.facts]
    assert set(NAMED) <= set(facts)
    assert len(facts) == len(set(facts))
    sources = {row["key"] for row in read(settings.FIXTURES_DIR / "sources.yaml")["sources"]}
    assert {heading.source.source for heading in content.headings} <= sources
    assert all(heading.source.section for heading in content.headings)


@pytest.mark.parametrize("facts", [["no.such"], ["pain.sites", "pain.sites"]])
def test_a_heading_with_a_wrong_fact_is_refused_by_name(facts: list[str]) -> None:
    heading = {"title": "x", "facts": facts, "source": {"source": "cross-sector-2023", "section": "8.1"}}
    with pytest.raises(ValueError, match="Smertehistorien før en operation"):
        parse_vocabulary(VOCABULARY | {"preoperative_history": {"headings": [heading]}})
    without = {key: value for key, value in VOCABULARY.items() if key != "preoperative_history"}
    assert parse_vocabulary(without).preoperative_history.headings == ()


def test_everything_unknown_is_named_with_its_questions(episode: Episode) -> None:
    history = history_of(episode)
    shown = lines(history)
    known = {short for short, (value, _) in shown.items() if value is not None}
    assert known == {"Alder"}
    assert shown["Smerternes varighed"] == (None, ["pain.onset_date"])
    assert shown["Langvarig opioidbehandling"] == (None, [TREATMENTS])
    assert all(missing for short, (_, missing) in shown.items() if short != "Alder")
    assert [question.key for question in history.treatments_missing] == [TREATMENTS]
    # Every line but the age, and the list of treatments: a heading of which nothing is known by its title.
    whole = [
        part.heading.title for part in history.parts if {line.short for line in part.lines} <= shown.keys() - known
    ]
    assert set(whole) < set(history.unknown) < {*shown, *whole}


def test_what_is_known_stands_with_value_and_day(cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, pain__sites=("neck",), risk__smoking="former", health__substance_abuse="none")
    history = history_of(episode)
    shown = lines(history)
    assert (shown["Smertesteder"], shown["Rygning"]) == (("Nakke", []), ("Tidligere ryger", []))
    assert shown["Misbrug"] == ("Nej", [])
    assert not {"Smertesteder", "Rygning", "Misbrug"} & {*history.unknown}
    assert {"Smerternes varighed", "Alkohol"} <= {*history.unknown}
    recorded = {
        line.known.recorded for part in history.parts for line in part.lines if line.known and line.missing == []
    }
    assert recorded == {timezone.localdate(), None}


def test_treatments_stand_with_dose_start_and_fast_acting_and_what_is_not_known_of_them(
    cast: Cast, episode: Episode
) -> None:
    treat(cast.gp, episode, "tca", "stopped", effect="none", stopped=date(2025, 3, 1), side_effects="mundtørhed")
    opioid: dict[str, Any] = {"name": "oxycodon", "daily_dose_mg": 40, "started": date(2024, 2, 1)}
    treat(cast.gp, episode, "strong_opioid", "current", fast_acting=True, effect="good", **opioid)
    treat(cast.gp, episode, "tramadol", "current")
    first, second, third = history_of(episode).treatments
    assert first.title.startswith("oxycodon")
    assert first.details == "bruges nu, 40 mg i døgnet, startet 01.02.2024, hurtigtvirkende: ja, effekt: god effekt"
    assert "dosis ikke oplyst, start ikke oplyst, hurtigtvirkende: ikke oplyst" in second.details
    assert "stoppet 01.03.2025" in third.details
    assert "bivirkninger: mundtørhed" in third.details
    assert "hurtigtvirkende" not in third.details
    assert first.recorded == timezone.localdate()


def test_asked_and_nothing_tried_is_no_gap(cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, work__status="retired")
    record_no_treatments(by=cast.gp, consultation=Consultation.objects.get(), none_tried=True)
    history = history_of(episode)
    assert (history.none_tried, history.treatments_missing) == (True, [])


def test_the_page_links_each_gap_and_offers_the_press_when_an_operation_is_planned(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    url, done = reverse("surgery", args=[episode.pk]), reverse("surgery_history_done", args=[episode.pk])
    page = gp_client.get(url).content.decode()
    assert f"{reverse('section', args=[episode.pk, 'risk'])}#field_risk.smoking" in page
    assert done not in page
    answer(cast.gp, episode, surgery__planned=True)
    assert done in gp_client.get(url).content.decode()
    typed = form_with(gp_client.get(url), "without")
    assert typed["without"] == history_of(episode).unknown
    assert gp_client.post(done, typed).status_code == 302
    kept = Answer.objects.get(question="surgery.preoperative_history_done")
    assert (kept.value, kept.recorded_by) == (True, cast.gp)
    response = gp_client.get(url)
    assert response.context["done_by"] == str(cast.gp)


def test_what_was_gone_through_says_everywhere_which_points_were_not_asked(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: the remark lost with the next save of the section."""
    answer(cast.gp, episode, surgery__planned=True)
    url, done = (reverse(page, args=[episode.pk]) for page in ("surgery", "surgery_history_done"))
    section = reverse("section", args=[episode.pk, "surgery"])
    gp_client.post(done, form_with(gp_client.get(url), "without"))
    without = f"uden: {', '.join(history_of(episode).unknown)}"
    assert without in consultation_note(contact_now(current(episode)), content).text
    assert without in episode_summary(workspace_of(episode)).text
    assert "uden: Smerten, " in gp_client.get(section).content.decode()
    gp_client.post(section, form_of(gp_client.get(section)))
    assert Answer.objects.filter(question="surgery.preoperative_history_done").count() == 1
    # Asked since, it is gone through again, with fewer points left.
    answer(cast.gp, episode, risk__smoking="former")
    gp_client.post(done, form_with(gp_client.get(url), "without"))
    remark = current(episode).answers["surgery.preoperative_history_done"]["comment"]
    assert (remark in without, len(remark) < len(without)) == (False, True)


def test_it_is_pressed_again_where_other_points_are_open_by_now(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """Tried: what the page named not compared, so that nobody saw what was left out."""
    answer(cast.gp, episode, surgery__planned=True)
    url, done = (reverse(page, args=[episode.pk]) for page in ("surgery", "surgery_history_done"))
    typed = form_with(gp_client.get(url), "without")
    answer(cast.nurse, episode, risk__smoking="former")
    for sent in (typed, {"seen_version": typed["seen_version"]}):
        assert "nogle andre nu" in gp_client.post(done, sent, follow=True).content.decode()
    assert not Answer.objects.filter(question="surgery.preoperative_history_done").exists()


def test_the_section_says_it_too(gp_client: Client, cast: Cast, episode: Episode) -> None:
    """Tried: the answer of the section without the points, as if all was asked."""
    answer(cast.gp, episode, surgery__planned=True)
    section = reverse("section", args=[episode.pk, "surgery"])
    typed = form_of(gp_client.get(section)) | {"surgery.preoperative_history_done": ["true"]}
    gp_client.post(section, typed)
    unknown = history_of(episode).unknown
    assert Answer.objects.get(question="surgery.preoperative_history_done").comment == f"uden: {', '.join(unknown)}"


def test_the_press_does_not_overtake_a_colleagues_answer(gp_client: Client, cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, surgery__planned=True)
    typed = form_with(gp_client.get(reverse("surgery", args=[episode.pk])), "without")
    answer(cast.nurse, episode, surgery__preoperative_history_done=False)
    gp_client.post(reverse("surgery_history_done", args=[episode.pk]), typed)
    entry = Episode.objects.get(pk=episode.pk).answers["surgery.preoperative_history_done"]
    assert (entry["value"], entry["by"]) == (False, str(cast.nurse.pk))


def test_the_print_says_what_is_known_and_that_the_rest_is_not(
    sign_in: Callable[[Staff], Client], cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, health__allergies="Penicillin.", wellbeing__anxiety="some", pain__sites=("neck", "head"))
    treat(cast.gp, episode, "strong_opioid", "current", name="oxycodon")
    response = sign_in(cast.nurse).get(reverse("surgery_history_pdf", args=[episode.pk]))
    reader = PdfReader(BytesIO(response.content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    day = f"({timezone.localdate():%d.%m.%Y})"
    for part in ("Testperson Kanin, CPR 150981-9996", f"Penicillin. {day}", f"Nogen {day}", f"Nakke, Hoved {day}"):
        assert part in text
    for gap in ("Depression ikke oplyst", "Rygning ikke oplyst", "hurtigtvirkende: ikke oplyst"):
        assert gap in text
    assert "biologisk køn" in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    name = response["Content-Disposition"]
    assert str(episode.pk)[:8] in name
    assert not any(number in name for number in (CPR_A, CPR_A[:6]))
    assert AccessLogEntry.objects.filter(staff=cast.nurse, action="export", patient_id=episode.patient_id).exists()


def test_a_print_that_cannot_be_made_says_so(gp_client: Client, episode: Episode) -> None:
    with patch("assessment.pages.surgery.views.render_pdf", side_effect=NotRendered):
        response = gp_client.get(reverse("surgery_history_pdf", args=[episode.pk]), follow=True)
    assert response.redirect_chain == [(reverse("surgery", args=[episode.pk]), 302)]
    assert "alert-error" in response.content.decode()


def needy(cast: Cast, episode: Episode) -> None:
    """Many graded recommendations need attention, an opioid is in use, and no safety prompt is open."""
    widespread: dict[str, Any] = {"pain__distribution": "generalised", "pain__onset_date": date(2024, 1, 1)}
    widespread |= {"everyday__function_reduced": True, "workup__other_disease_explains": False}
    widespread |= {"workup__red_flags": (), "wellbeing__suicidal_thoughts": "none", "health__substance_abuse": "none"}
    answer(cast.gp, episode, workup__active_cancer=False, understanding__education_given=False, **widespread)
    treat(cast.gp, current(episode), "strong_opioid", "current", fast_acting=False, started=date(2026, 1, 1))
    consultation = Consultation.objects.select_related("episode").get()
    record_complete_list(by=cast.gp, consultation=consultation, complete=True)


def test_an_opioid_from_an_operation_without_a_plan_comes_before_what_is_graded_higher(
    cast: Cast, episode: Episode
) -> None:
    needy(cast, episode)
    answer(cast.gp, episode, surgery__opioid_started=True, surgery__taper_plan_received=False)
    advice = workspace_of(episode).advice
    assert len(advice.do_now) > 1
    assert advice.promoted[0].recommendation.key == TAPER
    orders = [row.recommendation.version.strength.order for row in advice.do_now]
    assert orders[0] > min(orders)
    assert orders[1:] == sorted(orders[1:])


def test_whether_the_plan_has_come_is_asked_first_while_it_is_unknown(cast: Cast, episode: Episode) -> None:
    needy(cast, episode)
    assert workspace_of(episode).next_questions[0].key != RECEIVED
    answer(cast.gp, episode, surgery__opioid_started=True)
    workspace = workspace_of(episode)
    assert workspace.next_questions[0].key == RECEIVED
    assert TAPER not in [row.recommendation.key for row in workspace.advice.do_now]
    row = next(row for row in workspace.advice.applies if row.recommendation.key == TAPER)
    assert [question.key for question in row.missing] == [RECEIVED]
    answer(cast.gp, episode, surgery__taper_plan_received=True)
    assert RECEIVED not in [question.key for question in workspace_of(episode).next_questions]


def test_the_practices_own_plan_stands_beside_and_answers_nothing(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, surgery__opioid_started=True)
    plan = made(cast.gp, episode, 0)
    response = gp_client.get(reverse("surgery", args=[episode.pk]))
    assert reverse("taper_plan", args=[episode.pk, plan.pk]) in response.content.decode()
    assert response.context["no_plan"] is True
    assert RECEIVED not in Episode.objects.get(pk=episode.pk).answers


def test_only_what_an_operation_leaves_open_and_what_reassures_is_lifted() -> None:
    assert current_content().lifted == {TAPER, COMPLICATION, "new-neck-pain/reassurance"}


@pytest.mark.parametrize(
    ("status", "complete", "in_use"), [("current", False, True), ("stopped", True, False), ("stopped", False, None)]
)
def test_an_opioid_is_said_to_be_in_use_only_when_it_is(
    status: str, complete: bool, in_use: bool | None, gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """Tried: the alert without regard to the list."""
    answer(cast.gp, episode, surgery__opioid_started=True, surgery__taper_plan_received=False)
    treat(cast.gp, current(episode), "strong_opioid", status)
    if complete:
        consultation = Consultation.objects.select_related("episode").get()
        record_complete_list(by=cast.gp, consultation=consultation, complete=True)
    page = gp_client.get(reverse("surgery", args=[episode.pk])).content.decode()
    assert (_("An opioid is in use now.") in page) is (in_use is True)
    assert (_("It is not known whether an opioid is still in use.") in page) is (in_use is None)
    started = _("An opioid was started at an operation, and no plan from the surgeon is recorded as received.")
    assert (started in page) is (in_use is not False)
    rows = {row.recommendation.key for row in workspace_of(episode).advice.do_now}
    assert (TAPER in rows) is (in_use is True)


@pytest.mark.parametrize(("suspected", "is_first"), [(True, True), (False, False)])
def test_a_suspected_complication_comes_first(suspected: bool, is_first: bool, cast: Cast, episode: Episode) -> None:
    """Tried: the advice without its reason to come first."""
    needy(cast, episode)
    answer(cast.gp, episode, surgery__complication_suspected=suspected)
    first = workspace_of(episode).advice.promoted[0].recommendation
    assert (first.key == COMPLICATION) is is_first


@pytest.mark.parametrize("complete", [True, False])
def test_the_print_says_whether_the_list_is_complete(complete: bool, cast: Cast, episode: Episode) -> None:
    """Tried: nothing said of the list."""
    treat(cast.gp, episode, "tca", "stopped")
    consultation = Consultation.objects.select_related("episode").get()
    record_not_tried(by=cast.gp, consultation=consultation, kind="tramadol", not_tried=True)
    if complete:
        record_complete_list(by=cast.gp, consultation=consultation, complete=True)
    context = {"history": history_of(episode), "patient": episode.patient, "practice": cast.practice_a}
    page = render_to_string("assessment/print/preoperative.html", context)
    assert ("Ingen har sagt, at listen er komplet" in page) is not complete
    assert ("Behandlinger: listen er komplet" in page) is complete
    assert f"Tramadol: ikke prøvet ({timezone.localdate():%d.%m.%Y})" in page
