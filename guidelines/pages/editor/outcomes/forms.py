"""What the form of an outcome, or of what is written down with it, is filled in with."""

from dataclasses import dataclass

from guidelines.pages.editor.form_fields import Choices
from guidelines.pages.editor.parts.forms import RowContext
from guidelines.schema.fields import PartField, Row
from guidelines.vocabulary.faults import name_of
from guidelines.vocabulary.shapes import JsonObject


@dataclass(frozen=True)
class OutcomeContext(RowContext):
    """The rows beside the one that is written, in `body`; `others` are the other outcomes of the prompt."""

    others: tuple[JsonObject, ...]

    def choices(self, entry: PartField, row: Row) -> Choices:
        """The other outcomes, or the questions that a day can be the answer to."""
        if entry.about.of == "outcomes":
            return [(str(other.get("key")), name_of(other)) for other in self.others]
        questions = self.content.vocabulary.questions.values()
        return [(one.key, one.short) for one in questions if one.type == "date" and not one.retired]
