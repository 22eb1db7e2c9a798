"""The medicines in use on the page of a follow-up: each said to be as it was, or what came of it since, in one line."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Staff
from accounts.pages.forms import offer
from assessment.episode.workspace import Workspace
from assessment.models import Episode, TaperPlan, Treatment
from assessment.pages.fields import LONGEST_TEXT, SeenVersionField
from assessment.record.contacts import Contact, WithoutContact, contact_now, is_of
from assessment.tapering.plan_display import TaperDisplay, display_taper, taper_plans_of
from assessment.treatments.display import TreatmentDisplay, display_treatment
from assessment.treatments.ledger import (
    StaleTreatment,
    TreatmentValues,
    change_treatment,
    confirm_treatment,
    treatments_of,
)
from guidelines.vocabulary.model import Vocabulary

ROW, SAME = "row-", "same"


class MedicineLineForm(forms.Form):
    """One medicine: unchanged, or another effect or side effects. Nothing is filled in beforehand."""

    looked = forms.ChoiceField(choices=[(SAME, _("Unchanged"))], required=False)
    effect = forms.ChoiceField(label=_("Effect"), required=False)
    side_effects = forms.CharField(label=_("Side effects"), max_length=LONGEST_TEXT, required=False)
    version = SeenVersionField(required=False)

    def __init__(self, data: Mapping[str, object] | None = None, *, row: Treatment, vocabulary: Vocabulary) -> None:
        super().__init__(data, prefix=f"{ROW}{row.pk}")
        self.fields["version"].initial = row.version
        effects = vocabulary.treatment_fields["effect"].values
        offer(self, "effect", [("", _("as before")), *effects.items()])

    def changes(self, row: Treatment) -> TreatmentValues:
        """What is said of the row that it does not say already."""
        said = self.cleaned_data
        changes: TreatmentValues = {}
        if said["effect"] and said["effect"] != row.effect:
            changes["effect"] = said["effect"]
        if said["side_effects"] and said["side_effects"] != row.side_effects:
            changes["side_effects"] = said["side_effects"]
        return changes


@dataclass(frozen=True)
class MedicineLine:
    """A medicine as the page shows it. `theirs` is what somebody else has made of it since the page was shown; one that
    is tapered is looked at with its plan.
    """

    shown: TreatmentDisplay
    form: MedicineLineForm
    is_looked_at: bool
    taper: TaperDisplay | None = None
    told_by: str = ""
    theirs: Treatment | None = None
    seen_version: str = ""

    @property
    def may_be_confirmed(self) -> bool:
        return self.taper is None and self.shown.row.tapered is None

    @property
    def shown_version(self) -> int | str:
        """The version that the page shows: what was refused has seen nothing newer."""
        return self.seen_version or self.shown.row.version


def is_in_use(row: Treatment, vocabulary: Vocabulary) -> bool:
    return row.status == "current" and vocabulary.treatment_kinds[row.kind].group == "drug"


def inputs_of_rows(sent: Collection[str]) -> set[str]:
    """The inputs of these that are a row's."""
    return {name for name in sent if name.startswith(ROW)}


def save_rows(
    *, by: Staff, episode: Episode, vocabulary: Vocabulary, sent: Mapping[str, object]
) -> dict[UUID, Treatment | MedicineLineForm]:
    """Keep what is said of each row; what was not kept: the row as somebody else has left it, or the form with a fault.

    What is sent again changes nothing.
    """
    refused: dict[UUID, Treatment | MedicineLineForm] = {}
    if not any(sent[name] for name in inputs_of_rows(sent.keys()) if not name.endswith("-version")):
        return refused
    contact = contact_now(episode)
    for row in treatments_of(episode):
        if not is_in_use(row, vocabulary) or f"{ROW}{row.pk}-version" not in sent:
            continue
        form = MedicineLineForm(sent, row=row, vocabulary=vocabulary)
        if not form.is_valid():
            refused[row.pk] = form
            continue
        try:
            _save(by, contact, row, form)
        except StaleTreatment as stale:
            refused[row.pk] = stale.theirs
    return refused


def _save(by: Staff, contact: Contact, row: Treatment, form: MedicineLineForm) -> None:
    seen_version, changes = form.cleaned_data["version"] or 0, form.changes(row)
    if changes and row.tapered:
        # Written now, the row would hide the step that has changed its dose.
        raise StaleTreatment(row)
    if changes:
        change_treatment(by=by, consultation=contact, treatment=row, seen_version=seen_version, **changes)
    elif form.cleaned_data["looked"] and not (is_of(row, contact) and row.recorded_by_id == by.pk):
        confirm_treatment(by=by, consultation=contact, treatment=row, seen_version=seen_version)


def medicine_rows(
    workspace: Workspace,
    refused: Mapping[UUID, Treatment | MedicineLineForm],
    sent: Mapping[str, str],
    names: Mapping[str, str],
    *,
    only_sent: bool = False,
) -> Iterator[MedicineLine]:
    """The medicines in use, each with the plan by which it is tapered; `names` are of those who told of them.

    What a save renews are those that stood on the page to be confirmed, and `only_sent`.
    """
    episode, vocabulary, today = workspace.episode, workspace.content.vocabulary, workspace.case.as_of
    in_use = [row for row in workspace.treatments if is_in_use(row, vocabulary)]
    in_use = [row for row in in_use if not only_sent or f"{ROW}{row.pk}-version" in sent]
    contact = workspace.consultation or WithoutContact(episode, today)
    plans = taper_plans_of(episode) if in_use and not only_sent else ()
    tapers = {plan.treatment_id: display_taper(plan, today) for plan in plans if plan.status in TaperPlan.OPEN}
    for row in in_use:
        held = refused.get(row.pk)
        yield MedicineLine(
            shown=display_treatment(row, vocabulary),
            form=held if isinstance(held, MedicineLineForm) else MedicineLineForm(row=row, vocabulary=vocabulary),
            is_looked_at=is_of(row, contact) and held is None,
            taper=tapers.get(row.pk),
            told_by=names.get(str(row.recorded_by_id), ""),
            theirs=held if isinstance(held, Treatment) else None,
            seen_version=sent.get(f"{ROW}{row.pk}-version", "") if held else "",
        )
