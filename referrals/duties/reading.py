"""Reads the record of an episode as the rules of duties want it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, time
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Role, Staff
from accounts.tenancy.statements import Prepared
from assessment.advice.decisions import latest_responses
from assessment.course.attempts import attempts_since_contact
from assessment.episode.workspace import case_of
from assessment.models import (
    AdviceResponse,
    Consultation,
    Episode,
    Inquiry,
    QuestionnaireResponse,
    TaperPlan,
    TaperStep,
    Treatment,
)
from assessment.models.advice import Promise
from assessment.models.entries import AnswerEntry
from assessment.questionnaires.responses import instrument_of, responses_of
from assessment.record.form_changes import day_of
from assessment.rules.contacts.inquiry_state import CLOSED
from assessment.rules.facts import Case
from assessment.rules.keys import (
    NEXT_FOLLOW_UP,
    NEXT_WITH,
    OPIOID_LAST_REVIEW,
    OPIOID_PLAN,
    OPIOID_STARTED,
    TAPER_PLAN_RECEIVED,
    WITH_DOCTOR,
)
from assessment.rules.line_words import clock, label_text
from assessment.rules.medication.opioid_course import reviews_in
from assessment.rules.safety.basis import RowInUse, is_acute
from assessment.safety.gone_prompts import safety_questions, when_gone
from assessment.treatments.ledger import treatments_of
from assessment.treatments.opioid_follow_up import is_of_opioid, reviews_said
from guidelines.in_force.content import Content
from guidelines.instruments.model import alerts, awaits_the_question
from guidelines.models import RecommendationVersion
from guidelines.vocabulary.facts import TREATMENTS
from referrals.follow_up.events import referrals_of
from referrals.models import DutyAct, Letter, Referral, WaitingStepDone
from referrals.pathways.in_force import pathway_named, pathways_of
from referrals.rules.course import CourseState, Standing
from referrals.rules.duties.records import (
    Acted,
    AdviceGiven,
    Alerted,
    DutyRules,
    InquiryKept,
    Promised,
    Records,
    ReferralKept,
    StepKept,
    Tapering,
    ToldBy,
)

ASKED = (NEXT_FOLLOW_UP, NEXT_WITH, OPIOID_PLAN, OPIOID_LAST_REVIEW, OPIOID_STARTED, TAPER_PLAN_RECEIVED)
Safety = AdviceResponse.Safety


@lru_cache(maxsize=4)
def rules_of(content: Content) -> DutyRules:
    safety = tuple(rule for rule in content.rules if content.is_safety(rule.key))
    titles = {rule.key: content.recommendations[rule.key].version.title for rule in safety}
    return DutyRules(content.vocabulary, safety, titles, content.medicines)


@lru_cache(maxsize=4)
def questions_behind(content: Content) -> frozenset[str]:
    """The questions whose answers can make, end or change a duty; with what is said of the list of treatments."""
    derived = content.vocabulary.derived
    conditions = (step.condition for pathway in pathways_of(content) for step in pathway.waiting_time)
    facts = {fact for condition in conditions for fact in condition.facts_used()}
    behind = {key for fact in facts for key in (derived[fact].inputs if fact in derived else (fact,))}
    called = {instrument.alert.question for instrument in content.instruments.values() if instrument.alert is not None}
    return frozenset({*ASKED, *safety_questions(content), *behind, *called})


def is_behind(key: str, content: Content) -> bool:
    """Whether an answer to this question can touch a duty: what is said of the list of treatments always can."""
    return key.startswith(TREATMENTS) or key in questions_behind(content)


_episode = Prepared(lambda episode: Episode.objects.select_related("patient").filter(pk=episode), "episode")


def read_case(episode_id: UUID, content: Content, as_of: date) -> tuple[Case, Records]:
    """The episode as the rules of advice read it on that day, and all that duties come from beside it."""
    (episode,) = _episode(episode=episode_id)
    treatments = treatments_of(episode)
    case = case_of(episode, treatments, content.vocabulary, as_of)
    if episode.ended_at:
        return case, Records(rules_of(content), timezone.localdate(episode.started_at), is_ended=True)
    in_use = [row for row in treatments if row.status == "current"]
    entries: Mapping[str, AnswerEntry] = episode.answers
    told = {key: _told(entries[key]) for key in questions_behind(content) if key in entries}
    return case, Records(
        rules=rules_of(content),
        started=timezone.localdate(episode.started_at),
        started_by=episode.started_by_id,
        last_contact=timezone.localdate(episode.last_contact) if episode.last_contact else None,
        attempts=attempts_since_contact(episode).count(),
        entries=entries,
        told=told,
        planned_by_doctor=case.answers.get(NEXT_WITH) == WITH_DOCTOR and _is_doctors(told.get(NEXT_FOLLOW_UP)),
        in_use=tuple(RowInUse(str(row.pk), row.kind, _dose(row)) for row in in_use),
        rows_on={str(row.pk): timezone.localdate(row.recorded_at) for row in in_use},
        reviews=reviews_in(reviews_said(episode, content)),
        given={given.key: given for given in _given(episode, content)},
        asked=tuple(_asked(episode)),
        alerts=tuple(_alerts(responses_of(episode), content, told)),
        tapers=tuple(_tapers(episode, content, treatments)),
        referrals=tuple(_referrals(episode, content)),
        acted=_acted(episode),
    )


def _told(entry: AnswerEntry) -> ToldBy:
    return ToldBy(day_of(entry), UUID(entry["by"]) if entry.get("by") else None)


def _is_doctors(told: ToldBy | None) -> bool:
    by = told.by if told else None
    return by is not None and Staff.objects.filter(pk=by, role=Role.GP).exists()


def _dose(row: Treatment) -> float | None:
    return None if row.current_dose_mg is None else float(row.current_dose_mg)


def _given(episode: Episode, content: Content) -> Iterator[AdviceGiven]:
    """The newest response to each advice; of what is in force no more, what was followed."""
    keys = {entry.version.recommendation_id: entry for entry in content.recommendations.values()}
    responses = latest_responses(episode)
    gone = [row.recommendation_version_id for key, row in responses.items() if key not in keys]
    titles = {row.pk: row for row in RecommendationVersion.objects.filter(pk__in=gone)} if gone else {}
    for recommendation_id, row in responses.items():
        entry = keys.get(recommendation_id)
        version = entry.version if entry else titles[row.recommendation_version_id]
        if entry is None and row.response != AdviceResponse.Response.FOLLOW:
            continue
        is_other = row.recommendation_version_id != version.pk
        yield AdviceGiven(
            key=entry.key if entry else str(row.recommendation_version_id),
            title=version.title,
            response=row.response,
            decided_on=timezone.localdate(row.recorded_at),
            by=row.recorded_by_id,
            deferred_until=row.deferred_until,
            is_decision=row.safety == Safety.DECIDED,
            basis=row.basis,
            reopens_on=row.reopens_on,
            is_replaced=entry is not None and is_other and bool(version.superseded_by),
            promised=_promised(row) if entry else None,
            gone=when_gone(row) if row.safety == Safety.GONE and not row.comment else "",
        )


def _promised(row: AdviceResponse) -> Promised | None:
    """The next contact that was agreed, with who has begun one since it was."""
    said: Promise | None = row.details.get("promised")
    if said is None:
        return None
    since = Consultation.objects.filter(episode=row.episode_id, opened_at__gt=row.recorded_at)
    at = clock(time.fromisoformat(said["at"])) if said["at"] else ""
    kept_by = frozenset(since.values_list("opened_by", flat=True))
    hour = f"{said['day']}T{said['at']}" if at else ""
    return Promised(UUID(said["by"]), date.fromisoformat(said["day"]), at, hour, kept_by)


def _asked(episode: Episode) -> Iterator[InquiryKept]:
    """The questions to doctors that wait; a letter that waits for a signature stands among the letters."""
    for one in _inquiries_of(episode.pk).prefetch_related("steps__recorded_by__user"):
        state, owner = one.state, one.owner
        if state == CLOSED or one.about == Inquiry.About.LETTER:
            continue
        newest = one.replies[-1] if one.replies else None
        at = timezone.localtime(newest.recorded_at if newest else one.recorded_at)
        by = newest.recorded_by if newest else one.recorded_by
        yield InquiryKept(
            identifier=one.pk,
            text=label_text(one.get_about_display(), one.text) if one.about == Inquiry.About.DECLINED else one.text,
            day=at.date(),
            by=one.recorded_by_id,
            owner=owner.pk if owner else None,
            state=state,
            due=one.due,
            how=_waits_for(one),
            said=label_text(f"{by}, {at:%d.%m.%Y %H:%M}", newest.words if newest else "").removesuffix(": "),
            is_safety=one.about == Inquiry.About.SAFETY,
            may_be_seen=one.may_be_seen,
            hour=f"{one.answer_by}T{one.answer_at}" if one.answer_at else "",
            is_acute=_is_acute(one),
        )


def _waits_for(inquiry: Inquiry) -> str:
    """Of what is dangerous, who has assessed it and who is waited for; empty for anything else."""
    if not inquiry.is_of_danger or inquiry.decision is None:
        return ""
    was = "Vurderet af sygeplejerske" if inquiry.decision.safety == Safety.DECIDED else "Givet videre"
    by = f", svar senest {clock(inquiry.answer_at)}" if inquiry.answer_at else ""
    return f"{was}, afventer læge{by}"


def _is_acute(inquiry: Inquiry) -> bool:
    """Whether thoughts are active, or it was handed on for now: in danger, without an hour to answer by."""
    decision = inquiry.decision
    if decision is None:
        return False
    is_for_now = decision.safety == Safety.HANDED_ON and inquiry.answer_at is None
    return is_acute(decision.basis) or (is_for_now and inquiry.is_of_danger)


def _inquiries_of(episode: UUID) -> QuerySet[Inquiry]:
    people = "recorded_by__user", "doctor__user"
    return Inquiry.objects.filter(episode=episode).select_related(*people, "decision").order_by("recorded_at")


def _alerts(responses: list[QuestionnaireResponse], content: Content, told: Mapping[str, ToldBy]) -> Iterator[Alerted]:
    questions = content.vocabulary.questions
    for response in responses:
        instrument = instrument_of(response, content)
        alert = alerts(instrument, response.items) if instrument else None
        if instrument is None or alert is None or alert.question not in questions:
            continue
        asked = told[alert.question].day if alert.question in told else None
        if awaits_the_question(response.answered_on, asked):
            short = content.vocabulary.short(alert.question)
            yield Alerted(response.pk, instrument.short, short, response.answered_on)


_plans: Prepared[TaperPlan] = Prepared(
    lambda episode: TaperPlan.objects.filter(episode=episode, status__in=TaperPlan.OPEN), "episode"
)
_steps: Prepared[TaperStep] = Prepared(
    lambda episode: TaperStep.objects.filter(plan__episode=episode, removed_at=None).order_by("number"), "episode"
)


def _tapers(episode: Episode, content: Content, treatments: list[Treatment]) -> Iterator[Tapering]:
    plans = _plans(episode=episode.pk)
    kinds: dict[UUID | None, str] = {row.pk: row.kind for row in treatments}
    steps = _steps(episode=episode.pk) if plans else []
    for plan in plans:
        yield Tapering(
            identifier=plan.pk,
            medicine=plan.medicine,
            runs=plan.runs,
            is_approved=plan.approved_by_id is not None,
            recorded_on=timezone.localdate(plan.recorded_at),
            follows_up=plan.follows_up_id,
            follows_up_text=plan.follows_up_text,
            next_contact_on=plan.next_contact_on,
            of_opioid=is_of_opioid(kinds.get(plan.treatment_id), plan.medicine, content),
            steps=tuple(_step(step) for step in steps if step.plan_id == plan.pk),
        )


def _step(step: TaperStep) -> StepKept:
    days = step.planned_on, step.state, step.done_on, step.held_since
    return StepKept(step.number, *days)


def _referrals(episode: Episode, content: Content) -> Iterator[ReferralKept]:
    referrals = referrals_of(episode)
    if not referrals:
        return
    done = WaitingStepDone.objects.filter(referral__episode=episode).values_list("referral", "step")
    steps = list(done)
    for referral in referrals:
        pathway = pathway_named(content, referral.pathway_release)
        template = pathway.letters.get(referral.destination)
        letters: list[Letter] = list(referral.letters.all())
        waits = next((row for row in letters if row.signed_at is None and row.inquiry_id), None)
        signed = next((row for row in reversed(letters) if row.signed_at), None)
        yield ReferralKept(
            identifier=referral.pk,
            title=template.title if template else referral.destination,
            standing=_standing(referral),
            prepared_by=referral.prepared_by_id,
            is_course=template is None or template.is_referral,
            signed_by=signed.signed_by_id if signed else None,
            return_reason=pathway.return_reasons.get(referral.return_reason, ""),
            answer_expected_days=pathway.answer_expected_days,
            waiting=tuple((step.key, step.condition) for step in pathway.waiting_time),
            done=frozenset(step for pk, step in steps if pk == referral.pk),
            letter_to_sign=waits.pk if waits else None,
            handed_over_on=timezone.localdate(waits.handed_over_at) if waits and waits.handed_over_at else None,
            handed_over_as=_handed_over_as(waits) if waits else "",
            handed_over_to=_handed_over_to(waits) if waits else None,
        )


def _handed_over_to(letter: Letter) -> UUID | None:
    doctor = letter.inquiry.addressee if letter.inquiry else None
    return doctor.pk if doctor else None


def _handed_over_as(letter: Letter) -> str:
    """By whom a letter was handed over to a GP, and with which word."""
    return ": ".join(part for part in (str(letter.handed_over_by or ""), letter.handed_over_note) if part)


def _standing(referral: Referral) -> Standing:
    values = {name: getattr(referral, name) for name in Standing.__slots__}
    return Standing(**values | {"state": CourseState(referral.state)})


_acts = Prepared(lambda episode: DutyAct.objects.filter(episode=episode).order_by("recorded_at"), "episode")


def _acted(episode: Episode) -> dict[tuple[str, str, date], Acted]:
    """What was said of each duty: whose it is by the newest that took it over, and the newest day it is put off to."""
    said: dict[tuple[str, str, date], Acted] = {}
    for act in _acts(episode=episode.pk):
        key = (act.reason, act.reference, act.due_on)
        before = said.get(key, Acted())
        if act.kind == DutyAct.Kind.TAKEN:
            said[key] = replace(before, owner=act.recorded_by_id)
        else:
            said[key] = Acted(before.owner, act.until, act.because, act.kind == DutyAct.Kind.DECLINED)
    return said
