"""What the pain drawing suggests, beside the fields of a form. Only the clinician sets an answer."""

from django.http import QueryDict

from assessment.answers import NoValue
from assessment.drawing import DISTRIBUTION, SITES, suggestions
from assessment.fields import NONE_OF_THESE
from assessment.forms import SectionForm
from assessment.workspace import Workspace
from guidelines.vocabulary import Vocabulary


def show_suggestions(form: SectionForm, workspace: Workspace) -> None:
    """Below the two questions: what the saved drawing says that the saved answers do not."""
    found = suggestions(workspace.case.answers, workspace.content.vocabulary)
    for key, field in form.fields.items():
        field.takes_suggestions = key in (SITES, DISTRIBUTION)  # type: ignore[attr-defined]
        field.suggestion = found.get(key)  # type: ignore[attr-defined]


def with_suggestion(form: SectionForm, typed: QueryDict, vocabulary: Vocabulary) -> QueryDict:
    """What was typed, with the suggestion that was asked for filled in. Nothing is saved by it."""
    form.is_valid()
    answers = {
        key: value for key, value in form.answers().items() if value is not None and not isinstance(value, NoValue)
    }
    filled = typed.copy()
    key = filled.pop("suggest")[-1]
    suggestion = suggestions(answers, vocabulary).get(key)
    if suggestion:
        is_list = vocabulary.questions[key].type == "multi"
        kept = [value for value in typed.getlist(key) if value != NONE_OF_THESE] if is_list else []
        filled.setlist(key, [*kept, *suggestion.values])
    return filled
