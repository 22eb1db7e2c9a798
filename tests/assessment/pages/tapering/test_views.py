"""The taper plan's pages: a GP makes and approves it, the nurse follows it, and nothing that was typed is lost."""

from collections.abc import Callable
from io import BytesIO
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django.asserts import assertContains

from accounts.models import AccessLogEntry, Staff
from assessment.models import Episode, TaperPlan, TaperStep
from assessment.record.clock import today
from assessment.rules.medication.taper_schedule import Action, StepNotes
from tests.support.records.cast import CPR_A, Cast
from tests.support.records.patients import make_episode, treat
from tests.support.records.tapers import DAY, days, do, fresh, made, standing, states

pytestmark = pytest.mark.usefixtures("in_a")

SignIn = Callable[[Staff], Client]


@pytest.fixture
def nurse_client(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.nurse)


def day(away: int) -> str:
    return f"{today() + away * DAY:%d.%m.%Y}"


def typed(*away: int, **changes: str) -> dict[str, str]:
    """The form filled in, with steps so many days from today and the empty rows after them."""
    data = {
        "medicine": "oxycodon",
        "start_dose": "20 mg morgen og aften",
        "step-TOTAL_FORMS": str(len(away) + 2),
        "step-INITIAL_FORMS": "0",
    }
    for number, step in enumerate(away):
        data |= {f"step-{number}-planned_on": day(step), f"step-{number}-dose": f"dosis {number + 1}"}
    return data | changes


def url(name: str, plan: TaperPlan) -> str:
    return reverse(name, args=[plan.episode_id, plan.pk])


def add(client: Client, episode: Episode, data: dict[str, str]) -> HttpResponse:
    return client.post(reverse("taper_add", args=[episode.pk]), data)


def press(client: Client, plan: TaperPlan, action: str, **data: str) -> HttpResponse:
    version = str(TaperPlan.objects.get(pk=plan.pk).version)
    return client.post(url("taper_plan", plan), {"seen_version": version, "action": action} | data)


def test_a_gp_makes_and_approves_a_plan_in_one_press(gp_client: Client, cast: Cast, episode: Episode) -> None:
    treat(cast.gp, episode, "strong_opioid", "current", name="oxycodon")
    choices = {"treatment": str(episode.treatments.get().pk), "follows_up": str(cast.nurse.pk), "approve": "1"}
    more = {"goal": "klar i hovedet", "next_contact_on": day(14), "step-0-daily_dose_mg": "12,5"}
    response = add(gp_client, episode, typed(0, 14, **choices, **more))
    plan = TaperPlan.objects.get()
    assert response["Location"] == url("taper_plan", plan)
    assert (plan.approved_by, plan.follows_up, plan.goal) == (cast.gp, cast.nurse, "klar i hovedet")
    assert (plan.treatment, plan.next_contact_on) == (episode.treatments.get(), today() + 14 * DAY)
    assert [(step.dose, step.daily_dose) for step in standing(plan)] == [
        ("dosis 1", "12,5 mg i døgnet"),
        ("dosis 2", ""),
    ]


def test_a_nurse_prepares_and_a_gp_approves(nurse_client: Client, gp_client: Client, episode: Episode) -> None:
    add(nurse_client, episode, typed(0, 7, approve="1"))
    plan = TaperPlan.objects.get()
    assert plan.approved_by is None
    page = nurse_client.get(url("taper_plan", plan))
    assert page.context["actions"] == {"note"}
    assert url("taper_approve", plan) not in page.content.decode()
    assert nurse_client.post(url("taper_approve", plan), {"seen_version": "1"}).status_code == 403
    assert press(nurse_client, plan, "take").status_code == 422
    assert gp_client.post(url("taper_approve", plan), {"seen_version": "1"}).status_code == 302
    assert press(nurse_client, plan, "take").status_code == 302
    assert states(plan) == ["taken", "planned"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"medicine": ""}, "id_medicine"),
        ({"start_dose": ""}, "id_start_dose"),
        ({"next_contact_on": "31.02.2026"}, "id_next_contact_on"),
        ({"treatment": str(uuid4())}, "id_treatment"),
        ({"follows_up": str(uuid4())}, "id_follows_up"),
        ({"medicine": "x" * 201}, "id_medicine"),
        ({"step-1-planned_on": ""}, "id_step-1-planned_on"),
        ({"step-1-planned_on": day(0)}, "id_step-1-planned_on"),
        ({"step-1-planned_on": day(-1)}, "id_step-1-planned_on"),
        ({"step-1-planned_on": "i morgen"}, "id_step-1-planned_on"),
        ({"step-1-planned_on": "01.01.2062"}, "id_step-1-planned_on"),
        ({"step-1-dose": ""}, "id_step-1-dose"),
        ({"step-1-daily_dose_mg": "-1"}, "id_step-1-daily_dose_mg"),
        ({"step-3-daily_dose_mg": "10"}, "id_step-3-planned_on"),
    ],
)
def test_a_refused_form_names_the_field_and_keeps_all_that_was_typed(
    changes: dict[str, str], field: str, gp_client: Client, episode: Episode
) -> None:
    data = typed(0, 7, goal="klar i hovedet", **changes)
    response = add(gp_client, episode, data)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#{field}"' in page
    assert not TaperPlan.objects.exists()
    for name in ("goal", "start_dose"):
        assert response.context["form"][name].value() == data[name]
    rows = [(row["planned_on"].value(), row["dose"].value()) for row in response.context["formset"]][:2]
    assert rows == [(data[f"step-{n}-planned_on"], data[f"step-{n}-dose"]) for n in range(2)]


def test_another_episodes_treatment_and_another_practices_staff_are_no_choice(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    other = make_episode(cast.gp, episode.patient)
    treat(cast.gp, other, "strong_opioid", "current")
    wrong = {"treatment": str(other.treatments.get().pk), "follows_up": str(cast.gp_b.pk)}
    assert set(add(gp_client, episode, typed(0, **wrong)).context["form"].errors) == set(wrong)


def test_emptying_a_row_takes_its_step_out_and_a_begun_step_is_no_row(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    plan = do(cast.gp, made(cast.gp, episode, -7, 7, 14), Action.TAKE)
    page = gp_client.get(url("taper_change", plan))
    shown = [row["dose"].value() for row in page.context["formset"] if row["dose"].value()]
    assert (shown, page.context["begun"]) == (["dosis 2", "dosis 3"], 1)
    data = typed(7, **{"step-INITIAL_FORMS": "2", "seen_version": "2", "step-1-planned_on": "", "step-1-dose": ""})
    assert gp_client.post(url("taper_change", plan), data).status_code == 302
    assert days(plan) == [-7, 7]
    too_early = typed(-7, **{"step-INITIAL_FORMS": "1", "seen_version": "3"})
    refused = gp_client.post(url("taper_change", plan), too_early)
    assert 'href="#id_step-0-planned_on"' in refused.content.decode()


def test_a_stale_change_shows_both_versions_and_the_next_press_saves_mine(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    plan = made(cast.gp, episode, 0, 7)
    do(cast.nurse, plan, Action.POSTPONE, to=today() + 5 * DAY)
    data = typed(1, 8, goal="min tekst", **{"step-INITIAL_FORMS": "2", "seen_version": "1"})
    response = gp_client.post(url("taper_change", plan), data)
    page = response.content.decode()
    assert response.status_code == 409
    assert str(cast.nurse) in page
    assert day(5) in page
    assert (response.context["form"]["goal"].value(), days(plan)) == ("min tekst", [5, 7])
    again = gp_client.post(url("taper_change", plan), data | {"seen_version": str(response.context["seen_version"])})
    assert again.status_code == 302
    assert (days(plan), fresh(plan).goal) == ([1, 8], "min tekst")


def test_the_nurse_follows_a_plan_to_its_end(nurse_client: Client, cast: Cast, episode: Episode) -> None:
    plan = made(cast.gp, episode, -1, 6, 13)
    page = nurse_client.get(url("taper_plan", plan))
    assert page.context["taper"].due.days == -1
    assert "state-unmet" in page.content.decode()
    press(
        nurse_client,
        plan,
        "take",
        day=day(-1),
        effect="uændret",
        withdrawal_symptoms="Nej, ingen.",
        note="sover dårligt",
    )
    press(nurse_client, plan, "hold")
    assert nurse_client.get(url("taper_plan", plan)).context["actions"] == {"note", "resume"}
    press(nurse_client, plan, "resume")
    press(nurse_client, plan, "postpone", to=day(8), shift="on", note="på ferie", for_doctor="on")
    assert days(plan) == [-1, 8, 15]
    press(nurse_client, plan, "skip")
    press(nurse_client, plan, "take", sure="day=3 ahead")
    assert states(plan) == ["taken", "skipped", "taken"]
    page = nurse_client.get(url("taper_plan", plan))
    for told in ("Nej, ingen.", "sover dårligt", "på ferie"):
        assert told in page.content.decode()
    ended = {"seen_version": str(fresh(plan).version), "status": "completed", "status_reason": ""}
    assert nurse_client.post(url("taper_status", plan), ended).status_code == 302
    assert fresh(plan).status == "completed"
    assert {step.recorded_by for step in TaperStep.objects.all()} == {cast.nurse}


@pytest.mark.parametrize(
    ("away", "told", "asked"),
    [
        (0, {}, ""),
        (0, {"withdrawal_symptoms": "Nej.", "effect": "Godt"}, ""),
        (1, {}, f"Trin 1 er planlagt {day(1)}. Er det gennemført allerede?"),
        (0, {"withdrawal_symptoms": "Ja, sveder"}, "Der er skrevet om abstinenser. Skal trinnet alligevel"),
        (0, {"note": "Bange", "for_doctor": "on"}, "bekymring til lægen. Skal trinnet alligevel"),
        (13, {"withdrawal_symptoms": "Ja", "for_doctor": "on"}, "allerede? Der er skrevet om abstinenser. Der er sat"),
    ],
)
def test_a_step_against_the_plan_is_asked_about_once_and_never_refused(
    away: int, told: dict[str, str], asked: str, nurse_client: Client, cast: Cast, episode: Episode
) -> None:
    """The text stays, the tick holds for this step only; a step ahead is not the main button. Tried: a note written in
    the same press left out; a plain no taken for a yes; a press that came twice asked about the next step."""
    plan = made(cast.gp, episode, away, 20)
    first = press(nurse_client, plan, "take", **told)
    sure = {}
    if asked:
        assertContains(first, asked, status_code=422)
        assert states(plan) == ["planned", "planned"]
        assert all(first.context["form"][name].value() == text for name, text in told.items() if name != "for_doctor")
        sure = {"sure": first.context["form"]["day"].beside.asked.key}
        assertContains(first, "Ja, »Trin 1 gennemført« er rigtigt", status_code=422)
        assert press(nurse_client, plan, "take", **told, **sure).status_code == 302
    assert states(plan) == ["taken", "planned"]
    # The same press sent twice is the same deed, and no question about the step after it.
    again = {"seen_version": "1", "action": "take"} | told | sure
    assert nurse_client.post(url("taper_plan", plan), again).status_code == 302
    page = " ".join(nurse_client.get(url("taper_plan", plan)).content.decode().split())
    assert 'class="button button-secondary" type="submit" name="action" value="take"' in page
    assert press(nurse_client, plan, "take", **sure).status_code == 422
    assert states(plan) == ["taken", "planned"]


@pytest.mark.parametrize(
    ("action", "data", "field"),
    [
        ("take", {"day": day(1)}, "day"),
        ("take", {"day": "i går"}, "day"),
        ("take", {"to": day(3)}, "to"),
        ("take", {"shift": "on"}, "shift"),
        ("postpone", {}, "to"),
        ("postpone", {"to": day(-1)}, "to"),
        ("postpone", {"to": day(7)}, "to"),
        ("postpone", {"to": day(3), "day": day(0)}, "day"),
        ("note", {"note": ""}, "note"),
        ("hold", {}, "__all__"),
        ("dance", {}, "action"),
    ],
)
def test_a_press_that_does_not_fit_says_so_and_keeps_the_text(
    action: str, data: dict[str, str], field: str, nurse_client: Client, cast: Cast, episode: Episode
) -> None:
    plan = made(cast.gp, episode, 0, 7)
    text = {"note": "en lang samtale"} | data
    response = press(nurse_client, plan, action, **text)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert response.context["form"]["note"].value() == text["note"]
    assert (states(plan), days(plan), fresh(plan).version) == (["planned", "planned"], [0, 7], 1)


def test_a_press_on_an_older_version_keeps_the_text_and_shows_the_new_one(
    nurse_client: Client, cast: Cast, episode: Episode
) -> None:
    plan = made(cast.gp, episode, 0, 7)
    do(cast.gp, plan, Action.TAKE)
    text = {"seen_version": "1", "action": "take", "note": "en lang samtale"}
    response = nurse_client.post(url("taper_plan", plan), text)
    page = response.content.decode()
    assert response.status_code == 409
    assert "en lang samtale" in page
    assert 'name="seen_version" value="2"' in page
    assert states(plan) == ["taken", "planned"]


def test_the_text_is_kept_also_when_the_plan_was_stopped_in_the_meantime(
    nurse_client: Client, cast: Cast, episode: Episode
) -> None:
    plan = made(cast.gp, episode, 0)
    TaperPlan.objects.filter(pk=plan.pk).update(status="stopped", status_reason="x", version=2)
    text = {"seen_version": "1", "action": "take", "note": "en lang samtale"}
    response = nurse_client.post(url("taper_plan", plan), text)
    assert (response.status_code, response.context["actions"]) == (409, {"note"})
    assert "en lang samtale" in response.content.decode()


def test_stopping_needs_a_reason(nurse_client: Client, cast: Cast, episode: Episode) -> None:
    plan = made(cast.gp, episode, 0)
    response = nurse_client.post(url("taper_status", plan), {"seen_version": "1", "status": "stopped"})
    assert (response.status_code, fresh(plan).status) == (422, "active")
    reason = {"seen_version": "1", "status": "stopped", "status_reason": "ønske"}
    assert nurse_client.post(url("taper_status", plan), reason).status_code == 302
    assert (fresh(plan).status, fresh(plan).status_reason) == ("stopped", "ønske")


def test_only_a_gp_says_that_a_worry_is_seen(
    nurse_client: Client, gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """It is a question to any doctor: on the plan's page, and among the questions until one has seen it."""
    plan = do(cast.nurse, made(cast.gp, episode, 9), Action.NOTE, notes=StepNotes(note="bange", for_doctor=True))
    (worry,) = plan.inquiries.all()
    thread, answer = (reverse(name, args=[worry.pk]) for name in ("inquiry", "inquiry_answer"))
    assertContains(nurse_client.get(url("taper_plan", plan)), thread)
    assert answer not in nurse_client.get(reverse("home")).content.decode()
    assertContains(gp_client.get(reverse("home")), answer)
    seen = {"kind": "seen", "seen": "0"}
    assert nurse_client.post(answer, seen).status_code == 403
    assert gp_client.post(answer, seen).status_code == 302
    assert thread not in gp_client.get(url("taper_plan", plan)).content.decode()


def said(response: HttpResponse) -> str:
    return " ".join(PdfReader(BytesIO(response.content)).pages[0].extract_text().split())


def test_the_patients_sheet_says_steps_pauses_and_whom_to_call_without_a_cpr_number(
    nurse_client: Client, cast: Cast, episode: Episode
) -> None:
    texts = {"goal": "At gå tur", "pauses": "op til en måned", "withdrawal_plan": "Bliv på dosis."}
    plan = made(cast.gp, episode, 0, 7, follows_up=cast.nurse, **texts)
    do(cast.nurse, plan, Action.TAKE)
    response = nurse_client.get(url("taper_pdf", plan))
    sheet = said(response)
    for part in ("Testperson Kanin", "dosis 2", day(7), "gennemført", "Pauser er i orden", *texts.values()):
        assert part in sheet
    for warning in ("Gå ikke selv tilbage til en højere dosis", "Drik ikke alkohol", "sløvende medicin", "Ring 112"):
        assert warning in sheet
    assert f"{cast.nurse}" in sheet
    assert "Klinik A på 00000001" in sheet
    assert CPR_A[-4:] not in sheet
    assert CPR_A[:6] not in response["Content-Disposition"]
    assert AccessLogEntry.objects.filter(staff=cast.nurse, action="export", patient_id=episode.patient_id).exists()


def test_a_plan_that_no_gp_approved_is_not_printed(nurse_client: Client, cast: Cast, episode: Episode) -> None:
    plan = made(cast.nurse, episode, 0, approve=False)
    assert nurse_client.get(url("taper_pdf", plan))["Location"] == url("taper_plan", plan)
    assert url("taper_pdf", plan) not in nurse_client.get(url("taper_plan", plan)).content.decode()
