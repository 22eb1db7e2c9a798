"""A whole record in each practice: one row of everything."""

from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from django.db import models
from django.utils import timezone

from accounts.models import Staff
from accounts.tenancy.context import practice_context
from assessment.advice.decisions import respond_to_advice
from assessment.care_plan.agreement import save_plan
from assessment.care_plan.printed_sheet import print_plan
from assessment.episode.workspace import build_workspace
from assessment.inquiries.threads import ask_doctor
from assessment.models import (
    AdviceResponse,
    AdviceSnapshot,
    Consultation,
    ContactAttempt,
    Episode,
    EpisodeStatus,
    Inquiry,
    InquiryStep,
    Patient,
    PrintedCarePlan,
    QuestionnaireResponse,
    TaperPlan,
    TextSnippet,
    Treatment,
)
from assessment.notes.copies import keep_copy
from assessment.questionnaires.responses import save_response
from assessment.record.clock import today
from assessment.record.snippets import add_snippet
from assessment.rules.medication.taper_schedule import StepRow
from assessment.safety.prompt_decisions import LeftOpen, Safety, leave_open, row_of_prompt
from assessment.tapering.plan_changes import add_taper_plan
from guidelines.in_force.content import Content, current_content
from referrals.duties.places import renew_places
from referrals.duties.reckoning import keep_duties
from referrals.follow_up.events import keep_standing
from referrals.letters.signing import new_version, sign_letter
from referrals.letters.writing import edit_letter, start_letter
from referrals.models import Duty, DutyAct, Letter, LetterHandOut, LetterWithdrawal, ReferralEvent, WaitingStepDone
from referrals.pathways.in_force import pathway_of
from tests.support.records.cast import CPR_A, CPR_A2, CPR_B, Cast
from tests.support.records.patients import answer, make_episode, make_patient, treat
from tests.support.records.prompts import RED_FLAGS

CPR_NUMBERS = [form for cpr in (CPR_A, CPR_A2, CPR_B) for form in (cpr, f"{cpr[:6]}-{cpr[6:]}")]
OWN, FOREIGN = "Kanin", "Hemmelig"


@dataclass
class Record:
    """One patient's whole record in a practice: a letter that was signed, and its next version in preparation."""

    by: Staff
    patient: Patient
    episode: Episode
    consultation: Consultation
    treatment: Treatment
    response: QuestionnaireResponse
    letter: Letter
    signed: Letter
    printed: PrintedCarePlan
    taper: TaperPlan
    snippet: TextSnippet
    advised: AdviceResponse
    decision: AdviceResponse
    inquiry: Inquiry

    @property
    def practice_id(self) -> UUID:
        return self.by.practice_id

    def row(self, model: type[models.Model]) -> models.Model:
        """A row of this model in this practice."""
        if model is Staff:
            return self.by
        if model is Letter:
            return self.letter
        if model is AdviceResponse:
            return self.advised
        if model is Inquiry:
            return self.inquiry
        with practice_context(self.practice_id):
            row = model._base_manager.filter(practice=self.practice_id).first()
        assert row, f"furnish() makes no {model.__name__}: add one, so that its isolation is tested"
        return row


def furnish(by: Staff, patient: Patient) -> Record:
    """Give the patient one row of everything."""
    episode = make_episode(by, patient)
    answer(by, episode, pain__intensity_average=7)
    treat(by, episode, "tramadol", "current", name="Tramadol")
    with practice_context(by.practice_id):
        content = current_content()
        consultation = Consultation.objects.get(episode=episode)
        advised = respond_to_advice(
            by=by,
            episode=episode,
            consultation=consultation,
            recommendation=next(iter(content.recommendations.values())),
            response="follow",
            facts={},
        )
        response = save_response(
            by=by,
            episode=episode,
            instrument=content.instruments["phq-9"],
            content=content,
            identifier=uuid4(),
            seen_version=0,
            values={"mood": 1, "comment": patient.family_name},
        ).response
        assert response
        _how_it_went(by, episode)
        letter, signed = _letters(by, episode, content)
        treatment, printed = Treatment.objects.get(episode=episode), _printed_plan(by, episode, content)
        taper = add_taper_plan(
            by=by,
            consultation=consultation,
            identifier=uuid4(),
            rows=[StepRow(today(), "50 mg")],
            approve=True,
            medicine="Tramadol",
            start_dose="100 mg",
            treatment=treatment,
            follows_up=by,
        )
        decision = _left_open(by, consultation, content)
        _duties(by, episode, content)
        return Record(
            by=by,
            patient=patient,
            episode=episode,
            consultation=consultation,
            treatment=treatment,
            response=response,
            letter=letter,
            signed=signed,
            printed=printed,
            taper=taper,
            snippet=add_snippet(by=by, identifier=uuid4(), title="Titel", question="", text="Tekst"),
            advised=advised,
            decision=decision,
            inquiry=_asked(by, consultation),
        )


def _how_it_went(by: Staff, episode: Episode) -> None:
    """It was ended once and opened again; a call was in vain."""
    about: dict[str, Any] = {"episode": episode, "recorded_by": by}
    EpisodeStatus.in_practice(kind="ended", reason="agreed", **about).save(force_insert=True)
    EpisodeStatus.in_practice(kind="reopened", **about).save(force_insert=True)
    ContactAttempt.in_practice(form="phone", **about).save(force_insert=True)


def _asked(by: Staff, consultation: Consultation) -> Inquiry:
    """A question to a doctor, which was answered."""
    text, taken = f"Må {consultation.episode.patient.family_name} køre bil?", {"number": 1, "recorded_by": by}
    inquiry = ask_doctor(by=by, contact=consultation, text=text, answer_by=today(), doctor=by)
    InquiryStep.in_practice(inquiry=inquiry, kind="answer", text="Ja.", **taken).save(force_insert=True)
    return inquiry


def _left_open(by: Staff, consultation: Consultation, content: Content) -> AdviceResponse:
    """A safety prompt that was left open, and was seen by a doctor."""
    episode = consultation.episode
    row = row_of_prompt(build_workspace(episode, content, today()), RED_FLAGS)
    assert row
    left = LeftOpen(row, Safety.LEFT_OPEN, f"{episode.patient.family_name} venter.")
    (kept,) = leave_open(by=by, consultation=consultation, left=[left])
    seen = InquiryStep.in_practice(inquiry=kept.inquiry, number=1, kind="seen", recorded_by=by)
    seen.save(force_insert=True)
    shown = {"facts": [], "groups": {}, "promoted": 0}
    snapshot = AdviceSnapshot.in_practice(consultation=consultation, advice=shown, shown_at=timezone.now())
    snapshot.save(force_insert=True)
    keep_copy(by=by, contact=consultation, text=episode.patient.family_name)
    return kept


def _printed_plan(by: Staff, episode: Episode, content: Content) -> PrintedCarePlan:
    plan = save_plan(by=by, episode=episode, values={"goal": episode.patient.family_name}, seen_version=0).plan
    with patch("assessment.care_plan.printed_sheet.render_pdf", return_value=b"%PDF-1.7 " + plan.goal.encode()):
        return print_plan(by=by, plan=plan, workspace=build_workspace(episode, content, today()))


def _letters(by: Staff, episode: Episode, content: Content) -> tuple[Letter, Letter]:
    workspace, pathway = build_workspace(episode, content, today()), pathway_of(content)
    letter = start_letter(by=by, workspace=workspace, pathway=pathway, destination=next(iter(pathway.destinations)))
    texts = {key: f"{episode.patient.family_name}, {key}" for key in letter.sections}
    letter = edit_letter(by=by, letter=letter, texts=texts, planning_area="byen", seen_version=letter.version)
    with patch(
        "referrals.letters.signing.render_letter_pdf", return_value=b"%PDF-1.7 " + episode.patient.family_name.encode()
    ):
        signed = sign_letter(by=by, letter=letter, workspace=workspace, pathway=pathway, seen_version=letter.version)
    _what_became_of(by, signed)
    return new_version(by=by, letter=signed), signed


def _what_became_of(by: Staff, signed: Letter) -> None:
    of_letter: dict[str, Any] = {"letter": signed}
    LetterWithdrawal.in_practice(**of_letter, reason="Fejl", withdrawn_by=by).save(force_insert=True)
    LetterHandOut.in_practice(**of_letter, form="pdf", handed_out_by=by).save(force_insert=True)
    of_referral: dict[str, Any] = {"referral": signed.referral}
    event = ReferralEvent.in_practice(**of_letter, **of_referral, kind="sent", on=today(), recorded_by=by)
    event.save(force_insert=True)
    keep_standing(signed.referral)
    WaitingStepDone.in_practice(**of_referral, step="driving_rules", done_by=by).save(force_insert=True)


def _duties(by: Staff, episode: Episode, content: Content) -> None:
    """What there is to do, that one of it was taken over, and the list that it stands in."""
    keep_duties(episode.pk, content, today())
    duty = Duty.objects.get(episode=episode, reason="no_date")
    said = {"reason": duty.reason, "reference": duty.reference, "due_on": duty.due_on}
    DutyAct.in_practice(episode=episode, **said, kind="taken", recorded_by=by).save(force_insert=True)
    renew_places(content, today())


def furnish_both(cast: Cast) -> tuple[Record, Record]:
    """A record in practice A, and one in B with a name that must never be seen in A."""
    return (
        furnish(cast.gp, make_patient(cast.gp, CPR_A, family_name=OWN)),
        furnish(cast.gp_b, make_patient(cast.gp_b, CPR_B, family_name=FOREIGN)),
    )
