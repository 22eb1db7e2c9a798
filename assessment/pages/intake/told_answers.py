"""What the record itself answers of the questions on a page, for its form to say and to ask about."""

from collections.abc import Iterable, Mapping

from assessment.models import Episode
from assessment.pages.intake.forms import TellsAnswers
from assessment.record.clock import today
from assessment.rules.asking.told import told_answers
from assessment.rules.facts import Case, facts_of
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question


def what_record_tells(episode: Episode, questions: Iterable[Question], content: Content) -> TellsAnswers | None:
    """Tells the answers of these questions from other answers and the CPR number, without a look at the database.

    None where the record can answer none of them.
    """
    asked = {one.key: content.told_when[one.key] for one in questions if one.key in content.told_when}

    def tells(answers: Mapping[str, Value]) -> dict[str, dict[str, str]]:
        facts = facts_of(Case(today(), episode.patient.birth_date, answers), content.vocabulary)
        return {key: told_answers(conditions, facts, content.vocabulary) for key, conditions in asked.items()}

    return tells if asked else None
