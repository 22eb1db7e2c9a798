"""A practice with a short and a long episode, made through the functions that the screens use."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.models import Practice, Role, Staff, User
from accounts.tenancy.context import practice_context
from assessment.advice.decisions import respond_to_advice
from assessment.models import AdviceResponse, Consultation, Episode
from assessment.record.answers import record_answers
from assessment.record.consultations import end_consultation
from assessment.record.patients import register_patient, start_episode
from assessment.rules.keys import DIAGNOSIS_CODE
from assessment.treatments.ledger import add_treatment
from benchmarks.full_list import fill_the_list
from benchmarks.referrals import REVIEW, prepare, refer
from guidelines.in_force.content import Content, current_content
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question
from referrals.models import Letter

# From the published national test numbers.
SHORT_CPR, LONG_CPR, ONCE_CPR, OFTEN_CPR = "2911829996", "1502799995", "1509819996", "3001749995"
PASSWORD = "a long password for measuring"
CONSULTATIONS, TREATMENTS, FOLLOWED = 40, 30, 50
TEXT = "Fritekst, som den skrives i en travl konsultation: hvad der er sagt, og hvad der er aftalt. Nummer {}."


@dataclass(frozen=True)
class Sample:
    """`once` and `often` say the same: in one consultation, and over 200. Each has a referral that was sent.

    `letter` is one of `often`'s in preparation. The list of the day and that of referrals are full.
    """

    gp: Staff
    short: Episode
    long: Episode
    once: Episode
    often: Episode
    letter: Letter


def make_practice() -> Sample:
    practice = Practice.objects.create(name="Målepraksis", planning_area="byen", provider_number="000001")
    user = User.objects.create_user(email="maaling@demo.example", name="Målelæge", password=PASSWORD)
    gp = Staff.objects.create(practice=practice, user=user, role=Role.GP, is_manager=True, authorisation_id="TEST1")
    with practice_context(practice.pk):
        short, once, often = _short_episode(gp), _repeated(gp, ONCE_CPR, 1), _repeated(gp, OFTEN_CPR, 200)
        for episode in (once, often, *(_another(gp, short) for _ in range(FOLLOWED))):
            refer(gp, episode, days_ago=20)
        fill_the_list(gp, short)
        return Sample(gp, short, _long_episode(gp), once, often, prepare(gp, often, REVIEW))


def _episode(gp: Staff, cpr: str) -> Episode:
    patient = register_patient(
        by=gp,
        cpr=cpr,
        given_name="Testperson",
        family_name="Måling",
        address="Testvej 1",
        postal_code="2400",
        city="København NV",
        planning_area="byen",
    )
    return start_episode(by=gp, patient=patient)


def _short_episode(gp: Staff) -> Episode:
    """One consultation with three answers."""
    content = current_content()
    episode = _episode(gp, SHORT_CPR)
    _consult(gp, episode, 1, timezone.now() - timedelta(days=1), list(content.vocabulary.questions.values())[:3])
    return episode


def _another(gp: Staff, episode: Episode) -> Episode:
    """One more episode of this one's patient, with every question answered."""
    other = start_episode(by=gp, patient=episode.patient)
    asked = list(current_content().vocabulary.questions.values())
    _consult(gp, other, 1, timezone.now() - timedelta(days=30), asked)
    return other


def _long_episode(gp: Staff) -> Episode:
    """Every question answered, 40 consultations that each changed a third of the answers, 30 treatments."""
    content = current_content()
    episode = _episode(gp, LONG_CPR)
    questions = list(content.vocabulary.questions.values())
    consultation = None
    for number in range(1, CONSULTATIONS + 1):
        day = timezone.now() - timedelta(days=14 * (CONSULTATIONS - number) + 1)
        asked = questions if number == 1 else questions[number % 3 :: 3]
        consultation = _consult(gp, episode, number, day, asked)
        _respond(gp, consultation, number, content)
    assert consultation is not None
    kinds = list(content.vocabulary.treatment_kinds)
    for number in range(TREATMENTS):
        add_treatment(
            by=gp,
            consultation=consultation,
            identifier=uuid4(),
            kind=kinds[number % len(kinds)],
            status="stopped" if number % 3 else "current",
            effect="insufficient",
            name=f"præparat {number}",
            daily_dose_mg=100 + number,
            started=timezone.localdate() - timedelta(days=900 - number),
            side_effects="træthed og mundtørhed",
        )
    return episode


def _repeated(gp: Staff, cpr: str, consultations: int) -> Episode:
    """Half of the questions asked in each of so many consultations; what is known in the end is the same."""
    episode = _episode(gp, cpr)
    asked = list(current_content().vocabulary.questions.values())[::2]
    for number in range(consultations):
        # Today's is still open; the last one says what the first one of the short episode says.
        consultation = _consult(gp, episode, number + 1, timezone.now(), asked, value=consultations - number)
    consultation.ended_at = consultation.ended_by = None
    consultation.save(update_fields=["ended_at", "ended_by"])
    for kind in ("paracetamol", "tca", "tramadol", "supervised_exercise", "cbt_act", "gabapentinoid"):
        add_treatment(by=gp, consultation=consultation, identifier=uuid4(), kind=kind, status="current", effect="none")
    return episode


def _consult(
    gp: Staff, episode: Episode, number: int, at: datetime, asked: list[Question], value: int | None = None
) -> Consultation:
    content = current_content()
    consultation = Consultation.in_practice(
        episode=episode, number=number, form="in_person", opened_by=gp, opened_at=at
    )
    consultation.save(force_insert=True)
    record_answers(
        by=gp,
        consultation=consultation,
        section="practical",
        values={question.key: sample_value(question, number if value is None else value) for question in asked},
        seen_version=episode.version,
        content=content,
        at=at,
    )
    end_consultation(by=gp, consultation=consultation)
    return consultation


def _respond(gp: Staff, consultation: Consultation, number: int, content: Content) -> None:
    recommendations = [entry for entry in content.recommendations.values() if entry.version.direction != "against"]
    respond_to_advice(
        by=gp,
        episode=consultation.episode,
        consultation=consultation,
        recommendation=recommendations[number % len(recommendations)],
        response=AdviceResponse.Response.DEFER,
        reason=AdviceResponse.Reason.LATER,
        facts={},
    )


def sample_value(question: Question, number: int) -> Value:
    """An answer that the question allows; another number gives another answer."""
    options = list(question.values)
    if question.key == DIAGNOSIS_CODE:
        return f"L{number % 100:02}"
    match question.type:
        case "bool":
            return number % 2 == 0
        case "choice":
            return options[number % len(options)]
        case "multi":
            return tuple(sorted({options[number % len(options)], options[(number * 5 + 2) % len(options)]}))
        case "scale":
            return number % 11
        case "number":
            return int(question.min or 0) + 1 + number % 20
        case "date":
            days = timedelta(days=1 + number % 500)
            return timezone.localdate() + (days if question.not_in_past else -days)
    return TEXT.format(number)
