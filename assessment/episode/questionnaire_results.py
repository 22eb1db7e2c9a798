"""The results of filled-in instruments, in the words of the screen."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.episode.workspace import Workspace
from assessment.models import QuestionnaireResponse
from assessment.questionnaires.responses import KeptScore, instrument_of
from assessment.record.known_facts import KnownFact
from assessment.rules.score_words import on_its_scale
from guidelines.in_force.content import Content
from guidelines.instruments.model import RESULT, Instrument, InstrumentSuggestion, Score, find_suggestion


@dataclass(frozen=True)
class ShownScore:
    """One score of a filling-in: `value` is the number and its scale, `band` what it means, in words."""

    title: str
    value: str
    band: str
    direction: str


@dataclass(frozen=True)
class QuestionnaireResult:
    """A filling-in with what it gives so far."""

    response: QuestionnaireResponse
    instrument: Instrument
    answered: int
    scores: list[ShownScore]
    suggestion: InstrumentSuggestion | None

    @property
    def total(self) -> int:
        return len(self.instrument.items)

    @property
    def is_complete(self) -> bool:
        return self.answered == self.total

    @property
    def main(self) -> ShownScore | None:
        """The score that speaks for the instrument: the first of its list."""
        return self.scores[0] if self.scores else None


@dataclass(frozen=True)
class InstrumentRow:
    """An instrument in the list, with what has been made of it in this episode, the newest first."""

    instrument: Instrument
    results: list[QuestionnaireResult]
    fact: KnownFact | None
    in_force: bool

    @property
    def latest(self) -> QuestionnaireResult | None:
        return next((result for result in self.results if result.main), None)

    @property
    def begun(self) -> QuestionnaireResult | None:
        return next((result for result in self.results if not result.is_complete), None)

    @property
    def earlier(self) -> list[QuestionnaireResult]:
        return [result for result in self.results if result not in (self.latest, self.begun)]


def result_of(response: QuestionnaireResponse, content: Content) -> QuestionnaireResult | None:
    """A filling-in with what it gives; None if the release of its instrument has none of that name."""
    instrument = instrument_of(response, content)
    if instrument is None:
        return None
    values = {key: entry["value"] for key, entry in response.scores.items()}
    given = instrument.answered(response.items)
    shown = [
        shown_score(score, response.scores.get(score.key))
        for score in instrument.scores
        if score.key in response.scores or score.items <= given.keys()
    ]
    text = response.items.get(RESULT)
    if isinstance(text, str):
        shown.append(ShownScore(instrument.by_key[RESULT].text, text, "", ""))
    return QuestionnaireResult(response, instrument, len(given), shown, find_suggestion(instrument, values))


def shown_score(score: Score, kept: KeptScore | None) -> ShownScore:
    """A score as it is kept; one that is not, though its items are answered, could not be worked out, and says so."""
    if kept is None:
        return ShownScore(score.title, "", _("could not be worked out; judge it yourself"), "")
    expression = score.expression
    if expression is None:
        return ShownScore(score.title, "", kept["band"] or "", "")
    value = on_its_scale(kept["value"], expression.least, expression.most)
    return ShownScore(score.title, value, kept["band"] or "", score.direction)


def results_of(workspace: Workspace) -> list[QuestionnaireResult]:
    """Every filling-in that stands, the newest first."""
    found = (result_of(response, workspace.content) for response in reversed(workspace.responses))
    return [result for result in found if result]


def instrument_rows(workspace: Workspace) -> list[InstrumentRow]:
    """Every instrument in force, then those that were filled in before they were withdrawn."""
    results = results_of(workspace)
    instruments = {result.instrument.key: result.instrument for result in results}
    in_force = workspace.content.instruments
    rows = [*in_force.values(), *(found for key, found in instruments.items() if key not in in_force)]
    return [
        InstrumentRow(
            instrument,
            [result for result in results if result.instrument.key == instrument.key],
            workspace.known(instrument.fact) if instrument.fact else None,
            instrument.key in in_force,
        )
        for instrument in rows
    ]
