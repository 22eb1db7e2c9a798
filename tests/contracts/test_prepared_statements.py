"""Each statement that is put together once is what this Django would send itself; a newer Django is looked at first."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from accounts.log.entries import _add_entries
from accounts.models import AccessAction, AccessLogEntry
from accounts.sign_in.backends import _places
from accounts.sign_in.sessions import _session
from accounts.tenancy.context import practice_context
from accounts.tenancy.statements import Prepared
from assessment.advice.decisions import latest_rows
from assessment.care_plan.agreement import _plan
from assessment.care_plan.printed_sheet import _printed
from assessment.episode.progress import _given
from assessment.models import Answer, Episode
from assessment.notes.tapers import _plans
from assessment.questionnaires.responses import standing_responses
from assessment.record.access import _episode, _recent
from assessment.record.answers import _add_answers, _keep
from assessment.record.consultations import newest_rows
from assessment.treatments.ledger import standing_rows
from guidelines.in_force.content import Content, Kind
from guidelines.in_force.search import _as_typed, _widened
from referrals.duties import reading
from referrals.duties.reckoning import _kept
from referrals.duties.turn import duties_of_episode
from referrals.follow_up.access import _letter
from referrals.follow_up.events import _events, _letters, _referrals
from referrals.follow_up.worklist import _followed
from tests.support.records.cast import Cast
from tests.support.records.patients import make_episode, make_patient

ROOT: Path = settings.BASE_DIR
READS: tuple[tuple[str, Prepared[Any]], ...] = (
    ("accounts/sign_in/sessions.py", _session),
    ("accounts/sign_in/backends.py", _places),
    ("assessment/care_plan/agreement.py", _plan),
    ("assessment/care_plan/printed_sheet.py", _printed),
    ("assessment/episode/progress.py", _given),
    ("assessment/record/access.py", _episode),
    ("assessment/record/access.py", _recent),
    ("assessment/record/consultations.py", newest_rows),
    ("assessment/advice/decisions.py", latest_rows),
    ("assessment/questionnaires/responses.py", standing_responses),
    ("assessment/treatments/ledger.py", standing_rows),
    ("assessment/notes/tapers.py", _plans),
    ("guidelines/in_force/search.py", _as_typed),
    ("guidelines/in_force/search.py", _widened),
    ("referrals/follow_up/events.py", _referrals),
    ("referrals/follow_up/events.py", _letters),
    ("referrals/follow_up/events.py", _events),
    ("referrals/follow_up/access.py", _letter),
    ("referrals/follow_up/worklist.py", _followed),
    ("referrals/duties/reading.py", reading._episode),
    ("referrals/duties/reading.py", reading._plans),
    ("referrals/duties/reading.py", reading._steps),
    ("referrals/duties/reading.py", reading._acts),
    ("referrals/duties/reckoning.py", _kept),
    ("referrals/duties/turn.py", duties_of_episode),
)
WRITES = ("accounts/log/entries.py", "assessment/record/answers.py", "assessment/record/answers.py")
MADE = re.compile(r"= Prepared(?:Insert|Update)?\(")
# A place in a list takes a list, where the queryset has as many places.
IN_A_LIST = re.compile(r"= ANY\('\{(?P<one>[0-9a-fx]{32})\}'(?:::(?P<kind>\w+)\[\])?\)")
OF_MANY = {"plans", "questions"}
TEXTS = {"key", "words", "widened", "questions"}
MOMENT = re.compile(r"'[^']*'::timestamptz")
Do = Callable[[], object]


def sent(do: Do) -> list[str]:
    """What is sent, with its values, and is then taken back; a moment that was chosen on the way is left out."""
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        do()
        transaction.set_rollback(True)
    statements = (MOMENT.sub("?", entry["sql"]) for entry in captured)
    return [statement for statement in statements if "SAVEPOINT" not in statement]


def test_it_is_the_django_that_they_were_compared_with() -> None:
    """`Prepared` leans on three methods of the compiler that are not documented: read them in the new version first."""
    assert django.VERSION[:2] == (5, 2)


def test_every_prepared_statement_is_among_these() -> None:
    """Tried: one more in assessment/record/access.py."""
    rooms = ("accounts", "guidelines", "assessment", "referrals")
    paths = [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]
    texts = {path: re.sub(r'""".*?"""', "", path.read_text(encoding="utf-8"), flags=re.DOTALL) for path in paths}
    found = [str(path.relative_to(ROOT)) for path, text in texts.items() for _ in MADE.findall(text)]
    assert sorted(found) == sorted([*(path for path, _ in READS), *WRITES])


@pytest.mark.parametrize("prepared", [prepared for _, prepared in READS], ids=[path for path, _ in READS])
def test_a_read_is_what_the_queryset_sends(cast: Cast, prepared: Prepared[Any]) -> None:
    """Tried: another order in the compiled statement."""
    built: dict[str, Any] = {name: "x" * 32 if name in TEXTS else uuid4() for name in prepared._places}
    given = {name: [value] if name in OF_MANY else value for name, value in built.items()}
    with practice_context(cast.practice_a.pk):
        prepared(**given)
        own = [IN_A_LIST.sub(as_one, statement) for statement in sent(lambda: prepared(**given))]
        assert own == sent(lambda: list(prepared._build(**built)))


def as_one(found: re.Match[str]) -> str:
    """A list of one as the queryset asks for it."""
    return f"IN ('{found['one']}'::uuid)" if found["kind"] == "uuid" else f"IN ('{found['one']}')"


@pytest.fixture
def rows(cast: Cast, content: Content) -> Iterator[tuple[AccessLogEntry, Answer]]:
    episode = make_episode(cast.gp, make_patient(cast.gp))
    with practice_context(cast.practice_a.pk):
        entry = AccessLogEntry(practice_id=cast.practice_a.pk, staff=cast.gp, action=AccessAction.READ, detail="so")
        answer = Answer.in_practice(
            episode=episode,
            question="peg.pain",
            value=3,
            data_absent_reason="",
            comment="",
            version=1,
            vocabulary_release=content.releases_of(Kind.VOCABULARY)[0],
            recorded_by=cast.gp,
            recorded_at=episode.started_at,
        )
        yield entry, answer


@pytest.mark.parametrize(("place", "add"), [(0, _add_entries), (1, _add_answers)])
def test_an_insert_is_what_bulk_create_sends(
    rows: tuple[Model, Model], place: int, add: Callable[[list[Model]], None]
) -> None:
    """Without the number that the database would give back. Tried: without one of the columns."""
    row = rows[place]
    (own,) = sent(lambda: add([row]))
    (djangos,) = sent(lambda: type(row)._default_manager.bulk_create([row]))
    hidden = re.compile(r"'[0-9a-f]{32}'::uuid")
    assert hidden.sub("?", own) == hidden.sub("?", djangos.partition(" RETURNING ")[0])


def test_an_update_is_what_the_queryset_sends(cast: Cast) -> None:
    """In any order of what the row must still say. Tried: without the version."""
    episode = make_episode(cast.gp, make_patient(cast.gp))
    read, values = {"version": 3, "pages": {}}, {"answers": {}, "version": 4, "pages": {}}
    with practice_context(cast.practice_a.pk):
        (own,) = sent(lambda: _keep(episode.pk, read=read, **values))
        (djangos,) = sent(lambda: Episode.objects.filter(pk=episode.pk, **read).update(**values))
    assert parts_of(own) == parts_of(djangos)


def parts_of(update: str) -> tuple[str, set[str]]:
    """What a statement writes, and what it asks of the row."""
    writes, _, where = update.partition(" WHERE ")
    return writes, set(where.strip("()").replace('"assessment_episode".', "").split(" AND "))
