"""The pages that say whether a release can be submitted: its errors, its warnings, and its cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.pages.http import SignedInRequest
from accounts.sign_in.permissions import Permission, requires
from guidelines.conditions.tree import Node, compile_condition
from guidelines.content_files.release import content_of_release
from guidelines.in_force.content import Content, current_content
from guidelines.models import Release
from guidelines.pages.editor.checks.forms import CaseForm, JustificationsForm, fact_of, facts_in, initial_of
from guidelines.pages.editor.release.lookup import get_release_or_404, tell_where_it_is
from guidelines.pages.guard import needs_content
from guidelines.publishing.checks import Checks, checks_of, content_beside
from guidelines.publishing.consistency import Refused, check_together, log_refusal
from guidelines.publishing.draft_rows import find_row, frame_of, put_row, seen_hash, update_metadata
from guidelines.recommendations.case_parsing import name_of
from guidelines.recommendations.cases import CaseResult, RowResult, RuledRow, facts_in_words, order_facts, ruled_rows
from guidelines.vocabulary.model import Vocabulary
from guidelines.vocabulary.shapes import Json, JsonObject

WORDS = ["justifications"]


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def checks(request: SignedInRequest, pk: int) -> HttpResponse:
    """What stands in the way of a release. A POST gives the warnings their words."""
    found = get_release_or_404(pk)
    content, problem = _together(found)
    try:
        done = checks_of(found, content)
    except ValueError as error:
        log_refusal(error)
        reason = _("The content does not hold together: %(reason)s") % {"reason": error}
        context = {"release": found, "problem": problem or reason}
        return render(
            request, "guidelines/editor/checks/page.html", context, status=422 if request.method == "POST" else 200
        )
    read = seen_hash(frame_of(dict(done.content), WORDS))
    form = JustificationsForm(
        request.POST if request.method == "POST" else None,
        warnings=done.warnings,
        words=done.justifications,
        initial={"seen": read},
    )
    if request.method == "POST" and form.is_valid():
        words: JsonObject = {"justifications": {**form.words()}}
        seen, note = form.cleaned_data["seen"], _("Words to the warnings")
        try:
            draft = update_metadata(by=request.user, release=found, values=words, seen=seen, note=note)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _answer_saved(request, found, draft, _("The words are saved."))
    return _page(request, found, done, form, problem, content)


def _page(
    request: SignedInRequest, found: Release, done: Checks, form: JustificationsForm, problem: str, content: Content
) -> HttpResponse:
    standing = {finding.id for finding in done.findings}
    vocabulary = content_beside(found, content).vocabulary
    context = {
        "release": found,
        "problem": problem,
        "checks": done,
        "form": form,
        "warnings": [(finding, form[finding.id], done.justifications.get(finding.id)) for finding in done.warnings],
        "outdated": [words for warning, words in done.justifications.items() if warning not in standing],
        "rows": [(row, _list_results(row, vocabulary)) for row in done.rows],
        "is_draft": found.state == Release.State.DRAFT,
    }
    return render(request, "guidelines/editor/checks/page.html", context, status=422 if form.errors else 200)


def _list_results(row: RowResult, vocabulary: Vocabulary) -> list[tuple[CaseResult, list[str]]]:
    return [(case, facts_in_words(case.case.facts, vocabulary) if case.case else []) for case in row.results]


def _together(found: Release) -> tuple[Content, str]:
    """The content that a release on its way is to work with, and why it does not."""
    if found.state == Release.State.PUBLISHED:
        return current_content(), ""
    try:
        return check_together(found), ""
    except Refused as refused:
        return current_content(), str(refused)


@dataclass(frozen=True, kw_only=True)
class OpenCase:
    """The case that a page is about: its row in a release, its number (0: a new one), and what it is read with."""

    release: Release
    row: RuledRow
    number: int
    vocabulary: Vocabulary
    populations: Mapping[str, Node]
    seen: str

    @property
    def stored(self) -> Json:
        return self.row.cases[self.number - 1] if self.number else None

    def place(self, was: str) -> int | None:
        """Where the case stands that was read; someone else may have moved it. None: nowhere, or a new one."""
        if not self.number:
            return None
        if name_of(self.stored) == was:
            return self.number - 1
        return next((index for index, other in enumerate(self.row.cases) if name_of(other) == was), None)

    def facts(self) -> list[str]:
        """The facts that have a field: those that the rule refers to, and those that the case says."""
        return [*self._facts_of_the_rule(), *order_facts(facts_in(self.stored), self.vocabulary)]

    def _facts_of_the_rule(self) -> list[str]:
        """In the order of the intake: the editor only fills them in."""
        trees = [tree for tree in (self.row.applies_when, self.row.attention_when) if tree is not None]
        try:
            nodes = [compile_condition(tree, self.vocabulary, self.populations) for tree in trees]
        except ValueError:
            return []
        return order_facts({fact for node in nodes for fact in node.facts_used()}, self.vocabulary)

    def form(self, sent: QueryDict | None, shown: Sequence[str], initial: Mapping[str, Any]) -> CaseForm:
        was = sent.get("was", "") if sent else name_of(self.stored)
        place = self.place(str(was))
        others = [other for index, other in enumerate(self.row.cases) if index != place]
        return CaseForm(
            sent, row=self.row, others=others, vocabulary=self.vocabulary, shown=shown, initial=dict(initial)
        )


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def case(request: SignedInRequest, pk: int, key: str, number: int = 0) -> HttpResponse:
    """One case of a row: a new one (number 0), or to change or take out. Without JavaScript, a button adds a fact."""
    found = get_release_or_404(pk)
    content = content_of_release(found)
    row = next((row for row in ruled_rows(content) if row.key == key), None)
    if row is None or number > len(row.cases):
        raise Http404
    if found.state != Release.State.DRAFT and request.method == "GET":
        return redirect("editing_checks", found.pk)
    try:
        beside = content_beside(found, current_content())
    except ValueError:
        return redirect("editing_checks", found.pk)
    opened = OpenCase(
        release=found,
        row=row,
        number=number,
        vocabulary=beside.vocabulary,
        populations=beside.populations,
        seen=seen_hash(find_row(content, row.part, key)),
    )
    return _sent_case(request, opened) if request.method == "POST" else _asked_case(request, opened)


def _asked_case(request: SignedInRequest, opened: OpenCase) -> HttpResponse:
    initial = initial_of(opened.stored) | {"seen": opened.seen}
    return _case_page(request, opened, opened.form(None, opened.facts(), initial))


def _sent_case(request: SignedInRequest, opened: OpenCase) -> HttpResponse:
    """The case with one more fact, without itself, or as it was typed."""
    shown = request.POST.getlist("fact")
    form = opened.form(request.POST, shown, {})
    if "more" in request.POST:
        more = opened.form(None, [*shown, request.POST.get("add", "")], _initial_as_typed(form))
        return _case_page(request, opened, more)
    if "remove" in request.POST:
        return _write(request, opened, form, None)
    if form.is_valid():
        return _write(request, opened, form, form.case)
    return _case_page(request, opened, form)


def _initial_as_typed(form: CaseForm) -> dict[str, Any]:
    """What was typed, as the first values of the same form with one more field."""
    return {field.name: field.data for field in form if field.data is not None and field.name != "add"}


def _write(request: SignedInRequest, opened: OpenCase, form: CaseForm, changed: JsonObject | None) -> HttpResponse:
    """Put the case in its place, or last; take it out if there is none to put."""
    release, row = opened.release, opened.row
    place = opened.place(request.POST.get("was", ""))
    cases = list(row.cases)
    if place is None:
        cases += [changed] if changed else []
    else:
        cases[place : place + 1] = [changed] if changed else []
    stored = {**(find_row(content_of_release(release), row.part, row.key) or {}), "cases": cases}
    note = _("%(title)s: cases") % {"title": row.title}
    seen = request.POST.get("seen", "")
    try:
        draft = put_row(by=request.user, release=release, part=row.part, row=stored, seen=seen, note=note)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _case_page(request, opened, form)
    return _answer_saved(request, release, draft, _("The case is saved.") if changed else _("The case is taken out."))


def _answer_saved(request: SignedInRequest, found: Release, draft: Release, done: str) -> HttpResponse:
    tell_where_it_is(request, found, draft, done)
    return redirect("editing_checks", draft.pk)


def _case_page(request: SignedInRequest, opened: OpenCase, form: CaseForm) -> HttpResponse:
    unknown = [key for key in facts_in(opened.stored) if not fact_of(key, form.vocabulary)]
    context = {"release": opened.release, "row": opened.row, "form": form, "number": opened.number, "unknown": unknown}
    return render(request, "guidelines/editor/checks/case.html", context, status=422 if form.errors else 200)
