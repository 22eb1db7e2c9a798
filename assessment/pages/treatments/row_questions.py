"""What the form of a treatment asks or checks beyond its fields: a pause, as needed, a twin, the taper plan."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.models import Treatment
from assessment.pages.asking import ask
from assessment.pages.bound_field import PageForm
from assessment.pages.fields import SeenVersionField
from assessment.pages.treatments.row_fields import PAUSED
from assessment.tapering.dose_meaning import DoseMeaning

MEANING, PLAN_VERSION = "meaning", "plan_version"
PLAN_HAS_CHANGED = gettext_lazy("The plan has changed since. Look at it, and answer again.")


def check_paused(form: PageForm) -> None:
    """A pause is no stop, and what is taken as needed has no dose of every day."""
    cleaned = form.cleaned_data
    if cleaned.get("status") == PAUSED and cleaned.get("stopped_for_side_effects") == "true":
        problem = _("A treatment that is paused was not stopped. Choose “stopped”, or answer no here.")
        form.add_error("stopped_for_side_effects", problem)
    if cleaned.get("as_needed") and cleaned.get("daily_dose_mg") is not None:
        problem = _("What is taken as needed has no fixed dose a day. Take the dose away, or the tick.")
        form.add_error("daily_dose_mg", problem)


def ask_about_twin(form: PageForm, twin: Treatment) -> bool:
    """Whether a second row of the same medicine in use was said to be right; if not, the form asks."""
    name = form.cleaned_data.get("name") or twin.name
    words = _("%(name)s stands in the list already: both rows are in use, and their doses are added up. Is it right?")
    return ask(form, "name", two_rows_of(name), words % {"name": name})


def two_rows_of(name: str) -> str:
    """What is said to be right of a second row of a medicine."""
    return _("two rows of %(name)s") % {"name": name}


def add_plan_question(form: PageForm) -> None:
    """The question about the taper plan of the row: shown when the dose is changed, and not before."""
    form.fields[MEANING] = forms.ChoiceField(
        choices=DoseMeaning.choices,
        required=False,
        widget=forms.RadioSelect,
        label=gettext_lazy("A taper plan for this medicine is not over. What does the new dose mean for it?"),
    )
    form.fields[PLAN_VERSION] = SeenVersionField(required=False)


def check_plan_question(form: PageForm, row: Treatment, *, status: str | None, dose_mg: Decimal | None) -> bool:
    """Whether the form asks what another dose, or a treatment that goes out of use, means for the taper plan.

    `dose_mg` is the dose a day as it is to be. An answer where nothing of the kind is changed is passed over.
    """
    uses = {status == "current", row.status == "current"}
    asks = len(uses) > 1 or (uses == {True} and dose_mg != row.current_dose_mg)
    meaning = form.cleaned_data.get(MEANING)
    if not asks:
        form.cleaned_data[MEANING] = ""
    elif not meaning:
        form.add_error(MEANING, _("Choose what it means. Until then nothing is saved."))
    elif meaning == DoseMeaning.STEP and (dose_mg is None or status != "current"):
        form.add_error(MEANING, _("A step needs a dose that is in use. Write the dose, or choose another answer."))
    elif form.cleaned_data.get(PLAN_VERSION) is None:
        form.add_error(MEANING, PLAN_HAS_CHANGED)
    return asks
