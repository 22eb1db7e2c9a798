"""The kind of a letter, from the pathway that it was begun on: its template, title, receiver and criteria."""

from django.utils.translation import gettext as _

from assessment.episode.workspace import Workspace
from assessment.rules.asking.order import safety_place
from guidelines.in_force.content import Content
from referrals.models import Letter, Referral
from referrals.pathways.in_force import compile_release, pathway_named, template_in_force
from referrals.pathways.readiness import DestinationReadiness, readiness_of
from referrals.rules.frozen_letter import FrozenCriteria, FrozenReceiver
from referrals.rules.pathway import LetterTemplate, Pathway
from referrals.rules.reservations import Reservations


def pathway_of_letter(referral: Referral, content: Content) -> Pathway:
    """The pathway that the letter was begun on: its newest release, or its own where the newest has no such letter."""
    pathway = pathway_named(content, referral.pathway_release)
    return pathway if referral.destination in pathway.letters else compile_release(referral.pathway_release, content)


def template_of(letter: Letter, pathway: Pathway) -> LetterTemplate:
    return pathway.letters[letter.referral.destination]


def letter_title(referral: Referral, content: Content) -> str:
    """What the letter is called; also of one that its pathway no longer has."""
    template = template_in_force(content, referral)
    if template:
        return template.title
    body = referral.pathway_release.body
    rows = (*body.get("destinations", ()), *body.get("letters", ()))
    return next((str(row["title"]) for row in rows if row["key"] == referral.destination), _("Letter"))


def readiness_for(letter: Letter, workspace: Workspace, pathway: Pathway) -> DestinationReadiness | None:
    """How far the episode is from the criteria of the letter's destination; None for a letter that is no referral."""
    entries = readiness_of(workspace, pathway).destinations
    return next((entry for entry in entries if entry.result.destination.key == letter.referral.destination), None)


def receiver_of(letter: Letter, pathway: Pathway) -> FrozenReceiver | None:
    """Where the letter goes: by the route of its planning area, or as written by hand; None if neither is known."""
    if template_of(letter, pathway).receiver == "written":
        return {"name": letter.receiver, "gln": "", "centre": ""} if letter.receiver.strip() else None
    route = pathway.route(letter.planning_area)
    return {"name": route.receiver, "gln": route.gln, "centre": route.centre} if route else None


def unasked_in(letter: Letter, workspace: Workspace, pathway: Pathway) -> list[str]:
    """The questions of safety that the letter's sections are about, and that nobody has asked this patient."""
    told = {key for section in template_of(letter, pathway).sections for key in section.facts}
    facts, asked = workspace.facts, workspace.asked
    found = (key for key in sorted(workspace.content.vocabulary.unasked, key=safety_place) if key in told)
    return [key for key in found if key not in facts.values and key not in asked and facts.is_asked(key)]


def reservations_of(letter: Letter, workspace: Workspace, pathway: Pathway) -> Reservations:
    """What stands against this letter today."""
    readiness, as_of = readiness_for(letter, workspace, pathway), workspace.case.as_of
    words = workspace.content.vocabulary.unasked
    return Reservations(
        criteria=tuple(row.why_not for row in readiness.in_the_way) if readiness else (),
        ran_out=pathway.valid_until if pathway.has_run_out(as_of) else None,
        not_asked=tuple(words[key] for key in unasked_in(letter, workspace, pathway)),
    )


def criteria_json(readiness: DestinationReadiness) -> FrozenCriteria:
    return {
        "outcome": readiness.result.outcome.value,
        "states": {row.result.criterion.key: row.result.state.value for row in readiness.rows},
    }
