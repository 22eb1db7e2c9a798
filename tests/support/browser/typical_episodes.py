"""Episodes of typical patients in the database of a running demo, each with what its overview has to answer.

`python -m tests.support.browser.typical_episodes 200` writes a JSON object a line: its path, and the words by question.
"""

import json
import os
import sys
from collections.abc import Iterator
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chronicpain.settings")
django.setup()

from accounts.models import Staff  # noqa: E402
from accounts.tenancy.context import practice_context  # noqa: E402
from assessment.episode.frame import treatments_first  # noqa: E402
from assessment.episode.question_weights import typical_table  # noqa: E402
from assessment.episode.workspace import Workspace, build_workspace  # noqa: E402
from assessment.models import Episode, Patient  # noqa: E402
from assessment.record.answers import record_answers  # noqa: E402
from assessment.record.clock import today  # noqa: E402
from assessment.record.contacts import contact_now  # noqa: E402
from assessment.record.patients import register_patient, start_episode  # noqa: E402
from assessment.rules.asking.typical import typical_patients  # noqa: E402
from assessment.rules.facts import Case  # noqa: E402
from assessment.rules.keys import EXPECTATIONS, MOST_IMPORTANT, NEXT_FOLLOW_UP  # noqa: E402
from assessment.treatments.ledger import add_treatment  # noqa: E402
from guidelines.in_force.content import current_content  # noqa: E402
from referrals.duties.reckoning import keep_duties  # noqa: E402

GP = "laege-a1@demo.example"
# A patient of their own: other walks look the demo's up by their names.
CPR = "0506889996"
# As many words as people use: a sentence each.
SAID = {
    MOST_IMPORTANT: "At kunne gå tur med hunden hver dag uden at ligge på sofaen bagefter, og sove igennem om natten.",
    EXPECTATIONS: "Håber på en forklaring og på at få mindre ondt, og vil gerne scannes.",
}
ROW = ("kind", "status", "fast_acting", "started", "effect", "stopped_for_side_effects", "last_specialist_review")


def record(by: Staff, episode: Episode, case: Case) -> None:
    """What is known of the patient, in the record; every third has been told nothing about a follow-up."""
    contact, content = contact_now(episode), current_content()
    values = {**case.answers, **SAID}
    record_answers(
        by=by, consultation=contact, section="test", values=values, seen_version=episode.version, content=content
    )
    for row in case.treatments or ():
        values_of_row = {name: getattr(row, name) for name in ROW if getattr(row, name) is not None}
        precision = {"started_precision": "month"} if row.started else {}
        add_treatment(by=by, consultation=contact, identifier=uuid4(), **values_of_row, **precision)


def answers_of(workspace: Workspace) -> dict[str, list[str]]:
    """By question, the words that have to stand there."""
    advice = workspace.advice
    planned = workspace.case.answers.get(NEXT_FOLLOW_UP)
    first = advice.promoted[:1]
    return {
        "why": [" ".join(SAID[MOST_IMPORTANT].split()[:10])],
        "dangerous": [row.recommendation.version.title for row in advice.open_safety[:3]]
        or [
            "sikkerhedsspørgsmål er ikke stillet"
            if advice.safety_unasked()
            else "Et sikkerhedsspørgsmål er stillet"
            if advice.safety_unknown
            else "Der er intet åbent under Sikkerhed."
        ],
        "tried": [(entry.row.name or entry.title) for entry in treatments_first(workspace)[:3]]
        or ["Ingen har spurgt endnu"],
        "next": [
            "Tag først stilling" if advice.open_safety else first[0].recommendation.version.title if first else "",
            f"{planned:%d.%m.%Y}" if planned else "Ingen opfølgning er planlagt.",
        ],
        "whose turn": ["Hvem: en læge" if advice.open_safety else "Hvem: "],
    }


def episodes(number: int) -> Iterator[dict[str, object]]:
    """So many episodes of one patient, a typical patient's answers and treatments in each."""
    by = Staff.objects.get(user__email=GP)
    content = current_content()
    for case in typical_patients(typical_table(), content.vocabulary, today(), number):
        with practice_context(by.practice_id):
            patient = Patient.objects.filter(cpr=CPR).first() or register_patient(
                by=by, cpr=CPR, given_name="Testperson", family_name="Typisk", planning_area="byen"
            )
            episode = start_episode(by=by, patient=patient)
            record(by, episode, case)
            keep_duties(episode.pk, content, today())
            workspace = build_workspace(Episode.objects.select_related("patient").get(pk=episode.pk), content, today())
            yield {"path": f"/forloeb/{episode.pk}/", "answers": answers_of(workspace)}


if __name__ == "__main__":
    for line in episodes(int(sys.argv[1])):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
