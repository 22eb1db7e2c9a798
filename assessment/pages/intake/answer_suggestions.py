"""Shows the answers that the pain drawing suggests beside the fields of a form. Only the clinician sets an answer."""

from django.http import QueryDict

from assessment.episode.workspace import Workspace
from assessment.pages.fields import NONE_OF_THESE
from assessment.pages.intake.forms import SectionForm
from assessment.record.form_changes import DataAbsent
from assessment.rules.drawing.region_suggestions import suggestions
from assessment.rules.keys import DISTRIBUTION, SITES
from guidelines.vocabulary.model import Vocabulary


def show_suggestions(form: SectionForm, workspace: Workspace) -> None:
    """Below the two questions: what the saved drawing says that the saved answers do not."""
    found = suggestions(workspace.case.answers, workspace.content.vocabulary)
    for key in {SITES, DISTRIBUTION} & form.fields.keys():
        beside = form[key].beside
        beside.takes_suggestions, beside.suggestion = True, found.get(key)


def fill_in_suggestion(form: SectionForm, typed: QueryDict, vocabulary: Vocabulary) -> QueryDict:
    """What was typed, with the suggestion that was asked for filled in. Nothing is saved by it."""
    form.is_valid()
    answers = {
        key: value for key, value in form.answers().items() if value is not None and not isinstance(value, DataAbsent)
    }
    filled = typed.copy()
    key = filled.pop("suggest")[-1]
    suggestion = suggestions(answers, vocabulary).get(key)
    if suggestion:
        is_list = vocabulary.questions[key].type == "multi"
        kept = [value for value in typed.getlist(key) if value != NONE_OF_THESE] if is_list else []
        filled.setlist(key, [*kept, *suggestion.values])
    return filled
