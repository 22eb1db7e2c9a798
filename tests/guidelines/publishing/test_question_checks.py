"""What was published of a question stays, whichever way a release comes; what cannot be asked is refused by name."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from accounts.models import User
from assessment.record.required_questions import check_required_questions
from guidelines.content_files.release import content_of_release
from guidelines.in_force.content import Content, current_content
from guidelines.instruments.parsing import check_against
from guidelines.publishing.consistency import Refused
from guidelines.publishing.drafts import roll_back
from guidelines.publishing.life_cycle import submit
from guidelines.publishing.question_checks import check_rows, published_questions
from guidelines.recommendations.burden_and_complexity import parse_complexity
from guidelines.vocabulary.parsing import parse_vocabulary
from tests.support.content.changes import VOCABULARY, Body, draft_of, in_force, question_in, retiring, with_stairs

pytestmark = pytest.mark.django_db


def taking_out(key: str) -> Callable[[Body], None]:
    return lambda body: body["questions"].remove(question_in(body, key))


def test_a_published_question_is_in_every_later_release(author: User, content: Content) -> None:
    in_force(with_stairs)
    with pytest.raises(Refused, match="»Kan patienten gå på trapper\\?« er udgivet"):
        submit(by=author, release=draft_of(author, "vocabulary", taking_out("everyday.stairs")))


def test_a_question_that_was_published_once_is_kept_also_when_it_is_not_in_force(
    author: User, content: Content
) -> None:
    in_force(with_stairs)
    in_force(lambda body: body["release"].update(note="Uden trapper."))
    assert "everyday.stairs" not in current_content().vocabulary.questions
    assert "everyday.stairs" in published_questions()
    with pytest.raises(Refused, match="kan tages ud af brug, men ikke slettes"):
        submit(by=author, release=draft_of(author, "vocabulary", lambda body: body["sections"][0].update(title="Ny")))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda row: row.update(type="multi"), "»Kan patienten gå på trapper\\?« er udgivet, og dets type"),
        (lambda row: row.update(key="everyday.steps"), "kan tages ud af brug, men ikke slettes"),
        (lambda row: row["values"].pop(0), "svar kan ikke tages ud af det: »Ja, uden hjælp«"),
        (lambda row: row["values"][1].update(value="never"), "svar kan ikke tages ud af det: »Nej, slet ikke«"),
    ],
)
def test_a_file_cannot_change_what_answers_refer_to(
    change: Callable[[Body], Any], reason: str, author: User, content: Content
) -> None:
    in_force(with_stairs)
    draft = draft_of(author, "vocabulary", lambda body: change(question_in(body, "everyday.stairs")))
    with pytest.raises(Refused, match=reason):
        submit(by=author, release=draft)
    reworded = draft_of(author, "vocabulary", lambda body: body["questions"][-1]["values"][0].update(label="Ja, let"))
    assert submit(by=author, release=reworded).state == "submitted"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda row: row.update(section="nowhere"), "intet afsnit »nowhere«"),
        (lambda row: row.update(type="colour"), "typen er »bool«.*, ikke »colour«"),
        (lambda row: row.update(type="bool"), "besvares fra en liste"),
        (lambda row: row.update(values=[]), "besvares fra en liste"),
        (lambda row: row["values"].append({"value": "no", "label": "Ved ikke"}), "to svar har samme nøgle"),
        (lambda row: row["values"].append({"value": "not", "label": "nej, slet ikke "}), "to svar hedder det samme"),
        (lambda row: row.update(type="scale", values=[], min=0), "en skala skal have"),
        (lambda row: row.update(type="number", values=[], min=9, max=1), "større end den største"),
        (lambda row: row.update(key="pain.sites"), "nøglen »pain.sites« er taget af »Hvor gør det ondt\\?«"),
        (lambda row: row.pop("values"), "besvares fra en liste"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_by_name(change: Callable[[Body], Any], reason: str) -> None:
    body = deepcopy(VOCABULARY)
    with_stairs(body)
    change(body["questions"][-1])
    with pytest.raises(ValueError, match=reason) as refused:
        check_rows(body)
    assert "rapper" in str(refused.value)


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("pain.onset_date", "»Smerternes varighed i dage«: det beregnes af »Hvornår begyndte smerterne\\?«"),
        ("peg.pain", "PEG-score"),
        ("pain.drawing", "det står på arket før besøget"),
        ("diagnosis.complexity", "»Multidisciplinær indsats« .*: »Kompleksitet« .* er udgået"),
        ("wellbeing.suicidal_thoughts", "»Selvmordstanker: vurdér i dag« .* er udgået"),
    ],
)
def test_a_question_that_something_needs_cannot_be_retired(
    key: str, reason: str, author: User, content: Content
) -> None:
    with pytest.raises(Refused, match=reason):
        submit(by=author, release=draft_of(author, "vocabulary", retiring(key)))


def without_question(content: Content, key: str) -> Content:
    """The content as it would be with this question retired, and no condition on it."""
    body = deepcopy(VOCABULARY)
    retiring(key)(body)
    for row in body["populations"]:
        row["when"] = {"always": True}
    return replace(content, vocabulary=parse_vocabulary(body))


@pytest.mark.parametrize(
    ("key", "check", "reason"),
    [
        (
            "diagnosis.complexity",
            lambda content: parse_complexity(VOCABULARY, content.vocabulary, content.populations),
            "Simpel eller kompleks: spørgsmålet",
        ),
        (
            "wellbeing.suicidal_thoughts",
            lambda content: check_against(content.instruments.values(), content.vocabulary),
            "Skemaet »PHQ-9«: det bruger spørgsmålet",
        ),
        ("practical.next_follow_up", check_required_questions, "programmet skriver den næste opfølgning i det"),
        ("surgery.planned", check_required_questions, "siden om operationer bygger på det"),
        ("surgery.opioid_started", check_required_questions, "siden om operationer bygger på det"),
        ("pain.sites", check_required_questions, "smertetegningen foreslår svar på det"),
        ("diagnosis.icpc2", check_required_questions, "henvisningen bærer diagnosen herfra"),
    ],
)
def test_what_else_needs_a_question_is_told(
    key: str, check: Callable[[Content], Any], reason: str, content: Content
) -> None:
    with pytest.raises(ValueError, match=reason):
        check(without_question(content, key))


def test_what_only_shows_a_question_leaves_it_out_while_it_is_retired(author: User, content: Content) -> None:
    # On the agenda, in the burden, in the pain history before an operation and in the letter.
    coping = "wellbeing.coping"
    assert any(item.question == coping for item in content.burden)
    changed = in_force(retiring(coping), lambda body: body["agenda"][1]["questions"].append(coping))
    assert not any(item.question == coping for item in changed.burden)
    assert coping not in changed.vocabulary.agenda[1].questions
    assert coping not in [question.key for question in changed.vocabulary.by_section["wellbeing"]]
    assert coping in changed.vocabulary.questions


def test_going_back_keeps_what_was_published_since_as_retired(author: User, content: Content) -> None:
    in_force(with_stairs, lambda body: question_in(body, "pain.pattern")["values"].append({"value": "x", "label": "X"}))
    back = roll_back(by=author, release=content.releases["vocabulary"])
    body = content_of_release(back)
    assert question_in(body, "everyday.stairs")["retired"] is True
    assert [value["value"] for value in question_in(body, "pain.pattern")["values"]][-1] == "x"
    assert body["questions"][:-1] != content.releases["vocabulary"].body["questions"]
    assert submit(by=author, release=back).state == "submitted"
