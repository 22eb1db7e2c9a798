"""Every form that adds something: what is typed in it, where it stands, and what must stand before it."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from accounts.models import Staff
from accounts.tenancy.context import practice_context
from assessment.course.endings import end_episode
from assessment.episode.workspace import build_workspace
from assessment.inquiries.threads import answer_inquiry, ask_doctor
from assessment.models import Episode, Inquiry, Patient
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation, end_consultation
from assessment.record.contacts import contact_now
from assessment.rules.medication.taper_schedule import Action, StepNotes, StepRow
from assessment.tapering.plan_changes import add_taper_plan, follow_taper_plan
from guidelines.content_files.release import write_release
from guidelines.content_files.text import pack_bundle, write_yaml
from guidelines.in_force.content import current_content
from guidelines.models import Release
from guidelines.publishing.drafts import create_draft
from guidelines.publishing.life_cycle import approve, submit
from referrals.duties.reasons import FOLLOW_UPS, Urgency
from referrals.duties.reckoning import keep_duties
from referrals.follow_up.events import record_event
from referrals.letters.signing import sign_letter
from referrals.models import Duty, Letter
from referrals.pathways.in_force import pathway_of
from tests.support.content.bundles import changed, reword
from tests.support.content.condition_forms import inputs
from tests.support.content.drafts import draft_with, row_with
from tests.support.http.requests import EDITOR, MANAGER, NURSE
from tests.support.records.cast import Cast, make_user
from tests.support.records.furnished import Record
from tests.support.records.patients import answer, make_episode, make_patient
from tests.support.records.prompts import SUICIDAL, answer_away, assess

DAY = f"{today():%d.%m.%Y}"
OTHER_CPR = "2512489996"
Values = dict[str, Any]
Prepare = Callable[[Cast, Record], Values]


@dataclass(frozen=True)
class Adds:
    """What is typed in a form, and the page that it stands on.

    `looked` is what is sent first, to be looked at; `files` are sent as files; `prepare` makes what the form needs, and
    answers with the values of its address; with "typed" and "query" too, where they follow from what it has made.
    """

    typed: Values = field(default_factory=dict)
    page: str = ""
    query: str = ""
    role: str = MANAGER
    values: Values = field(default_factory=dict)
    looked: dict[str, str] = field(default_factory=dict)
    files: Callable[[], dict[str, str]] = field(default=dict)
    prepare: Prepare | None = None


LETTER = {"letter_id": "signed"}
SOURCE = {"title": "Vejledning om skuldre", "publisher": "Selskabet", "published": "03.2025"}
GUIDELINE = {"title": "Ømme skuldre", "publisher": "Selskabet", "rating_scheme": "class-and-letter", "note": "Ny."}
GUIDELINE |= {"source": "cross-sector-2023"}
# In the order in which they can follow one another. The key before the dot is the address.
ADDING = {
    "patient_register": Adds({"cpr": "3001749995", "given_name": "Test", "family_name": "Person"}),
    "episode_start": Adds({"second": "on"}, page="patient"),
    "contact_attempt": Adds({"contact_form": "phone"}, page="episode"),
    "consultation_begin": Adds({"contact_form": "phone"}, page="episode"),
    "treatment_add": Adds({"kind": "tca", "status": "stopped", "name": "amitriptylin", "effect": "insufficient"}),
    "treatment_add.quick": Adds(
        {"name": "nortriptylin", "status": "stopped", "effect": "none"},
        page="section",
        values={"section_key": "treatment"},
    ),
    "treatments_paste": Adds(
        {"row0-effect": "insufficient", "row0-status": "current", "row0-take": "on"},
        looked={"text": "Panodil 500 mg 2 x 4", "status": "current"},
    ),
    "previsit_keying": Adds({"day": DAY, "peg.pain": "6"}),
    "questionnaire": Adds({"mood": "2"}),
    "taper_add": Adds(
        {
            "medicine": "Tramadol",
            "start_dose": "100 mg",
            "step-0-planned_on": "01.02.2027",
            "step-0-dose": "50 mg",
        }
    ),
    "snippets": Adds({"title": "Ny tekst", "text": "Som den skrives."}),
    "advice_respond": Adds({"response": "follow"}),
    "plan": Adds({"goal": "At gå ture"}),
    "inquiries_of_episode": Adds({"text": "Må dosis øges?", "answer_by": DAY}, role=NURSE),
    "letter_start": Adds(page="readiness", values={"destination": "second"}),
    "letter_send": Adds({"on": DAY, "how": "post"}, values=LETTER),
    "letter_hand_out": Adds(page="letter_send", values=LETTER),
    "referral_event": Adds({"kind": "received", "on": DAY}, page="referral_course"),
    "referral_step": Adds(page="referral_course", values={"step": "review_medication_list"}),
    "letter_withdraw": Adds({"reason": "Forkert patient"}, page="letter", values=LETTER),
    "letter_replace": Adds(page="letter", values=LETTER),
    "editing_source_new": Adds(SOURCE, role=EDITOR),
    "editing_guideline_new": Adds(GUIDELINE, role=EDITOR),
    "editing_begin": Adds(page="editing_publication", role=EDITOR),
}


def _ended_consultation(cast: Cast, record: Record) -> Values:
    consultation = begin_consultation(by=cast.gp, episode=record.episode, form="phone")
    end_consultation(by=cast.gp, consultation=consultation)
    return {"number": consultation.number}


def _nothing_tried(cast: Cast, record: Record) -> Values:
    return _nothing_open(cast, record)


def _operation(cast: Cast, record: Record) -> Values:
    answer(cast.gp, record.episode, surgery__planned=True)
    return {}


def _plan(cast: Cast, record: Record, *, approved: bool = True, worry: bool = False) -> Values:
    consultation = begin_consultation(by=cast.gp, episode=record.episode, form="phone")
    plan = add_taper_plan(
        by=cast.gp,
        consultation=consultation,
        identifier=uuid4(),
        rows=[StepRow(today(), "50 mg")],
        approve=approved,
        medicine="Tramadol",
        start_dose="100 mg",
    )
    if worry:
        follow_taper_plan(
            by=cast.nurse,
            consultation=consultation,
            plan=plan,
            seen_version=plan.version,
            action=Action.NOTE,
            as_of=today(),
            notes=StepNotes(note="Sover ikke.", for_doctor=True),
        )
    told = {"inquiry_id": plan.inquiries.get().pk} if worry else {}
    return {"taper_id": plan.pk} | told


def _ended_course(cast: Cast, record: Record) -> Values:
    for kind in ("accepted", "started", "ended"):
        record_event(by=cast.gp, referral=record.letter.referral, kind=kind, on=today(), text="Rettet.")
    return {}


def _in_preparation(cast: Cast, record: Record) -> Values:
    return {"letter_id": Letter.objects.get(referral=record.letter.referral, signed_at=None).pk}


def _no_letter_in_preparation(cast: Cast, record: Record) -> Values:
    for letter in Letter.objects.filter(referral=record.letter.referral, signed_at=None):
        signed(cast.gp, letter)
    return {}


def signed(by: Staff, letter: Letter) -> Letter:
    """The letter, signed as it stands; what it looks like in print is not what this is about."""
    content = current_content()
    with patch("referrals.letters.signing.render_letter_pdf", return_value=b"%PDF-1.7"):
        return sign_letter(
            by=by,
            letter=letter,
            workspace=build_workspace(letter.referral.episode, content, today()),
            pathway=pathway_of(content),
            seen_version=letter.version,
        )


def _active_thoughts(cast: Cast, record: Record) -> Values:
    answer(cast.gp, record.episode, wellbeing__suicidal_thoughts="active")
    guideline, recommendation = SUICIDAL.split("/")
    return {"guideline": guideline, "recommendation": recommendation}


def _answered_away(cast: Cast, record: Record) -> Values:
    found = _active_thoughts(cast, record)
    # Another answer than one that may have been assessed: the prompt is open on it.
    answer(cast.gp, record.episode, wellbeing__suicidal_thoughts="passive")
    answer_away(cast.gp, record.episode)()
    return found


def _decided_by_a_nurse(cast: Cast, record: Record) -> Values:
    _active_thoughts(cast, record)
    return {"inquiry_id": assess(cast.nurse, record.episode).inquiry.pk}


def _asked(cast: Cast, record: Record) -> Values:
    inquiry = ask_doctor(by=cast.nurse, contact=contact_now(record.episode), text="Må dosis øges?", answer_by=today())
    return {"inquiry_id": inquiry.pk}


def _answered(cast: Cast, record: Record) -> Values:
    asked = _asked(cast, record)
    answer_inquiry(by=cast.gp, inquiry=Inquiry.objects.get(pk=asked["inquiry_id"]), kind="calls", seen=0)
    return asked


def _nothing_open(cast: Cast, record: Record) -> Values:
    patient = Patient.objects.filter(cpr=OTHER_CPR).first() or make_patient(cast.gp, OTHER_CPR)
    return {"episode_id": make_episode(cast.gp, patient).pk}


def _ended_episode(cast: Cast, record: Record) -> Values:
    values = _nothing_open(cast, record)
    end_episode(by=cast.gp, episode=Episode.objects.get(pk=values["episode_id"]), reason="agreed", as_of=today())
    return values


def _duty(cast: Cast, record: Record) -> Values:
    """A duty of somebody else's, on the page that puts it off, and on the button that takes it over."""
    keep_duties(record.episode.pk, current_content(), today())
    duty = (
        Duty.objects.filter(episode=record.episode)
        .exclude(owner=cast.gp2)
        .exclude(urgency=Urgency.SAFETY)
        .earliest("day")
    )
    return {"query": f"?duty={duty.pk}", "typed": {"duty": f"{duty.pk}:{duty.owner_id or ''}"}}


def _button_of_duty(cast: Cast, record: Record) -> Values:
    return {"typed": _duty(cast, record)["typed"]}


def _page_of_duty(cast: Cast, record: Record) -> Values:
    return {"query": _duty(cast, record)["query"]}


def _page_of_follow_up(cast: Cast, record: Record) -> Values:
    """Of an episode in which nothing is open under Safety: there it is not declined."""
    episode = _nothing_open(cast, record)["episode_id"]
    keep_duties(episode, current_content(), today())
    duty = Duty.objects.filter(episode=episode, reason__in=FOLLOW_UPS).earliest("day")
    return {"query": f"?duty={duty.pk}"}


def draft_of(cast: Cast, key: str) -> Release:
    """The draft of this publication that the forms below work on."""
    drafts = Release.objects.filter(publication__key=key, state="draft").order_by("pk")
    return drafts.first() or create_draft(by=cast.editor, publication=current_content().releases[key].publication)


def _draft(publication: str, **values: Any) -> Prepare:
    return lambda cast, _record: {"pk": draft_of(cast, publication).pk} | values


def _approved(cast: Cast, _record: Record) -> Values:
    """A draft that a second editor has approved."""
    change = row_with("sections", "pain", title="Smerten i dag")
    draft = draft_with(cast.editor, current_content(), "vocabulary", change)
    draft = submit(by=cast.editor, release=draft)
    other = make_user("other-editor", is_content_administrator=True)
    approve(by=other, release=draft, seen_hash=draft.content_hash, note="Læst.")
    return {"pk": draft.pk}


def _file_of(key: str) -> Callable[[], dict[str, str]]:
    """The content file of the draft, reworded."""

    def files() -> dict[str, str]:
        draft = Release.objects.filter(publication__key=key, state="draft").latest("pk")
        return {"file": write_release(draft).replace("Overvej", "Overvej nu", 1)}

    return files


def _bundle() -> dict[str, str]:
    return {"file": write_yaml(pack_bundle(deepcopy(changed("generalised-pain", reword))))}


ROW = {"title": "Overvej øvelser", "text": "Overvej øvelser i otte uger.", "level": "patient", "topic": "non_drug"}
ROW |= {"strength": "weak_for", "evidence": "low", "rationale": "Fordi.", "practical": "Godt at vide."}
ROW |= {"in_clinic": "Aftal det.", "source_section": "Kapitel 2"}
CASE = {"name": "Kun alderen kendes", "as_of": "25.11.2026", "expect": "unknown", "patient.age_years": "47,5"}
PAIN, OF_TCA = "generalised-pain", {"recommendation": "tca"}
# They carry the same key; each needs something that stands before it.
PREPARED = {
    "advice_respond.prompt": Adds(
        {
            "outcome": "assessed",
            "assessed__plans": "Ingen.",
            "assessed__risk": "Lav.",
            "assessed__arranged": "Ringer.",
            "assessed__leaves_with": "Søster",
            "assessed__is_with": "Søster",
            "assessed__next_contact": f"{today() + timedelta(days=2):%d.%m.%Y}",
        },
        prepare=_active_thoughts,
    ),
    "advice_respond.gone": Adds({"because": "Slåfejl."}, prepare=_answered_away),
    "duty_take": Adds(page="home", role=NURSE, prepare=_button_of_duty),
    "duty_put_off": Adds(
        {"until": f"{today() + timedelta(days=7):%d.%m.%Y}", "because": "Ferie."}, prepare=_page_of_duty
    ),
    "advice_respond.fetched": Adds(
        {"outcome": "fetch_doctor", "fetch_doctor__said": "Lægen kom kl. 9.", "fetch_doctor__at": "9.05"},
        prepare=_active_thoughts,
    ),
    "inquiry_answer.decided": Adds(
        {"kind": "decided", "text": "Ringet op.", "next_contact": DAY}, page="inquiry", prepare=_decided_by_a_nurse
    ),
    "duty_decline": Adds({"because": "Har det godt."}, role=NURSE, prepare=_page_of_follow_up),
    "inquiry_answer": Adds({"kind": "answer", "text": "Nej."}, page="inquiry", prepare=_asked),
    "inquiry_pass_on": Adds(page="inquiry", role=NURSE, prepare=_answered),
    "episode_end": Adds({"reason": "agreed"}, prepare=_nothing_open),
    "episode_reopen": Adds({"comment": "Ny smerte."}, page="episode_end", prepare=_ended_episode),
    "consultation_reopen": Adds(page="consultation", prepare=_ended_consultation),
    "note_copy": Adds({"text": "Som det blev kopieret."}, page="consultation", prepare=_ended_consultation),
    "note_copy_without_contact": Adds({"text": "Som det blev kopieret."}, page="without_contact"),
    "treatments_none": Adds(page="section", values={"section_key": "treatment"}, prepare=_nothing_tried),
    "surgery_history_done": Adds(page="surgery", prepare=_operation),
    "taper_plan": Adds({"action": "note", "note": "Går godt."}, prepare=_plan),
    "taper_approve": Adds(page="taper_plan", prepare=lambda cast, record: _plan(cast, record, approved=False)),
    "taper_status": Adds({"status": "paused", "status_reason": "Ferie"}, page="taper_plan", prepare=_plan),
    "inquiry_answer.worry": Adds(
        {"kind": "seen"}, page="home", prepare=lambda cast, record: _plan(cast, record, worry=True)
    ),
    "letter_hand_over": Adds({"note": "Haster."}, page="letter_check", role=NURSE, prepare=_in_preparation),
    "referral_follow_up": Adds(page="referral_course", prepare=_ended_course),
    "referral_again": Adds(page="referral_course", prepare=_no_letter_in_preparation),
    "editing_recommendation_new": Adds(
        ROW | inputs({"population": "adult"}, "applies_when"), role=EDITOR, prepare=_draft(PAIN)
    ),
    "editing_case_new": Adds(CASE, role=EDITOR, prepare=_draft(PAIN, key="tca")),
    "editing_reaffirm": Adds(role=EDITOR, prepare=_draft(PAIN, **OF_TCA)),
    "editing_reaffirm_all": Adds({"reviewed": "2026-10"}, role=EDITOR, prepare=_draft(PAIN)),
    "editing_retire": Adds({"reason": "Den bruges ikke mere."}, role=EDITOR, prepare=_draft(PAIN, **OF_TCA)),
    "editing_outcome": Adds(
        {"label": "Talt om"}, role=EDITOR, prepare=_draft("safety-prompts", recommendation="red-flags")
    ),
    "editing_put_back": Adds(page="editing_recommendations", role=EDITOR, prepare=_draft(PAIN, **OF_TCA)),
    "editing_part_row": Adds(
        {"name": "Nyt middel", "kind": "other_drug", "route": "oral"},
        role=EDITOR,
        prepare=_draft("medicines", part="medicines"),
    ),
    "editing_release": Adds(role=EDITOR, files=_file_of("opioid-care"), prepare=_draft("opioid-care")),
    "editing_import": Adds(role=EDITOR, files=_bundle),
    "editing_step": Adds(
        {"note": "Afløst."}, page="editing_release", role=EDITOR, prepare=_draft("new-neck-pain", action="opgiv")
    ),
    "editing_publish": Adds({"at": "01.02.2040 06:00"}, page="editing_release", role=EDITOR, prepare=_approved),
}


def prepared(adds: Adds, cast: Cast, record: Record) -> Values:
    """What stands before the form, committed; the values of its address."""
    if adds.prepare is None:
        return {}
    with practice_context(record.practice_id):
        return adds.prepare(cast, record)
