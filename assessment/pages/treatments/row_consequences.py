"""What a row of treatments sets off where it is in use: said beside it as it is typed, or else asked about once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from assessment.advice.consequences import Consequences, consequences_of_row
from assessment.episode.workspace import case_of
from assessment.models import Episode, Treatment
from assessment.pages.asking import ask, was_sent
from assessment.pages.bound_field import PageForm
from assessment.record.clock import today
from assessment.record.known_facts import FactDisplay
from assessment.rules.facts import Case, TreatmentRow, facts_of
from assessment.rules.medication.hypothesis import started
from guidelines.in_force.content import Content


@dataclass(frozen=True)
class RowsAround:
    """The list that a row is typed in, without the row itself (`but`); `beside` are rows that are typed with it."""

    episode: Episode
    content: Content
    treatments: Sequence[Treatment]
    but: UUID | None = None
    beside: tuple[TreatmentRow, ...] = ()

    @property
    def others(self) -> list[Treatment]:
        """The rows of the list beside this one."""
        return [row for row in self.treatments if row.pk != self.but]

    @cached_property
    def _whole(self) -> Case:
        return case_of(self.episode, list(self.treatments), self.content.vocabulary, today())

    @cached_property
    def _case(self) -> Case:
        if self._whole.treatments is None:
            return self._whole
        rows = zip(self._whole.treatments, self.treatments, strict=True)
        return replace(self._whole, treatments=tuple(row for row, kept in rows if kept.pk != self.but))

    @cached_property
    def _display(self) -> FactDisplay:
        vocabulary = self.content.vocabulary
        return FactDisplay(self.episode, list(self.treatments), facts_of(self._whole, vocabulary), vocabulary)

    def consequences_of(self, row: TreatmentRow) -> Consequences:
        """What it sets off, if it is in use."""
        return Consequences(consequences_of_row(row, self._case, self.content, self._display, self.beside))


def row_typed(form: PageForm) -> TreatmentRow | None:
    """The row that stands in a form, if it is in use, or may be; None if it is not, or its kind is not said yet."""
    kind, atc, status = (str(form[key].value() or "").strip() for key in ("kind", "atc", "status"))
    return started(kind, atc.upper()) if kind and status in ("", "current") else None


def _value_of(form: PageForm) -> str:
    """What is asked about: that this treatment is in use."""
    name, kind = (str(form[key].value() or "").strip() for key in ("name", "kind"))
    labels = {option.data["value"]: option.choice_label for option in form["kind"]}
    return _("that %(name)s is in use") % {"name": name or labels.get(kind, kind)}


def said_of(form: PageForm) -> str:
    """What a page sends back where it has said what the row sets off."""
    return f"{form.add_prefix('status')}={_value_of(form)}"


def was_said(form: PageForm) -> bool:
    """Whether the page that the form was sent from had said it."""
    return was_sent(form, said_of(form))


def ask_about_consequences(form: PageForm, around: RowsAround | None, row: Treatment | None) -> None:
    """What a row sets off that comes into use is asked about once, unless the page has said it; never refused."""
    typed = row_typed(form)
    if around is None or typed is None or form.cleaned_data.get("status") != "current":
        return
    if row is not None and row.status == "current" and (row.kind, row.atc) == (typed.kind, typed.atc):
        return
    if applying := around.consequences_of(typed).applying:
        titles = "; ".join(one.prompt.version.title for one in applying)
        ask(form, "status", _value_of(form), _("In use it sets off: %(prompts)s. Is it right?") % {"prompts": titles})
