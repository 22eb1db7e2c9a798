"""The editor's pages of releases: what is in force, what is on its way, and each step of a release's life."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.pages.digits import MomentField
from accounts.pages.http import SignedInRequest
from accounts.sign_in.permissions import Permission, requires
from accounts.text.danish import sort_key
from guidelines.comparison.bodies import compare_releases
from guidelines.content_files.loading import unverified_in
from guidelines.content_files.release import content_of_release, from_text, write_release
from guidelines.content_files.text import NotABundle, decode_file
from guidelines.in_force.catalogue import WITH_RECOMMENDATIONS
from guidelines.in_force.content import ContentMissing, current_content
from guidelines.models import Publication, Release, ReleaseEvent
from guidelines.pages.editor.release.lookup import get_release_or_404, tell_where_it_is
from guidelines.publishing.consistency import Refused
from guidelines.publishing.dose_limits import dose_limits_of
from guidelines.publishing.drafts import bring_up_to_date, create_draft, edit_draft, give_up, roll_back
from guidelines.publishing.life_cycle import approve, is_contributor, publish_approved, send_back, submit, withdraw
from guidelines.publishing.review_queue import overdue_of, review_queue

ON_THEIR_WAY = (Release.State.DRAFT, Release.State.SUBMITTED, Release.State.APPROVED)


class ImportForm(forms.Form):
    """A content file for a draft; `seen_hash` says which content of the draft it was written from."""

    file = forms.FileField(label=gettext_lazy("Content file (YAML)"))
    seen_hash = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, publication: Publication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.publication = publication

    def clean_file(self) -> Any:
        try:
            return from_text(decode_file(self.cleaned_data["file"].read()), self.publication)
        except NotABundle as error:
            message = _("The file cannot be read as content: %(reason)s") % {"reason": error}
            raise forms.ValidationError(message) from error


class PublishForm(forms.Form):
    at = MomentField(
        label=gettext_lazy("In force from"),
        required=False,
        help_text=gettext_lazy("Empty: now. Otherwise a day and a time, such as 01.01.2027 06:00."),
        input_formats=["%d.%m.%Y %H:%M", "%d.%m.%Y", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Write the day and the time, such as 01.01.2027 06:00.")},
    )


def by_kind_and_title(release: Release) -> tuple[str, str]:
    return release.publication.kind, sort_key(release.title)


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
def desk(request: SignedInRequest) -> HttpResponse:
    """What waits for this editor, what is on its way, and every publication."""
    underway = list(
        Release.objects.filter(state__in=ON_THEIR_WAY)
        .select_related("publication")
        .prefetch_related("events__by")
        .order_by("publication__key", "number")
    )
    now = timezone.now()
    published = Release.objects.filter(state=Release.State.PUBLISHED).select_related("publication")
    overdue, mine = overdue_of(review_queue(timezone.localdate()), request.user)
    context = {
        "overdue": overdue,
        "mine": mine,
        "underway": [(release, list(release.events.all())[-1:]) for release in underway],
        "in_force": sorted(published.filter(effective__contains=now), key=by_kind_and_title),
        "planned": published.filter(effective__startswith__gt=now),
        "given_up": _given_up(),
    }
    return render(request, "guidelines/editor/release/desk.html", context)


def _given_up() -> list[tuple[Release, ReleaseEvent]]:
    """Every draft that was given up, with who did it, when and why; the newest first."""
    events = ReleaseEvent.objects.filter(kind=ReleaseEvent.Kind.GIVEN_UP).select_related("release__publication", "by")
    return [(event.release, event) for event in events.order_by("-at")]


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
def publication(request: SignedInRequest, publication: str) -> HttpResponse:
    """Every release of a publication, and what can be done with each."""
    found = get_object_or_404(Publication, key=publication)
    releases = found.releases.select_related("prepared_by", "approved_by").prefetch_related("events__by")
    context = {"publication": found, "releases": releases.order_by("-number"), "now": timezone.now()}
    return render(request, "guidelines/editor/release/publication.html", context)


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    """A release on its way: what it would change, who has done what, and the next step. A POST puts a file into it."""
    found = get_release_or_404(pk)
    form = ImportForm(
        request.POST or None,
        request.FILES or None,
        publication=found.publication,
        initial={"seen_hash": found.content_hash},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            draft = edit_draft(by=request.user, release=found, content=sent["file"], seen_hash=sent["seen_hash"])
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            tell_where_it_is(request, found, draft, _("The draft holds what the file says."))
            return redirect("editing_release", draft.pk)
    return _release_page(request, found, form, status=422 if form.is_bound else 200)


def _release_page(
    request: SignedInRequest,
    found: Release,
    form: ImportForm,
    publish_form: PublishForm | None = None,
    status: int = 200,
) -> HttpResponse:
    in_force = found.publication.releases.effective().exclude(pk=found.pk).first()
    context = {
        "release": found,
        "events": found.events.select_related("by"),
        "in_force": in_force,
        "comparison": _comparison(in_force, found),
        "has_worked_on_it": is_contributor(request.user, found),
        "on_its_way": found.state in ON_THEIR_WAY,
        "is_behind": found.state in ON_THEIR_WAY and found.is_behind,
        "is_guideline": found.publication.kind in WITH_RECOMMENDATIONS,
        "unverified": unverified_in(content_of_release(found)),
        "limits": dose_limits_of(found),
        "form": form,
        "publish_form": publish_form or PublishForm(),
        "state": found.state,
    }
    return render(request, "guidelines/editor/release/page.html", context, status=status)


def _comparison(in_force: Release | None, draft: Release) -> Any:
    """What the draft would change; None if there is nothing in force to compare or read it with."""
    if in_force is None:
        return None
    try:
        return compare_releases(in_force, draft, current_content())
    except ContentMissing:
        return None


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
def export(request: SignedInRequest, pk: int) -> HttpResponse:
    """The release as a content file, to change and hand in again."""
    found = get_release_or_404(pk)
    name = f"{found.publication.key}-{found.number}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write_release(found), content_type="application/yaml; charset=utf-8", headers=headers)


@requires(Permission.CONTENT_EDIT)
@require_POST
def begin(request: SignedInRequest, publication: str) -> HttpResponse:
    """A draft from what is in force, or from an earlier release (rolling back)."""
    found = get_object_or_404(Publication, key=publication)
    earlier = request.POST.get("from", "")
    try:
        if earlier:
            source = get_object_or_404(found.releases, number=int(earlier) if earlier.isdecimal() else 0)
            draft = roll_back(by=request.user, release=source)
        else:
            draft = create_draft(by=request.user, publication=found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("editing_publication", found.key)
    return redirect("editing_release", draft.pk)


@requires(Permission.CONTENT_EDIT)
@require_POST
def step(request: SignedInRequest, pk: int, action: str) -> HttpResponse:
    """One step of a release's life. A step that does not fit is refused in words, and nothing changes."""
    found = get_release_or_404(pk)
    note, seen = request.POST.get("note", ""), request.POST.get("seen_hash", "")
    steps: dict[str, tuple[Callable[[], object], str]] = {
        "indsend": (lambda: submit(by=request.user, release=found), _("The release waits for a reviewer.")),
        "godkend": (
            lambda: approve(by=request.user, release=found, seen_hash=seen, note=note),
            _("The release is approved. It is not in force before it is published."),
        ),
        "send-tilbage": (
            lambda: send_back(by=request.user, release=found, note=note),
            _("The release is a draft again."),
        ),
        "traek-tilbage": (lambda: withdraw(by=request.user, release=found, note=note), _("The release is withdrawn.")),
        "opgiv": (lambda: give_up(by=request.user, release=found, note=note), _("The draft is given up.")),
        "ajour": (
            lambda: bring_up_to_date(by=request.user, release=found),
            _("The draft is up to date. Read it again before it is submitted."),
        ),
    }
    if action not in steps:
        raise Http404
    take, done = steps[action]
    try:
        take()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("editing_release", found.pk)


@requires(Permission.CONTENT_EDIT)
@require_POST
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put an approved release in force, now or from a day and a time."""
    found = get_release_or_404(pk)
    form = PublishForm(request.POST)
    imported = ImportForm(publication=found.publication, initial={"seen_hash": found.content_hash})
    if form.is_valid():
        at: datetime | None = form.cleaned_data["at"]
        try:
            publish_approved(by=request.user, release=found, at=at)
        except Refused as refused:
            form.add_error("at", str(refused))
        else:
            messages.success(request, _("The release is published."))
            return redirect("editing_release", found.pk)
    return _release_page(request, found, imported, form, status=422)
