"""The page for a pasted list of medicines: it is read line by line, shown as rows, and saved when confirmed."""

from dataclasses import replace
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from accounts.text.normal import is_whole_number
from assessment.models import Episode, Treatment
from assessment.pages.fields import LONGEST_TEXT
from assessment.pages.treatments.paste_forms import MOST_LINES, PastedRowForm, PasteForm
from assessment.pages.treatments.row_consequences import RowsAround, row_typed
from assessment.record.access import get_episode
from assessment.record.contacts import contact_now
from assessment.rules.medication.medicine_list import read_medicine_list
from assessment.treatments.display import display_treatment
from assessment.treatments.drafts import PASTE, draft_of, drop_draft, keep_draft
from assessment.treatments.ledger import StaleTreatment, add_treatment, treatments_of
from assessment.treatments.twins import added_up, twin_of
from guidelines.in_force.content import Content, current_content
from guidelines.pages.guard import needs_content
from guidelines.vocabulary.model import TREATMENT_SECTION


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def paste(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """The text, then its lines as rows to confirm. Nothing is saved until they are confirmed."""
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("treatments"))
    if "autosave" in request.POST:
        typed = {key: request.POST[key][:LONGEST_TEXT] for key in ("text", "status") if request.POST.get(key)}
        keep_draft(by=request.staff, episode=episode, form=PASTE, typed=typed if "text" in typed else {})
        return HttpResponse(status=204)
    if "count" in request.POST:
        return _confirm(request, episode, content)
    draft = draft_of(by=request.staff, episode=episode, form=PASTE)
    form = PasteForm(request.POST or None, initial=draft)
    if not form.is_valid():
        return _page(request, episode, content, form, [], status=422 if form.is_bound else 200)
    keep_draft(by=request.staff, episode=episode, form=PASTE, typed=form.cleaned_data)
    standing = treatments_of(episode)
    rows = _rows_of_text(form, content, standing)
    _say_consequences(rows, RowsAround(episode, content, standing))
    return _page(request, episode, content, form, rows)


def _rows_of_text(form: PasteForm, content: Content, standing: list[Treatment]) -> list[PastedRowForm]:
    """Each line as a row to confirm, not ticked where its medicine stands in the list or in a ticked row above."""
    rows = [
        PastedRowForm(
            vocabulary=content.vocabulary,
            medicines=content.medicines,
            read=line,
            prefix=f"row{number}",
            initial=PastedRowForm.initial_of_line(line, form.cleaned_data["status"]),
        )
        for number, line in enumerate(read_medicine_list(form.cleaned_data["text"], content.medicines))
    ]
    _mark_twins(rows, standing, content)
    return rows


def _say_consequences(rows: list[PastedRowForm], around: RowsAround) -> None:
    """Each row with what it sets off, in use with those of the list and those that are ticked beside it."""
    typed = [(row, row_typed(row)) for row in rows]
    for row, one in typed:
        beside = tuple(other for form, other in typed if other and form is not row and form.is_wanted)
        row.around = replace(around, beside=beside)
        row.consequences = row.around.consequences_of(one) if one else None


def _mark_twins(rows: list[PastedRowForm], standing: list[Treatment], content: Content) -> None:
    """Say in words where else the medicine of a row stands: in the list, or in a ticked row above. Not ticked then."""
    above: dict[Treatment, str] = {}
    for row in rows:
        said = row.as_row()
        find_twin = partial(twin_of, said.name, said.atc, said.dose_unit, content.medicines)
        twin = find_twin(standing)
        shown = display_treatment(twin, content.vocabulary) if twin else None
        row.duplicate = ", ".join(part for part in (shown.status, shown.dose) if part) if shown else ""
        first = find_twin(above) if added_up([said]) else None
        row.above = above[first] if first else ""
        if row.duplicate or row.above:
            row.initial["take"] = False
        if row.is_wanted and added_up([said]):
            above[said] = row["line"].value()


def _confirm(request: PracticeRequest, episode: Episode, content: Content) -> HttpResponse:
    """Save the rows that are ticked: all of them, or none if one of them has a fault."""
    text = request.POST.get("text", "")[:LONGEST_TEXT]
    rows = _rows_sent(request, content, text)
    standing = [row for row in treatments_of(episode) if row.pk not in {one.identifier for one in rows}]
    _mark_twins(rows, standing, content)
    _say_consequences(rows, RowsAround(episode, content, standing))
    wanted = [row for row in rows if row.is_wanted]
    if wanted and _are_right(wanted) and _is_saved(request, episode, wanted):
        drop_draft(by=request.staff, episode=episode, form=PASTE)
        _say_saved(request, rows)
        return redirect("section", episode.pk, TREATMENT_SECTION)
    form = PasteForm(initial={"text": text})
    return _page(request, episode, content, form, rows, status=422, none_chosen=not wanted)


def _are_right(rows: list[PastedRowForm]) -> bool:
    """Whether every row can be saved, each held against what stands in the list and against the rows above it."""
    above: list[Treatment] = []
    for row in rows:
        row.saved_above = [*above]
        if row.is_valid():
            above.append(Treatment(**row.values()))
    return all(row.is_valid() for row in rows)


def _rows_sent(request: PracticeRequest, content: Content, text: str) -> list[PastedRowForm]:
    """The rows as they were sent, each with the line of the text that it was read from."""
    count = request.POST["count"]
    number = min(int(count), MOST_LINES) if is_whole_number(count) else 0
    read = {line.text: line for line in read_medicine_list(text, content.medicines)}
    return [
        PastedRowForm(
            request.POST,
            vocabulary=content.vocabulary,
            medicines=content.medicines,
            read=read.get(request.POST.get(f"row{position}-line", "")),
            prefix=f"row{position}",
        )
        for position in range(number)
    ]


def _is_saved(request: PracticeRequest, episode: Episode, rows: list[PastedRowForm]) -> bool:
    """Save all of these rows; False, and none is saved, where one was changed in the meantime."""
    try:
        with transaction.atomic():
            consultation = contact_now(episode, request.staff)
            for row in rows:
                add_treatment(by=request.staff, consultation=consultation, identifier=row.identifier, **row.values())
    except StaleTreatment:
        messages.warning(request, _("One of the rows was changed in the meantime. Nothing was saved."))
        return False
    return True


def _say_saved(request: PracticeRequest, rows: list[PastedRowForm]) -> None:
    """How many rows were saved, and which were left because nobody ticked them."""
    number = sum(row.is_wanted for row in rows)
    saved = ngettext("%(number)d treatment is saved.", "%(number)d treatments are saved.", number)
    messages.success(request, saved % {"number": number})
    left = [row["name"].value() for row in rows if not row.is_wanted and row["name"].value()]
    if left:
        words = _("Not saved, because they were not ticked: %(names)s.")
        messages.warning(request, words % {"names": ", ".join(left)})


def _page(
    request: PracticeRequest,
    episode: Episode,
    content: Content,
    form: PasteForm,
    rows: list[PastedRowForm],
    *,
    status: int = 200,
    none_chosen: bool = False,
) -> HttpResponse:
    context = {
        "episode": episode,
        "patient": episode.patient,
        "form": form,
        "rows": rows,
        "faulty": [row for row in rows if row.is_bound and row.is_wanted and row.errors],
        "none_chosen": none_chosen,
        "medicines": content.medicines,
    }
    return render(request, "assessment/treatments/paste.html", context, status=status)
