"""Makes the demo practices: invented patients, recorded through the same functions that the screens use."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import Practice, Role, Staff, User
from accounts.tenancy.context import practice_context
from assessment.advice.snapshot import keep_advice
from assessment.episode.workspace import build_workspace
from assessment.models import Consultation, Episode, Treatment
from assessment.record.answers import record_answers
from assessment.record.consultations import end_consultation
from assessment.record.patients import register_patient, start_episode
from assessment.rules.medication.taper_schedule import Action, StepNotes, StepRow
from assessment.rules.reading import parse_answer
from assessment.tapering.plan_changes import add_taper_plan, follow_taper_plan
from assessment.treatments.ledger import add_treatment
from assessment.treatments.statements import record_complete_list
from guidelines.in_force.content import Content, current_content
from guidelines.models import Release
from guidelines.publishing.life_cycle import submit
from guidelines.vocabulary.dates import add_months
from referrals.follow_up.events import record_event
from referrals.follow_up.waiting_steps import mark_step_done
from referrals.letters.signing import sign_letter
from referrals.letters.writing import edit_letter, start_letter
from referrals.models import Letter
from referrals.pathways.readiness import pathway_of_patient
from referrals.rules.reservations import SignReasons

RELATIVE_DAY = re.compile(r"([+-]?\d+)([dm])")
DATE_FIELDS = ("started", "stopped", "last_specialist_review")
# What the file says of somebody or something of the demo.
Told = Mapping[str, Any]
PATIENT_FIELDS = ("cpr", "given_name", "family_name", "address", "postal_code", "city", "phone", "planning_area")


@transaction.atomic
def make_demo(content: Told) -> bool:
    """Make the demo's practices, people and patients; False if they exist already."""
    if Practice.objects.exists():
        return False
    practices = {
        row["key"]: Practice.objects.create(**{key: value for key, value in row.items() if key != "key"})
        for row in content["practices"]
    }
    staff = _make_people(content, practices)
    for row in content["patients"]:
        with practice_context(practices[row["practice"]].pk):
            _make_patient(row, staff)
    for row in content["submitted"]:
        _submit_draft(**row)
    return True


def _submit_draft(publication: str, by: str) -> None:
    """Ask for a review of a draft that came with the program, so that the other editor has something to approve."""
    drafts = Release.objects.filter(publication__key=publication, state=Release.State.DRAFT)
    submit(by=User.objects.get(email=by), release=drafts.get())


def _make_people(content: Told, practices: Mapping[str, Practice]) -> dict[str, Staff]:
    staff = {}
    for row in content["accounts"]:
        user = User.objects.create_user(
            email=row["email"],
            password=content["password"],
            name=row["name"],
            is_content_administrator=row["role"] not in Role.values,
        )
        if row["role"] in Role.values:
            staff[row["email"]] = Staff.objects.create(
                practice=practices[row["practice"]],
                user=user,
                role=row["role"],
                is_manager=row.get("manager", False),
                authorisation_id=row.get("authorisation_id", ""),
            )
    return staff


def _make_patient(row: Told, staff: Mapping[str, Staff]) -> None:
    content = current_content()
    first = row["consultations"][0]
    patient = register_patient(by=staff[first["by"]], **{field: row[field] for field in PATIENT_FIELDS})
    episode = start_episode(by=staff[first["by"]], patient=patient)
    for number, consultation in enumerate(row["consultations"], start=1):
        _make_consultation(consultation, number, episode, staff[consultation["by"]], content)
    if "taper" in row:
        _make_taper(row["taper"], episode, staff)
    if "letter" in row:
        _make_letter(row["letter"], episode, staff, content)


def _make_consultation(row: Told, number: int, episode: Episode, by: Staff, content: Content) -> None:
    day = _resolve(row["day"])
    at = min(timezone.make_aware(datetime.combine(day, time(9, 30))), timezone.now())
    consultation = Consultation.in_practice(
        episode=episode, number=number, form=Consultation.Form.IN_PERSON, opened_by=by, opened_at=at
    )
    consultation.save(force_insert=True)
    answers = {
        key: parse_answer(content.vocabulary.questions[key], _iso(value)) for key, value in row["answers"].items()
    }
    for section in content.vocabulary.sections:
        values = {key: value for key, value in answers.items() if content.vocabulary.section_of(key) == section.key}
        record_answers(
            by=by,
            consultation=consultation,
            section=section.key,
            values=values,
            seen_version=Episode.objects.get(pk=episode.pk).version,
            content=content,
            at=at,
            # What a consultation names was asked in it, also where the answer is as before.
            reaffirmed=list(values),
        )
    for place, treatment in enumerate(row.get("treatments", ())):
        told: dict[str, Any] = {
            key: _resolve(value) if key in DATE_FIELDS else value for key, value in treatment.items()
        }
        # One after the other: they are listed in that order.
        told_at = at + timedelta(microseconds=place)
        add_treatment(by=by, consultation=consultation, identifier=uuid4(), at=told_at, **told)
    if row.get("treatments_complete"):
        record_complete_list(by=by, consultation=consultation, complete=True, at=at)
    if not row.get("open"):
        fresh = Episode.objects.select_related("patient").get(pk=episode.pk)
        shown = keep_advice(build_workspace(fresh, content, day, consultation).advice)
        end_consultation(by=by, consultation=consultation, shown=shown)


def _make_taper(row: Told, episode: Episode, staff: Mapping[str, Staff]) -> None:
    """A taper plan that a GP has approved, and the steps that are carried out already."""
    consultation = Consultation.objects.filter(episode=episode).latest("number")
    consultation.episode = episode
    plan = add_taper_plan(
        by=staff[row["approved_by"]],
        consultation=consultation,
        identifier=uuid4(),
        rows=[StepRow(_resolve(step["day"]), step["dose"]) for step in row["steps"]],
        approve=True,
        treatment=Treatment.objects.get(episode=episode, kind=row["treatment"]),
        follows_up=staff[row["follows_up"]],
        next_contact_on=_resolve(row["next_contact_on"]),
        **row["texts"],
    )
    for step in row["taken"]:
        plan = follow_taper_plan(
            by=staff[row["follows_up"]],
            consultation=consultation,
            plan=plan,
            seen_version=plan.version,
            action=Action.TAKE,
            as_of=timezone.localdate(),
            day=_resolve(step["day"]),
            notes=StepNotes(note=step["note"]),
        )


def _make_letter(row: Told, episode: Episode, staff: Mapping[str, Staff], content: Content) -> None:
    """A letter that was signed on an earlier day, and what became of it."""
    episode = Episode.objects.select_related("patient").get(pk=episode.pk)
    day, by = _resolve(row["day"]), staff[row["prepared_by"]]
    at = timezone.make_aware(datetime.combine(day, time(12)))
    workspace = build_workspace(episode, content, day)
    pathway = pathway_of_patient(workspace)
    letter = start_letter(by=by, workspace=workspace, pathway=pathway, destination=row["destination"])
    letter.referral.episode = episode
    texts, area = row.get("texts", {}), letter.planning_area
    letter = edit_letter(by=by, letter=letter, texts=texts, planning_area=area, seen_version=letter.version)
    Letter.objects.filter(pk=letter.pk).update(created_at=at - timedelta(hours=1))
    sign_letter(
        by=staff[row["signed_by"]],
        letter=letter,
        workspace=workspace,
        pathway=pathway,
        seen_version=letter.version,
        # Asked for once the pathway has run out, which a demo may be made after.
        reasons=SignReasons(ran_out="modtageren er aftalt i telefonen"),
        at=at,
    )
    for event in row["events"]:
        said = {key: event[key] for key in ("kind", "reason", "text") if key in event}
        about = letter if event["kind"] == "sent" else None
        on = _resolve(event["day"])
        record_event(by=staff[event["by"]], referral=letter.referral, on=on, letter=about, **said)
    for step in row.get("steps_done", ()):
        mark_step_done(by=by, referral=letter.referral, **step)


def _iso(value: object) -> object:
    """A relative day as an ISO date; everything else as it is."""
    return _resolve(value).isoformat() if isinstance(value, str) and RELATIVE_DAY.fullmatch(value) else value


def _resolve(value: str) -> date:
    match = RELATIVE_DAY.fullmatch(value)
    assert match is not None, value
    number, today = int(match[1]), timezone.localdate()
    return add_months(today, number) if match[2] == "m" else today + timedelta(days=number)
