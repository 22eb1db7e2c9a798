"""The pages that export all content as one file, and import a file as drafts after showing what it changes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.pages.http import SignedInRequest
from accounts.sign_in.permissions import Permission, requires
from guidelines.content_files.text import (
    MOST_BYTES,
    Bundle,
    NotABundle,
    decode_file,
    open_bundle,
    pack_bundle,
    write_json,
    write_yaml,
)
from guidelines.exchange.bundles import Plan, bundle_in_force, bundle_of, examine, import_bundle
from guidelines.models import Release
from guidelines.publishing.consistency import Refused

SALT, GOOD_FOR_SECONDS = "content-import", 24 * 60 * 60


class BundleForm(forms.Form):
    """A file of content, to look at."""

    file = forms.FileField(label=gettext_lazy("File of content (YAML or JSON)"))
    text = ""

    def clean_file(self) -> Bundle:
        try:
            self.text = decode_file(self.cleaned_data["file"].read())
            return open_bundle(self.text)
        except NotABundle as error:
            raise forms.ValidationError(str(error)) from error


class ConfirmForm(forms.Form):
    """What was looked at, to be made. `seen` carries the file itself, signed, so that just this is made.

    A file that was changed by hand has a wrong checksum; whoever hands it in says that this is meant.
    """

    seen = forms.CharField(widget=forms.HiddenInput)
    edited = forms.BooleanField(label=gettext_lazy("The file was changed by hand"), required=False)
    bundle: Bundle
    text, fingerprint = "", ""

    def clean_seen(self) -> str:
        try:
            self.text, self.fingerprint = read_seen(self.cleaned_data["seen"])
            self.bundle = open_bundle(self.text)
        except (signing.BadSignature, NotABundle) as error:
            raise forms.ValidationError(str(error)) from error
        return str(self.cleaned_data["seen"])

    def clean(self) -> None:
        if "seen" in self.cleaned_data and not self.bundle.is_intact and not self.cleaned_data.get("edited"):
            self.add_error("edited", _("Say that the file was changed by hand, or fetch it again."))


def sign_upload(text: str, plan: Plan) -> str:
    return signing.dumps([text, plan.fingerprint], salt=SALT, compress=True)


def read_seen(seen: str) -> tuple[str, str]:
    """The text and what was shown of it. Raises BadSignature for what was not written here, or is a day old."""
    text, fingerprint = signing.loads(seen, salt=SALT, max_age=GOOD_FOR_SECONDS)
    return text, fingerprint


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
def bundle(request: SignedInRequest) -> HttpResponse:
    """Everything in force, or one release, as a file with a checksum: `form` is yaml or json."""
    form = "json" if request.GET.get("form") == "json" else "yaml"
    asked = request.GET.get("release", "")
    if asked:
        release = get_object_or_404(Release, pk=int(asked) if asked.isdecimal() and len(asked) < 10 else 0)
        content, name = bundle_of(release), f"{release.publication.key}-{release.number}-pakke"
    else:
        content, name = bundle_in_force(), "smertekompas-indhold"
    text = (write_json if form == "json" else write_yaml)(pack_bundle(content))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(text, content_type=f"application/{form}; charset=utf-8", headers=headers)


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
def load(request: SignedInRequest) -> HttpResponse:
    """Hand a file in, see what it would change, and have the drafts made. Nothing is written before that."""
    if "seen" in request.POST:
        return _make(request)
    form = BundleForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        found: Bundle = form.cleaned_data["file"]
        try:
            return _plan_page(request, form.text, found, examine(by=request.user, bundle=found))
        except Refused as refused:
            form.add_error("file", str(refused))
    return _page(request, {"form": form}, 422 if form.is_bound else 200)


def _make(request: SignedInRequest) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        if "seen" in form.errors:
            messages.error(request, _("It is too long ago. Hand the file in again."))
            return _page(request, {"form": BundleForm()}, 422)
        return _again(request, form)
    try:
        if examine(by=request.user, bundle=form.bundle).fingerprint != form.fingerprint:
            messages.warning(request, _("Something has changed since. Look at it once more."))
            return _again(request, form)
        plan = import_bundle(by=request.user, bundle=form.bundle)
    except Refused as refused:
        messages.error(request, str(refused))
        return _page(request, {"form": BundleForm()}, 422)
    made = len(plan.drafts)
    words = {"number": made}
    messages.success(
        request,
        ngettext(
            "%(number)s draft is made. Nothing is published.", "%(number)s drafts are made. Nothing is published.", made
        )
        % words,
    )
    return redirect("editing_release", plan.drafts[0].pk) if made == 1 else redirect("editing")


def _again(request: SignedInRequest, form: ConfirmForm) -> HttpResponse:
    try:
        plan = examine(by=request.user, bundle=form.bundle)
    except Refused as refused:
        messages.error(request, str(refused))
        return _page(request, {"form": BundleForm()}, 422)
    return _plan_page(request, form.text, form.bundle, plan, form if form.errors else None, status=422)


def _plan_page(
    request: SignedInRequest,
    text: str,
    found: Bundle,
    plan: Plan,
    confirm: ConfirmForm | None = None,
    status: int = 200,
) -> HttpResponse:
    seen = sign_upload(text, plan)
    if len(seen) > MOST_BYTES - 100_000:
        messages.error(request, _("The file is too large for the browser. Use the command import_content."))
        return _page(request, {"form": BundleForm()}, 422)
    confirm = confirm or ConfirmForm(initial={"seen": seen})
    return _page(
        request,
        {"form": BundleForm(), "confirm": confirm, "plan": plan, "is_intact": found.is_intact, "seen": seen},
        status,
    )


def _page(request: SignedInRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "guidelines/editor/exchange/load.html", context, status=status)
