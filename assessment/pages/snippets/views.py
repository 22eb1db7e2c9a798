"""The practice's own texts for the free-text questions: every clinician may write, change and remove them."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages.forms import offer
from accounts.pages.http import PracticeRequest, identifier_sent
from accounts.sign_in.permissions import Permission, requires
from accounts.text.normal import on_one_line
from assessment.models import TextSnippet
from assessment.pages.fields import LONGEST_TEXT, SeenVersionField
from assessment.record.snippets import (
    SnippetValues,
    StaleSnippet,
    add_snippet,
    change_snippet,
    remove_snippet,
    snippet_questions,
    snippets_of_practice,
)
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content
from guidelines.vocabulary.model import Vocabulary


class SnippetForm(forms.Form):
    """One text, and where it is offered."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    question = forms.ChoiceField(label=gettext_lazy("Offered at"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("No patient's name, number or story: the whole practice sees the text."),
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        vocabulary: Vocabulary,
        changes: bool = False,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        if changes:
            self.fields["seen_version"] = SeenVersionField()
        groups = [(title, list(labels.items())) for title, labels in snippet_questions(vocabulary).items()]
        offer(self, "question", [("", _("Every free-text question")), *groups])

    def clean_title(self) -> str:
        return on_one_line(self.cleaned_data["title"])

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if not text.strip():
            raise forms.ValidationError(_("Write the text."))
        return text

    def values(self) -> SnippetValues:
        return {
            "title": self.cleaned_data["title"],
            "question": self.cleaned_data["question"],
            "text": self.cleaned_data["text"],
        }


def _page(
    request: PracticeRequest,
    form: SnippetForm,
    snippet: TextSnippet | None,
    *,
    identifier: UUID | None = None,
    stale: bool = False,
) -> HttpResponse:
    vocabulary = current_content().vocabulary
    sent = request.POST.get("seen_version")
    context: dict[str, object] = {
        "form": form,
        "snippet": snippet,
        "seen_version": sent if sent is not None and not stale else snippet.version if snippet else "",
        "identifier": identifier,
        "stale": stale,
    }
    if snippet is None:
        context["snippets"] = [
            {"snippet": row, "where": vocabulary.label(row.question) if row.question else ""}
            for row in snippets_of_practice()
        ]
    status = 409 if stale else 422 if form.is_bound else 200
    template = "assessment/snippets/list.html" if snippet is None else "assessment/snippets/form.html"
    return render(request, template, context, status=status)


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def snippets(request: PracticeRequest) -> HttpResponse:
    """The practice's texts, and a form for one more."""
    form = SnippetForm(request.POST or None, vocabulary=current_content().vocabulary)
    identifier = identifier_sent(request.POST.get("identifier", ""))
    if request.method == "POST" and form.is_valid():
        add_snippet(by=request.staff, identifier=identifier, **form.values())
        messages.success(request, _("The text is saved."))
        return redirect("snippets")
    return _page(request, form, None, identifier=identifier)


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def change(request: PracticeRequest, snippet_id: UUID) -> HttpResponse:
    snippet = get_object_or_404(TextSnippet.objects, pk=snippet_id, removed_at=None)
    initial: dict[str, object] = {"title": snippet.title, "question": snippet.question, "text": snippet.text}
    form = SnippetForm(request.POST or None, vocabulary=current_content().vocabulary, changes=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen_version"]
        try:
            change_snippet(by=request.staff, snippet=snippet, seen_version=seen, **form.values())
        except StaleSnippet as stale:
            return _page(request, form, stale.theirs, stale=True)
        messages.success(request, _("The text is saved."))
        return redirect("snippets")
    return _page(request, form, snippet)


@requires(Permission.INTAKE_EDIT)
@require_POST
def remove(request: PracticeRequest, snippet_id: UUID) -> HttpResponse:
    snippet = get_object_or_404(TextSnippet.objects, pk=snippet_id, removed_at=None)
    remove_snippet(by=request.staff, snippet=snippet)
    messages.success(request, _("The text is removed from the list."))
    return redirect("snippets")
