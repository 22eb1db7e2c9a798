"""Deeds on a patient's record: looked at, registered, asked, seen."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from accounts.sign_in.limits import begin_try
from assessment.advice.decisions import respond_to_advice
from assessment.care_plan.agreement import plan_of, save_plan
from assessment.care_plan.printed_sheet import print_plan
from assessment.course.attempts import record_attempt
from assessment.course.endings import end_episode, reopen_episode
from assessment.inquiries.inquiry_lists import get_inquiry, list_inquiries
from assessment.inquiries.threads import answer_inquiry, ask_doctor, pass_on, take_back
from assessment.models import Episode, Inquiry
from assessment.notes.copies import keep_copy
from assessment.questionnaires.responses import remove_response, save_response
from assessment.record.access import (
    find_patients,
    get_episode,
    get_patient,
    get_printed_plan,
    open_episodes_as_cases,
    recent_episodes,
)
from assessment.record.answers import record_answers, save_page
from assessment.record.clock import today
from assessment.record.consultations import (
    begin_consultation,
    describe_consultation,
    end_consultation,
    reopen_consultation,
)
from assessment.record.form_changes import OpenPage
from assessment.record.patients import register_patient, start_episode, update_patient
from assessment.record.snippets import add_snippet, change_snippet, remove_snippet
from assessment.safety.doctors_eye import ANY_DOCTOR
from assessment.safety.gone_prompts import say_why_gone
from assessment.safety.prompt_decisions import (
    LeftOpen,
    Safety,
    decide_on_prompt,
    hand_to_doctor,
    leave_open,
    token_of,
)
from tests.support.deeds.deed import Deed, World
from tests.support.records.cast import CPR_A2
from tests.support.records.patients import answer, current
from tests.support.records.prompts import SUICIDAL, answer_away, prompt_of

Done = Callable[[], object]


def _practice(world: World) -> Done:
    client = world.client(world.cast.gp)
    return lambda: client.get(reverse("practice"))


def _printed(name: str) -> Callable[[World], Done]:
    """A page that answers with a PDF of the record, without the rendering."""

    def ready(world: World) -> Done:
        client, record = world.client(world.by), world.record
        more = [record.taper.pk] if name == "taper_pdf" else []
        address = reverse(name, args=[record.episode.pk, *more])

        def fetch() -> object:
            with patch("assessment.pages.surgery.views.render_pdf", return_value=b"%PDF-1.7"):
                return client.get(address)

        return fetch

    return ready


def _begin(world: World) -> Done:
    end_consultation(by=world.by, consultation=world.visit())
    episode = world.episode
    return lambda: begin_consultation(by=world.by, episode=episode, form="phone")


def _reopen(world: World) -> Done:
    visit = world.visit()
    end_consultation(by=world.by, consultation=visit)
    return lambda: reopen_consultation(by=world.by, consultation=visit)


def _copy(world: World) -> Done:
    visit = world.visit()
    return lambda: keep_copy(by=world.by, contact=visit, text="Som det blev kopieret.")


def _describe(world: World) -> Done:
    visit = world.visit()
    return lambda: describe_consultation(
        by=world.by, consultation=visit, form="phone", agreed="Går hver dag.", seen_version=visit.version
    )


def _end(world: World) -> Done:
    visit = world.visit()
    return lambda: end_consultation(by=world.by, consultation=visit)


def _record_answers(world: World) -> Done:
    visit = world.visit()
    return lambda: record_answers(
        by=world.by,
        consultation=visit,
        section="pain",
        values={"peg.pain": 3},
        seen_version=visit.episode.version,
        content=world.content,
    )


def _save_page(world: World) -> Done:
    episode = world.episode
    return lambda: save_page(
        by=world.by,
        episode=episode,
        section="pain",
        values={"peg.pain": 3},
        content=world.content,
        page=OpenPage(episode.version),
    )


def _respond(world: World) -> Done:
    return lambda: respond_to_advice(
        by=world.by,
        episode=world.episode,
        consultation=world.visit(),
        recommendation=next(iter(world.content.recommendations.values())),
        response="follow",
        facts={},
    )


def _as_shown(world: World, episode: Episode) -> dict[str, Any]:
    """Who says something of the prompt as it is shown now."""
    return {
        "by": world.by,
        "episode": episode,
        "content": world.content,
        "as_of": today(),
        "prompt": SUICIDAL,
        "seen": token_of(prompt_of(world.episode, SUICIDAL)),
    }


def _decide(world: World) -> Done:
    answer(world.by, world.episode, wellbeing__suicidal_thoughts="passive")
    shown, row = _as_shown(world, world.episode), prompt_of(world.episode, SUICIDAL)
    return lambda: decide_on_prompt(
        **shown,
        outcome=row.recommendation.outcomes[0],
        given={"plans": "Ingen."},
    )


def _hand_to_doctor(world: World) -> Done:
    answer(world.by, world.episode, wellbeing__suicidal_thoughts="passive")
    shown = _as_shown(world, world.episode)
    return lambda: hand_to_doctor(
        **shown,
        because="Lægen er hos patienten.",
        asked=ANY_DOCTOR,
    )


def _leave_open(world: World) -> Done:
    visit, row = world.visit(), prompt_of(world.episode, SUICIDAL)
    left = LeftOpen(row, Safety.LEFT_OPEN, "Bliver hentet.")
    return lambda: leave_open(by=world.by, consultation=visit, left=[left])


def _answer_away(world: World) -> Done:
    answer(world.by, world.episode, wellbeing__suicidal_thoughts="passive")
    return answer_away(world.by, world.episode)


def _say_why_gone(world: World) -> Done:
    _answer_away(world)()
    shown = _as_shown(world, current(world.episode))
    return lambda: say_why_gone(
        **shown,
        because="Slåfejl.",
    )


def _save_plan(world: World) -> Done:
    seen = plan_of(world.episode).version
    return lambda: save_plan(by=world.by, episode=world.episode, values={"goal": "Gå en tur"}, seen_version=seen)


def _print_plan(world: World) -> Done:
    _save_plan(world)()

    def fetch() -> object:
        with patch("assessment.care_plan.printed_sheet.render_pdf", return_value=b"%PDF-1.7"):
            return print_plan(by=world.by, plan=plan_of(world.episode), workspace=world.workspace)

    return fetch


def _save_response(world: World) -> Done:
    return lambda: save_response(
        by=world.by,
        episode=world.episode,
        instrument=world.content.instruments["phq-9"],
        content=world.content,
        identifier=uuid4(),
        seen_version=0,
        values={"mood": 2},
    )


def _remove_response(world: World) -> Done:
    visit, response = world.visit(), world.record.response
    return lambda: remove_response(by=world.by, consultation=visit, response=response, title="PHQ-9")


def _change_snippet(world: World) -> Done:
    snippet = world.record.snippet
    return lambda: change_snippet(by=world.by, snippet=snippet, seen_version=snippet.version, text="Andet")


def _register(world: World) -> Done:
    return lambda: register_patient(by=world.by, cpr=CPR_A2, given_name="Ny", family_name="Patient")


def _ask(world: World) -> Done:
    visit = world.visit()
    return lambda: ask_doctor(by=world.cast.nurse, contact=visit, text="Må dosis øges?", answer_by=today())


def _asked(world: World) -> Inquiry:
    _ask(world)()
    return Inquiry.objects.select_related("episode").latest("recorded_at")


def _answer(world: World) -> Done:
    inquiry = _asked(world)
    return lambda: answer_inquiry(by=world.by, inquiry=inquiry, kind="answer", text="Nej.", seen=0)


def _pass_on(world: World) -> Done:
    inquiry = _asked(world)
    answer_inquiry(by=world.by, inquiry=inquiry, kind="book", seen=0)
    return lambda: pass_on(by=world.cast.nurse, inquiry=inquiry, seen=1)


def _take_back(world: World) -> Done:
    inquiry = _asked(world)
    return lambda: take_back(by=world.cast.nurse, inquiry=inquiry)


def _fresh_episode(world: World) -> Episode:
    return start_episode(by=world.by, patient=world.record.patient)


def _end_episode(world: World) -> Done:
    episode = _fresh_episode(world)
    return lambda: end_episode(by=world.by, episode=episode, reason="agreed", as_of=today())


def _reopen_episode(world: World) -> Done:
    episode = _fresh_episode(world)
    end_episode(by=world.by, episode=episode, reason="agreed", as_of=today())
    return lambda: reopen_episode(by=world.by, episode=episode)


RECORD = "assessment.record"
ENDINGS = "assessment.course.endings"
THREADS, HELD_EPISODE = "assessment.inquiries.threads", ("assessment.inquiries.threads._hold",)
DEEDS = {
    "accounts.sign_in.limits.begin_try": Deed(
        lambda world: lambda: begin_try(login="gp@test.example", address="192.0.2.1", now=timezone.now()),
        holds=("accounts.sign_in.limits.begin_try",),
    ),
    "accounts.pages.views.practice": Deed(_practice, ("read",), of_patient=False),
    "assessment.pages.surgery.views.history_pdf": Deed(_printed("surgery_history_pdf"), ("read", "export")),
    "assessment.pages.surgery.views.taper_pdf": Deed(_printed("taper_pdf"), ("read", "export")),
    f"{RECORD}.access.find_patients": Deed(
        lambda world: lambda: find_patients(by=world.by, query="kanin"), ("search",), of_patient=False
    ),
    f"{RECORD}.access.get_patient": Deed(
        lambda world: lambda: get_patient(by=world.by, patient_id=world.record.patient.pk), ("read",)
    ),
    f"{RECORD}.access.get_episode": Deed(
        lambda world: lambda: get_episode(by=world.by, episode_id=world.record.episode.pk), ("read",)
    ),
    f"{RECORD}.access.get_printed_plan": Deed(
        lambda world: (
            lambda: get_printed_plan(
                by=world.by, episode_id=world.record.episode.pk, printed_id=world.record.printed.pk
            )
        ),
        ("export",),
    ),
    f"{RECORD}.access.recent_episodes": Deed(
        lambda world: lambda: recent_episodes(by=world.by), ("search",), of_patient=False
    ),
    f"{RECORD}.access.open_episodes_as_cases": Deed(
        lambda world: lambda: open_episodes_as_cases(by=world.by), ("search",), of_patient=False
    ),
    f"{RECORD}.patients.register_patient": Deed(_register, ("create",), of_patient=False),
    f"{RECORD}.patients.update_patient": Deed(
        lambda world: lambda: update_patient(by=world.by, patient=world.record.patient, address="Nyvej 2"),
        ("change",),
        holds=(f"{RECORD}.patients.update_patient",),
    ),
    f"{RECORD}.patients.start_episode": Deed(
        lambda world: lambda: start_episode(by=world.by, patient=world.record.patient),
        ("create",),
        holds=(f"{RECORD}.patients.start_episode",),
    ),
    f"{RECORD}.consultations.begin_consultation": Deed(_begin, ("create",), in_request=True),
    f"{RECORD}.consultations.describe_consultation": Deed(
        _describe, ("change",), holds=(f"{RECORD}.consultations.describe_consultation",)
    ),
    f"{RECORD}.consultations.end_consultation": Deed(_end, ("change",)),
    f"{RECORD}.consultations.reopen_consultation": Deed(_reopen, ("change",)),
    "assessment.notes.copies.keep_copy": Deed(_copy, ("export",), holds=("assessment.notes.copies.keep_copy",)),
    f"{RECORD}.answers.record_answers": Deed(_record_answers, ("change",), in_request=True),
    f"{RECORD}.answers.save_page": Deed(_save_page, ("change",), in_request=True),
    f"{RECORD}.snippets.add_snippet": Deed(
        lambda world: lambda: add_snippet(by=world.by, identifier=uuid4(), title="Ny", question="", text="Ny"),
        ("change",),
        of_patient=False,
    ),
    f"{RECORD}.snippets.change_snippet": Deed(
        _change_snippet, ("change",), of_patient=False, holds=(f"{RECORD}.snippets.change_snippet",)
    ),
    f"{RECORD}.snippets.remove_snippet": Deed(
        lambda world: lambda: remove_snippet(by=world.by, snippet=world.record.snippet), ("change",), of_patient=False
    ),
    "assessment.advice.decisions.respond_to_advice": Deed(_respond, ("change",)),
    "assessment.safety.prompt_decisions.decide_on_prompt": Deed(
        _decide, ("change",), holds=("assessment.safety.prompt_decisions.row_now",)
    ),
    "assessment.safety.prompt_decisions.leave_open": Deed(_leave_open, ("change",)),
    "assessment.safety.prompt_decisions.hand_to_doctor": Deed(
        _hand_to_doctor, ("change",), holds=("assessment.safety.prompt_decisions.row_now",)
    ),
    "assessment.safety.gone_prompts.keep_gone_prompts": Deed(_answer_away, ("change",)),
    "assessment.safety.gone_prompts.say_why_gone": Deed(
        _say_why_gone, ("change",), holds=("assessment.safety.prompt_decisions.row_now",)
    ),
    f"{ENDINGS}.end_episode": Deed(_end_episode, ("change",), holds=(f"{ENDINGS}._hold",)),
    f"{ENDINGS}.reopen_episode": Deed(_reopen_episode, ("change",), holds=(f"{ENDINGS}._hold",)),
    "assessment.course.attempts.record_attempt": Deed(
        lambda world: lambda: record_attempt(by=world.by, episode=world.episode, form="phone"), ("change",)
    ),
    f"{THREADS}.ask_doctor": Deed(_ask, ("create",)),
    f"{THREADS}.answer_inquiry": Deed(_answer, ("change",), holds=HELD_EPISODE),
    f"{THREADS}.pass_on": Deed(_pass_on, ("change",), holds=HELD_EPISODE),
    f"{THREADS}.take_back": Deed(_take_back, ("change",), holds=HELD_EPISODE),
    "assessment.inquiries.inquiry_lists.get_inquiry": Deed(
        lambda world: lambda: get_inquiry(by=world.by, inquiry_id=world.record.inquiry.pk), ("read",)
    ),
    "assessment.inquiries.inquiry_lists.list_inquiries": Deed(
        lambda world: lambda: list_inquiries(by=world.by), ("search",), of_patient=False
    ),
    "assessment.care_plan.agreement.save_plan": Deed(
        _save_plan, ("change",), holds=("assessment.care_plan.agreement.save_plan",)
    ),
    "assessment.care_plan.printed_sheet.print_plan": Deed(
        _print_plan, ("create",), holds=("assessment.care_plan.printed_sheet.print_plan",)
    ),
    "assessment.questionnaires.responses.save_response": Deed(
        _save_response, ("change",), holds=("assessment.questionnaires.responses.save_response",) * 2
    ),
    "assessment.questionnaires.responses.remove_response": Deed(_remove_response, ("change",)),
}
